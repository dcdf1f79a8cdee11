"""An infant atlas in a folder: months 00 and 03, T1w and T2w, tissue found from the contrast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from printed.errors import InputError
from tissue_loss.plane import midsagittal_plane
from tissue_loss.register import above_tentorium, place_template
from tissue_loss.template import Template, mni
from tissue_loss.volume import Volume, box_around, cropped, read_scan, require_same_grid

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class AtlasAge:
    """One month of the atlas.

    Parameters
    ----------
    t1, t2 : Volume
        Population means.
    tissue : ndarray
        Fraction of each voxel, 0 to 1, by linear mixing of T2 between tissue and fluid.
    brain, above : ndarray of bool
        Brain and fluid; above the tentorium.
    t1_tissue, t2_fluid : float
        Typical intensities.
    to_mni : ndarray, shape (3, 4)
        World coordinates to MNI coordinates.
    """

    t1: Volume
    t2: Volume
    tissue: np.ndarray
    brain: np.ndarray
    above: np.ndarray
    t1_tissue: float
    t2_fluid: float
    to_mni: np.ndarray


def _find(folder: str | Path, month: int, contrast: str) -> Path:
    place = Path(folder)
    if not place.is_dir():
        raise InputError("the template folder does not exist", file=str(folder))
    found = sorted(place.glob(f"*cohort-{month:02d}_*{contrast}.nii.gz"))
    if not found:
        raise InputError(
            f"holds no *cohort-{month:02d}_*{contrast}.nii.gz; get the UNC-BCP 4D "
            "infant atlas (Chen et al. 2022)",
            file=str(folder),
        )
    return found[0]


def _thinned(scan: Volume, step: int) -> Volume:
    """Every so many voxels of a blurred scan."""
    from scipy import ndimage

    if step == 1:
        return scan
    matrix = scan.affine.copy()
    matrix[:3, :3] *= step
    data = ndimage.gaussian_filter(scan.data, 0.35 * step)[::step, ::step, ::step]
    return Volume(data.copy(), matrix, scan.name)


@lru_cache(maxsize=2)
def atlas_age(folder: str | Path, month: int, step: int = 2) -> AtlasAge:
    """Read one month and find its tissue, tentorium and place in MNI space.

    Parameters
    ----------
    folder : str or Path
        The atlas.
    month : int
        0 or 3.
    step : int
        1 keeps the atlas's grid, 2 takes every other voxel.

    Returns
    -------
    AtlasAge

    Raises
    ------
    InputError
        A file is missing or cannot be used.
    """
    import numpy as np
    from scipy import ndimage

    t2 = read_scan(_find(folder, month, "T2w"))
    t1 = read_scan(_find(folder, month, "T1w"))
    require_same_grid(t2, t1)
    box = box_around((t1.data > 0) | (t2.data > 0), 4)
    t1, t2 = (_thinned(cropped(scan, box), step) for scan in (t1, t2))
    level = float(np.median(t2.data[t2.data > 0]))
    brain = ndimage.binary_fill_holes(ndimage.binary_opening(t2.data > 0.5 * level))
    inside = t2.data[ndimage.binary_erosion(brain, iterations=2)]
    # White matter of a newborn is bright: full tissue up to its level, fluid at the ventricles'.
    low, high = float(np.quantile(inside, 0.85)), float(np.quantile(inside, 0.998))
    core = ndimage.binary_erosion(brain)
    share = np.clip((high - t2.data) / (high - low), 0, 1)
    tissue = np.where(core, share, np.where(brain, np.minimum(share, 1.0), 0)).astype(np.float32)
    plane = midsagittal_plane(t2, brain, np.zeros(brain.shape, bool))  # not quite x = 0
    placement = place_template(mni(2), t2.like(tissue), brain, plane, healthy_right=True)
    above = above_tentorium(mni(2), placement, t2, brain)
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    images = placement.mni(points)
    to_mni = np.column_stack([(images[1:] - images[0]).T, images[0]])
    return AtlasAge(t1, t2, tissue, brain, above, float(np.median(t1.data[core])), high, to_mni)


def atlas_template(folder: str | Path, month: int) -> Template:
    """The atlas in the place of the MNI template, in the same coordinates.

    Parameters
    ----------
    folder : str or Path
        The atlas.
    month : int
        0 or 3.

    Returns
    -------
    Template
        The tissue map stands under ``grey``; the tentorium is carried over from MNI.
    """
    import numpy as np
    from scipy import ndimage

    age, model = atlas_age(folder, month), mni(2)
    matrix = np.vstack([age.to_mni, [0, 0, 0, 1]]) @ age.t2.affine  # voxel to MNI
    back = np.linalg.inv(matrix) @ model.affine
    blur = 0.35 * 2 / age.t2.voxel_mm / 1.5  # the template's 2 mm in the infant's size

    def carry(field: np.ndarray) -> np.ndarray:
        smooth = ndimage.gaussian_filter(field.astype(np.float32), blur)
        return ndimage.affine_transform(
            smooth, back[:3, :3], offset=back[:3, 3], output_shape=model.brain.shape, order=1
        )

    tissue = carry(age.tissue)
    symmetric = (tissue + tissue[::-1]) / 2
    brain = carry(age.brain)
    return Template(
        symmetric, np.zeros_like(symmetric), (brain + brain[::-1]) > 1, model.above, model.affine
    )
