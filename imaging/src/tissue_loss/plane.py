"""The midsagittal plane: where a head's mirror image fits the head best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printed.errors import InputError
from tissue_loss.volume import Volume, world

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Plane:
    """Points x with normal . x = offset; the normal points to the right.

    Parameters
    ----------
    normal : tuple of float
        Unit vector in world coordinates.
    offset : float
        Distance from the origin in mm.

    Examples
    --------
    >>> import numpy as np
    >>> Plane((1.0, 0.0, 0.0), 2.0).distance(np.array([[5.0, 7.0, 9.0]])).tolist()
    [3.0]
    """

    normal: tuple[float, float, float]
    offset: float

    def distance(self, points: np.ndarray) -> np.ndarray:
        """Signed distance in mm of points, shape (n, 3); positive on the right."""
        import numpy as np

        return np.asarray(points) @ np.array(self.normal) - self.offset

    def reflect(self, points: np.ndarray) -> np.ndarray:
        """Mirror images of points, shape (n, 3)."""
        import numpy as np

        return points - 2 * self.distance(points)[:, None] * np.array(self.normal)


def make_plane(normal: np.ndarray, offset: float) -> Plane:
    """A plane from arrays; its normal is given length 1.

    Examples
    --------
    >>> make_plane([2.0, 0.0, 0.0], 1.0)
    Plane(normal=(1.0, 0.0, 0.0), offset=1.0)
    """
    import numpy as np

    x, y, z = np.asarray(normal, float) / np.linalg.norm(normal)
    return Plane((float(x), float(y), float(z)), float(offset))


def plane_from_landmarks(points: Sequence[Sequence[float]]) -> Plane:
    """The plane through three midline points.

    Parameters
    ----------
    points : sequence of three points
        World coordinates in mm.

    Raises
    ------
    InputError
        Not three points, all on one line, or a plane that does not part left from right.

    Examples
    --------
    >>> plane_from_landmarks([(1, 0, 0), (1, 50, 0), (1, 0, 50)])
    Plane(normal=(1.0, 0.0, 0.0), offset=1.0)
    """
    import numpy as np

    corners = np.asarray(points, dtype=float)
    if corners.shape != (3, 3) or not np.isfinite(corners).all():
        raise InputError("give three midline landmarks of three coordinates each, in mm")
    normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    length = float(np.linalg.norm(normal))
    if length < 25:
        raise InputError("the three landmarks lie on one line or too close together")
    normal = normal / length
    if abs(normal[0]) < 0.7:
        raise InputError("the plane through the landmarks does not part left from right")
    normal = normal * np.sign(normal[0])
    return make_plane(normal, normal @ corners[0])


class MirrorFit:
    """Registration of an image to its own mirror image, leaving out the lesion and its mirror.

    Parameters
    ----------
    scan : Volume
        Intensities free of the coil's field.
    brain : ndarray of bool
        The brain.
    left_out : ndarray of bool
        Lesion or cyst: neither it nor what it is mirrored onto is compared.
    spacing_mm : float
        Grid on which images are compared.

    Notes
    -----
    Three numbers are fitted (two angles and an offset) by reweighted Gauss-Newton steps with
    Tukey's weights, so that what a stroke changed elsewhere pulls little.
    """

    def __init__(
        self, scan: Volume, brain: np.ndarray, left_out: np.ndarray, spacing_mm: float
    ) -> None:
        import numpy as np
        from scipy import ndimage

        blur = np.maximum(0.5 * spacing_mm / scan.voxel_mm, 0.3)
        self.inverse = np.linalg.inv(scan.affine)
        level = float(np.median(scan.data[brain]))
        image = np.where(brain, np.clip(scan.data / level, 0, 2), 0).astype(np.float32)
        self.image = ndimage.gaussian_filter(image, blur)
        self.affine = scan.affine
        usable = ~ndimage.binary_dilation(left_out)
        self.usable = usable.ravel()
        self.slopes = [part.ravel() for part in np.gradient(self.image)]  # by voxel axis
        step = np.maximum(1, np.rint(spacing_mm / scan.voxel_mm)).astype(int)
        thin = np.zeros(brain.shape, bool)
        thin[tuple(slice(int(s) // 2, None, int(s)) for s in step)] = True
        near = ndimage.binary_dilation(brain, iterations=int(step.max()))
        chosen = thin & near & usable
        self.index = np.array(np.nonzero(chosen), float)  # one row an axis
        self.values = self.image[chosen]
        self.centre = world(scan, brain).mean(axis=0)

    def compare(self, plane: Plane, index: np.ndarray, values: np.ndarray) -> tuple:
        """Differences to the mirror image, where there is one to compare, and the nearest voxels.

        A point outside the scan has the nearest voxel of its border, which is air. Last, how far
        points lie right of the plane, in mm.
        """
        import numpy as np
        from scipy import ndimage

        normal = np.array(plane.normal)
        away = self._along(normal, index) - plane.offset
        there = index - 2 * (self.inverse[:3, :3] @ normal)[:, None] * away
        difference = values - ndimage.map_coordinates(self.image, there, order=1)
        near = np.zeros(len(values), np.intp)
        for part, size in zip(there, self.image.shape, strict=True):
            near = near * size + np.clip(np.rint(part), 0, size - 1).astype(np.intp)
        return difference, self.usable[near], near, away

    def _along(self, direction: np.ndarray, index: np.ndarray) -> np.ndarray:
        """How far voxels lie along a direction of the world, from its origin, in mm."""
        return _weighted(direction @ self.affine[:3, :3], index) + direction @ self.affine[:3, 3]

    def cost(self, plane: Plane) -> float:
        """Mean squared difference, capped at a fixed height so that starts can be compared."""
        import numpy as np

        difference, usable, *_ = self.compare(plane, self.index, self.values)
        if np.count_nonzero(usable) < 0.2 * len(usable):
            return float("inf")
        return float(np.minimum(difference[usable] ** 2, 0.25).mean())

    def refine(self, plane: Plane, keep: np.ndarray | None = None, steps: int = 25) -> Plane:
        """Gauss-Newton steps from a plane, on all points or on some."""
        import numpy as np

        index = self.index if keep is None else self.index[:, keep]
        values = self.values if keep is None else self.values[keep]
        normal, offset = np.array(plane.normal), plane.offset
        for _ in range(steps):
            now = make_plane(normal, offset)
            difference, usable, near, away = self.compare(now, index, values)
            spread = 1.4826 * float(np.median(np.abs(difference[usable]))) if usable.any() else 1.0
            scaled = difference / (4.685 * max(spread, 0.01))
            weight = np.where(usable, np.clip(1 - scaled**2, 0, None) ** 2, 0)
            # The nearest will do: it only steers the step.
            slope = [part[near] for part in self.slopes]
            along = _weighted(self.inverse[:3, :3] @ normal, slope)
            first, second = _perpendicular(normal)
            # The plane turns about the head's centre: offset and angles stay nearly independent.
            columns = [2 * along]
            for turn in (first, second):
                arm = self._along(turn, index) - turn @ self.centre
                steep = _weighted(self.inverse[:3, :3] @ turn, slope)
                columns.append(-2 * (arm * along + away * steep))
            weighted = [weight * column for column in columns]
            system = np.array([[_product(a, b) for b in columns] for a in weighted])
            # difference(p + dp) = difference - J dp
            change = np.linalg.solve(
                system + 1e-9 * np.trace(system) * np.eye(3),
                [_product(a, difference) for a in weighted],
            )
            change = np.clip(change, [-4, -0.1, -0.1], [4, 0.1, 0.1])
            middle = float(normal @ self.centre) - offset
            normal = normal + change[1] * first + change[2] * second
            normal = normal / np.linalg.norm(normal)
            offset = float(normal @ self.centre) - middle + change[0]
            if abs(change[0]) < 2e-3 and np.abs(change[1:]).max() < 5e-5:
                break
        return make_plane(normal, offset)


def _weighted(weights: np.ndarray, parts: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
    """Sum of three long rows, each with its weight; a product of matrices takes longer."""
    one, two, three = parts
    return weights[0] * one + weights[1] * two + weights[2] * three  # type: ignore[no-any-return]


def _product(one: np.ndarray, other: np.ndarray) -> float:
    import numpy as np

    return float(np.einsum("i,i->", one, other))


def _perpendicular(normal: np.ndarray) -> tuple:
    import numpy as np

    first = np.cross(normal, [0.0, 0.0, 1.0])
    first = first / np.linalg.norm(first)
    return first, np.cross(normal, first)


def midsagittal_plane(scan: Volume, brain: np.ndarray, left_out: np.ndarray) -> Plane:
    """The plane about which a brain is most nearly symmetric.

    Parameters
    ----------
    scan : Volume
        Intensities free of the coil's field.
    brain : ndarray of bool
        The brain.
    left_out : ndarray of bool
        Lesion or cyst; left out together with its mirror image.

    Returns
    -------
    Plane

    Examples
    --------
    >>> import numpy as np
    >>> i, j, k = np.indices((40, 48, 40)) - np.array([21, 24, 20]).reshape(3, 1, 1, 1)
    >>> head = (i / 15) ** 2 + (j / 20) ** 2 + (k / 14) ** 2 < 1
    >>> scan = Volume(np.where(head, 5.0 + np.cos(i / 3) + k / 20, 0), np.eye(4))
    >>> bool(abs(midsagittal_plane(scan, head, head & False).offset - 21) < 0.1)
    True
    """
    import numpy as np

    coarse = MirrorFit(scan, brain, left_out, 6.0)
    starts: list[tuple[float, int, Plane]] = []
    for yaw in np.tan(np.radians([-32, -16, 0, 16, 32])):
        for roll in np.tan(np.radians([-32, -16, 0, 16, 32])):
            normal = np.array([1.0, yaw, roll]) / np.sqrt(1 + yaw**2 + roll**2)
            for shift in (-4.0, 0.0, 4.0):
                plane = make_plane(normal, float(normal @ coarse.centre) + shift)
                starts.append((coarse.cost(plane), len(starts), plane))
    starts.sort(key=lambda s: s[:2])
    found = [coarse.refine(plane) for _, _, plane in starts[:3]]
    best = min(found, key=coarse.cost)
    return MirrorFit(scan, brain, left_out, fine_spacing(scan)).refine(best)


def fine_spacing(scan: Volume) -> float:
    """Grid of the last comparison in mm: the scan's own, no finer than 2.5."""
    return max(2.5, float(scan.voxel_mm.max()))
