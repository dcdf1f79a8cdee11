"""From seven files to one ratio: the steps in their order, and what is refused between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tissue_loss import checks, error, ratio
from tissue_loss.brain import FLUID, LESION, TISSUE, require_seeds
from tissue_loss.lesion import free_of_fluid, lesion_fraction, lesion_mask
from tissue_loss.plane import Plane, plane_from_landmarks
from tissue_loss.register import tracts
from tissue_loss.session import Session, half_volumes, month3, neonatal, rough, side_weights
from tissue_loss.tissue import tissue_fraction
from tissue_loss.volume import (
    Volume,
    mirrored,
    read_labels,
    read_scan,
    require_same_grid,
)

if TYPE_CHECKING:
    import numpy as np

ROLES = (
    "neonatal_t2",
    "neonatal_dwi",
    "neonatal_adc",
    "neonatal_seeds",
    "month3_t2",
    "month3_t1",
    "month3_seeds",
    "neonatal_mask",
    "month3_mask",
)


@dataclass(frozen=True)
class Inputs:
    """The files of one infant, named as the command's options.

    Parameters
    ----------
    subject : str
        Name in the output.
    neonatal_t2, neonatal_seeds, month3_t2, month3_seeds : str
        T2-weighted scans and the scribbles drawn on them.
    neonatal_dwi, neonatal_adc : str, optional
        Diffusion; without either the lesion is taken from T2 alone, with a warning.
    month3_t1 : str, optional
        T1-weighted scan at 3 months.
    neonatal_mask, month3_mask : str, optional
        Brain masks; needed where the scan shows more than the brain.
    side : str
        Affected side: "auto", "L" or "R".
    template : str, optional
        Folder of the infant atlas.
    neonatal_landmarks, month3_landmarks : sequence of points, optional
        Three midline points in world mm, instead of a registered plane.
    """

    subject: str
    neonatal_t2: str
    neonatal_seeds: str
    month3_t2: str
    month3_seeds: str
    neonatal_dwi: str | None = None
    neonatal_adc: str | None = None
    month3_t1: str | None = None
    neonatal_mask: str | None = None
    month3_mask: str | None = None
    side: str = "auto"
    template: str | None = None
    neonatal_landmarks: Sequence[Sequence[float]] | None = None
    month3_landmarks: Sequence[Sequence[float]] | None = None


@dataclass(frozen=True)
class Measurement:
    """The command's result, and what its picture shows.

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
    volumes = _read(inputs)
    labels = volumes["neonatal_seeds"]
    require_seeds(labels, {LESION: "lesion", TISSUE: "tissue", FLUID: "fluid"})
    require_seeds(volumes["month3_seeds"], {TISSUE: "tissue", FLUID: "fluid"})
    flipped = checks.lesion_is_right(volumes["neonatal_t2"], labels)
    if flipped:
        volumes = {name: mirrored(volume) for name, volume in volumes.items()}
    side = "R" if flipped else "L"
    checks.require_side(inputs.side, side, inputs.neonatal_seeds)

    early, late = _templates(inputs.template)
    diffusion = [volumes[name] for name in ("neonatal_dwi", "neonatal_adc") if name in volumes][:1]
    newborn = neonatal(
        volumes["neonatal_t2"],
        diffusion,
        volumes["neonatal_seeds"],
        early,
        volumes.get("neonatal_mask"),
        _landmarks(inputs.neonatal_landmarks, flipped),
    )
    checks.require_one_side(newborn)
    infant = month3(
        volumes["month3_t2"],
        volumes.get("month3_t1"),
        volumes["month3_seeds"],
        late,
        volumes.get("month3_mask"),
        _landmarks(inputs.month3_landmarks, flipped),
    )
    checks.require_growth(newborn, infant)
    checks.require_same_side(infant)

    sizes = _volumes(newborn, infant)
    growth = ratio.growth_factor(sizes["contra_neonatal"], sizes["contra_month3"])
    expected = ratio.expected_loss(sizes["lesion_neonatal"], growth)
    value = ratio.tissue_loss_ratio(sizes)
    share = sizes["lesion_neonatal"] / sizes["contra_neonatal"]
    residual = float(infant.lesion_part.sum()) * infant.t2.voxel_ml
    result = {
        "subject": inputs.subject,
        "side": side,
        "volumes_ml": sizes,
        "growth": growth,
        "expected_ml": expected,
        "observed_ml": ratio.observed_loss(sizes["contra_month3"], sizes["ipsi_month3"]),
        "ratio_percent": value,
        "ratio_se_points": _standard_error(newborn, infant),
        "alternatives": ratio.alternatives(sizes, residual),
        "asymmetry": _asymmetry(infant),
        "lesion_fraction": share,
        "warnings": checks.warnings(volumes, inputs, growth, share, value),
        "inputs": checks.listing(inputs, ROLES),
        "versions": checks.versions(),
        "definition": ratio.DEFINITION,
    }
    return Measurement(result, newborn, infant, flipped)


def _read(inputs: Inputs) -> dict[str, Volume]:
    """All files, each on its session's grid."""
    given = {role: getattr(inputs, role) for role in ROLES if getattr(inputs, role)}
    found: dict[str, Volume] = {}
    for role, path in given.items():
        if role.endswith(("t2", "dwi", "adc", "t1")):
            found[role] = read_scan(path)
            first = found[f"{role.split('_')[0]}_t2"]
            require_same_grid(first, found[role])
    for role, path in given.items():
        grid = found[f"{role.split('_')[0]}_t2"]
        if role.endswith("seeds"):
            found[role] = read_labels(path, grid, allowed=(0, LESION, TISSUE, FLUID))
        elif role.endswith("mask"):
            found[role] = read_labels(path, grid)
    return found


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


def _volumes(newborn: Session, infant: Session) -> dict[str, float]:
    ipsi, contra = half_volumes(newborn)
    later_ipsi, later_contra = half_volumes(infant)
    return {
        "lesion_neonatal": float(newborn.lesion_part.sum()) * newborn.t2.voxel_ml,
        "contra_neonatal": contra,
        "ipsi_neonatal": ipsi,
        "contra_month3": later_contra,
        "ipsi_month3": later_ipsi,
    }


def _asymmetry(infant: Session) -> dict[str, float | None]:
    """Posterior limb by T1w intensity; peduncle by tissue volume, a lower bound."""
    left, right = side_weights(infant.t2, infant.plane)
    found = tracts(infant.placement, infant.t2, infant.brain)
    peduncle = found["peduncle"] * infant.tissue
    volume = ratio.asymmetry_index(float((peduncle * right).sum()), float((peduncle * left).sum()))
    if len(infant.channels) < 2:
        return {"plic_intensity": None, "peduncle_volume": volume}
    limb = found["plic"]  # a cyst within it counts: what is lost is dark
    bright = [
        float((infant.channels[1].data * limb * half).sum()) / max(float((limb * half).sum()), 1e-9)
        for half in (left, right)
    ]
    plic = None if min(bright) <= 0 else ratio.asymmetry_index(bright[1], bright[0])
    return {"plic_intensity": plic, "peduncle_volume": volume}


def _standard_error(newborn: Session, infant: Session) -> float:
    """Standard error of the ratio in points: four sources, added in quadrature."""
    import numpy as np

    newborn, infant = rough(newborn), rough(infant)
    sizes = _volumes(newborn, infant)
    expected = sizes["lesion_neonatal"] * sizes["contra_month3"] / sizes["contra_neonatal"]

    def with_plane(session: Session, age: str) -> Callable[[Plane], float]:
        def value(plane: Plane) -> float:
            ipsi, contra = half_volumes(session, plane)
            return ratio.tissue_loss_ratio(sizes | {f"ipsi_{age}": ipsi, f"contra_{age}": contra})

        return value

    parts = [
        100 * error.NATURAL_ASYMMETRY * sizes["contra_month3"] / expected,
        error.MODEL_SHARE * ratio.tissue_loss_ratio(sizes),
    ]
    for session, age in ((newborn, "neonatal"), (infant, "month3")):
        planes = error.plane_jitter(session.t2, session.brain, session.lesion, session.plane)
        parts.append(error.jackknife([with_plane(session, age)(p) for p in planes]))
    parts.append(error.bootstrap(_redraw(newborn, infant)))
    return float(np.sqrt(np.nansum(np.square(parts))))


def _redraw(newborn: Session, infant: Session) -> Callable[[np.random.Generator], float]:
    """The ratio from scribbles drawn anew, everything else kept."""
    from dataclasses import replace

    def value(rng: np.random.Generator) -> float:
        labels = error.redrawn(newborn.labels, rng)
        channels = newborn.channels
        walked = channels[1:] or channels[:1]
        freed = [free_of_fluid(c, newborn.t2, labels) for c in channels[1:]] or channels[:1]
        mask = lesion_mask(freed, labels, newborn.brain)
        tissue = tissue_fraction(channels, labels, newborn.brain, mask)
        part = lesion_fraction(walked[0], labels, mask, tissue, newborn.brain)
        first = replace(newborn, tissue=tissue, lesion_part=part)
        later = tissue_fraction(infant.channels, error.redrawn(infant.labels, rng), infant.brain)
        return ratio.tissue_loss_ratio(_volumes(first, replace(infant, tissue=later)))

    return value
