"""Two tissues, fluid, and the voxels that they share: how much of a voxel is tissue.

A voxel at the edge of a sulcus holds cortex and fluid, and together they look like white matter.
Intensity alone cannot part the two; the place can: white matter lies among white matter, a shared
voxel between cortex and fluid. Every voxel is one of six kinds, pure or shared, and how common each
kind is counts within a few millimetres.

Source: Santago and Gage 1993 (doi:10.1109/42.241885) for voxels shared in equal chances of every
share; the priors of the place are those of the kinds found around a voxel, smoothed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

ROUNDS = 3  # of learning what the materials look like
TURNS = 2  # of the priors, within each of them
REACH_MM = 3.0
LOCAL = 0.9  # how much the surroundings count in a prior; the whole brain counts the rest
ENOUGH = 200  # voxels to learn a material from


@dataclass(frozen=True)
class Material:
    """What pure voxels look like.

    Parameters
    ----------
    mean : ndarray, shape (channels,)
    spread : ndarray, shape (channels, channels)
        Covariance.
    """

    mean: np.ndarray
    spread: np.ndarray

    def density(self, rows: np.ndarray) -> np.ndarray:
        """Of intensities, shape (voxels, channels), up to a constant."""
        import numpy as np

        away = (rows - self.mean.astype(rows.dtype)) @ _whitening(self.spread, rows.dtype)
        return np.exp(-0.5 * _square(away)) / float(np.sqrt(np.linalg.det(self.spread)))


def _whitening(spread: np.ndarray, kind: np.dtype) -> np.ndarray:
    """What makes rows of this covariance ones of covariance 1."""
    import numpy as np

    return np.linalg.cholesky(np.linalg.inv(spread)).astype(kind)


def _square(rows: np.ndarray) -> np.ndarray:
    """Squared length of each row."""
    import numpy as np

    return np.einsum("ij,ij->i", rows, rows)


def typical(rows: np.ndarray) -> Material:
    """Mean and covariance of intensities, shape (voxels, channels), without gross outliers.

    Examples
    --------
    >>> import numpy as np
    >>> typical(np.array([[5.0], [6.0], [7.0], [6.0], [6.0], [5.0], [7.0], [90.0]])).mean.tolist()
    [6.0]
    """
    import numpy as np

    middle = np.median(rows, axis=0)
    spread = 1.4826 * np.median(np.abs(rows - middle), axis=0)
    spread = np.maximum(spread, 1e-6 + 1e-3 * np.abs(middle))
    kept = rows[(np.abs(rows - middle) < 3.5 * spread).all(axis=1)]
    if len(kept) < 3:
        return Material(middle, np.diag(spread**2))
    return Material(
        kept.mean(axis=0), np.cov(kept.T).reshape(len(middle), -1) + np.diag(0.01 * spread**2)
    )


def shared(rows: np.ndarray, one: Material, other: Material) -> tuple[np.ndarray, np.ndarray]:
    """Voxels that hold two materials, every share as likely: their density, and the share of one.

    Parameters
    ----------
    rows : ndarray, shape (voxels, channels)
    one, other : Material

    Returns
    -------
    tuple of ndarray, each of shape (voxels,)
        The density as of `Material.density`, and the expected share of the first material.

    Examples
    --------
    >>> import numpy as np
    >>> small = np.array([[0.01]])
    >>> tissue, fluid = Material(np.array([1.0]), small), Material(np.array([2.0]), small)
    >>> shared(np.array([[0.5], [1.25], [1.5], [2.5]]), tissue, fluid)[1].round(2).tolist()
    [0.98, 0.75, 0.5, 0.02]
    """
    import numpy as np
    from scipy.special import ndtr

    spread = (one.spread + other.spread) / 2
    white = _whitening(spread, rows.dtype)
    between = (one.mean - other.mean).astype(rows.dtype) @ white
    away = (rows - other.mean.astype(rows.dtype)) @ white
    scale = float(np.sqrt(max(float(between @ between), 1e-6)))
    most_likely = away @ between / scale**2
    apart = _square(away) - (most_likely * scale) ** 2
    low, high = -most_likely * scale, (1 - most_likely) * scale
    mass = ndtr(high) - ndtr(low)
    density = np.exp(-0.5 * apart) * mass * (float(np.sqrt(2 * np.pi)) / scale)
    edges = (np.exp(-0.5 * low**2) - np.exp(-0.5 * high**2)) / float(np.sqrt(2 * np.pi))
    inner = most_likely + edges / (scale * np.maximum(mass, 1e-12))
    share = np.where(mass > 1e-12, inner, most_likely)
    return density / float(np.sqrt(np.linalg.det(spread))), np.clip(share, 0, 1)


def two_tissues(rows: np.ndarray) -> tuple[Material, Material]:
    """The darker and the brighter of what was scribbled as tissue: grey and white matter.

    Split along the axis of greatest spread, where the two halves' means are equally far.
    """
    import numpy as np

    standard = (rows - np.median(rows, axis=0)) / (1e-6 + rows.std(axis=0))
    axis = np.linalg.svd(standard - standard.mean(axis=0), full_matrices=False)[2][0]
    along = standard @ axis
    cut = float(np.median(along))
    for _ in range(20):
        below, above = along[along <= cut], along[along > cut]
        if not (len(below) and len(above)):
            break
        cut = float(below.mean() + above.mean()) / 2
    parts = [rows[along <= cut], rows[along > cut]]
    found = [typical(part if len(part) else rows) for part in parts]
    one, other = (
        Material(each.mean, each.spread + np.diag((0.02 * np.abs(each.mean)) ** 2))
        for each in found
    )
    return one, other


@dataclass(frozen=True)
class Mixture:
    """What a brain is made of, and where.

    Parameters
    ----------
    grey, white, fluid : Material
        What they look like.
    prior : ndarray, shape (6, voxels)
        How common each kind of voxel is around a voxel: grey, white, fluid, grey with white, grey
        with fluid, white with fluid.
    """

    grey: Material
    white: Material
    fluid: Material
    prior: np.ndarray


def learned(
    rows: np.ndarray,
    brain: np.ndarray,
    known: np.ndarray,
    tissues: tuple[Material, Material],
    fluid: Material,
    reach: np.ndarray,
    rounds: int = ROUNDS,
) -> Mixture:
    """What a brain is made of, learned from all its voxels.

    Parameters
    ----------
    rows : ndarray, shape (voxels, channels)
        Intensities of the voxels of the brain.
    brain, known : ndarray of bool, shape (i, j, k)
        The brain; and where its voxels teach what materials look like and lie beside each other:
        neither its outermost layer, where air is mixed in, nor a fresh lesion.
    tissues, fluid : Material
        What they look like under the scribbles; learned further from all voxels.
    reach : ndarray, shape (3,)
        How far the surroundings count, in voxels.
    rounds : int
        How often materials are learned; with one round they stay as scribbled.

    Returns
    -------
    Mixture
    """
    import numpy as np
    from scipy import ndimage

    inside = known[brain]
    field = np.zeros(brain.shape, np.float32)

    def around(values: np.ndarray) -> np.ndarray:
        field[brain] = np.where(inside, values, 0)
        return ndimage.gaussian_filter(field, reach, truncate=3)[brain]  # type: ignore[no-any-return]

    weight = around(np.ones(len(rows), np.float32))
    near = weight > 1e-3
    weight = np.where(near, weight, 1)
    found = Mixture(*tissues, fluid, np.full((6, len(rows)), 1 / 6, np.float32))
    for turn in range(rounds):
        dense = _densities(rows, found)[0]
        for _ in range(TURNS):
            chance = _normal(found.prior * dense)
            overall = chance[:, inside].mean(axis=1)
            for kind, whole in enumerate(overall):
                local = np.where(near, around(chance[kind]) / weight, whole)
                found.prior[kind] = LOCAL * local + (1 - LOCAL) * whole
        if turn < rounds - 1:
            chance = _normal(found.prior * dense)
            grey, white, wet = (
                _learned(rows, np.where(inside, each, 0), material)
                for each, material in zip(
                    chance, (found.grey, found.white, found.fluid), strict=False
                )
            )
            found = Mixture(grey, white, wet, found.prior)
    return found


def expected_tissue(rows: np.ndarray, found: Mixture) -> np.ndarray:
    """Expected share of tissue in every voxel of the brain.

    Parameters
    ----------
    rows : ndarray, shape (voxels, channels)
        Intensities of the voxels of the brain.
    found : Mixture
        What it is made of.

    Returns
    -------
    ndarray, shape (voxels,)
        0 to 1.
    """
    dense, of_grey, of_white = _densities(rows, found)
    chance = _normal(found.prior * dense)
    return chance[0] + chance[1] + chance[3] + chance[4] * of_grey + chance[5] * of_white  # type: ignore[no-any-return]


def _densities(rows: np.ndarray, found: Mixture) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the six kinds; and the shares of grey and of white where they share with fluid."""
    import numpy as np

    edge, of_grey = shared(rows, found.grey, found.fluid)
    wall, of_white = shared(rows, found.white, found.fluid)
    pure = [material.density(rows) for material in (found.grey, found.white, found.fluid)]
    dense = np.stack([*pure, shared(rows, found.grey, found.white)[0], edge, wall]) + 1e-20
    return dense, of_grey, of_white


def _normal(chance: np.ndarray) -> np.ndarray:
    return chance / chance.sum(axis=0)  # type: ignore[no-any-return]


def _learned(rows: np.ndarray, chance: np.ndarray, before: Material) -> Material:
    """A material as its likeliest voxels show it; as before where these are few."""
    import numpy as np

    chance = np.where(chance > 0.5, chance, 0)
    total = float(chance.sum())
    if total < ENOUGH:
        return before
    mean = chance @ rows / total
    away = rows - mean
    spread = (chance[:, None] * away).T @ away / total
    return Material(mean, spread + np.diag((0.01 * np.abs(mean)) ** 2))
