"""The neonatal lesion: a random walk from scribbles on diffusion, its rim counted in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tissue_loss.brain import FLUID, LESION, TISSUE
from tissue_loss.volume import Volume, box_around

if TYPE_CHECKING:
    import numpy as np

BETA = 150.0
MOSTLY_FLUID = 0.5
# An island that nobody scribbled is lesion where it is plain and not a speck.
PLAIN, ISLAND_VOXELS, ISLAND_ML = 0.9, 6, 0.05


def free_of_fluid(channel: Volume, t2: Volume, labels: Volume) -> Volume:
    """A diffusion scan as it would read if its voxels held no fluid.

    Parameters
    ----------
    channel : Volume
        DWI or ADC.
    t2 : Volume
        The T2-weighted scan, which shows how much fluid there is.
    labels : Volume
        Scribbles: 1 lesion, 2 tissue, 3 fluid.

    Returns
    -------
    Volume
        Each voxel is taken apart into lesion, tissue and fluid, whose two intensities the
        scribbles give; where more than half is fluid, the scan as it is.

    Notes
    -----
    On ADC, lesion beside fluid reads like healthy tissue: without this step the walk stops short
    of every sulcus.

    Examples
    --------
    >>> import numpy as np
    >>> def row(*values):
    ...     return Volume(np.array([[values]], float), np.eye(4))
    >>> t2, adc = row(5.0, 5.0, 9.0, 6.0), row(4.0, 8.0, 20.0, 8.0)
    >>> free_of_fluid(adc, t2, row(1, 2, 3, 0)).data.ravel().tolist()
    [4.0, 8.0, 20.0, 4.0]
    """
    import numpy as np

    middle = {
        label: np.array([float(np.median(c.data[labels.data == label])) for c in (t2, channel)])
        for label in (LESION, TISSUE, FLUID)
    }
    basis = np.stack([middle[LESION] - middle[FLUID], middle[TISSUE] - middle[FLUID]], axis=1)
    scale = np.abs(basis).max(axis=1, keepdims=True)
    if abs(np.linalg.det(basis / np.maximum(scale, 1e-9))) < 0.05:
        return channel
    wet, dry = middle[FLUID], np.linalg.inv(basis).sum(axis=0)  # lesion and tissue together
    share = dry[0] * (t2.data - wet[0]) + dry[1] * (channel.data - wet[1])
    freed = wet[1] + (channel.data - wet[1]) / np.clip(share, MOSTLY_FLUID, 1)
    return channel.like(np.where(share > MOSTLY_FLUID, freed, channel.data).astype(np.float32))


def lesion_likelihood(channels: Sequence[Volume], labels: Volume, brain: np.ndarray) -> np.ndarray:
    """How much a voxel resembles what was scribbled as lesion.

    Parameters
    ----------
    channels : sequence of Volume
        DWI or ADC (or T2 alone, as a fallback), on one grid.
    labels : Volume
        Scribbles: 1 lesion, 2 tissue, 3 fluid.
    brain : ndarray of bool
        Where to look.

    Returns
    -------
    ndarray, shape (i, j, k)
        0 to 1: normal likelihood under the lesion's scribbles over the sum of all three classes,
        each class with the median and spread of its scribbles; averaged over neighbours.

    Examples
    --------
    >>> import numpy as np
    >>> dwi = Volume(np.array([[[9.0, 9.0, 3.0, 3.0, 1.0, 1.0]]]), np.eye(4))
    >>> seeds = dwi.like(np.array([[[1, 1, 2, 2, 3, 3]]]))
    >>> lesion_likelihood([dwi], seeds, seeds.data > 0).round().ravel().tolist()
    [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    """
    import numpy as np

    logs = {label: np.zeros(labels.data.shape, np.float32) for label in (LESION, TISSUE, FLUID)}
    for channel in channels:
        middle = {label: float(np.median(channel.data[labels.data == label])) for label in logs}
        gap = abs(middle[LESION] - middle[TISSUE])
        for label, total in logs.items():
            values = channel.data[labels.data == label]
            spread = 1.4826 * float(np.median(np.abs(values - middle[label])))
            spread = max(spread, 0.15 * gap, 1e-6)
            total -= 0.5 * ((channel.data - middle[label]) / spread) ** 2 + np.float32(
                np.log(spread)
            )
    top = np.maximum.reduce(list(logs.values()))
    parts = {label: np.exp(value - top) for label, value in logs.items()}
    return np.where(brain, parts[LESION] / sum(parts.values()), 0).astype(np.float32)


def islands(channels: Sequence[Volume], labels: Volume, brain: np.ndarray) -> np.ndarray:
    """Pieces that look plainly like lesion and hold no scribble, numbered from 1.

    Parameters
    ----------
    channels : sequence of Volume
        As for the likelihood.
    labels : Volume
        Scribbles; one of tissue or fluid on a piece says that it is none.
    brain : ndarray of bool
        Where to look.

    Returns
    -------
    ndarray of int, shape (i, j, k)
        0 elsewhere. A piece has at least 6 voxels and 0.05 ml of likelihood over 0.9: emboli
        scatter, and an operator does not scribble each of them.

    Examples
    --------
    >>> import numpy as np
    >>> dwi = Volume(np.full((30, 8, 8), 3.0), np.diag([2.0, 2, 2, 1]))
    >>> dwi.data[2:6, 2:6, 2:6] = dwi.data[20:24, 2:6, 2:6] = 9.0
    >>> seeds = dwi.like(np.where(np.indices((30, 8, 8))[0] < 10, (dwi.data == 9) + 2, 0))
    >>> seeds.data[seeds.data == 3] = 1
    >>> seeds.data[9, 0, :] = 3
    >>> int((islands([dwi], seeds, dwi.data > 0) == 1).sum())
    64
    """
    import numpy as np
    from scipy import ndimage

    likelihood = lesion_likelihood(channels, labels, brain)
    pieces, count = ndimage.label(likelihood > 0.5)
    if not count:
        return pieces
    everything = np.arange(1, count + 1)
    plain = ndimage.sum_labels(likelihood > PLAIN, pieces, everything)
    drawn = ndimage.maximum(labels.data, pieces, everything) > 0
    kept = ~drawn & (plain >= ISLAND_VOXELS) & (plain * labels.voxel_ml >= ISLAND_ML)
    number = np.concatenate([[0], np.where(kept, np.cumsum(kept), 0)])
    return number[pieces]


def lesion_mask(
    channels: Sequence[Volume],
    labels: Volume,
    brain: np.ndarray,
    also: np.ndarray | None = None,
) -> np.ndarray:
    """The lesion's voxels, by a random walk between the scribbles.

    Parameters
    ----------
    channels : sequence of Volume
        As for the likelihood.
    labels : Volume
        Scribbles: 1 lesion against 2 tissue and 3 fluid.
    brain : ndarray of bool
        Where the walk may go.
    also : ndarray of bool, optional
        Islands without a scribble that are lesion too, where they are plain.

    Returns
    -------
    ndarray of bool, shape (i, j, k)
        Voxels from which a walk reaches a lesion scribble first.

    References
    ----------
    Grady L 2006, IEEE Trans Pattern Anal Mach Intell 28:1768, as in scikit-image.

    Examples
    --------
    >>> import numpy as np
    >>> dwi = Volume(np.where(np.indices((12, 12, 12))[0] < 6, 9.0, 3.0), np.eye(4))
    >>> seeds = dwi.like(np.zeros((12, 12, 12), int))
    >>> seeds.data[1, 3:9, 5], seeds.data[10, 3:9, 5], seeds.data[11, 3:9, 5] = 1, 2, 3
    >>> int(lesion_mask([dwi], seeds, dwi.data > 0).sum()) == 6 * 144
    True
    """
    import warnings

    import numpy as np
    from skimage.segmentation import random_walker

    likelihood = lesion_likelihood(channels, labels, brain)
    seeds = np.where(labels.data == LESION, 1, np.where(labels.data > 0, 2, 0))
    # A scribbled voxel that looks plainly like the other class is a slip of the hand.
    seeds = np.where((seeds == 1) & (likelihood < 0.05), 0, seeds)
    seeds = np.where((seeds == 2) & (likelihood > 0.95), 0, seeds)
    if also is not None:
        seeds = np.where(also & (likelihood > PLAIN) & (seeds == 0), 1, seeds)
    # What is plain need not be walked: it only costs time.
    far = brain & (likelihood < 0.02) & (seeds == 0) & ~_near(likelihood > 0.3, 2)
    seeds = np.where(far, 2, seeds)
    seeds = np.where(brain, seeds, -1).astype(np.int32)
    if not (seeds == 1).any():
        return np.zeros(brain.shape, bool)
    box = box_around((seeds == 0) | (seeds == 1), 2)
    small = np.ascontiguousarray(seeds[box])
    found = np.zeros(brain.shape, bool)
    if not (small == 0).any() or not (small == 2).any():
        found[box] = small == 1
        return found
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # islands without scribbles, and the solver's hints
        walked = random_walker(
            np.ascontiguousarray(likelihood[box]), small, beta=BETA, mode="cg_j", tol=1e-3
        )
    found[box] = walked == 1
    return found


def lesion_fraction(
    channel: Volume, labels: Volume, mask: np.ndarray, tissue: np.ndarray, brain: np.ndarray
) -> np.ndarray:
    """Share of each voxel that is lesion: whole inside, by linear mixing at the rim.

    Parameters
    ----------
    channel : Volume
        DWI or ADC.
    labels : Volume
        Scribbles.
    mask : ndarray of bool
        The lesion's voxels.
    tissue : ndarray
        Tissue fraction, 0 to 1.
    brain : ndarray of bool
        Brain and fluid.

    Returns
    -------
    ndarray, shape (i, j, k)
        0 to the tissue fraction. At the rim a voxel's signal is lesion, tissue and fluid in
        proportion, and the tissue fraction is known from T2. In the brain's outermost layer,
        mixed with air, the share of the voxels beneath it counts.

    Examples
    --------
    >>> import numpy as np
    >>> dwi = Volume(np.where(np.indices((9, 9, 9))[0] < 4, 9.0, 3.0), np.eye(4))
    >>> dwi.data[4] = 6.0
    >>> seeds = dwi.like(np.where(dwi.data == 9, 1, np.where(dwi.data == 3, 2, 0)))
    >>> one = np.ones((9, 9, 9))
    >>> lesion_fraction(dwi, seeds, dwi.data > 6, one, one > 0)[1:-1, 4, 4].tolist()
    [1.0, 1.0, 1.0, 0.5, 0.0, 0.0, 0.0]
    """
    import numpy as np
    from scipy import ndimage

    from tissue_loss.tissue import local_mean

    def middle(label: int) -> float:
        values = channel.data[labels.data == label]
        return float(np.median(values)) if values.size else middle(TISSUE)

    whole = np.zeros(mask.shape, np.float32)
    if not mask.any():
        return whole
    # Levels are averaged over 4 mm, so nothing farther away than this box matters.
    box = box_around(mask, int(np.ceil(16 / float(channel.voxel_mm.min()))))
    core = ndimage.binary_erosion(brain)[box]
    signal, mask, tissue, brain = channel.data[box], mask[box], tissue[box], brain[box]
    sigma = 4.0 / channel.voxel_mm
    inside = ndimage.binary_erosion(mask)
    outside = ~ndimage.binary_dilation(mask, iterations=2) & (tissue > 0.95) & core
    lesion = local_mean(signal, inside & core, sigma, middle(LESION))
    healthy = local_mean(signal, outside, sigma, middle(TISSUE))
    mixed = tissue * healthy + (1 - tissue) * middle(FLUID)
    part = np.clip((signal - mixed) / _away_from_zero(lesion - healthy), 0, tissue)
    rim = ndimage.binary_dilation(mask) & ~inside
    part = np.where(inside, tissue, np.where(rim, part, 0))
    beneath = local_mean(part, core, 0.8, 0.0) / np.maximum(
        local_mean(tissue, core, 0.8, 1.0), 0.05
    )
    surface = tissue * np.clip(beneath, 0, 1)
    whole[box] = np.where(core, part, np.where(brain, surface, 0))
    return whole


def _away_from_zero(difference: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.where(np.abs(difference) < 1e-6, 1e-6, difference)


def _near(where: np.ndarray, steps: int) -> np.ndarray:
    from scipy import ndimage

    return ndimage.binary_dilation(where, iterations=steps)
