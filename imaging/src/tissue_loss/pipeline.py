"""From the files of an infant to one ratio: the steps in their order, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from printed.errors import InputError
from tissue_loss import asymmetry, checks, error, ratio
from tissue_loss.brain import (
    FLUID,
    LESION,
    TISSUE,
    from_tissue,
    outlined,
    require_seeds,
)
from tissue_loss.inputs import ROLES, SCANS, Inputs, missing
from tissue_loss.plane import Plane, plane_from_landmarks
from tissue_loss.resample import resampled
from tissue_loss.session import Session, month3, neonatal, volumes_ml
from tissue_loss.skull import brain_only
from tissue_loss.volume import (
    Volume,
    mirrored,
    read_labels,
    read_scan,
    require_same_grid,
    same_grid,
)

__all__ = ["Inputs", "Measurement", "measure"]


@dataclass(frozen=True)
class Measurement:
    """The command's result, and what its pictures show.

    Parameters
    ----------
    result : dict
        As the contract names it.
    newborn, infant : Session
        The two sessions, affected side on the left.
    flipped : bool
        Whether left and right were exchanged to bring the affected side there.
    """

    result: dict[str, Any]
    newborn: Session
    infant: Session
    flipped: bool


def measure(inputs: Inputs) -> Measurement:
    """Tissue loss ratio and tract asymmetry of one infant.

    Parameters
    ----------
    inputs : Inputs
        The files.

    Returns
    -------
    Measurement

    Raises
    ------
    InputError
        Whatever cannot be used, in one line.

    Notes
    -----
    Operational, the project's own formula; the study's is not public. Left and right are
    exchanged where the right side is affected, so that both sides are computed alike to the bit.
    """
    volumes, told = _read(inputs)
    checks.require_signal(volumes)
    flipped = checks.lesion_is_right(volumes["neonatal_t2"], volumes["neonatal_seeds"])
    if flipped:
        volumes = {name: mirrored(volume) for name, volume in volumes.items()}
    side = "R" if flipped else "L"
    lesion_file = inputs.neonatal_lesion or inputs.neonatal_seeds or ""
    checks.require_side(inputs.side, side, lesion_file)
    checks.require_contrast(volumes)

    early, late = _templates(inputs.template)
    newborn = neonatal(
        _of(volumes, "neonatal"), early, _landmarks(inputs.neonatal_landmarks, flipped)
    )
    checks.require_landmarks(newborn, "neonatal")
    checks.require_one_side(newborn)
    infant = month3(_of(volumes, "month3"), late, _landmarks(inputs.month3_landmarks, flipped))
    checks.require_landmarks(infant, "month3")
    checks.require_growth(newborn, infant)
    checks.require_same_side(infant)

    sizes = volumes_ml(newborn, infant)
    sides = ratio.healthy_sides(side, inputs.left_larger)
    growth = ratio.growth_factor(sizes["contra_neonatal"], sizes["contra_month3"])
    parts = error.sources(newborn, infant, sides)
    expected = ratio.expected_loss(sizes["lesion_neonatal"], growth)
    outlined_ml = float(infant.lesion.sum()) * infant.t2.voxel_ml
    limb, limb_told = asymmetry.limb_intensity(infant)
    result = {
        "subject": inputs.subject,
        "side": side,
        "volumes_ml": sizes,
        "growth": growth,
        "expected_ml": expected,
        "observed_ml": ratio.observed_loss(sizes["contra_month3"], sizes["ipsi_month3"], sides),
        "ratio_percent": ratio.tissue_loss_ratio(sizes, sides),
        "ratio_se_points": error.combined(parts),
        "ratio_se_sources": parts,
        "alternatives": ratio.alternatives(
            sizes, outlined_ml if infant.own_lesion else None, sides
        ),
        "asymmetry": {
            "plic_intensity": limb,
            "peduncle_volume": asymmetry.outlined_index(volumes.get("month3_peduncles"), infant),
        },
        "lesion_fraction": sizes["lesion_neonatal"] / sizes["contra_neonatal"],
        "warnings": [],
        "inputs": checks.listing(inputs, tuple(ROLES)),
        "versions": checks.versions(),
        "definition": ratio.DEFINITION,
    }
    result["warnings"] = [
        *told,
        *checks.scan_warnings(volumes),
        *checks.range_warnings(result),
        *checks.session_warnings(newborn, infant, expected),
        *checks.scar_warnings(infant, expected),
        *([limb_told] if limb_told else []),
    ]
    # Nothing is drawn anew from here on.
    newborn, infant = (replace(session, kept=None) for session in (newborn, infant))
    return Measurement(result, newborn, infant, flipped)


def _read(inputs: Inputs) -> tuple[dict[str, Volume], list[str]]:
    """All files, each on its session's grid, and what was done to them on the way."""
    given = {role: getattr(inputs, role) for role in ROLES if getattr(inputs, role)}
    lack = missing(given)
    if lack is not None:
        raise InputError(lack[1])
    found: dict[str, Volume] = {}
    told: list[str] = []
    for role in (role for role in SCANS if role in given):
        scan = read_scan(given[role])
        first = found.get(f"{role.split('_')[0]}_t2", scan)
        if inputs.resample and not same_grid(first, scan):
            scan = resampled(scan, first)
        require_same_grid(
            first, scan, "add --resample (rigid, by mutual information), or resample it first"
        )
        found[role] = scan
    for role in (role for role in given if role not in SCANS):
        grid, path = found[f"{role.split('_')[0]}_t2"], given[role]
        if role.endswith("seeds"):
            found[role] = read_labels(path, grid, allowed=(0, LESION, TISSUE, FLUID))
        else:
            found[role] = read_labels(path, grid, one=not role.endswith("mask"))
    for age, needed in (
        ("neonatal", {LESION: "lesion", TISSUE: "tissue", FLUID: "fluid"}),
        ("month3", {TISSUE: "tissue", FLUID: "fluid"}),
    ):
        found[f"{age}_seeds"] = _seeds(_of(found, age), age == "neonatal")
        require_seeds(found[f"{age}_seeds"], needed)
        scan, mask = found[f"{age}_t2"], found.get(f"{age}_mask")
        mask, line = brain_only(scan, found[f"{age}_seeds"], mask)
        if mask is not None:
            found[f"{age}_mask"] = mask
        if line:
            told.append(line)
    return found, told


def _seeds(given: Mapping[str, Volume], newborn: bool) -> Volume:
    """The scribbles of a session, or what its outlines say in their place."""
    labels = given["seeds"] if "seeds" in given else from_tissue(given["t2"], given["tissue"])
    return outlined(labels, given["lesion"]) if newborn and "lesion" in given else labels


def _of(volumes: Mapping[str, Volume], age: str) -> dict[str, Volume]:
    """One session's images, by what they show."""
    return {
        role.removeprefix(f"{age}_"): volume
        for role, volume in volumes.items()
        if role.startswith(age)
    }


def _templates(folder: str | None) -> tuple:
    if folder is None:
        from tissue_loss.template import mni

        return mni(2), mni(2)
    from tissue_loss.atlas import atlas_template

    return atlas_template(folder, 0), atlas_template(folder, 3)


def _landmarks(points: Sequence[Sequence[float]] | None, flipped: bool) -> Plane | None:
    if points is None:
        return None
    plane = plane_from_landmarks(points)
    if not flipped:
        return plane
    x, y, z = plane.normal
    return Plane((x, -y, -z), -plane.offset)
