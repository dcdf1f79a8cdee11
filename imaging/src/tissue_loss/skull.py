"""Scans that show more than the brain: told by rays from the middle, stripped or refused."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from printed.errors import InputError
from tissue_loss.brain import TISSUE
from tissue_loss.volume import Volume, read_labels

STRIPPER = "mri_synthstrip"
# Share of rays through the upper head that cross a dark layer and meet light again.
SKULL_SHARE = 0.12
STEP_MM, REACH_MM, RAYS = 0.75, 130.0, 1200
LAYER_MM, NEAREST_MM = (1.5, 12.0), 25.0


def shell_share(t2: Volume, level: float, within: Volume | None = None) -> float:
    """Share of rays on which light follows a dark layer: the scalp beyond the skull.

    Parameters
    ----------
    t2 : Volume
        A T2-weighted scan.
    level : float
        Intensity of tissue.
    within : Volume, optional
        A brain mask; what lies outside counts as dark.

    Returns
    -------
    float
        0 to 1. A brain alone has few such rays, in open clefts and old bleeding.

    Examples
    --------
    >>> import numpy as np
    >>> far = np.sqrt(sum((g - 40) ** 2 for g in np.indices((81, 81, 81))))
    >>> head = Volume(np.where((far < 30) | ((far > 33) & (far < 37)), 9.0, 0.0), np.eye(4))
    >>> brain = head.like(np.where(far < 30, 9.0, 0.0))
    >>> round(shell_share(head, 9.0)), shell_share(brain, 9.0)
    (1, 0.0)
    """
    import numpy as np
    from scipy import ndimage

    bright = t2.data > 0.5 * level
    if within is not None:
        bright &= within.data > 0
    if not bright.any():
        return 0.0
    middle = t2.affine[:3, :3] @ np.argwhere(bright).mean(axis=0) + t2.affine[:3, 3]
    count = np.arange(RAYS) + 0.5
    up = 1 - 0.9 * count / RAYS  # even over the upper part of the sphere
    round_ = np.pi * (1 + 5**0.5) * count
    flat = np.sqrt(1 - up**2)
    rays = np.stack([flat * np.cos(round_), flat * np.sin(round_), up], axis=1)
    reach = np.arange(NEAREST_MM / 2, REACH_MM, STEP_MM)
    points = middle + rays[:, None, :] * reach[None, :, None]
    inverse = np.linalg.inv(t2.affine)
    index = points @ inverse[:3, :3].T + inverse[:3, 3]
    lit = ndimage.map_coordinates(
        bright.astype(np.float32), index.reshape(-1, 3).T, order=1, mode="constant"
    ).reshape(RAYS, -1)
    lit = lit > 0.5
    place = np.arange(lit.shape[1])
    last = np.where(lit, place, -1).max(axis=1, keepdims=True)
    gap = np.where(~lit & (place < last), place, -1).max(axis=1, keepdims=True)
    within_brain = (lit & (place < gap)).any(axis=1)
    layer = (last - gap)[:, 0] * STEP_MM
    shell = within_brain & (layer >= LAYER_MM[0]) & (layer <= LAYER_MM[1])
    return float((shell & (reach[last[:, 0]] > NEAREST_MM)).mean())


def brain_only(t2: Volume, labels: Volume, given: Volume | None) -> tuple[Volume | None, str]:
    """The brain mask to use, and a warning where one was made.

    Parameters
    ----------
    t2 : Volume
        The scan.
    labels : Volume
        Scribbles on it; label 2 gives the intensity of tissue.
    given : Volume, optional
        The operator's mask.

    Returns
    -------
    tuple
        A mask or None, and a line of warning or "".

    Raises
    ------
    InputError
        The scan, or what the mask keeps of it, shows the skull, and no ``mri_synthstrip`` is
        installed that could take it off.
    """
    import numpy as np

    level = float(np.median(t2.data[labels.data == TISSUE]))
    if shell_share(t2, level, given) <= SKULL_SHARE:
        return given, ""
    if given is not None:
        raise InputError("the mask keeps skull and scalp: give one of the brain", file=given.name)
    program = shutil.which(STRIPPER)
    if program is None:
        raise InputError(
            "shows skull and scalp: give the brain alone or a brain mask, for instance from "
            f"{STRIPPER}, which is used by itself where it is installed",
            file=t2.name,
        )
    return _stripped(program, t2), f"brain mask of {Path(t2.name).name} made by {STRIPPER}"


def _stripped(program: str, t2: Volume) -> Volume:
    """The mask that an installed program makes."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "mask.nii.gz"
        done = subprocess.run(
            [program, "-i", t2.name, "-m", str(path)], capture_output=True, text=True
        )
        if done.returncode or not path.is_file():
            said = (done.stderr.strip().splitlines() or ["no mask was written"])[-1]
            raise InputError(f"{STRIPPER} failed: {said}", file=t2.name)
        return read_labels(path, t2)
