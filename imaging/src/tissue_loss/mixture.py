"""Two tissues, fluid, and the voxels that they share: how much of a voxel is tissue.

A voxel at the edge of a sulcus holds cortex and fluid, and together they look like white matter.
Intensity alone cannot part the two; the place can: white matter lies among white matter, a shared
voxel between cortex and fluid. Every voxel is one of six kinds, pure or shared, and how common each
kind is counts within a few millimetres.

Source: Santago and Gage 1993 (doi:10.1109/42.241885) for voxels shared in equal chances of every
share; the priors of the place are those of the kinds found around a voxel, smoothed.
"""

from __future__ import annotations

from collections.abc import Sequence
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

        away = _whitened(rows, self.mean, _whitening(self.spread, rows.dtype))
        return np.exp(-0.5 * _square(away)) / float(np.sqrt(np.linalg.det(self.spread)))


def _whitening(spread: np.ndarray, kind: np.dtype) -> np.ndarray:
    """What makes rows of this covariance ones of covariance 1; nothing above its diagonal."""
    import numpy as np

    return np.linalg.cholesky(np.linalg.inv(spread)).astype(kind)


def _whitened(rows: np.ndarray, mean: np.ndarray, white: np.ndarray) -> list[np.ndarray]:
    """Intensities about a mean, made ones of covariance 1: one array a channel.

    By hand: a product of a matrix so long and thin takes several times as long.
    """
    away = [column - middle for column, middle in zip(rows.T, mean.astype(rows.dtype), strict=True)]
    return [_sum(white[j:, j], away[j:]) for j in range(len(away))]


def _sum(weights: np.ndarray, columns: Sequence[np.ndarray]) -> np.ndarray:
    total = weights[0] * columns[0]
    for weight, column in zip(weights[1:], columns[1:], strict=True):
        total += weight * column
    return total


def _square(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Squared length of each voxel's intensities."""
    total = columns[0] ** 2
    for column in columns[1:]:
        total += column**2
    return total


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

    density, most_likely, mass, scale = _between(rows, one, other)
    low, high = -most_likely * scale, (1 - most_likely) * scale
    edges = (np.exp(-0.5 * low**2) - np.exp(-0.5 * high**2)) / float(np.sqrt(2 * np.pi))
    inner = most_likely + edges / (scale * np.maximum(mass, 1e-12))
    return density, np.clip(np.where(mass > 1e-12, inner, most_likely), 0, 1)


def _between(rows: np.ndarray, one: Material, other: Material) -> tuple:
    """Of voxels that hold two materials: density, likeliest share, its mass, and its scale."""
    import numpy as np
    from scipy.special import ndtr

    spread = (one.spread + other.spread) / 2
    white = _whitening(spread, rows.dtype)
    between = (one.mean - other.mean).astype(rows.dtype) @ white
    away = _whitened(rows, other.mean, white)
    scale = float(np.sqrt(max(float(between @ between), 1e-6)))
    most_likely = _sum(between, away) / scale**2
    apart = _square(away) - (most_likely * scale) ** 2
    mass = ndtr((1 - most_likely) * scale) - ndtr(-most_likely * scale)
    density = np.exp(-0.5 * apart) * mass * (float(np.sqrt(2 * np.pi)) / scale)
    return density / float(np.sqrt(np.linalg.det(spread))), most_likely, mass, scale


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
) -> tuple[Mixture, np.ndarray]:
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
        How often materials are learned, at least once; with one round they stay as scribbled.

    Returns
    -------
    tuple of Mixture and ndarray
        The mixture, and its prior after the first round, of materials that look as scribbled.
    """
    import numpy as np
    from scipy import ndimage

    inside = known[brain]
    places = np.flatnonzero(brain)
    field = np.zeros(brain.shape, np.float32)

    def around(values: np.ndarray) -> np.ndarray:
        field.ravel()[places] = values * inside
        return ndimage.gaussian_filter(field, reach, truncate=3).ravel()[places]  # type: ignore[no-any-return]

    weight = around(np.ones(len(rows), np.float32))
    near = weight > 1e-3
    weight = np.where(near, weight, 1)
    found = Mixture(*tissues, fluid, np.full((6, len(rows)), 1 / 6, np.float32))
    for turn in range(rounds):
        edge, wall = (_between(rows, each, found.fluid)[0] for each in (found.grey, found.white))
        dense = _densities(rows, found, edge, wall)
        for _ in range(TURNS):
            chance = _normal(found.prior * dense)
            overall = chance[:, inside].mean(axis=1)
            for kind, whole in enumerate(overall):
                local = np.where(near, around(chance[kind]) / weight, whole)
                found.prior[kind] = LOCAL * local + (1 - LOCAL) * whole
        if turn == 0:
            first = found.prior.copy() if rounds > 1 else found.prior
        if turn < rounds - 1:
            chance = _normal(found.prior * dense)
            grey, white, wet = (
                _learned(rows, np.where(inside, each, 0), material)
                for each, material in zip(
                    chance, (found.grey, found.white, found.fluid), strict=False
                )
            )
            found = Mixture(grey, white, wet, found.prior)
    return found, first


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
    edge, of_grey = shared(rows, found.grey, found.fluid)
    wall, of_white = shared(rows, found.white, found.fluid)
    chance = _normal(found.prior * _densities(rows, found, edge, wall))
    return chance[0] + chance[1] + chance[3] + chance[4] * of_grey + chance[5] * of_white  # type: ignore[no-any-return]


def _densities(rows: np.ndarray, found: Mixture, edge: np.ndarray, wall: np.ndarray) -> np.ndarray:
    """Of the six kinds; those of grey and of white that share with fluid are handed over."""
    import numpy as np

    pure = [material.density(rows) for material in (found.grey, found.white, found.fluid)]
    return np.stack([*pure, _between(rows, found.grey, found.white)[0], edge, wall]) + 1e-20


def _normal(chance: np.ndarray) -> np.ndarray:
    chance /= chance.sum(axis=0)
    return chance


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
