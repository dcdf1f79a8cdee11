"""How much of each voxel is tissue, from all contrasts of a session and scribbles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tissue_loss.brain import FLUID, LESION, TISSUE
from tissue_loss.mixture import (
    ENOUGH,
    REACH_MM,
    ROUNDS,
    Material,
    Mixture,
    expected_tissue,
    learned,
    two_tissues,
    typical,
)
from tissue_loss.volume import Volume

if TYPE_CHECKING:
    import numpy as np

SMOOTH_VOXELS = 0.6
# By simulation of pure and mixed voxels: neither gains nor loses tissue on the whole.
SATURATION = 0.7
PLAIN_FLUID = 0.25  # a share of tissue below it, all around too, is noise


class Averaging:
    """Gaussian averages over the same voxels, of one map after another.

    Parameters
    ----------
    where : ndarray of bool
        The voxels that count.
    sigma : float or ndarray, shape (3,)
        Width in voxels.
    """

    def __init__(self, where: np.ndarray, sigma: np.ndarray | float) -> None:
        import numpy as np
        from scipy import ndimage

        weight = ndimage.gaussian_filter(where.astype(np.float32), sigma, truncate=3)
        self.where, self.sigma, self.near = where, sigma, weight > 1e-3
        self.weight = np.where(self.near, weight, 1)

    def of(self, values: np.ndarray, elsewhere: float) -> np.ndarray:
        """The average; a constant far from any voxel that counts."""
        import numpy as np
        from scipy import ndimage

        total = ndimage.gaussian_filter(
            np.where(self.where, values, 0).astype(np.float32), self.sigma, truncate=3
        )
        return np.where(self.near, total / self.weight, elsewhere)


def local_mean(
    values: np.ndarray, where: np.ndarray, sigma: np.ndarray | float, elsewhere: float
) -> np.ndarray:
    """Gaussian average over some voxels only; a constant far from any of them.

    Parameters
    ----------
    values : ndarray
        What is averaged.
    where : ndarray of bool
        The voxels that count.
    sigma : float or ndarray, shape (3,)
        Width in voxels.
    elsewhere : float
        Value where no counted voxel is near.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.array([1.0, 1.0, 9.0])
    >>> local_mean(a, a < 5, 1.0, 0.0).tolist()
    [1.0, 1.0, 1.0]
    """
    return Averaging(where, sigma).of(values, elsewhere)


def mixing(channels: Sequence[np.ndarray], tissue: np.ndarray, fluid: np.ndarray) -> np.ndarray:
    """Unclipped tissue share by linear mixing along the direction that parts the scribbles best.

    Parameters
    ----------
    channels : sequence of ndarray
        Intensities of each contrast.
    tissue, fluid : ndarray of bool
        Voxels known to be one and the other.

    Returns
    -------
    ndarray
        0 at the mean of fluid, 1 at the mean of tissue, linear between and beyond.

    Notes
    -----
    Fisher's linear discriminant. The spread within tissue holds both noise and the difference of
    grey from white matter, so a contrast that confuses white matter with fluid weighs little.

    Examples
    --------
    >>> import numpy as np
    >>> t2 = np.array([5.0, 5.0, 9.0, 9.0, 7.0])
    >>> mixing([t2], t2 == 5, t2 == 9).tolist()
    [1.0, 1.0, 0.0, 0.0, 0.5]
    """
    import numpy as np

    rows = {
        True: np.stack([c[tissue] for c in channels], axis=1).astype(float),
        False: np.stack([c[fluid] for c in channels], axis=1).astype(float),
    }
    solid, wet = typical(rows[True]), typical(rows[False])
    between = solid.mean - wet.mean
    direction = np.linalg.solve(solid.spread + 0.25 * wet.spread, between)
    direction = direction / float(direction @ between)
    total = np.full(channels[0].shape, -float(direction @ wet.mean), np.float32)
    for weight, channel in zip(direction, channels, strict=True):
        total += np.float32(weight) * channel
    return total


class Depths:
    """A brain's voxels by their depth: what every estimate on the same brain shares.

    Parameters
    ----------
    brain : ndarray of bool
        Brain and fluid.
    """

    def __init__(self, brain: np.ndarray) -> None:
        from scipy import ndimage

        self.core = ndimage.binary_erosion(brain)
        second = ndimage.binary_erosion(self.core)
        self.first_beneath = Averaging(self.core & ~second, 0.8)
        self.next_beneath = Averaging(second & ~ndimage.binary_erosion(second), 1.2)
        self.within = Averaging(self.core, SMOOTH_VOXELS)


@dataclass(frozen=True)
class Kept:
    """What stays of a session when its scribbles are drawn anew.

    Parameters
    ----------
    prior : ndarray, shape (6, voxels)
        How common each kind of voxel is around every voxel of the brain, as in `Mixture`.
    depths : Depths
        Of the brain.
    """

    prior: np.ndarray
    depths: Depths


def tissue_fraction(
    channels: Sequence[Volume],
    labels: Volume,
    brain: np.ndarray,
    lesion: np.ndarray | None = None,
    kept: Kept | None = None,
) -> tuple[np.ndarray, Kept]:
    """Share of each voxel that is tissue and not fluid.

    Parameters
    ----------
    channels : sequence of Volume
        Contrasts of one session, free of the coil's field; T2-weighted first.
    labels : Volume
        Scribbles.
    brain : ndarray of bool
        Brain and fluid.
    lesion : ndarray of bool, optional
        Fresh lesion, which is tissue of another intensity. When left out, label 1 is a cyst.
    kept : Kept, optional
        Of `places`: grey matter, white matter and fluid then look as scribbled. When left out,
        they and their places are learned from the whole brain.

    Returns
    -------
    tuple of ndarray, shape (i, j, k), and Kept
        The share, 0 to 1, and what can be handed in where scribbles are drawn anew.

    Notes
    -----
    Grey matter, white matter, fluid and the voxels that they share are told apart by intensity
    and by what lies around (`mixture`); what noise alone makes of plain fluid is taken away. A
    fresh lesion is one tissue: its share is linear, averaged over next neighbours before it is cut
    at 0 and 1, so that noise in pure voxels does not add up. The outermost layer, where fluid mixed
    with air looks like tissue on T2, continues the trend of the two layers beneath it, unless it is
    too bright for that.

    Examples
    --------
    >>> import numpy as np
    >>> row = np.array([5.0] * 6 + [9.0] * 6)
    >>> t2 = Volume(np.broadcast_to(row, (12, 12, 12)).copy(), np.eye(4))
    >>> seeds = t2.like(np.where(t2.data == 5, 2, 3))
    >>> part, _ = tissue_fraction([t2], seeds, np.ones((12, 12, 12), bool))
    >>> part[6, 6].round(3).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    import numpy as np

    data = [c.data for c in channels]
    depths = Depths(brain) if kept is None else kept.depths
    core = depths.core
    fresh = lesion if lesion is not None else np.zeros_like(core)
    fluid = _wet(data[0], labels.data, cyst=lesion is None)
    whole = np.zeros(brain.shape, np.float32)
    rows = _rows(data, brain)
    if kept is None:
        found, first = _mixture(channels, labels, brain, core & ~fresh, fluid, ROUNDS)
        kept = Kept(first, depths)
    else:
        found = Mixture(*_scribbled(data, labels.data, fluid), kept.prior)
    whole[brain] = expected_tissue(rows, found)
    whole = np.where(brain, _above_fluid(whole, core & ~fresh), 0)
    share = whole
    if fresh.any():
        share = np.where(fresh, _of_lesion(data, labels.data, fluid, depths, fresh), whole)
    outer = np.minimum(_outermost(share, depths), whole)
    return np.where(brain, np.where(core, share, outer), 0).astype(np.float32), kept


def places(
    channels: Sequence[Volume], labels: Volume, brain: np.ndarray, lesion: np.ndarray | None = None
) -> Kept:
    """What is found once where scribbles are drawn anew many times.

    Parameters
    ----------
    channels, labels, brain, lesion
        As for `tissue_fraction`.

    Returns
    -------
    Kept
        Its places are of materials that look as scribbled.
    """
    depths = Depths(brain)
    fluid = _wet(channels[0].data, labels.data, cyst=lesion is None)
    known = depths.core if lesion is None else depths.core & ~lesion
    return Kept(_mixture(channels, labels, brain, known, fluid, 1)[1], depths)


def _wet(t2: np.ndarray, drawn: np.ndarray, *, cyst: bool) -> np.ndarray:
    """Where fluid is scribbled."""
    import numpy as np

    fluid: np.ndarray = drawn == FLUID
    if cyst and (drawn == LESION).any():
        floor = np.quantile(t2[fluid], 0.25)  # gliosis drawn as cyst is no fluid
        fluid = fluid | ((drawn == LESION) & (t2 >= floor))
    return fluid


def _rows(data: Sequence[np.ndarray], where: np.ndarray) -> np.ndarray:
    """Intensities of some voxels, shape (voxels, channels), each channel in one piece."""
    import numpy as np

    return np.array([channel[where] for channel in data], np.float32).T


def _scribbled(
    data: Sequence[np.ndarray], drawn: np.ndarray, fluid: np.ndarray
) -> tuple[Material, Material, Material]:
    """Grey matter, white matter and fluid as they look under the scribbles."""
    grey, white = two_tissues(_rows(data, drawn == TISSUE).astype(float))
    return grey, white, typical(_rows(data, fluid).astype(float))


def _mixture(
    channels: Sequence[Volume],
    labels: Volume,
    brain: np.ndarray,
    known: np.ndarray,
    fluid: np.ndarray,
    rounds: int,
) -> tuple[Mixture, np.ndarray]:
    """What the brain is made of, but for its outermost layer and a fresh lesion; as `learned`."""
    data = [c.data for c in channels]
    grey, white, wet = _scribbled(data, labels.data, fluid)
    reach = REACH_MM / channels[0].voxel_mm
    return learned(_rows(data, brain), brain, known, (grey, white), wet, reach, rounds)


def _above_fluid(share: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Tissue share without what noise alone makes of plain fluid, which is never below 0."""
    import numpy as np
    from scipy import ndimage

    plain = ndimage.binary_erosion(known & (share < PLAIN_FLUID))
    if np.count_nonzero(plain) < ENOUGH:
        return share
    least = float(share[plain].mean())
    return np.clip((share - least) / (1 - least), 0, 1)  # type: ignore[no-any-return]


def _of_lesion(
    data: Sequence[np.ndarray],
    drawn: np.ndarray,
    fluid: np.ndarray,
    depths: Depths,
    lesion: np.ndarray,
) -> np.ndarray:
    """Tissue share within a fresh lesion: linear between its own scribbles and fluid."""
    import numpy as np

    share = mixing(data, drawn == TISSUE, fluid)
    known = lesion & (drawn == LESION)
    if np.count_nonzero(known) >= 5:
        share = np.where(lesion, mixing(data, known, fluid), share)
    share = depths.within.of(np.clip(share, -0.5, 1.5), 1.0)
    # Tissue differs from place to place; cut at its mean, half of that would count as loss.
    pure = share[(drawn == TISSUE) & depths.core]
    spread = 1.4826 * float(np.median(np.abs(pure - np.median(pure)))) if pure.size else 0.0
    return np.clip(share / (1 - SATURATION * min(spread, 0.2)), 0, 1)  # type: ignore[no-any-return]


def _outermost(share: np.ndarray, depths: Depths) -> np.ndarray:
    """Tissue share of the outermost layer, by the trend of the two layers beneath it."""
    import numpy as np

    above = depths.first_beneath.of(share, 1.0)
    below = depths.next_beneath.of(share, 1.0)
    return np.clip(above + np.minimum(above - below, 0), 0, 1)
