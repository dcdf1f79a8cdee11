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

        away = rows - self.mean
        size = np.einsum("ij,jk,ik->i", away, np.linalg.inv(self.spread), away)
        return np.exp(-0.5 * size) / np.sqrt(np.linalg.det(self.spread))


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
    inverse = np.linalg.inv(spread)
    between, away = one.mean - other.mean, rows - other.mean
    scale = np.sqrt(max(float(between @ inverse @ between), 1e-6))
    most_likely = away @ (inverse @ between) / scale**2
    apart = np.einsum("ij,jk,ik->i", away, inverse, away) - (most_likely * scale) ** 2
    low, high = -most_likely * scale, (1 - most_likely) * scale
    mass = ndtr(high) - ndtr(low)
    density = np.exp(-0.5 * apart) * mass * np.sqrt(2 * np.pi) / scale
    edges = (np.exp(-0.5 * low**2) - np.exp(-0.5 * high**2)) / np.sqrt(2 * np.pi)
    inner = most_likely + edges / (scale * np.maximum(mass, 1e-12))
    share = np.where(mass > 1e-12, inner, most_likely)
    return density / np.sqrt(np.linalg.det(spread)), np.clip(share, 0, 1)


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


def expected_tissue(
    rows: np.ndarray,
    brain: np.ndarray,
    known: np.ndarray,
    tissues: tuple[Material, Material],
    fluid: Material,
    reach: np.ndarray,
    rounds: int = ROUNDS,
) -> np.ndarray:
    """Expected share of tissue in every voxel of the brain.

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
    ndarray, shape (voxels,)
        0 to 1.
    """
    import numpy as np
    from scipy import ndimage

    rows = rows.astype(np.float32)
    inside = known[brain]
    field = np.zeros(brain.shape, np.float32)

    def around(values: np.ndarray) -> np.ndarray:
        field[brain] = np.where(inside, values, 0)
        return ndimage.gaussian_filter(field, reach, truncate=3)[brain]  # type: ignore[no-any-return]

    weight = around(np.ones(len(rows), np.float32))
    near = weight > 1e-3
    weight = np.where(near, weight, 1)
    grey, white = tissues
    prior = np.full((6, len(rows)), 1 / 6, np.float32)
    for turn in range(rounds):
        edge, of_grey = shared(rows, grey, fluid)
        wall, of_white = shared(rows, white, fluid)
        pure = [material.density(rows) for material in (grey, white, fluid)]
        dense = np.stack([*pure, shared(rows, grey, white)[0], edge, wall]) + 1e-20
        for _ in range(TURNS):
            chance = _normal(prior * dense)
            overall = chance[:, inside].mean(axis=1)
            for kind, whole in enumerate(overall):
                local = np.where(near, around(chance[kind]) / weight, whole)
                prior[kind] = LOCAL * local + (1 - LOCAL) * whole
        chance = _normal(prior * dense)
        if turn < rounds - 1:
            grey, white, fluid = (
                _learned(rows, np.where(inside, each, 0), material)
                for each, material in zip(chance, (grey, white, fluid), strict=False)
            )
    return chance[0] + chance[1] + chance[3] + chance[4] * of_grey + chance[5] * of_white


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
