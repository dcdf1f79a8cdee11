"""How well the pipeline recovers a phantom's true ratio: one row a phantom."""

from __future__ import annotations

import csv
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from printed.plain_text import check_plain
from tissue_loss.phantom import Phantom, Recipe, build
from tissue_loss.phantom_files import save_phantom
from tissue_loss.pipeline import Inputs, Measurement, measure
from tissue_loss.volume import Volume, canonical, mirrored

if TYPE_CHECKING:
    import numpy as np

# The committed table: twenty infants of each head.
SEEDS = tuple(range(1, 21))
# An error of the ratio, in points, that must not go without a warning.
SILENT = 15.0
# A stroke of this share of a hemisphere is large enough for its ratio to say something.
LARGE = 0.07
NO_MEASURE = ("qc.py", "page.py", "output.py", "recovery.py", "targets.py", "__init__.py")


def source_hash() -> str:
    """Checksum of what builds and measures, by which a committed table is known to be fresh.

    Examples
    --------
    >>> len(source_hash())
    16
    """
    digest = sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.name not in NO_MEASURE:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def recover(item: Mapping[str, Any]) -> dict[str, Any]:
    """Build one phantom, measure it as an operator would, compare.

    Parameters
    ----------
    item : mapping
        ``recipe`` (fields of Recipe) and ``template`` (folder of the phantom's head, or None).
        The pipeline itself always uses its own template.

    Returns
    -------
    dict
        Truth, measurement and their difference in points.
    """
    return compare(*example(Recipe(**item["recipe"]), item.get("template")))


def example(
    recipe: Recipe, template: str | None = None, *, subject: str = "phantom"
) -> tuple[Phantom, Measurement]:
    """One phantom, and what an operator would measure on its files.

    Parameters
    ----------
    recipe : Recipe
        How it is built.
    template : str, optional
        Folder of the phantom's head.
    subject : str
        What it is called.
    """
    phantom = build(recipe, template)
    with tempfile.TemporaryDirectory() as place:
        row = save_phantom(phantom, Path(place) / "phantom")
        files = {name: path for name, path in row["files"].items() if name != "neonatal_adc"}
        return phantom, measure(Inputs(subject=subject, **files))


def compare(phantom: Phantom, measurement: Measurement) -> dict[str, Any]:
    """Truth beside measurement, one row.

    Parameters
    ----------
    phantom : Phantom
        What was built.
    measurement : Measurement
        What was found.

    Returns
    -------
    dict
        ``error_points`` is measured minus true ratio; ``covered`` whether the true ratio lies
        within 1.96 standard errors.
    """
    truth, found = phantom.truth, measurement.result
    error = found["ratio_percent"] - truth["ratio_percent"]
    return {
        "head": truth["head"],
        "seed": truth["seed"],
        "voxel_mm": truth["voxel_mm"],
        "side": truth["side"],
        "side_found": found["side"],
        "lesion_fraction": truth["lesion_fraction"],
        "cyst_share": truth["cyst_ml"] / truth["expected_ml"],
        "bias": truth["bias"],
        "noise": truth["noise"],
        "sloppiness": truth["sloppiness"],
        "true_ratio_percent": truth["ratio_percent"],
        "ratio_percent": found["ratio_percent"],
        "ratio_se_points": found["ratio_se_points"],
        **{f"se_{name}": part for name, part in found["ratio_se_sources"].items()},
        "error_points": error,
        "covered": abs(error) <= 1.96 * found["ratio_se_points"],
        "true_unscaled_percent": 100
        * truth["observed_ml"]
        / truth["volumes_ml"]["lesion_neonatal"],
        "unscaled_percent": found["alternatives"]["unscaled"],
        "own_baseline_percent": found["alternatives"]["own_baseline"],
        "dice": dice(phantom, measurement),
        "true_growth": truth["growth"],
        "growth": found["growth"],
        "true_lesion_ml": truth["volumes_ml"]["lesion_neonatal"],
        "lesion_ml": found["volumes_ml"]["lesion_neonatal"],
        "true_observed_ml": truth["observed_ml"],
        "observed_ml": found["observed_ml"],
        "true_plic": truth["asymmetry"]["plic_intensity"],
        "plic": found["asymmetry"]["plic_intensity"],
        "true_peduncle": truth["asymmetry"]["peduncle_volume"],
        "peduncle": found["asymmetry"]["peduncle_volume"],
        "warnings": len(found["warnings"]),
    }


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Bias, spread, overlap and coverage over phantoms.

    Parameters
    ----------
    rows : sequence of mapping
        As ``recover`` hands them out.

    Returns
    -------
    dict of str to float
        ``bias`` and ``sd`` in points over lesions of at least 7% of a hemisphere, the median
        ``dice`` of all, and the share ``covered`` by the 95% interval.

    Examples
    --------
    >>> row = {"lesion_fraction": 0.1, "error_points": 1.0, "dice": 0.96, "covered": True}
    >>> summary([row, row | {"error_points": 3.0}])["bias"]
    2.0
    """
    large = [row["error_points"] for row in rows if row["lesion_fraction"] >= LARGE]
    return {
        "infants": len(rows),
        "bias": statistics.mean(large),
        "sd": statistics.stdev(large),
        "dice": statistics.median(row["dice"] for row in rows),
        "covered": statistics.mean(float(row["covered"]) for row in rows),
    }


def is_covered(row: Mapping[str, Any]) -> bool:
    """Whether the 95% interval of a measured ratio holds the truth."""
    return bool(abs(row["error_points"]) <= 1.96 * row["ratio_se_points"])


def is_silent(row: Mapping[str, Any]) -> bool:
    """Whether an error is over 15 points without a warning.

    Examples
    --------
    >>> is_silent({"error_points": -16.0, "warned": 0}), is_silent({"error_points": 9, "warned": 0})
    (True, False)
    """
    return abs(row["error_points"]) > SILENT and not row["warned"]


def by_kind(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Errors of cases of several kinds, one row a kind.

    Parameters
    ----------
    rows : sequence of mapping
        ``kind``, ``refused`` (the message, or ""), ``warned`` (number of warnings),
        ``error_points`` and ``ratio_se_points`` (None where refused).

    Returns
    -------
    list of dict
        ``kind``, ``cases``, ``refused``; of those measured ``bias``, ``sd`` (None of one),
        ``worst`` (signed), the shares ``covered`` by 95% intervals and ``warned``; ``silent``, the
        number off by over 15 points without a warning. In the order in which kinds first occur.

    Examples
    --------
    >>> case = {"kind": "a", "refused": "", "warned": 0, "ratio_se_points": 4.0}
    >>> (row,) = by_kind([case | {"error_points": 1.0}, case | {"error_points": -16.0}])
    >>> row["bias"], row["worst"], row["covered"], row["silent"]
    (-7.5, -16.0, 0.5, 1)
    """
    table = []
    for kind in dict.fromkeys(row["kind"] for row in rows):
        mine = [row for row in rows if row["kind"] == kind]
        seen = [row for row in mine if not row["refused"]]
        errors = [row["error_points"] for row in seen]
        told: dict[str, Any] = {
            "kind": kind,
            "cases": len(mine),
            "refused": len(mine) - len(seen),
            "bias": statistics.fmean(errors) if errors else None,
            "sd": statistics.stdev(errors) if len(errors) > 1 else None,
            "worst": max(errors, key=abs) if errors else None,
            "covered": None,
            "warned": None,
            "silent": sum(map(is_silent, seen)),
        }
        if seen:
            told["covered"] = statistics.fmean(map(is_covered, seen))
            told["warned"] = statistics.fmean(bool(row["warned"]) for row in seen)
        table.append(told)
    return table


def committed(path: str | Path) -> list[dict[str, Any]]:
    """The rows of a table of recovered phantoms.

    Parameters
    ----------
    path : str or Path
        ``data/imaging/phantoms.csv``.

    Returns
    -------
    list of dict
        As ``recover`` hands them out: numbers as numbers.
    """
    words = {"source", "head", "side", "side_found"}
    rows: list[dict[str, Any]] = []
    for row in _plain(path):
        found: dict[str, Any] = {name: row[name] for name in words}
        found |= {name: float(text) for name, text in row.items()
                  if name not in words | {"covered"} and text}  # fmt: skip
        found |= {"covered": row["covered"] == "True", "warned": found["warnings"]}
        rows.append(found | {"seed": int(row["seed"])})
    return rows


def _plain(path: str | Path) -> Iterator[dict[str, str]]:
    """Rows of a table that pages show: no field may be markup."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            for name in row:
                check_plain(row[name], file=Path(path).name, row=number, column=name)
            yield row


def committed_kinds(path: str | Path) -> list[dict[str, Any]]:
    """The rows of the table of cases by kind.

    Parameters
    ----------
    path : str or Path
        ``data/imaging/kinds.csv``.

    Returns
    -------
    list of dict
        Numbers as numbers; cases without a stroke, which have no ratio, are left out.
    """
    words = {"source", "kind", "head", "side", "refused", "side_found", "warnings"}
    return [
        {name: text if name in words else float(text) for name, text in row.items()
         if text or name in words}
        for row in _plain(path)
        if row["causal_percent"]
    ]  # fmt: skip


def slope(rows: Sequence[Mapping[str, Any]]) -> float:
    """Change of the error with the true ratio, points a point, by least squares.

    Parameters
    ----------
    rows : sequence of mapping
        ``true_ratio_percent`` and ``error_points``.

    Examples
    --------
    >>> slope([{"true_ratio_percent": 80.0, "error_points": 1.0},
    ...        {"true_ratio_percent": 100.0, "error_points": -1.0}])
    -0.1
    """
    return statistics.linear_regression(
        [row["true_ratio_percent"] for row in rows], [row["error_points"] for row in rows]
    ).slope


def propagated_error(
    lesion_fraction: float,
    ratio_percent: float,
    *,
    lesion_error: float = 0.05,
    hemisphere_error: float = 0.01,
    correlation: float = 0.8,
) -> float:
    """Standard deviation of the ratio in points that errors of the volumes bring, to first order.

    Parameters
    ----------
    lesion_fraction : float
        Lesion over hemisphere.
    ratio_percent : float
        The true ratio.
    lesion_error, hemisphere_error : float
        Standard deviations of the volumes, as shares of them.
    correlation : float
        Between the errors of the two hemispheres of one scan.

    Returns
    -------
    float
        Points. The loss is a small difference of two large volumes, so its error rules where
        lesions are small.

    Examples
    --------
    >>> [f"{propagated_error(share, 89):.0f}" for share in (0.03, 0.07, 0.15, 0.25)]
    ['21', '10', '6', '5']
    """
    other = 1 - ratio_percent / 100 * lesion_fraction  # affected side, the other being 1
    spread = hemisphere_error * (1 + other**2 - 2 * correlation * other) ** 0.5
    return float(
        ((100 * spread / lesion_fraction) ** 2 + (ratio_percent * lesion_error) ** 2) ** 0.5
    )


def dice(phantom: Phantom, measurement: Measurement) -> float:
    """Overlap of the found with the true lesion: 1 is all, 0 none."""
    import numpy as np

    image = phantom.images["neonatal_t2"]
    truth = canonical(phantom.fractions["lesion"] > 0.5, image.affine)
    if measurement.flipped:
        truth = mirrored(truth)
    session = measurement.newborn
    inside = _within(truth, session.t2)
    both = np.count_nonzero(inside & session.lesion)
    return float(2 * both / (np.count_nonzero(truth.data) + np.count_nonzero(session.lesion)))


def _within(whole: Volume, part: Volume) -> np.ndarray:
    """The voxels of an image that a cropped one shows."""
    import numpy as np

    start = np.linalg.solve(whole.affine, part.affine[:, 3])[:3]
    box = tuple(
        slice(int(s), int(s) + n) for s, n in zip(np.rint(start), part.data.shape, strict=True)
    )
    return whole.data[box]
