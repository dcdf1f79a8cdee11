"""A scan on disk made safe to compute on: checked before loading, reoriented by its affine."""

from __future__ import annotations

import contextlib
import logging
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from printed import limits
from printed.errors import InputError

if TYPE_CHECKING:
    import numpy as np

# A head at 0.35 mm is about this many voxels; a header that claims more is refused unread.
MAX_VOXELS = limits.VOXELS.most
VOXEL_MM = (0.2, 6.0)
MAX_NAN_SHARE = 0.01
OBLIQUE_DEGREES = 20.0
NO_ROTATION = "the qform holds no rotation"


@dataclass(frozen=True)
class Volume:
    """A three-dimensional image and where it lies in the world.

    Parameters
    ----------
    data : ndarray, shape (i, j, k)
        Intensities or labels; axes run to the right, to the front and up, as nearly as can be
        without interpolation.
    affine : ndarray, shape (4, 4)
        Voxel index to world coordinates in mm (right, anterior, superior).
    name : str
        The file it came from, for messages.
    oblique_degrees : float
        The largest angle between a voxel axis and the nearest world axis.
    conflict : str
        How sform and qform contradict each other; empty where they do not.

    Examples
    --------
    >>> import numpy as np
    >>> Volume(np.zeros((4, 4, 4)), np.diag([2.0, 2.0, 2.0, 1.0])).voxel_mm.tolist()
    [2.0, 2.0, 2.0]
    """

    data: np.ndarray
    affine: np.ndarray
    name: str = ""
    oblique_degrees: float = 0.0
    conflict: str = ""

    @property
    def voxel_mm(self) -> np.ndarray:
        """Edge lengths of a voxel in mm, shape (3,)."""
        import numpy as np

        return np.sqrt((self.affine[:3, :3] ** 2).sum(axis=0))

    @property
    def voxel_ml(self) -> float:
        """Volume of a voxel in ml."""
        import numpy as np

        return float(abs(np.linalg.det(self.affine[:3, :3]))) / 1000

    def like(self, data: np.ndarray) -> Volume:
        """Other values on the same grid."""
        return replace(self, data=data)


def cropped(volume: Volume, box: tuple) -> Volume:
    """The part of an image within a box of voxels; the world coordinates stay.

    Examples
    --------
    >>> import numpy as np
    >>> part = cropped(Volume(np.zeros((4, 4, 4)), np.eye(4)), (slice(1, 3),) * 3)
    >>> part.data.shape, part.affine[:3, 3].tolist()
    ((2, 2, 2), [1.0, 1.0, 1.0])
    """
    import numpy as np

    affine = volume.affine.copy()
    affine[:3, 3] += affine[:3, :3] @ np.array([b.start for b in box], float)
    return replace(volume, data=np.ascontiguousarray(volume.data[box]), affine=affine)


def block_means(data: np.ndarray, factors: Sequence[int]) -> np.ndarray:
    """Means over blocks of voxels; an incomplete block at the far end is left off.

    Examples
    --------
    >>> import numpy as np
    >>> block_means(np.arange(5.0)[:, None, None], (2, 1, 1)).ravel().tolist()
    [0.5, 2.5]
    """
    import numpy as np

    shape: list[int] = []
    for n, f in zip(data.shape, factors, strict=True):
        shape += [n // f, f]
    whole = data[tuple(slice(0, n // f * f) for n, f in zip(data.shape, factors, strict=True))]
    return whole.reshape(shape).mean(axis=(1, 3, 5), dtype=np.float32)


def coarser(volume: Volume, factors: Sequence[int]) -> Volume:
    """An image averaged over blocks of voxels, in the same place of the world.

    Examples
    --------
    >>> import numpy as np
    >>> coarser(Volume(np.zeros((4, 4, 4)), np.eye(4)), (2, 2, 2)).affine[0].tolist()
    [2.0, 0.0, 0.0, 0.5]
    """
    import numpy as np

    affine = volume.affine.copy()
    affine[:3, :3] = affine[:3, :3] * np.array(factors)
    affine[:3, 3] += volume.affine[:3, :3] @ ((np.array(factors) - 1) / 2)
    return replace(volume, data=block_means(volume.data, factors), affine=affine)


def box_around(where: np.ndarray, margin: int) -> tuple:
    """The smallest box of voxels around some, with a margin that stays within the image.

    Examples
    --------
    >>> import numpy as np
    >>> box_around(np.arange(9) == 5, 2)
    (slice(3, 8, None),)
    """
    import numpy as np

    box = []
    for axis in range(where.ndim):
        others = tuple(a for a in range(where.ndim) if a != axis)
        places = np.nonzero(where.any(axis=others))[0]
        low, high = (0, where.shape[axis] - 1) if not places.size else (places[0], places[-1])
        box.append(slice(max(int(low) - margin, 0), min(int(high) + margin + 1, where.shape[axis])))
    return tuple(box)


def pieces(where: np.ndarray) -> int:
    """Number of connected pieces.

    Examples
    --------
    >>> import numpy as np
    >>> pieces(np.array([True, False, True, True]))
    2
    """
    from scipy import ndimage

    return int(ndimage.label(where)[1])


def world(volume: Volume, where: np.ndarray | None = None) -> np.ndarray:
    """World coordinates of voxels.

    Parameters
    ----------
    volume : Volume
        The grid.
    where : ndarray of bool, optional
        The voxels asked for; all of them when left out.

    Returns
    -------
    ndarray, shape (n, 3)
        Coordinates in mm, in C order of the voxels.

    Examples
    --------
    >>> import numpy as np
    >>> world(Volume(np.zeros((1, 1, 2)), np.diag([2.0, 2.0, 2.0, 1.0])))[1].tolist()
    [0.0, 0.0, 2.0]
    """
    import numpy as np

    i, j, k = np.nonzero(np.ones(volume.data.shape, bool) if where is None else where)
    found = np.empty((len(i), 3))
    # From one small table an axis: a product of so long and thin a matrix takes ten times as long.
    for axis, row in enumerate(volume.affine[:3]):
        x, y, z = (step * np.arange(n) for step, n in zip(row, volume.data.shape, strict=False))
        found[:, axis] = x[i] + y[j] + z[k] + row[3]
    return found


def mirrored(volume: Volume) -> Volume:
    """The same image with the world's left and right exchanged, stored in the usual order again.

    Examples
    --------
    >>> import numpy as np
    >>> v = Volume(np.arange(2.0).reshape(2, 1, 1), np.eye(4))
    >>> mirrored(v).data.ravel().tolist(), mirrored(v).affine[0].tolist()
    ([1.0, 0.0], [1.0, 0.0, 0.0, -1.0])
    """
    import numpy as np

    turned = canonical(
        volume.data,
        np.diag([-1.0, 1.0, 1.0, 1.0]) @ volume.affine,
        volume.name,
        volume.oblique_degrees,
    )
    return replace(turned, conflict=volume.conflict)


def read_scan(path: str | Path) -> Volume:
    """Read an intensity image, or say in one line why it cannot be used.

    Parameters
    ----------
    path : str or Path
        A NIfTI file.

    Returns
    -------
    Volume
        Reoriented by its affine, in single precision; what is not finite is 0: the background,
        which some programs fill so, and a few voxels elsewhere.

    Raises
    ------
    InputError
        Missing, truncated or not NIfTI; not three-dimensional; no orientation or a singular
        affine; a voxel edge outside 0.2 to 6 mm; more than 1% not finite; constant; too large.

    Examples
    --------
    >>> read_scan("nowhere.nii.gz")
    Traceback (most recent call last):
        ...
    printed.errors.InputError: nowhere.nii.gz: there is no such file
    """
    import numpy as np

    image = _checked_header(path)
    with np.errstate(all="ignore"):  # what single precision cannot hold is counted below
        data = np.ascontiguousarray(_load(image, path), dtype=np.float32)
    finite = np.isfinite(data)
    if not finite.all():
        if np.count_nonzero(~finite & ~_background(~finite)) > MAX_NAN_SHARE * data.size:
            raise InputError("more than 1% of the voxels are not numbers", file=str(path))
        data = np.where(finite, data, np.float32(0))
    if data.min() == data.max():
        raise InputError("the image is constant: every voxel holds one value", file=str(path))
    return _oriented(data, image, path)


def _background(where: np.ndarray) -> np.ndarray:
    """The pieces of more than a voxel or two that reach the image's edge."""
    import numpy as np
    from scipy import ndimage

    pieces, _ = ndimage.label(where)
    edges = [np.take(pieces, end, axis=axis).ravel() for axis in range(3) for end in (0, -1)]
    sizes = np.bincount(pieces.ravel())
    kept = np.unique(np.concatenate(edges))
    return np.isin(pieces, kept[(kept > 0) & (sizes[kept] > 8)])


def read_labels(
    path: str | Path, grid: Volume, allowed: Sequence[int] | None = None, *, one: bool = False
) -> Volume:
    """Read scribbles or a mask drawn on a scan.

    Parameters
    ----------
    path : str or Path
        An integer NIfTI file, as ITK-SNAP, FSLeyes or niivue write it.
    grid : Volume
        The scan it was drawn on, whose grid it must share.
    allowed : sequence of int, optional
        The labels that may occur; any when left out.
    one : bool
        Whether it must hold a single value beside 0, as an outline does.

    Returns
    -------
    Volume
        Small integers on the scan's grid.

    Raises
    ------
    InputError
        As for a scan; labels that are not whole numbers or not allowed; another grid.

    Examples
    --------
    >>> import numpy as np
    >>> read_labels("nowhere.nii", Volume(np.zeros((2, 2, 2)), np.eye(4)))
    Traceback (most recent call last):
        ...
    printed.errors.InputError: nowhere.nii: there is no such file
    """
    import numpy as np

    image = _checked_header(path)
    with np.errstate(all="ignore"):
        raw = np.asarray(_load(image, path))
    if not np.all(np.isfinite(raw)) or np.any(raw != np.rint(raw)):
        raise InputError(
            "labels must be whole numbers; save the scribbles as integers", file=str(path)
        )
    found = np.unique(raw)
    if allowed is not None and not np.isin(found, list(allowed)).all():
        wrong = ", ".join(str(int(v)) for v in found if v not in allowed)
        raise InputError(
            f"label {wrong} is unknown; use 1 lesion or cyst, 2 tissue, 3 fluid", file=str(path)
        )
    if one and np.count_nonzero(found) != 1:
        told = ", ".join(str(int(v)) for v in found if v) or "nothing"
        raise InputError(
            f"must hold one value beside 0 and holds {told}: make a mask of one kind of it",
            file=str(path),
        )
    labels = _oriented((raw if allowed is not None else raw != 0).astype(np.uint8), image, path)
    require_same_grid(grid, labels, "draw it on that scan")
    return labels


def same_grid(first: Volume, second: Volume) -> bool:
    """Whether two images have one shape and lie in one place, to a tenth of a voxel.

    Examples
    --------
    >>> import numpy as np
    >>> a = Volume(np.zeros((2, 2, 2)), np.eye(4), "a.nii")
    >>> same_grid(a, a), same_grid(a, Volume(a.data, np.diag([1.2, 1, 1, 1])))
    (True, False)
    """
    import numpy as np

    if first.data.shape != second.data.shape:
        return False
    corners = np.array([[i, j, k, 1] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    corners = corners * np.append(np.array(first.data.shape) - 1, 1)
    apart = np.abs(corners @ (first.affine - second.affine).T).max()
    return bool(apart <= 0.1 * float(first.voxel_mm.min()))


def require_same_grid(
    first: Volume, second: Volume, way_out: str = "resample it onto that scan first"
) -> None:
    """Refuse two images of one session that do not lie on one grid.

    Raises
    ------
    InputError
        Shapes differ, or a corner lies more than a tenth of a voxel elsewhere.

    Examples
    --------
    >>> import numpy as np
    >>> a = Volume(np.zeros((2, 2, 2)), np.eye(4), "a.nii")
    >>> require_same_grid(a, a)
    """
    if not same_grid(first, second):
        raise InputError(
            f"its grid is not that of {Path(first.name).name}: shape or affine differ; {way_out}",
            file=second.name,
        )


def _checked_header(path: str | Path) -> Any:
    """Open without reading voxels; everything that the header alone can tell is checked here."""
    import nibabel as nib
    import numpy as np

    file = str(path)
    if Path(path).is_dir():
        raise InputError(
            "is a folder; scans in DICOM are converted to one .nii.gz file by dcm2niix", file=file
        )
    if not Path(path).is_file():
        raise InputError("there is no such file", file=file)
    _refuse_other_formats(path)
    try:
        with _quiet():
            image = nib.load(path)
    except (
        nib.filebasedimages.ImageFileError,
        nib.spatialimages.HeaderDataError,
        OSError,
        EOFError,
        ValueError,
        zlib.error,
        ArithmeticError,
    ) as error:
        raise InputError("cannot be read as NIfTI; it may be truncated", file=file) from error
    if not isinstance(image, (nib.Nifti1Image, nib.Nifti1Pair)):
        raise InputError("is not NIfTI; convert it to .nii.gz first", file=file)
    shape = tuple(int(n) for n in image.shape)
    if any(n < 1 for n in shape):
        raise InputError("the header gives an axis no voxels", file=file)
    voxels = 1
    for n in shape:
        voxels *= n
    kind = image.get_data_dtype()
    if voxels > MAX_VOXELS:
        claim = voxels * kind.itemsize // 10**9
        raise InputError(
            f"the header claims {voxels} voxels ({claim} GB): not a head scan, or a damaged header",
            file=file,
        )
    if len(shape) < 3 or any(n > 1 for n in shape[3:]):
        raise InputError(
            f"has {len(shape)} dimensions; give one three-dimensional volume", file=file
        )
    if min(shape[:3]) < 8:
        raise InputError("has fewer than 8 voxels along an axis; give a whole head", file=file)
    if kind.fields or kind.kind not in "iufb":
        raise InputError(
            "holds colours or complex numbers; give the scan itself or whole-number labels",
            file=file,
        )
    if int(image.header["sform_code"]) == 0 and int(image.header["qform_code"]) == 0:
        raise InputError(
            "holds no orientation (sform and qform codes are 0); left and right "
            "cannot be told: convert it again from DICOM",
            file=file,
        )
    affine = np.asarray(image.affine, dtype=float)
    if not np.isfinite(affine).all() or np.linalg.matrix_rank(affine[:3, :3]) < 3:
        raise InputError("its affine is singular: voxels have no extent in space", file=file)
    edges = np.sqrt((affine[:3, :3] ** 2).sum(axis=0))
    if edges.min() < VOXEL_MM[0] or edges.max() > VOXEL_MM[1]:
        raise InputError(
            "a voxel edge lies outside 0.2 to 6 mm; check the header's units", file=file
        )
    if abs(np.linalg.det(affine[:3, :3])) < 0.5 * float(edges.prod()):
        raise InputError("its affine is singular or heavily sheared; resample it first", file=file)
    return image


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the library's own lines: what it sets right in a header matters here or does not."""
    logger = logging.getLogger("nibabel.global")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _refuse_other_formats(path: str | Path) -> None:
    """Name the way out for what hospitals and 3D Slicer write."""
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(132)
    except OSError:
        return  # told by the reader
    if head[128:] == b"DICM":
        raise InputError("is DICOM; convert the series to .nii.gz with dcm2niix", file=str(path))
    if head.startswith(b"NRRD"):
        raise InputError(
            "is NRRD; in 3D Slicer save it anew as NIfTI (.nii.gz), or export it with ITK-SNAP",
            file=str(path),
        )


def _conflict(image: Any) -> str:
    """How sform and qform contradict each other, where both are set."""
    import nibabel as nib
    import numpy as np

    from printed import notation

    try:
        forms = [image.header.get_sform(coded=True), image.header.get_qform(coded=True)]
    except (ValueError, nib.spatialimages.HeaderDataError):
        return NO_ROTATION
    if any(not code or matrix is None for matrix, code in forms):
        return ""
    sform, qform = (np.asarray(matrix, float) for matrix, _ in forms)
    if not np.isfinite(qform).all():
        return NO_ROTATION
    edges = np.sqrt((sform[:3, :3] ** 2).sum(axis=0))
    if np.linalg.det(sform[:3, :3]) * np.linalg.det(qform[:3, :3]) < 0:
        return "one is the mirror image of the other"
    # Two straight grids are farthest apart at one of the eight corners.
    corners = np.array([*product(*((0, size - 1) for size in image.shape[:3]), (1,))])
    apart = float(np.linalg.norm((sform - qform)[:3] @ corners.T, axis=0).max())
    if apart <= 2 * edges.max():
        return ""
    return f"they place it up to {notation.text(apart, 0)} mm apart"


def _load(image: Any, path: str | Path) -> np.ndarray:
    """The voxels, squeezed to three axes."""
    import numpy as np

    try:
        data = np.asarray(image.dataobj)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise InputError(
            "is truncated: fewer voxels than its header claims", file=str(path)
        ) from error
    return data.reshape(data.shape[:3])


def _oriented(data: np.ndarray, image: Any, path: str | Path) -> Volume:
    import numpy as np
    from nibabel.affines import obliquity

    angle = float(np.degrees(obliquity(image.affine)).max())
    turned = canonical(data, np.asarray(image.affine, dtype=float), str(path), angle)
    return replace(turned, conflict=_conflict(image))


def canonical(data: np.ndarray, affine: np.ndarray, name: str = "", angle: float = 0.0) -> Volume:
    """Flip and permute axes (never interpolate) so that they run right, anterior, superior.

    Parameters
    ----------
    data : ndarray, shape (i, j, k)
        Values as stored.
    affine : ndarray, shape (4, 4)
        Voxel index to world coordinates in mm.
    name : str
        The file.
    angle : float
        Obliqueness in degrees.

    Examples
    --------
    >>> import numpy as np
    >>> canonical(np.arange(2.0).reshape(2, 1, 1), np.diag([-1.0, 1, 1, 1])).data.ravel().tolist()
    [1.0, 0.0]
    """
    import numpy as np
    from nibabel.orientations import apply_orientation, inv_ornt_aff, io_orientation

    orientation = io_orientation(affine)
    turned = np.ascontiguousarray(apply_orientation(data, orientation))
    return Volume(turned, affine @ inv_ornt_aff(orientation, data.shape), name, angle)
