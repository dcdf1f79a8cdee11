"""Maps from a point of the scanned head back to the point of the plain head it came from.

All are functions of points, so anatomy is evaluated where it belongs and nothing is resampled.
Those of disease also give the volume in the plain head of a unit of volume in the scanned one
(their Jacobian determinant): what a bulge or a shift made larger can then be counted as it was.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage


class Noise:
    """A smooth random field of mean 0 and SD 1 in mm, defined within 80 mm of the origin."""

    REACH = 80.0

    def __init__(self, rng: np.random.Generator, sigma: float) -> None:
        self.step = min(4.0, max(1.5, sigma / 1.6))
        count = int(2 * self.REACH / self.step) + 1
        white = rng.standard_normal((count,) * 3, dtype=np.float32)
        field = ndimage.gaussian_filter(white, sigma / self.step, mode="wrap")
        self.grid = (field - field.mean()) / field.std()
        self.slope = 1 / (np.sqrt(2) * sigma)  # SD of its derivative along a line, per mm

    def __call__(self, points: np.ndarray) -> np.ndarray:
        return ndimage.map_coordinates(
            self.grid, (points + self.REACH) / self.step, order=1, mode="nearest"
        )


class Shape:
    """One infant's own head: waves of 1 or 2 mm, and one hemisphere a little wider.

    The waves are nearly mirror images: alone they leave the sides within 1% of each other.
    """

    def __init__(self, rng: np.random.Generator, amplitude: float, wider_left: float) -> None:
        self.waves = [
            (axis, rng.uniform(-1, 1, 3) * 2 * np.pi / 70, rng.uniform(0, 2 * np.pi),
             amplitude * rng.uniform(0.4, 1))
            for axis in (0, 1, 1, 2, 2)
        ]  # fmt: skip
        self.wider_left = wider_left

    def __call__(self, points: np.ndarray) -> np.ndarray:
        x, y, z = points
        sides = np.abs(x) + np.float32(0.12) * x  # nearly mirror images
        out = points.copy()
        for axis, (kx, ky, kz), phase, amplitude in self.waves:
            wave = np.float32(amplitude) * np.cos(
                np.float32(kx) * sides + np.float32(ky) * y + np.float32(kz) * z + np.float32(phase)
            )
            out[axis] += wave * x / 40 if axis == 0 else wave  # the falx stays in its plane
        out[0] *= 1 + np.sign(x) * np.float32(self.wider_left / 2)
        return out


def shift_midline(
    points: np.ndarray, shift: float, centre: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Push the midline ``shift`` mm to the right (negative: left); skull and ears stay.

    Examples
    --------
    >>> moved, volume = shift_midline(np.zeros((3, 1), np.float32), 4.0, (0.0, 0.0))
    >>> float(moved[0, 0]), float(volume[0])
    (-4.0, 1.0)
    """
    width = np.float32(44.0)
    along = np.exp(
        -(((points[1] - centre[0]) / 42) ** 2) - ((points[2] - centre[1]) / 38) ** 2
    ) * np.float32(shift)
    inside = np.clip(1 - (points[0] / width) ** 2, 0, None)
    out = points.copy()
    out[0] -= along * inside**2
    return out, 1 + along * 4 * inside * points[0] / width**2


def swell(
    points: np.ndarray, centre: np.ndarray, reach: float, amount: float
) -> tuple[np.ndarray, np.ndarray]:
    """Let the tissue round a centre swell outward; at the centre by ``1 / (1 - amount)`` a side.

    Examples
    --------
    >>> start = np.array([[0.0, 90.0], [0, 0], [0, 0]], np.float32)
    >>> [f"{volume:.3f}" for volume in swell(start, np.zeros(3), 20.0, 0.1)[1]]
    ['0.729', '1.000']
    """
    away = points - np.asarray(centre, np.float32)[:, None]
    u = (away**2).sum(0) / np.float32(reach**2)
    fade = np.float32(amount) * np.exp(-u)
    out = points - away * fade
    return out, (1 - fade) ** 2 * (1 - fade * (1 - 2 * u))
