"""The coil's intensity field, fitted on tissue alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tissue_loss.volume import Volume

if TYPE_CHECKING:
    import numpy as np

GRID_MM = 6.0


def bias_field(scan: Volume, tissue: np.ndarray) -> np.ndarray:
    """The smooth field that multiplies a scan.

    Parameters
    ----------
    scan : Volume
        Intensities.
    tissue : ndarray of bool
        Where to fit: tissue only. Over a bright cyst the field would darken that side.

    Returns
    -------
    ndarray, shape (i, j, k)
        Mean 1 over the tissue; divide the scan by it.

    References
    ----------
    Tustison NJ et al. 2010, IEEE Trans Med Imaging 29:1310 (N4), as in SimpleITK.

    Examples
    --------
    >>> import numpy as np
    >>> tilt = np.exp(np.linspace(-0.2, 0.2, 48)).reshape(-1, 1, 1)
    >>> scan = Volume(np.full((48, 48, 48), 7.0) * tilt, np.diag([2.0, 2, 2, 1]))
    >>> bool(abs(bias_field(scan, scan.data > 0) / tilt - 1).max() < 0.04)
    True
    """
    import numpy as np
    import SimpleITK as sitk
    from scipy import ndimage

    step = np.maximum(1, np.rint(GRID_MM / scan.voxel_mm)).astype(int)
    slices = tuple(slice(None, None, int(s)) for s in step)
    weight = tissue.astype(np.float32)
    size = [int(s) for s in step]
    share = ndimage.uniform_filter(weight, size)[slices]
    mean = ndimage.uniform_filter(scan.data * weight, size)[slices] / np.maximum(share, 1e-6)
    inside = share > 0.5
    if np.count_nonzero(inside) < 64:
        return np.ones(scan.data.shape, np.float32)
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    box = tuple(slice(int(a.min()), int(a.max()) + 1) for a in np.nonzero(inside))
    image = sitk.GetImageFromArray(np.where(inside, mean, 0)[box].astype(np.float32))
    image.SetSpacing([float(v) for v in (scan.voxel_mm * step)[::-1]])
    mask = sitk.GetImageFromArray(inside[box].astype(np.uint8))
    mask.CopyInformation(image)
    corrector = sitk.N4BiasFieldCorrectionImageFilter()
    corrector.SetMaximumNumberOfIterations([15, 10, 5])
    corrector.SetConvergenceThreshold(1e-4)
    corrector.Execute(image, mask)
    log_field = sitk.GetArrayFromImage(corrector.GetLogBiasFieldAsImage(image))
    # Centre of an averaged block and start of the box, in fine voxels.
    start = [(s - 1) / 2 - s // 2 + s * b.start for s, b in zip(size, box, strict=True)]
    fine = ndimage.affine_transform(
        log_field.astype(np.float32),
        1 / step,
        offset=[-c / s for c, s in zip(start, size, strict=True)],
        output_shape=scan.data.shape,
        order=1,
        mode="nearest",
    )
    field = np.exp(fine)
    return (field / field[tissue].mean()).astype(np.float32)
