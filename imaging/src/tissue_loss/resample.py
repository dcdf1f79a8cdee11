"""A scan of the same session laid onto the T2 scan's grid: rigid, by mutual information."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from printed.errors import InputError
from tissue_loss.volume import Volume

if TYPE_CHECKING:
    import numpy as np

LARGEST_MM = 30.0
BINS = 40


def resampled(moving: Volume, fixed: Volume) -> Volume:
    """A scan on the grid of another one of the same head.

    Parameters
    ----------
    moving : Volume
        DWI, ADC or T1-weighted scan.
    fixed : Volume
        The session's T2-weighted scan.

    Returns
    -------
    Volume
        Moved and turned, never bent; linear interpolation; 0 where it does not reach.

    Raises
    ------
    InputError
        The two do not overlap, or would have to be moved by more than 30 mm.

    References
    ----------
    Mattes D et al. 2003, IEEE Trans Med Imaging 22:120 (mutual information), as in SimpleITK.
    """
    import numpy as np
    import SimpleITK as sitk

    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)  # the same bytes on every run
    still, moved = _image(fixed), _image(moving)
    level = float(np.median(fixed.data[fixed.data > 0])) if (fixed.data > 0).any() else 0.0
    start = sitk.Euler3DTransform()
    start.SetCenter([float(c) for c in _centre(fixed, fixed.data > 0.5 * level)])
    method = sitk.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(BINS)
    mask = sitk.BinaryDilate(sitk.Cast(still > 0.3 * level, sitk.sitkUInt8), [2, 2, 2])
    method.SetMetricFixedMask(mask)
    method.SetMetricSamplingStrategy(method.REGULAR)
    share = min(1.0, 60_000 / fixed.data.size)
    method.SetMetricSamplingPercentagePerLevel([1.0, min(1.0, 4 * share), share], 1)
    method.SetInterpolator(sitk.sitkLinear)
    method.SetOptimizerAsRegularStepGradientDescent(1.0, 1e-4, 80, 0.6, 1e-8)
    method.SetOptimizerScalesFromPhysicalShift()
    method.SetShrinkFactorsPerLevel([4, 2, 1])
    method.SetSmoothingSigmasPerLevel([2, 1, 0])
    method.SetInitialTransform(start, inPlace=True)
    try:
        method.Execute(still, moved)
    except RuntimeError as error:
        raise InputError(
            f"cannot be laid onto {fixed.name}: the two do not overlap", file=moving.name
        ) from error
    if float(np.linalg.norm(start.GetTranslation())) > LARGEST_MM:
        raise InputError(
            f"would have to move by more than 30 mm to lie on {fixed.name}: is it of this session?",
            file=moving.name,
        )
    found = sitk.Resample(moved, still, start, sitk.sitkLinear, 0.0)
    data = np.ascontiguousarray(sitk.GetArrayFromImage(found).T)
    return Volume(data, fixed.affine.copy(), moving.name, fixed.oblique_degrees, moving.conflict)


def _image(volume: Volume) -> Any:
    """As SimpleITK holds it: axes in reverse, the world's right and front as negative."""
    import numpy as np
    import SimpleITK as sitk

    turn = np.diag([-1.0, -1.0, 1.0])
    image = sitk.GetImageFromArray(np.ascontiguousarray(volume.data.T, dtype=np.float32))
    image.SetSpacing([float(v) for v in volume.voxel_mm])
    axes = turn @ volume.affine[:3, :3] / volume.voxel_mm
    image.SetDirection([float(v) for v in axes.ravel()])
    image.SetOrigin([float(v) for v in turn @ volume.affine[:3, 3]])
    return image


def _centre(volume: Volume, where: np.ndarray) -> np.ndarray:
    """Middle of some voxels in SimpleITK's world."""
    import numpy as np

    index = np.argwhere(where).mean(axis=0)
    point = volume.affine[:3, :3] @ index + volume.affine[:3, 3]
    return point * np.array([-1, -1, 1])
