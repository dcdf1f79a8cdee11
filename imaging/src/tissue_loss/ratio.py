"""The tissue loss ratio and its named alternatives: operational, the project's own formula."""

from __future__ import annotations

from collections.abc import Mapping

DEFINITION = "operational, not the study's published formula"


def growth_factor(contra_neonatal_ml: float, contra_month3_ml: float) -> float:
    """How much the unaffected side grew.

    Parameters
    ----------
    contra_neonatal_ml, contra_month3_ml : float
        Its tissue above the tentorium, neonatal and at 3 months, in ml.

    Returns
    -------
    float

    Examples
    --------
    >>> growth_factor(200.0, 290.0)
    1.45
    """
    return contra_month3_ml / contra_neonatal_ml


def expected_loss(lesion_ml: float, growth: float) -> float:
    """Loss in ml if the whole lesion is lost, grown as the other side grew.

    Examples
    --------
    >>> expected_loss(40.0, 1.5)
    60.0
    """
    return lesion_ml * growth


def healthy_sides(side: str, left_larger_percent: float) -> float:
    """What the affected side would be of the other one, had there been no stroke.

    Parameters
    ----------
    side : str
        Affected side, "L" or "R".
    left_larger_percent : float
        By how much a healthy left hemisphere is taken to be the larger one.

    Examples
    --------
    >>> healthy_sides("L", 1.0), healthy_sides("R", 0.0)
    (1.01, 1.0)
    """
    larger = 1 + left_larger_percent / 100
    return larger if side == "L" else 1 / larger


def observed_loss(contra_month3_ml: float, ipsi_month3_ml: float, sides: float = 1.0) -> float:
    """Tissue in ml by which the affected side falls short of what it would be at 3 months.

    Examples
    --------
    >>> observed_loss(290.0, 236.0)
    54.0
    """
    return sides * contra_month3_ml - ipsi_month3_ml


def tissue_loss_ratio(volumes_ml: Mapping[str, float], sides: float = 1.0) -> float:
    """Observed over expected loss in percent; below 100, more tissue is left than expected.

    Parameters
    ----------
    volumes_ml : mapping
        ``lesion_neonatal``, ``contra_neonatal``, ``contra_month3``, ``ipsi_month3``, in ml.
    sides : float
        As ``healthy_sides`` hands it out; 1 where healthy sides are taken to be equal.

    Returns
    -------
    float
        Percent. Head size cancels.

    Notes
    -----
    Operational, the project's own formula; the study's is not public:
    100 (Vc3 - Vi3) / (L0 Vc3 / Vc0).

    Examples
    --------
    >>> tissue_loss_ratio({"lesion_neonatal": 40.0, "contra_neonatal": 200.0,
    ...                    "contra_month3": 300.0, "ipsi_month3": 246.0})
    90.0
    """
    growth = growth_factor(volumes_ml["contra_neonatal"], volumes_ml["contra_month3"])
    observed = observed_loss(volumes_ml["contra_month3"], volumes_ml["ipsi_month3"], sides)
    return 100 * observed / expected_loss(volumes_ml["lesion_neonatal"], growth)


def alternatives(
    volumes_ml: Mapping[str, float], residual_lesion_ml: float | None = None, sides: float = 1.0
) -> dict[str, float | None]:
    """Other ratios that the same words could mean, in percent.

    Parameters
    ----------
    volumes_ml : mapping
        As for the ratio, with ``ipsi_neonatal``.
    residual_lesion_ml : float, optional
        The lesion still seen at 3 months, as the operator outlined it. No image tells where a
        cyst ends and a widened sulcus begins, so nothing is traced in its place.
    sides : float
        As for the ratio.

    Returns
    -------
    dict of str to float or None
        ``unscaled``: growth left out. ``own_baseline``: against the affected side's own neonatal
        volume, which oedema swells. ``residual_lesion``: the outlined lesion over the expected
        loss, blind to diffuse atrophy; None without an outline.

    Examples
    --------
    >>> found = alternatives({"lesion_neonatal": 40.0, "contra_neonatal": 200.0,
    ...     "ipsi_neonatal": 204.0, "contra_month3": 300.0, "ipsi_month3": 246.0}, 30.0)
    >>> found["unscaled"], found["own_baseline"], found["residual_lesion"]
    (135.0, 100.0, 50.0)
    """
    growth = growth_factor(volumes_ml["contra_neonatal"], volumes_ml["contra_month3"])
    expected = expected_loss(volumes_ml["lesion_neonatal"], growth)
    observed = observed_loss(volumes_ml["contra_month3"], volumes_ml["ipsi_month3"], sides)
    own = volumes_ml["ipsi_neonatal"] * growth - volumes_ml["ipsi_month3"]
    return {
        "unscaled": 100 * observed / volumes_ml["lesion_neonatal"],
        "own_baseline": 100 * own / expected,
        "residual_lesion": (
            None if residual_lesion_ml is None else 100 * residual_lesion_ml / expected
        ),
    }


def asymmetry_index(contra: float, ipsi: float) -> float:
    """(contra - ipsi) / (contra + ipsi): 0 for equal sides, positive for a weaker affected side.

    Examples
    --------
    >>> asymmetry_index(3.0, 1.0)
    0.5
    """
    return (contra - ipsi) / (contra + ipsi)
