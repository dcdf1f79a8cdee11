"""Template anatomy: tissue, what lies above the tentorium, and two tracts, in MNI space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

HALF = Path(__file__).parent / "data" / "mni152_right_half.nii.gz"
# Ellipsoids (|x|, y, z centre; radii), mm in MNI space, read off the template by eye.
_BELOW = (
    ((22, -65, -40), (16, 14, 10)),
    ((0, -65, -28), (6, 10, 10)),
    ((0, -28, -35), (12, 10, 14)),
)
_ABOVE = (
    ((45, -15, -25), (14, 22, 9)),
    ((30, 5, -30), (10, 12, 8)),
    ((15, -85, 4), (10, 12, 6)),
    ((45, -55, -8), (12, 12, 7)),
)
PLIC = ((21.5, -13.0, 6.0), (3.5, 8.0, 8.0))
PEDUNCLE = ((13.0, -17.0, -13.0), (8.0, 8.0, 6.0))


@dataclass(frozen=True)
class Template:
    """A mirror-symmetric head in MNI space.

    Parameters
    ----------
    grey, white : ndarray, shape (i, j, k)
        Fractions of a voxel, 0 to 1.
    brain : ndarray of bool
        Tissue and the fluid within and around it.
    above : ndarray of bool
        Above the tentorium: neither cerebellum nor brainstem.
    affine : ndarray, shape (4, 4)
        Voxel index to MNI coordinates in mm.
    """

    grey: np.ndarray
    white: np.ndarray
    brain: np.ndarray
    above: np.ndarray
    affine: np.ndarray

    @property
    def tissue(self) -> np.ndarray:
        """Grey and white matter together, 0 to 1."""
        return self.grey + self.white


def ellipsoid(where: tuple, shape: tuple) -> np.ndarray:
    """Squared distance from the centre in radii, on both sides of the midline at once.

    Examples
    --------
    >>> import numpy as np
    >>> ellipsoid((np.array([-10.0]), 0, 0), ((10, 0, 0), (2, 2, 2))).tolist()
    [0.0]
    """
    import numpy as np

    x, y, z = where
    (cx, cy, cz), (rx, ry, rz) = shape
    return ((np.abs(x) - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 + ((z - cz) / rz) ** 2


def template_coordinates(shape: tuple, affine: np.ndarray) -> tuple:
    """MNI coordinates of an axis-aligned grid, as three arrays that broadcast together."""
    import numpy as np

    return tuple(
        (np.arange(n) * affine[a, a] + affine[a, 3]).reshape(
            [-1 if b == a else 1 for b in range(3)]
        )
        for a, n in enumerate(shape)
    )


@lru_cache(maxsize=2)
def mni(step: int = 2) -> Template:
    """The MNI152 template that comes with this package, so that nothing is downloaded.

    Parameters
    ----------
    step : int
        Grid spacing in mm: 1 or 2.

    Returns
    -------
    Template
        Adult, exactly mirror-symmetric.

    References
    ----------
    Fonov VS et al. 2009, NeuroImage 47:S102 (the template); the tentorium is found here, by a
    watershed on the tissue map between markers set by hand.

    Examples
    --------
    >>> mni(2).tissue.shape
    (99, 117, 95)
    """
    import nibabel as nib
    import numpy as np

    image: Any = nib.load(HALF)
    half = np.asarray(image.dataobj, dtype=np.float32) / np.float32(255)
    affine = image.affine.astype(float)
    affine[0, 3] = 1.0 - half.shape[0]
    parts = list(np.moveaxis(half, 3, 0))
    if step > 1:
        parts = [_block_mean(part, step) for part in parts]
        affine = affine @ np.diag([step, step, step, 1.0])
    # The midline is the first slice of the stored half.
    grey, white, brain = (np.concatenate([part[:0:-1], part]) for part in parts)
    total = np.maximum(grey + white, 1)
    grey, white = grey / total, white / total
    return Template(grey, white, brain > 0.5, _above_tentorium(grey + white, affine), affine)


def _block_mean(field: np.ndarray, step: int) -> np.ndarray:
    """Means of a half over blocks centred on every so many voxels; the midline stays a voxel."""
    import numpy as np
    from scipy import ndimage

    weights = [1, 2, 1] if step == 2 else [1]
    field = np.concatenate([field[1:2], field])  # the midline's block takes from the other half
    for axis in range(3):
        field = ndimage.convolve1d(field, [w / sum(weights) for w in weights], axis=axis)
        every = slice(1 if axis == 0 else None, None, step)
        field = field[tuple(every if a == axis else slice(None) for a in range(3))]
    return field


def _above_tentorium(tissue: np.ndarray, affine: np.ndarray) -> np.ndarray:
    """Everything but cerebellum and brainstem: watershed between markers on one half."""
    import numpy as np
    from scipy import ndimage
    from skimage.segmentation import watershed

    x, y, z = template_coordinates(tissue.shape, affine)
    middle = tissue.shape[0] // 2
    part = (
        slice(middle, None),
        slice(0, int(np.searchsorted(y.ravel(), 16.0))),
        slice(0, int(np.searchsorted(z.ravel(), 16.0))),
    )
    x, y, z = x[part[0]], y[:, part[1]], z[:, :, part[2]]
    slab = (slice(max(middle - 4, 0), None), *part[1:])
    smooth = ndimage.gaussian_filter(tissue[slab], 1.6 / affine[0, 0])[min(middle, 4) :]
    marks = np.zeros(smooth.shape, np.int32)
    for shape in _BELOW:
        marks[ellipsoid((x, y, z), shape) < 1] = 2
    marks[(z < -45) & (x < 12) & (y < -30)] = 2
    for shape in _ABOVE:
        marks[ellipsoid((x, y, z), shape) < 1] = 1
    for area in (z > 12, (x > 20) & (y > -20) & (z > -8), y > 12, (x < 15) & (y > -28) & (z > -5)):
        marks[np.broadcast_to(area, marks.shape)] = 1
    marks[(x < 14) & (z < -14) & (z > -30) & (y < -8) & (y > -40)] = 2
    marks[smooth < 0.15] = 0
    basin = watershed(-smooth, marks, mask=smooth > 0.15)
    around = ndimage.grey_dilation(basin, size=(3, 3, 3))
    below = np.where(basin == 0, around, basin) == 2
    above = np.ones(tissue.shape, bool)
    above[part] = ~below
    above[: middle + 1] = above[middle:][::-1]  # the template is its own mirror image
    return above
