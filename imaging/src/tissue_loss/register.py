"""Template anatomy laid onto an infant, by the unaffected half of the head alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tissue_loss.plane import Plane
from tissue_loss.template import PLIC, Template, ellipsoid
from tissue_loss.volume import Volume, world

if TYPE_CHECKING:
    import numpy as np

SPACING_MM = 6.0


@dataclass(frozen=True)
class Frame:
    """Axes of a head: to the right of the midsagittal plane, forward and up within it.

    Parameters
    ----------
    plane : Plane
        The midsagittal plane.
    centre : ndarray, shape (3,)
        A point of the plane, in world coordinates.
    axes : ndarray, shape (3, 3)
        Rows: right, forward, up; unit vectors.
    """

    plane: Plane
    centre: np.ndarray
    axes: np.ndarray

    def of(self, points: np.ndarray) -> np.ndarray:
        """Coordinates in the frame of world points, shape (n, 3), in mm."""
        return (points - self.centre) @ self.axes.T


def head_frame(plane: Plane, centroid: np.ndarray) -> Frame:
    """The frame of a head with a given midsagittal plane.

    Parameters
    ----------
    plane : Plane
        The midsagittal plane.
    centroid : ndarray, shape (3,)
        Any point near the head's centre, in world coordinates.

    Examples
    --------
    >>> import numpy as np
    >>> head_frame(Plane((1.0, 0.0, 0.0), 0.0), np.zeros(3)).axes.tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    import numpy as np

    right = np.array(plane.normal)
    forward = np.array([0.0, 1.0, 0.0]) - right[1] * right
    forward = forward / np.linalg.norm(forward)
    centre = np.asarray(centroid) - plane.distance(np.asarray(centroid)[None])[0] * right
    return Frame(plane, centre, np.stack([right, forward, np.cross(right, forward)]))


@dataclass(frozen=True)
class Placement:
    """Where the template lies on a head.

    Parameters
    ----------
    frame : Frame
        The head's axes.
    numbers : ndarray, shape (6,)
        Scale right, forward and up (template mm per mm), pitch (radians), shift forward and up
        (template mm).
    """

    frame: Frame
    numbers: np.ndarray

    def mni(self, points: np.ndarray) -> np.ndarray:
        """MNI coordinates of world points, shape (n, 3)."""
        return _to_mni(self.frame.of(points), self.numbers)


def _to_mni(own: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    import numpy as np

    wide, long, high, pitch, ahead, up = numbers
    y = np.cos(pitch) * own[:, 1] - np.sin(pitch) * own[:, 2]
    z = np.sin(pitch) * own[:, 1] + np.cos(pitch) * own[:, 2]
    return np.stack([wide * own[:, 0], long * y + ahead, high * z + up], axis=1)


def place_template(
    template: Template, tissue: Volume, brain: np.ndarray, plane: Plane, healthy_right: bool
) -> Placement:
    """Fit the template's half to the unaffected half of a head.

    Parameters
    ----------
    template : Template
        A symmetric head.
    tissue : Volume
        Tissue fraction of the infant.
    brain : ndarray of bool
        The infant's brain.
    plane : Plane
        The midsagittal plane.
    healthy_right : bool
        Whether the unaffected side is the right one.

    Returns
    -------
    Placement
        Least squares over brain outline and tissue map, so that the contrast of neither image
        matters.
    """
    import numpy as np
    from scipy import ndimage, optimize

    frame = head_frame(plane, world(tissue, brain).mean(axis=0))
    step = np.maximum(1, np.rint(SPACING_MM / tissue.voxel_mm)).astype(int)
    blur = 0.5 * SPACING_MM / tissue.voxel_mm
    # Tissue over brain: air 0, fluid 0.5, tissue 1.
    own = ndimage.gaussian_filter((0.5 * brain + 0.5 * tissue.data).astype(np.float32), blur)
    thin = np.zeros(brain.shape, bool)
    thin[tuple(slice(int(s) // 2, None, int(s)) for s in step)] = True
    reach = ndimage.binary_dilation(brain, iterations=int(step.max()) + 1)
    points = frame.of(world(tissue, thin & reach))
    values = own[thin & reach]
    half = points[:, 0] > 0 if healthy_right else points[:, 0] < 0
    points, values = points[half], values[half]

    model = 0.5 * template.brain + 0.5 * template.tissue
    edge = abs(template.affine[0, 0])
    inverse = np.linalg.inv(template.affine)
    bounds = own[thin & reach][half] > 0.5
    inside = points[bounds]
    axes = np.argwhere(template.brain) @ template.affine[:3, :3].T + template.affine[:3, 3]
    scale = np.array(
        [
            np.sqrt((axes[:, 0] ** 2).mean() / (inside[:, 0] ** 2).mean()),
            axes[:, 1].std() / inside[:, 1].std(),
            axes[:, 2].std() / inside[:, 2].std(),
        ]
    )
    model = ndimage.gaussian_filter(
        model.astype(np.float32), 0.5 * SPACING_MM * float(scale.mean()) / edge
    )

    def residual(numbers: np.ndarray) -> np.ndarray:
        where = _to_mni(points, numbers) @ inverse[:3, :3].T + inverse[:3, 3]
        return ndimage.map_coordinates(model, where.T, order=1) - values

    starts = []
    for pitch in np.radians([-20.0, -10.0, 0.0, 10.0, 20.0]):
        start = np.append(scale, [pitch, 0.0, 0.0])
        shift = axes.mean(axis=0) - _to_mni(inside, start).mean(axis=0)
        start[4:] = shift[1:]
        starts.append(start)
    best = min(starts, key=lambda start: float(np.square(residual(start)).sum()))
    fit = optimize.least_squares(
        residual,
        best,
        x_scale=[0.1, 0.1, 0.1, 0.1, 5, 5],
        diff_step=1e-3,
        xtol=1e-4,
        ftol=1e-4,
        max_nfev=25,
    )
    return Placement(frame, fit.x)


def above_tentorium(
    template: Template, placement: Placement, scan: Volume, brain: np.ndarray
) -> np.ndarray:
    """Voxels of the brain above the tentorium, carried over from the template.

    Parameters
    ----------
    template : Template
    placement : Placement
    scan : Volume
        The infant's grid.
    brain : ndarray of bool
        The infant's brain.

    Returns
    -------
    ndarray of bool, shape (i, j, k)
    """
    import numpy as np
    from scipy import ndimage

    inverse = np.linalg.inv(template.affine)
    where = placement.mni(world(scan, brain)) @ inverse[:3, :3].T + inverse[:3, 3]
    # Read smoothly, so that the cut does not jump by template voxels.
    height = ndimage.map_coordinates(
        template.above.astype(np.float32), where.T, order=1, mode="nearest"
    )
    found = np.zeros(brain.shape, bool)
    found[brain] = height > 0.5
    return found


def posterior_limb(placement: Placement, scan: Volume, brain: np.ndarray) -> np.ndarray:
    """Voxels of the posterior limb of the internal capsule, both sides.

    Parameters
    ----------
    placement : Placement
    scan : Volume
        The infant's grid.
    brain : ndarray of bool
        The infant's brain.

    Returns
    -------
    ndarray of bool, shape (i, j, k)
    """
    import numpy as np

    x, y, z = placement.mni(world(scan, brain)).T
    found = np.zeros(brain.shape, bool)
    found[brain] = ellipsoid((x, y, z), PLIC) < 1
    return found
