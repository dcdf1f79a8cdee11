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
GROWTH = (1.1, 1.9)
RATIO = (30.0, 150.0)
MIDLINE_MM = 5.0


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


def warnings(
    volumes: Mapping[str, Volume], inputs: Inputs, growth: float, share: float, value: float
) -> list[str]:
    """What is unusual and does not stop the measurement, one line each."""
    from printed import notation

    found = []
    for name in sorted(volumes):
        angle = volumes[name].oblique_degrees
        if name.endswith("t2") and angle > OBLIQUE_DEGREES:
            found.append(f"{name} is oblique by more than 20 degrees")
    if inputs.neonatal_dwi is None and inputs.neonatal_adc is None:
        found.append(
            "T2 only: no diffusion scan, so the lesion's border is uncertain "
            "(unmyelinated white matter looks like lesion)"
        )
    if share < SMALL_LESION:
        found.append("lesion under 7% of a hemisphere: the ratio is mostly measurement error")
    if not GROWTH[0] <= growth <= GROWTH[1]:
        found.append(f"growth {notation.text(growth, 2)} lies outside 1.1 to 1.9")
    if not RATIO[0] <= value <= RATIO[1]:
        found.append(f"ratio {notation.text(value, 0)}% lies outside 30% to 150%")
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
    names = ("passion", "nibabel", "numpy", "scikit-image", "scipy", "SimpleITK")
    return {name: version(name) for name in names}
