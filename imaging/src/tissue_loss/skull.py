"""Scans that show, or may hide, more than the brain: told by rays, stripped or refused."""

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
# How far under the surface the layer may lie at most, and the surface from the middle at least.
DEEPEST_MM, NEAREST_MM = 14.0, 25.0
# How dark the layer is at least, as a share of the light on each side: voxels mix it with both.
DIP = 0.65
# Mean edge of a voxel up to which every simulated skull, 1.8 to 2.6 mm thick, was seen.
COARSE_MM = 2.5
# Finer voxels are blurred to this edge: else the ribbon of cortex, and noise, dip as bone does.
BLUR_MM = 2.0
# Share of the dark voxels that hold one value at least where all but the brain was taken away.
BLANK_SHARE = 0.5
# Share of the bright part that lies outside a mask of the brain at least: the scalp.
SCALP_SHARE = 0.05


def shell_share(t2: Volume, level: float, within: Volume | None = None) -> float:
    """Share of rays on which light follows a darker layer: the scalp beyond the skull.

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

    data = t2.data if within is None else np.where(within.data > 0, t2.data, 0)
    bright = data > 0.5 * level
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
    # The variance of a box of edge e is e squared over 12.
    blur = np.sqrt(np.maximum(0, BLUR_MM**2 - t2.voxel_mm**2) / 12) / t2.voxel_mm
    smooth = ndimage.gaussian_filter(data.astype(np.float32), blur)
    seen = ndimage.map_coordinates(
        smooth, index.reshape(-1, 3).T, order=1, mode="constant"
    ).reshape(RAYS, -1)
    surface = np.where(seen > 0.5 * level, np.arange(seen.shape[1]), -1).max(axis=1)
    far = reach[surface] > NEAREST_MM
    inwards = surface[:, None] - np.arange(round(DEEPEST_MM / STEP_MM))
    under = np.take_along_axis(seen, np.maximum(inwards, 0), axis=1)
    beyond = np.maximum.accumulate(under, axis=1)
    beneath = np.maximum.accumulate(under[:, ::-1], axis=1)[:, ::-1]
    dips = (under < DIP * np.minimum(beyond, beneath)).any(axis=1)
    return float((dips & (surface >= 0) & far).mean())


def mean_edge_mm(scan: Volume) -> float:
    """Geometric mean of a voxel's edges: thick slices hide a layer that fine pixels show.

    Parameters
    ----------
    scan : Volume

    Examples
    --------
    >>> import numpy as np
    >>> mean_edge_mm(Volume(np.zeros((2, 2, 2)), np.diag([1.0, 1.0, 8.0, 1.0])))
    2.0
    """
    import numpy as np

    return float(np.cbrt(np.prod(scan.voxel_mm)))


def hidden(t2: Volume, level: float, given: Volume | None) -> bool:
    """Whether a scan may show a skull that its voxels are too large to tell.

    Parameters
    ----------
    t2 : Volume
        A T2-weighted scan.
    level : float
        Intensity of tissue.
    given : Volume, optional
        A brain mask.

    Returns
    -------
    bool
        False where voxels are small enough; where the scan is blank around the head,
        as after a skull was taken off; and where a mask leaves a scalp out.

    Examples
    --------
    >>> import numpy as np
    >>> far = np.sqrt(sum((g - 15) ** 2 for g in np.indices((31, 31, 31))))
    >>> air = np.random.default_rng(1).random(far.shape)
    >>> head = Volume(np.where(far < 12, 9.0, air), np.diag([4.0, 4.0, 4.0, 1.0]))
    >>> hidden(head, 9.0, None), hidden(head, 9.0, head.like(far < 10))
    (True, False)
    >>> hidden(head.like(np.where(far < 12, 9.0, 0.0)), 9.0, None)
    False
    """
    import numpy as np

    if mean_edge_mm(t2) <= 1.001 * COARSE_MM:
        return False
    dark = t2.data[t2.data < 0.25 * level]
    if dark.size == 0 or np.unique(dark, return_counts=True)[1].max() >= BLANK_SHARE * dark.size:
        return False
    if given is None:
        return True
    bright = t2.data > 0.5 * level
    outside = np.count_nonzero(bright & (given.data == 0))
    return bool(outside < SCALP_SHARE * np.count_nonzero(bright))


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
        The scan, or what the mask keeps of it, shows the skull or may hide it in large voxels, and
        no ``mri_synthstrip`` is installed that could take it off.
    """
    import numpy as np

    from printed import notation

    level = float(np.median(t2.data[labels.data == TISSUE]))
    shown = shell_share(t2, level, given) > SKULL_SHARE
    if not shown and not hidden(t2, level, given):
        return given, ""
    if given is not None:
        kept = "skull and scalp" if shown else "all that is bright, scalp too if it is there"
        raise InputError(f"the mask keeps {kept}: give one of the brain", file=given.name)
    program = shutil.which(STRIPPER)
    if program is None:
        way = (
            f"a brain mask, for instance from {STRIPPER}, which is used by itself where it is "
            "installed"
        )
        size = notation.brief(mean_edge_mm(t2), 2)
        raise InputError(
            f"shows skull and scalp: give the brain alone or {way}"
            if shown
            else f"voxels of {size} mm on average may hide a skull: give {way}, the brain alone "
            "with 0 around it, or a finer scan",
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
