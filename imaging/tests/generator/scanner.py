"""From the tissue of a fine grid to the scans of a session: contrast, sampling, faults, pen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from imaging.tests.generator import heads
from scipy import ndimage

BONE, SCALP, MUSCLE, EYE = 10, 11, 12, 13
CYST, GLIOSIS, LESION, BLEED = 20, 21, 22, 23

# Relative signal by label. Newborn: water-rich white matter is brighter than cortex on T2.
T2_NEWBORN = {
    heads.CSF: 1.0, heads.VENTRICLE: 1.02, heads.CORTEX: 0.45, heads.WHITE: 0.64,
    heads.DEEP: 0.44, heads.PLIC: 0.38, heads.CEREBELLUM: 0.46, heads.STEM: 0.42,
    heads.PEDUNCLE: 0.38, BONE: 0.05, SCALP: 0.72, MUSCLE: 0.30, EYE: 1.0,
    LESION: 0.74, BLEED: 0.16,
}  # fmt: skip
T2_MONTH3 = T2_NEWBORN | {
    heads.CORTEX: 0.47, heads.WHITE: 0.57, heads.DEEP: 0.43, heads.PLIC: 0.34,
    CYST: 0.97, GLIOSIS: 0.76, BLEED: 0.18,
}  # fmt: skip
T1_MONTH3 = {
    heads.CSF: 0.22, heads.VENTRICLE: 0.21, heads.CORTEX: 0.56, heads.WHITE: 0.53,
    heads.DEEP: 0.62, heads.PLIC: 0.86, heads.CEREBELLUM: 0.62, heads.STEM: 0.68,
    heads.PEDUNCLE: 0.72, BONE: 0.06, SCALP: 0.95, MUSCLE: 0.45, EYE: 0.20,
    CYST: 0.24, GLIOSIS: 0.42, BLEED: 0.60,
}  # fmt: skip
# Apparent diffusion coefficient, 1e-3 mm2/s.
ADC_NEWBORN = {
    heads.CSF: 2.9, heads.VENTRICLE: 3.0, heads.CORTEX: 1.15, heads.WHITE: 1.55,
    heads.DEEP: 1.10, heads.PLIC: 1.00, heads.CEREBELLUM: 1.10, heads.STEM: 1.05,
    heads.PEDUNCLE: 1.00, BONE: 0.2, SCALP: 2.4, MUSCLE: 1.4, EYE: 2.9,
    LESION: 0.62, BLEED: 0.55,
}  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """Voxels of a scan in the world: shape, affine, and what one voxel averages."""

    shape: tuple[int, ...]
    affine: np.ndarray
    steps: tuple[int, ...]


def turn(degrees: tuple[float, float, float] | np.ndarray) -> np.ndarray:
    """Rotation about x, then y, then z."""
    out = np.eye(3)
    for axis, angle in enumerate(np.deg2rad(degrees)):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        step = np.eye(3)
        step[one, one] = step[two, two] = np.cos(angle)
        step[one, two], step[two, one] = -np.sin(angle), np.sin(angle)
        out = step @ out
    return out


def scan_grid(
    half: np.ndarray, head: np.ndarray, place: np.ndarray, voxel: tuple, tilt: np.ndarray,
    flips: tuple[int, int, int], fine: float,
) -> Grid:  # fmt: skip
    """A grid of tilted slices that holds a head of ``half`` extents turned by ``head``."""
    axes = tilt * np.array(flips)
    reach = np.abs(axes.T @ head) @ half
    shape = tuple(int(np.ceil(2 * r / v)) + 3 for r, v in zip(reach, voxel, strict=True))
    affine = np.eye(4)
    affine[:3, :3] = axes * np.array(voxel)
    affine[:3, 3] = place - affine[:3, :3] @ ((np.array(shape) - 1) / 2)
    steps = tuple(max(1, round(v / fine)) for v in voxel)
    return Grid(shape, affine, steps)


def resample(volume: np.ndarray, to_fine: np.ndarray, grid: Grid) -> np.ndarray:
    """Mean of a fine volume over each voxel; ``to_fine`` leads from the world to its indices."""
    steps = np.array(grid.steps)
    inner = grid.affine.copy()
    inner[:3, :3] = grid.affine[:3, :3] / steps
    inner[:3, 3] += grid.affine[:3, :3] @ ((1 / steps - 1) / 2)
    matrix = to_fine @ inner
    shape = tuple(np.array(grid.shape) * steps)
    fine = ndimage.affine_transform(
        volume.astype(np.float32), matrix[:3, :3], matrix[:3, 3], shape, order=1
    )
    for axis, step in enumerate(grid.steps):
        cuts = [[slice(None)] * axis + [slice(k, None, step)] for k in range(step)]
        fine = sum(fine[tuple(cut)] for cut in cuts)
    return fine / np.float32(np.prod(steps))


def purity(mask: np.ndarray, to_fine: np.ndarray, grid: Grid) -> np.ndarray:
    """Share of a mask in and just round each voxel: 1 only well inside it."""
    soft = ndimage.uniform_filter(mask.astype(np.float32), 3)
    return resample(
        soft, to_fine, replace(grid, steps=tuple(1 if s < 3 else s for s in grid.steps))
    )


def contrast(label: np.ndarray, table: dict[int, float]) -> np.ndarray:
    """Signal of each label."""
    look = np.zeros(256, np.float32)
    for key, value in table.items():
        look[key] = value
    return look[label]


def textured(signal: np.ndarray, label: np.ndarray, texture: np.ndarray | None) -> np.ndarray:
    """Healthy tissue takes the atlas's own grey in place of one value a label."""
    if texture is None:
        return signal
    tissue = (label >= heads.CORTEX) & (label <= heads.PEDUNCLE)
    return np.where(tissue, np.clip(0.52 * texture**1.7, 0.30, 0.80), signal)


def smooth_bias(rng: np.random.Generator, shape: tuple, strength: float) -> np.ndarray:
    """A field of low order, mean 1."""
    u = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32) for n in shape), indexing="ij")
    terms = [u[0], u[1], u[2], u[0] * u[1], u[1] * u[2], u[0] ** 2, u[1] ** 2, u[2] ** 2]
    total = sum(rng.normal() * term for term in terms)
    return np.exp(strength * total / 1.7)


def coil_bias(rng: np.random.Generator, shape: tuple, axis: int) -> np.ndarray:
    """A surface coil at one side and a weaker one at the other: falls with distance."""
    u = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32) for n in shape), indexing="ij")
    out = np.full(shape, 0.2, np.float32)
    for sign, gain in ((1, 1.0), (-1, rng.uniform(0.3, 0.6))):
        centre = rng.normal(0, 0.35, 3)
        centre[axis] = sign * 1.5
        out += gain / (0.6 + sum((u[k] - centre[k]) ** 2 for k in range(3)))
    return out / out.mean()


def ghosted(image: np.ndarray, axis: int, strength: float) -> np.ndarray:
    """Ghosts along the phase direction: half a field of view away, and fainter at a quarter."""
    pad = [(0, 0)] * 3
    pad[axis] = (image.shape[axis] // 6,) * 2
    wide = np.pad(image, pad)
    n = wide.shape[axis]
    half, quarter = np.roll(wide, n // 2, axis), np.roll(wide, n // 4, axis)
    seen = (1 - strength) * wide + strength * half + 0.4 * strength * quarter
    keep = [slice(None)] * 3
    keep[axis] = slice(pad[axis][0], pad[axis][0] + image.shape[axis])
    return seen[tuple(keep)]


def rician(rng: np.random.Generator, image: np.ndarray, sd: float) -> np.ndarray:
    """Magnitude of a signal with noise in both channels."""
    one, two = rng.standard_normal((2, *image.shape), dtype=np.float32) * np.float32(sd)
    return np.hypot(image + one, two)


def shell(label: np.ndarray, spacing: float, rng: np.random.Generator, low: int) -> np.ndarray:
    """Add dura and bone, scalp, eyes and the soft tissue of the skull's base."""
    head = label > heads.OUTSIDE
    away = ndimage.distance_transform_edt(~head).astype(np.float32) * spacing
    out = label.copy()
    bone, scalp = rng.uniform(1.8, 2.6), rng.uniform(3.5, 5.5)
    ring = ~head & (away < bone + scalp)
    out[ring] = np.where(away < bone, BONE, SCALP)[ring]
    under = np.zeros_like(head)
    under[:, :, :low] = True
    out[ring & under & (away >= bone)] = MUSCLE
    place = np.array(label.shape) / 2
    for side in (-1, 1):
        eye = place + np.array([side * 23, 0, 0]) / spacing
        front = np.nonzero(head[int(eye[0]), :, low])[0]
        if not len(front):
            continue
        eye[1], eye[2] = front.max() + 7 / spacing, low
        index = np.ogrid[tuple(slice(0, n) for n in label.shape)]
        ball = sum((index[k] - eye[k]) ** 2 for k in range(3)) < (7.5 / spacing) ** 2
        out[ball & ~head] = EYE
    return out


def strokes_of_pen(
    rng: np.random.Generator, area: np.ndarray, axis: int, slices: int, lines: int
) -> np.ndarray:
    """Scribbles in an area: short straight lines on some slices, kept inside it."""
    flat = np.moveaxis(area, axis, 0)
    drawn = np.zeros_like(flat)
    sizes = flat.sum((1, 2))
    usable = np.flatnonzero(sizes >= max(3, 0.15 * sizes.max()))
    if not len(usable):
        return np.moveaxis(drawn, 0, axis)
    for k in np.unique(usable[np.linspace(0, len(usable) - 1, slices + 2).round().astype(int)]):
        pixels = np.argwhere(flat[k])
        for _ in range(lines):
            start = pixels[rng.integers(len(pixels))]
            near = pixels[np.abs(pixels - start).max(1) <= 9]
            end = near[rng.integers(len(near))]
            length = int(np.abs(end - start).max()) + 1
            path = np.linspace(start, end, length).round().astype(int)
            drawn[k, path[:, 0], path[:, 1]] = True
    return np.moveaxis(drawn & flat, 0, axis)


def scribbles(
    rng: np.random.Generator, fractions: dict[int, np.ndarray], axis: int, sides: np.ndarray
) -> np.ndarray:
    """Label image of an operator: 1 lesion or cyst, 2 tissue, 3 fluid, each in pure voxels.

    Every island of the lesion that holds a pure voxel is touched; tissue on both sides.
    """
    out = np.zeros(sides.shape, np.uint8)
    for label, pure in ((2, 0.98), (3, 0.95), (1, 0.9)):
        if label not in fractions:
            continue
        area = fractions[label] >= pure
        if area.sum() < 60:  # thick slices and small lesions: the purest there are
            area = fractions[label] >= min(0.75, pure)
        if label == 2:
            for side in (area & sides, area & ~sides):
                out[strokes_of_pen(rng, side, axis, 7, 4)] = label
        elif label == 3:
            out[strokes_of_pen(rng, area, axis, 9, 6)] = label
        else:
            islands, count = ndimage.label(area, np.ones((3, 3, 3)))
            for one in range(1, count + 1):
                island = islands == one
                out[strokes_of_pen(rng, island, axis, 4, 3)] = label
    return out
