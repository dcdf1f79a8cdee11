"""What is refused between the steps, and what is only warned of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from printed.errors import InputError
from tissue_loss.brain import LESION, TISSUE
from tissue_loss.volume import OBLIQUE_DEGREES, Volume, world

if TYPE_CHECKING:
    from tissue_loss.pipeline import Inputs
    from tissue_loss.session import Session

SMALL_LESION = 0.07
# Healthy brains grow by 64% in their first 90 days (Holland 2014, 10.1001/jamaneurol.2014.1638).
GROWTH = (1.2, 1.7)
# One hemisphere above the tentorium; wide enough for the 5% by which whole volumes read high.
HEMISPHERE_ML = {"contra_neonatal": (130, 280), "contra_month3": (200, 400)}
RATIO = (30.0, 150.0)
LARGE_SE = 15.0
UNEQUAL = 0.15
UNEVEN = 0.25
MIDLINE_MM = 5.0
MIDLINE_GAP_MM = 1.0
LANDMARK_MM, LANDMARK_DEGREES = 5.0, 10.0
DARK_SHARE, DARK_CORE = 0.6, 0.05
# In points of the ratio. Both were chosen after looking at scans of the second generator.
UNEQUAL_POINTS = 10.0
SCAR_POINTS = 15.0
# What a warning must tell of at least, in points; and how well a grid shows the fissure, in voxels.
MIDLINE_POINTS = 15.0
FISSURE_VOXELS = 0.25


def require_signal(volumes: Mapping[str, Volume]) -> None:
    """Refuse a T2 whose tissue is not brighter than nothing: half of its signal is no threshold.

    Examples
    --------
    >>> import numpy as np
    >>> t2 = Volume(np.array([[[9.0, 3.0]]]), np.eye(4))
    >>> require_signal({"month3_t2": t2, "month3_seeds": t2.like(np.array([[[1, 2]]]))})
    """
    import numpy as np

    for name, t2 in volumes.items():
        labels = volumes.get(name.replace("_t2", "_seeds"))
        if not name.endswith("_t2") or labels is None:
            continue
        values = t2.data[labels.data == TISSUE]
        if len(values) and not np.median(values) > 0:
            raise InputError(
                "the values at label 2 (tissue) are 0 or less: these are no T2 intensities, or "
                "the header's intercept shifts them",
                file=t2.name,
            )


def lesion_is_right(t2: Volume, labels: Volume) -> bool:
    """Whether most lesion scribbles lie right of the head's centre, by world coordinates.

    Examples
    --------
    >>> import numpy as np
    >>> t2 = Volume(np.ones((9, 3, 3)), np.eye(4))
    >>> seeds = t2.like(np.full((9, 3, 3), 2))
    >>> seeds.data[7:] = 1
    >>> lesion_is_right(t2, seeds)
    True
    """
    import numpy as np

    level = float(np.median(t2.data[labels.data == TISSUE]))
    centre = world(t2, t2.data > 0.5 * level)[:, 0].mean()
    return bool(np.median(world(labels, labels.data == LESION)[:, 0]) > centre)


def require_side(stated: str, found: str, file: str) -> None:
    """Refuse a stated side that the lesion contradicts.

    Examples
    --------
    >>> require_side("auto", "L", "seeds.nii.gz")
    """
    if stated not in ("auto", "L", "R"):
        raise InputError(f"side {stated!r} is unknown; use auto, L or R")
    if stated not in ("auto", found):
        raise InputError(
            f"side {stated} was stated, but the lesion is scribbled on side {found}; "
            "check the scan's orientation",
            file=file,
        )


def _share_right(session: Session, weights: Any) -> float:
    """Share of some voxels' weight more than 5 mm right of the plane."""
    import numpy as np

    where = weights > 0
    total = float(weights[where].sum())
    if total <= 0:
        return 0.0
    away = session.plane.distance(world(session.t2, where)) > MIDLINE_MM
    return float(np.sum(weights[where][away])) / total


def require_one_side(newborn: Session) -> None:
    """Refuse a lesion that is absent or lies on both sides of the midsagittal plane.

    Raises
    ------
    InputError
    """
    scribbled = (newborn.labels.data == LESION).astype(float)
    if not newborn.lesion_part.sum() > 0:
        raise InputError(
            "no lesion was found from the scribbles; label 1 must lie on it",
            file=newborn.labels.name,
        )
    if _share_right(newborn, scribbled) > 0.1 or _share_right(newborn, newborn.lesion_part) > 0.2:
        raise InputError(
            "the lesion lies on both sides: no side is left to compare with",
            file=newborn.labels.name,
        )


def require_same_side(infant: Session) -> None:
    """Refuse a cyst scribbled on the other side than the neonatal lesion."""
    if _share_right(infant, (infant.labels.data == LESION).astype(float)) > 0.5:
        raise InputError(
            "the cyst is scribbled on the other side than the neonatal lesion; "
            "check the scans' orientation",
            file=infant.labels.name,
        )


def require_contrast(volumes: Mapping[str, Volume]) -> None:
    """Refuse diffusion on which the lesion's scribbles look the wrong way round.

    Examples
    --------
    >>> import numpy as np
    >>> dwi = Volume(np.array([[[9.0, 3.0]]]), np.eye(4))
    >>> require_contrast({"neonatal_dwi": dwi, "neonatal_seeds": dwi.like(np.array([[[1, 2]]]))})
    """
    import numpy as np

    labels = volumes["neonatal_seeds"]
    for name, brighter in (("neonatal_dwi", True), ("neonatal_adc", False)):
        if name not in volumes:
            continue
        scan = volumes[name].data
        lesion, tissue = (float(np.median(scan[labels.data == n])) for n in (LESION, TISSUE))
        if (lesion > tissue) != brighter:
            word, other = ("darker", "an ADC map") if brighter else ("brighter", "a DWI")
            where = Path(volumes[name].name).name
            raise InputError(
                f"label 1 (lesion) is {word} than label 2 (tissue) on {where}: labels 1 and 2 were "
                f"exchanged, or the scan is {other}",
                file=labels.name,
            )


def require_landmarks(session: Session, age: str) -> None:
    """Refuse landmarks far from the plane of best symmetry, or that part a head unevenly.

    Raises
    ------
    InputError
        More than 5 mm or 10 degrees away; or, in the newborn, halves that differ by a quarter.
    """
    import numpy as np

    from tissue_loss.session import half_volumes

    if session.registered is None:
        return
    middle = world(session.t2, session.brain).mean(axis=0, keepdims=True)
    apart = abs(float(session.plane.distance(middle)[0] - session.registered.distance(middle)[0]))
    cosine = float(np.dot(session.plane.normal, session.registered.normal))
    ipsi, contra = half_volumes(session)
    uneven = age == "neonatal" and abs(ipsi - contra) > UNEVEN * contra
    if apart > LANDMARK_MM or cosine < np.cos(np.radians(LANDMARK_DEGREES)) or uneven:
        raise InputError(
            f"--{age}-landmarks do not lie on this head's midline: the plane through them is "
            "more than 5 mm or 10 degrees from the plane of best symmetry, or the halves differ "
            "by a quarter; give points of this scan in mm",
            file=session.t2.name,
        )


def require_growth(newborn: Session, infant: Session) -> None:
    """Refuse a brain that is smaller at 3 months: scans exchanged, or voxel sizes wrong."""
    from tissue_loss.session import half_volumes

    before, after = half_volumes(newborn)[1], half_volumes(infant)[1]
    sizes = [float(s.brain.sum()) * s.t2.voxel_ml for s in (newborn, infant)]
    if after <= before or sizes[1] <= sizes[0]:
        raise InputError(
            "the brain is smaller at 3 months than neonatal; were the scans exchanged?",
            file=infant.t2.name,
        )


def scan_warnings(volumes: Mapping[str, Volume]) -> list[str]:
    """What is unusual about how scans are stored, one line each."""
    found = []
    for name in sorted(volumes):
        if name.endswith("t2") and volumes[name].oblique_degrees > OBLIQUE_DEGREES:
            found.append(f"{name} is oblique by more than 20 degrees")
        if volumes[name].conflict:
            found.append(
                f"{name}: sform and qform contradict each other ({volumes[name].conflict}); the "
                "sform was used: make sure of the side"
            )
    return found


def range_warnings(result: Mapping[str, Any]) -> list[str]:
    """Numbers outside what healthy brains or a usable measurement show, one line each."""
    from printed import notation

    sizes, found = result["volumes_ml"], []
    if result["lesion_fraction"] < SMALL_LESION:
        found.append("lesion under 7% of a hemisphere: the ratio is mostly measurement error")
    for name, (low, high) in HEMISPHERE_ML.items():
        if not low <= sizes[name] <= high:
            found.append(
                f"healthy hemisphere of {notation.text(sizes[name], 0)} ml ({name}) lies outside "
                f"{low} to {high} ml: check mask and voxel sizes"
            )
    growth, value, spread = (
        result[name] for name in ("growth", "ratio_percent", "ratio_se_points")
    )
    if not GROWTH[0] <= growth <= GROWTH[1]:
        found.append(
            f"growth {notation.text(growth, 2)} lies outside {GROWTH[0]} to {GROWTH[1]}: check "
            "masks and ages (healthy brains grow to about 1.6 in 90 days)"
        )
    swollen = sizes["ipsi_neonatal"] / sizes["contra_neonatal"]
    if abs(swollen - 1) > UNEQUAL:
        found.append(
            f"the newborn's affected side is {notation.text(swollen, 2)} times the other: "
            "swelling, an older stroke or a wrong plane"
        )
    own = result["alternatives"]["own_baseline"]
    if abs(own - value) > UNEQUAL_POINTS:
        found.append(
            f"measured against the affected side's own first scan the ratio is "
            f"{notation.text(own, 0)}%, not {notation.text(value, 0)}%: the sides were unequal at "
            "birth, by nature or by swelling"
        )
    if not RATIO[0] <= value <= RATIO[1]:
        found.append(f"ratio {notation.text(value, 0)}% lies outside 30% to 150%")
    if spread > LARGE_SE:
        found.append(
            f"standard error of {notation.text(spread, 0)} points: too uncertain for one infant"
        )
    return found


def scar_warnings(infant: Session, expected_ml: float) -> list[str]:
    """Where a scar on T2 may move the ratio far, one line."""
    from printed import notation
    from tissue_loss.scar import scar_ml

    points = 100 * scar_ml(infant) / expected_ml
    if points <= SCAR_POINTS:
        return []
    return [
        "3 months: much of the affected side is neither tissue nor fluid on T2, such as a scar; "
        f"counted as tissue, the ratio would be {notation.text(points, 0)} points lower"
    ]


def dark_core(newborn: Session) -> float:
    """Share of the lesion that is dark on T2, with what is dark beside it.

    Where bleeding is dark on diffusion too it is not found as lesion: dark tissue that touches the
    lesion counts whole. The brain's outermost layer, mixed with air, does not.
    """
    import numpy as np
    from scipy import ndimage

    dark = ndimage.binary_erosion(newborn.brain) & newborn.above
    dark &= newborn.t2.data < DARK_SHARE * newborn.level.tissue
    seen = newborn.lesion & (newborn.lesion_part > 0.5)
    numbers, _ = ndimage.label(dark)
    touching = np.unique(numbers[ndimage.binary_dilation(seen, iterations=2)])
    dark = np.isin(numbers, touching[touching > 0])
    return int(np.count_nonzero(dark)) / max(1, int(np.count_nonzero(seen | dark)))


def session_warnings(newborn: Session, infant: Session, expected_ml: float) -> list[str]:
    """What the images themselves cast doubt on, one line each."""
    from printed import notation
    from tissue_loss.midline import fissure_offset, tissue_per_mm
    from tissue_loss.volume import pieces

    found = []
    for where, told in (
        (newborn.islands, "without a scribble look like lesion and are counted: scribble 2 on "
                          "what is none"),
        (newborn.astray, "on the other side look like lesion and are not counted: if they are, "
                         "no side is healthy"),
    ):  # fmt: skip
        if where is not None and where.any():
            size = notation.text(float(where.sum()) * newborn.t2.voxel_ml, 1)
            count = pieces(where)
            found.append(f"{count} island{'s' if count > 1 else ''} ({size} ml) {told}")
    if dark_core(newborn) > DARK_CORE:
        found.append("the lesion has a dark core on T2: bleeding reads as air or fluid")
    for session, age in ((newborn, "neonatal"), (infant, "3 months")):
        gap = fissure_offset(
            session.t2.like(session.tissue), session.brain, session.plane, session.placement
        )
        # A coarse grid shows the fissure no better than to half a voxel.
        least = max(MIDLINE_GAP_MM, 0.5 * float(session.t2.voxel_mm[0]))
        # What lies between plane and fissure is taken from one side and given to the other.
        moved = 0.0
        if gap is not None and session is infant:
            moved = 200 * abs(gap) * tissue_per_mm(infant) / expected_ml
            if moved > MIDLINE_POINTS:
                least = FISSURE_VOXELS * float(session.t2.voxel_mm[0])
        if gap is not None and abs(gap) > least:
            found.append(
                f"{age}: the fissure between the hemispheres lies {notation.text(abs(gap), 1)} mm "
                "from the plane of best symmetry: a shifted midline or one side smaller all over; "
                "set the plane by three landmarks"
                + (f" (about {notation.text(moved, 0)} points)" if moved > MIDLINE_POINTS else "")
            )
    return found


def listing(inputs: Inputs, roles: Sequence[str]) -> list[dict[str, str]]:
    """The files that were used, with checksums."""
    rows = []
    for role in roles:
        path = getattr(inputs, role)
        if path:
            digest = sha256(Path(path).read_bytes()).hexdigest()
            rows.append({"role": role, "file": Path(path).name, "sha256": digest})
    return rows


def versions() -> dict[str, str]:
    """Programs that took part."""
    names = ("tissue-loss", "nibabel", "numpy", "scikit-image", "scipy", "SimpleITK")
    return {name: version(name) for name in names}
