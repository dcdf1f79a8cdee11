"""Two healthy heads: one of formulas alone, one of the infant atlas where its folder is there.

Both answer one question: what tissue is at these points, at this age? Points are millimetres in
the newborn's head, x to the right, y forward, z up, from the middle of the brain's box.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nibabel as nib
import numpy as np
from imaging.tests.generator.deform import Noise
from scipy import ndimage

OUTSIDE, CSF, VENTRICLE, CORTEX, WHITE, DEEP, PLIC = range(7)
CEREBELLUM, STEM, PEDUNCLE = range(7, 10)
CEREBRUM = (CORTEX, WHITE, DEEP, PLIC)
FLUID = (CSF, VENTRICLE)
HALF = np.array([46.0, 60.0, 47.0], np.float32)  # half of the box, mm


@dataclass
class Tissue:
    """Labels at points, and where the head has a texture of its own, its relative T2 and T1."""

    label: np.ndarray
    t2: np.ndarray | None = None
    t1: np.ndarray | None = None


def ramp(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 below ``low``, 1 above ``high``, straight between."""
    return np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)


def ellipsoid(points: np.ndarray, centre: tuple, half: tuple) -> np.ndarray:
    """Below 1 inside; the sides are mirror images."""
    x, y, z = np.abs(points[0]), points[1], points[2]
    return (
        ((x - centre[0]) / half[0]) ** 2
        + ((y - centre[1]) / half[1]) ** 2
        + ((z - centre[2]) / half[2]) ** 2
    )


class FormulaHead:
    """Superellipsoid, lobes, fissures, sulci at the zeros of a random field, ventricles, nuclei."""

    name = "formula"
    has_tract = True
    POWER = 2.3

    def __init__(self, rng: np.random.Generator) -> None:
        self.common = Noise(rng, 2.7)
        self.own = Noise(rng, 2.7)
        self.thickness = Noise(rng, 9.0)
        self.rim = rng.uniform(1.2, 2.0)
        self.ventricle = rng.uniform(0.85, 1.25)

    def radius(self, points: np.ndarray) -> np.ndarray:
        """1 on the inner table of the skull's vault."""
        total = sum((np.abs(points[k]) / HALF[k]) ** np.float32(self.POWER) for k in range(3))
        return total ** np.float32(1 / self.POWER)

    def sample(self, points: np.ndarray, month3: bool) -> Tissue:
        """Tissue at points of shape (3, n)."""
        label = np.zeros(points.shape[1], np.uint8)
        rho = np.maximum(self.radius(points), np.float32(1e-3))
        near = np.flatnonzero(rho < 1)
        label[near] = self._inside(points[:, near], rho[near], month3)
        return Tissue(label)

    def _inside(self, p: np.ndarray, rho: np.ndarray, month3: bool) -> np.ndarray:
        x, y, z = np.abs(p[0]), p[1], p[2]
        length = np.sqrt((p**2).sum(0))
        depth = length * (1 / rho - 1)
        back, front = ramp(-y, 10, 18), ramp(y, 18, 26)
        lateral = ramp(x, 12, 17)
        skull = -45 * back + (1 - back) * (-19 * front - (1 - front) * (16 + 10.5 * lateral))
        tent = -25 + np.clip(1 - x / 34, 0, None) * (21 - 0.55 * np.clip(-y - 18, 0, None))
        middle = -11 - 7 * front - 14 * lateral * (1 - front)
        floor = np.maximum(skull + 1, back * tent + (1 - back) * middle)
        closed = np.hypot((y - 2) / 28, (z + 2) / 15)
        fissure = np.where((closed < 1) & (z > -11), np.float32(9), x - 0.7)
        rim = self.rim * (1.35 if month3 else 1.0) * (1 + 0.5 * front)
        sylvian = np.abs(z + 9 - 0.25 * (14 - y)) - (0.9 + 0.05 * (x - 27))
        outside_it = (x < 27) | (y < -14) | (y > 26)
        pial = np.minimum(np.minimum(depth - rim, z - floor - 0.6), fissure)
        pial = np.minimum(pial, np.where(outside_it, np.float32(9), sylvian))
        # Sulci run inward: deep points take the field from nearer to the surface.
        q = p * (0.45 + 0.55 / rho)
        mirrored = q.copy()
        mirrored[0] = np.abs(q[0])
        field = (self.common(mirrored) + 0.5 * self.own(q)) / np.float32(np.sqrt(1.25))
        reach = 9.5 if month3 else 8.0
        wall = (np.abs(field) - 0.17 * np.clip(1 - pial / reach, 0, None)) / self.common.slope
        cortex = np.minimum(pial, np.where(pial < reach + 1, wall, np.float32(9)))
        label = np.where(z > skull, CSF, OUTSIDE).astype(np.uint8)
        thick = 2.1 + 0.3 * self.thickness(p)
        brain = cortex > 0
        label[brain] = np.where(cortex < thick, CORTEX, WHITE)[brain]
        label[(closed < 1) & (z > -8) & brain & (x < 12)] = WHITE
        for centre, half in (
            ((8.5, -2, 1), (7, 11, 7)),
            ((19, 10, -1), (6, 12, 8)),
            ((9.5, 20, 3), (4, 8, 6)),
        ):
            label[brain & (ellipsoid(p, centre, half) < 1)] = DEEP
        across = 0.87 * (x - 13.8) - 0.5 * (y - 3)
        along = 0.5 * (x - 13.8) + 0.87 * (y - 3)
        tract = (np.abs(across) < 1.9) & (np.abs(along) < 8) & (np.abs(z - 1) < 9)
        label[brain & tract] = PLIC
        below = np.flatnonzero(z < floor)
        label[below] = self._below(p[:, below], label[below], tent[below])
        size = self.ventricle * (1.1 if month3 else 1.0)
        label[brain & (self._ventricle(p) < size)] = VENTRICLE
        return label

    @staticmethod
    def _ventricle(p: np.ndarray) -> np.ndarray:
        x, y, z = np.abs(p[0]), p[1], p[2]
        bent = np.clip(y, -24, 22)
        aside = 4.5 + 0.012 * (bent - 8) ** 2
        wide = 2.2 + 1.6 * ramp(-y, 5, 24)
        body = np.sqrt(
            ((x - aside) / wide) ** 2 + ((z - 7 + 0.005 * bent**2) / 3.6) ** 2
            + ((y - bent) / 3) ** 2
        )  # fmt: skip
        occipital = np.sqrt(ellipsoid(p, (18, -33, 3), (2.4, 12, 3.2)))
        temporal = np.sqrt(ellipsoid(p, (26, -6, -15), (1.9, 13, 2.2)))
        third = np.sqrt(ellipsoid(p, (0, 2, -3), (1.3, 10, 7)))
        return np.minimum(np.minimum(body, occipital), np.minimum(temporal, third))

    @staticmethod
    def _below(p: np.ndarray, label: np.ndarray, tent: np.ndarray) -> np.ndarray:
        out = label.copy()
        inside = out > OUTSIDE
        z = p[2]
        small = ellipsoid(p, (0, -33, -28), (31, 19, 15))
        out[inside & (small < 1) & (z < tent - 1.5)] = CEREBELLUM
        stem = (p[0] / 10) ** 2 + ((p[1] + 5 + 0.3 * (-11 - z)) / 9) ** 2
        out[inside & (stem < 1) & (z < -11)] = STEM
        foot = ((np.abs(p[0]) - 7) / 4) ** 2 + ((p[1] - 2) / 4.5) ** 2
        out[inside & (foot < 1) & (z < -11) & (z > -18)] = PEDUNCLE
        return out


# The fissure in the atlas leans: its voxel in x at voxel 150 of y, and by how much a voxel of y.
# From the mirror plane that fits slabs of the T2w best, which is known to half a voxel; within
# that, the place that gives both ages the same asymmetry, as one infant would have.
FISSURE = {"00": (120.25, 0.0107), "03": (120.0, 0.0071)}


@lru_cache(maxsize=2)
def _atlas(folder: str, age: str) -> tuple[np.ndarray, ...]:
    """Fluid score, depth under the surface, relative T2 and T1, and the box, of one age."""
    scans = []
    for kind in ("T2w", "T1w"):
        name = f"tpl-UNCBCP4DInfant_cohort-{age}_desc-brain_{kind}.nii.gz"
        image = nib.as_closest_canonical(nib.load(Path(folder) / name))
        scans.append(np.asarray(image.dataobj, np.float32))
    head = ndimage.binary_fill_holes((scans[0] > 0) & (scans[1] > 0))
    box = [(int(w.min()), int(w.max())) for w in np.nonzero(head)]
    cut = tuple(slice(low - 4, high + 5) for low, high in box)
    head = head[cut]
    t2, t1 = (scan[cut] / np.median(scan[cut][head]) for scan in scans)
    depth = (ndimage.distance_transform_edt(head) - 0.5 * head).astype(np.float32)
    depth = np.where(head, depth * 0.8, -1).astype(np.float32)
    fluid = np.maximum((t2 - t1 - 0.30) * 2, 0.70 - t1).astype(np.float32)
    half = np.array([(high - low) / 2 for low, high in box], np.float32)
    corner = np.array([low - 4 for low, _ in box], np.float32)
    return fluid, depth, t2, t1, half, corner


class AtlasHead:
    """Population means of healthy infants at 0 and 3 months, bent to the shape of one infant.

    UNC-BCP 4D infant atlas (Chen et al. 2022, 10.1016/j.neuroimage.2022.119097), read from a
    folder of the reader's own.
    """

    name = "atlas"
    has_tract = False

    def __init__(self, folder: str | Path, rng: np.random.Generator) -> None:
        self.folder = str(folder)
        self.texture = Noise(rng, 3.0)

    def sample(self, points: np.ndarray, month3: bool) -> Tissue:
        """Tissue at points of shape (3, n)."""
        age = "03" if month3 else "00"
        fluid, depth, t2, t1, half, corner = _atlas(self.folder, age)
        where = points / HALF[:, None] * half[:, None] + (half + 4)[:, None]
        at, lean = FISSURE[age]
        middle = at - corner[0] + lean * (where[1] + corner[1] - 150)
        where[0] += (middle - (half[0] + 4)).astype(np.float32)
        deep = ndimage.map_coordinates(depth, where, order=1, mode="nearest")
        inside = np.flatnonzero(deep > 0)
        where, p, deep = where[:, inside], points[:, inside], deep[inside]
        score, bright2, bright1 = (
            ndimage.map_coordinates(volume, where, order=1, mode="nearest")
            for volume in (fluid, t2, t1)
        )
        x, y, z = np.abs(p[0]), p[1], p[2]
        wet = (score + 0.03 * self.texture(p) > 0) | (deep < 1.2)
        white = bright2 > 1.0 if not month3 else bright1 > 1.02
        out = np.where(white, WHITE, CORTEX).astype(np.uint8)
        # Tentorium of the atlas, read off its coronal slices, in the box of HALF.
        peak = np.clip(-20.6 + 0.91 * (y + 36.8), -25, -4.2)
        tent = -25.4 + (peak + 25.4) * np.clip(1 - x / 30, 0, None)
        out[(z < tent) & (y < -6)] = CEREBELLUM
        out[(x < 13) & (y < 10) & (z < -13)] = STEM
        out[wet] = np.where((deep > 17) & (z > -12), VENTRICLE, CSF)[wet]
        whole = [np.zeros(points.shape[1], kind) for kind in ("u1", "f4", "f4")]
        for array, values in zip(whole, (out, bright2, bright1), strict=True):
            array[inside] = values
        return Tissue(*whole)
