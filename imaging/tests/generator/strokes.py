"""Where a stroke falls, and what becomes of the tissue by three months.

A territory is a number at every point: the struck tissue is where it is highest, as much as the
size asks for. So every kind of stroke has any size, and both ages hold the same region.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from imaging.tests.generator.deform import Noise
from imaging.tests.generator.heads import CORTEX, DEEP, PLIC, WHITE, ramp
from scipy import ndimage

Territory = Callable[[np.ndarray, np.ndarray], np.ndarray]  # of points with x > 0, and labels


def far(points: np.ndarray, centre: np.ndarray, scale: tuple[float, float, float]) -> np.ndarray:
    """Distance to a centre in units of ``scale``."""
    ratio = np.asarray(scale, np.float32)[:, None]
    return np.sqrt((((points - centre[:, None]) / ratio) ** 2).sum(0))


def cortical(rng: np.random.Generator) -> Territory:
    """Middle cerebral artery: convexity and insula round the Sylvian fissure."""
    centre = np.array([40, rng.uniform(-8, 14), rng.uniform(-4, 14)], np.float32)
    rough = Noise(rng, 5.0)
    return lambda p, label: 0.2 * rough(p) - far(p, centre, (30, 42, 32))


def branch(rng: np.random.Generator) -> Territory:
    """One branch: a wedge from the insula out to a stretch of cortex."""
    angle = rng.uniform(-0.5, 1.9)  # in the sagittal plane, from straight back to forward
    way = np.array([0.0, np.cos(angle), np.sin(angle)], np.float32)
    start = np.array([28, 2, 0], np.float32)
    rough = Noise(rng, 5.0)

    def field(p: np.ndarray, label: np.ndarray) -> np.ndarray:
        away = p - start[:, None]
        flat = np.hypot(away[1], away[2]) + np.float32(1e-3)
        off = np.arccos(np.clip((away[1] * way[1] + away[2] * way[2]) / flat, -1, 1))
        inward = np.clip(30 - p[0], 0, None) / 10
        return 0.15 * rough(p) - off - inward - 0.6 * np.abs(flat - 24) / 24

    return field


def perforator(rng: np.random.Generator) -> Territory:
    """Lenticulostriate or thalamic: one or two small deep lesions."""
    places = [(19, 10, 0), (12, 19, 5), (9, -3, 2), (15, 3, 3)]
    chosen = rng.permutation(len(places))[: rng.integers(1, 3)]
    spots = [np.array(places[k], np.float32) + rng.normal(0, 1.5, 3) for k in chosen]
    rough = Noise(rng, 3.0)

    def field(p: np.ndarray, label: np.ndarray) -> np.ndarray:
        nearest = np.minimum.reduce([far(p, spot, (5, 8, 6)) for spot in spots])
        return 0.15 * rough(p) - nearest - 1.5 * np.isin(label, (CORTEX,))

    return field


def border_zone(rng: np.random.Generator) -> Territory:
    """Between the arteries: a strip beside the midline, wider behind, broken in places."""
    rough, gap = Noise(rng, 4.0), Noise(rng, 9.0)
    reach = rng.uniform(30, 52)
    start = rng.uniform(-48, -30)

    def field(p: np.ndarray, label: np.ndarray) -> np.ndarray:
        strip = np.abs(np.arctan2(p[0], p[2] + 18) - (0.52 + 0.35 * ramp(-p[1], 10, 45))) / 0.16
        ends = np.clip(start - p[1], 0, None) + np.clip(p[1] - start - reach - 20, 0, None)
        low = np.clip(8 - p[2], 0, None) * ramp(p[1], -25, -10)
        deep = np.clip(30 - np.sqrt((p**2).sum(0)), 0, None)
        return 0.35 * rough(p) + 0.5 * gap(p) - strip - (ends + low + deep) / 6

    return field


def emboli(rng: np.random.Generator) -> Territory:
    """Scattered small lesions of one side, most of them near the cortex."""
    count = int(rng.integers(9, 16))
    spots: list[np.ndarray] = []
    apart = 17.0
    while len(spots) < count:
        apart *= 0.999  # so that it ends
        way = rng.normal(0, 1, 3)
        way[0] = abs(way[0]) + 0.15
        way *= rng.uniform(0.45, 0.9) / np.sqrt(((way / np.array([1, 1.2, 1])) ** 2).sum())
        spot = way * np.array([42, 46, 40])
        if spot[0] > 6 and spot[2] > -14 and all(np.linalg.norm(spot - o) > apart for o in spots):
            spots.append(spot.astype(np.float32))
    sizes = rng.uniform(0.5, 1.1, count)
    rough = Noise(rng, 2.5)

    def field(p: np.ndarray, label: np.ndarray) -> np.ndarray:
        best = np.full(p.shape[1], -9, np.float32)
        for spot, size in zip(spots, sizes, strict=True):
            np.maximum(best, -far(p, spot, (size, size, size)) / 10, out=best)
        return best + 0.06 * rough(p)

    return field


TERRITORIES = {
    "cortical": cortical,
    "branch": branch,
    "perforator": perforator,
    "border-zone": border_zone,
    "emboli": emboli,
}


def highest(values: np.ndarray, weight: np.ndarray, amount: float) -> tuple[np.ndarray, float]:
    """The highest values whose weights add up to ``amount``, and the value at the edge.

    Examples
    --------
    >>> chosen, edge = highest(np.array([3.0, 1.0, 2.0, 0.0]), np.ones(4), 2)
    >>> chosen.tolist(), edge
    ([True, False, True, False], 2.0)
    """
    if amount <= 0 or not len(values):
        return np.zeros(len(values), bool), np.inf
    order = np.argsort(-values, kind="stable")
    count = int(np.searchsorted(np.cumsum(weight[order], dtype=np.float64), amount + 1e-9, "right"))
    chosen = np.zeros(len(values), bool)
    chosen[order[:count]] = True
    return chosen, float(values[order[count - 1]]) if count else np.inf


def nearness(mask: np.ndarray, sigma: float) -> np.ndarray:
    """High beside the mask, falling with distance."""
    return ndimage.gaussian_filter(mask.astype(np.float32), sigma, truncate=3.5)


def split_loss(
    lost: float, lesion: float, core: float, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Share a loss between cyst, ventricle and surface.

    Parameters
    ----------
    lost, lesion : float
        What is to go, and what was struck, in one unit.
    core : float
        Greatest part of the struck tissue that becomes cyst.

    Returns
    -------
    tuple of float
        Cyst, ventricle, surface; their sum is ``lost``.
    """
    cyst = min(lost * rng.uniform(0.55, 0.9), lesion * core)
    ventricle = (lost - cyst) * rng.uniform(0.35, 0.65)
    return cyst, ventricle, lost - cyst - ventricle


def vulnerable(label: np.ndarray) -> np.ndarray:
    """Tissue that a stroke of the cerebrum may take."""
    return np.isin(label, (CORTEX, WHITE, DEEP, PLIC))
