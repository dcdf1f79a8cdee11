"""Healthy heads that phantoms are made from: an infant's two ages, before any stroke."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from printed.errors import InputError
from tissue_loss.template import mni, template_coordinates

if TYPE_CHECKING:
    import numpy as np

FLUID_T2, FLUID_T1 = 1000.0, 150.0


@dataclass(frozen=True)
class Head:
    """One age of a healthy head on an axis-aligned grid.

    Parameters
    ----------
    t1, t2 : ndarray, shape (i, j, k)
        Intensities without noise, fluid at 150 and 1000; 0 outside the brain.
    tissue : ndarray
        Tissue fraction of each voxel, 0 to 1.
    brain, above : ndarray of bool
        The brain with its fluid; what lies above the tentorium.
    mni : tuple of three ndarray
        MNI coordinates of each voxel, whatever the head's size.
    voxel_mm : float
        Edge of a voxel in the infant's own size.
    """

    t1: np.ndarray
    t2: np.ndarray
    tissue: np.ndarray
    brain: np.ndarray
    above: np.ndarray
    mni: tuple
    voxel_mm: float

    @property
    def voxel_ml(self) -> float:
        """Volume of a voxel in ml."""
        return self.voxel_mm**3 / 1000


def smooth_noise(rng: np.random.Generator, shape: tuple, width: float) -> np.ndarray:
    """A smooth random field of mean about 0 and standard deviation 1.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    shape : tuple of int
        Shape of the field.
    width : float
        Standard deviation of the smoothing, in voxels.
    """
    import numpy as np
    from scipy import ndimage

    coarse = max(1, int(width / 2))
    small = tuple(-(-n // coarse) + 1 for n in shape)
    field = ndimage.gaussian_filter(rng.standard_normal(small), width / coarse, mode="wrap")
    field = (field - field.mean()) / field.std()
    scale = [(m - 1) / max(n - 1, 1) for m, n in zip(small, shape, strict=True)]
    return ndimage.affine_transform(field, scale, output_shape=shape, order=1).astype(np.float32)


def heads_from_mni(
    rng: np.random.Generator, step: int, volume_ml: float, growth: float
) -> tuple[Head, Head]:
    """Two ages of one head: the MNI template bent at random and scaled to an infant.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the bending and of the contrast.
    step : int
        Grid of the template in mm, 1 or 2.
    volume_ml : float
        Tissue above the tentorium on the right, neonatal.
    growth : float
        Factor by which volumes grow until 3 months.

    Returns
    -------
    tuple of Head
        Neonatal and at 3 months. The bending differs a little between sides (natural asymmetry).
    """
    import numpy as np
    from scipy import ndimage

    template = mni(step)
    coordinates = template_coordinates(template.tissue.shape, template.affine)
    bend = _bending(rng, template.tissue.shape, step, coordinates[0])
    index = [
        i + b
        for i, b in zip(np.indices(template.tissue.shape, dtype=np.float32), bend, strict=True)
    ]

    def carry(field: np.ndarray) -> np.ndarray:
        return ndimage.map_coordinates(field.astype(np.float32), index, order=1)

    grey, white, brain = (carry(a) for a in (template.grey, template.white, template.brain))
    above = carry(template.above) > 0.5
    where = tuple((c + step * b).astype(np.float32) for c, b in zip(coordinates, bend, strict=True))
    tissue = grey + white
    right = (where[0] > 0) & above
    voxel = (1000 * volume_ml / float(tissue[right].sum())) ** (1 / 3)
    heads = []
    for age, factor in ((0, 1.0), (3, growth)):
        edge = voxel * factor ** (1 / 3)
        # Neonatal white matter is bright on T2; at 3 months the contrast is fading.
        levels = ((480.0, 600.0), (480.0, 550.0))[age // 3]
        grey_t2, white_t2 = (level * rng.normal(1, 0.03) for level in levels)
        fluid = np.clip(brain - tissue, 0, 1)
        t2 = grey * grey_t2 + white * white_t2 + fluid * FLUID_T2
        t1 = grey * 440 + white * 410 + fluid * FLUID_T1
        heads.append(Head(t1, t2, tissue, brain > 0.5, above, where, edge))
    return heads[0], heads[1]


def _bending(rng: np.random.Generator, shape: tuple, step: int, x: np.ndarray) -> list:
    """Displacement in voxels: 2.5 mm alike on both sides and 0.3 mm not, less at the midline."""
    import numpy as np

    away = 1 - 0.8 * np.exp(-((x / 12) ** 2))
    bend = []
    for axis in range(3):
        both = smooth_noise(rng, shape, 18 / step)
        sign = np.float32(-1 if axis == 0 else 1)
        both = (both + sign * both[::-1]) / np.float32(np.sqrt(2))
        one = smooth_noise(rng, shape, 15 / step) * away
        bend.append(((2.5 * both + 0.3 * one) / step).astype(np.float32))
    return bend


def heads_from_folder(folder: str | Path, step: int) -> tuple[Head, Head]:
    """Two ages from an infant atlas: months 00 and 03, T1w and T2w, in one folder.

    Parameters
    ----------
    folder : str or Path
        Holds ``*cohort-00*T2w.nii.gz`` and the like (UNC-BCP 4D infant atlas).
    step : int
        1 keeps the atlas's grid, 2 takes every other voxel.

    Returns
    -------
    tuple of Head
        Neonatal and at 3 months; growth is the atlas's own.

    Raises
    ------
    InputError
        A month or a contrast is missing.
    """
    import numpy as np

    from tissue_loss.atlas import atlas_age

    heads = []
    for month in (0, 3):
        age = atlas_age(folder, month, step)
        t1, t2, tissue, brain, above = (
            age.t1.data,
            age.t2.data,
            age.tissue,
            age.brain.astype(np.float32),
            age.above.astype(np.float32),
        )
        edge = float(age.t2.voxel_mm[0])
        x, y, z = template_coordinates(t2.shape, age.t2.affine)
        to_mni = age.to_mni
        where = tuple(
            (to_mni[a, 0] * x + to_mni[a, 1] * y + to_mni[a, 2] * z + to_mni[a, 3]).astype(
                np.float32
            )
            for a in range(3)
        )
        inside = brain > 0.5
        heads.append(
            Head(
                t1 * (440 / age.t1_tissue),
                t2 * (FLUID_T2 / age.t2_fluid),
                tissue,
                inside,
                above > 0.5,
                where,
                edge,
            )
        )
    if heads[0].tissue.sum() == 0:
        raise InputError("the atlas holds no tissue", file=str(folder))
    return heads[0], heads[1]
