"""A simulated scanner: a turned head on a voxel grid, with blur, intensity field and noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from tissue_loss.phantom_base import Head

MARGIN_MM = 8.0
NOTHING = 0.001


class Scanner:
    """One session: where the head lies, and what the coil does to its image.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of pose, intensity field, noise and scribbles.
    head : Head
        What is scanned.
    voxel_mm : float
        Edge of a voxel.
    turn : float
        Largest rotation about each axis in degrees.
    bias, noise : float
        Half range of the intensity field and standard deviation of the noise, as shares.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        head: Head,
        voxel_mm: float,
        turn: float,
        bias: float,
        noise: float,
    ) -> None:
        import numpy as np
        from scipy.spatial.transform import Rotation

        self.rng, self.head, self.voxel_mm, self.bias, self.noise = (
            rng,
            head,
            voxel_mm,
            bias,
            noise,
        )
        box = np.argwhere(head.brain)
        low, high = box.min(axis=0), box.max(axis=0)
        self.centre = (low + high) / 2
        self.rotation = Rotation.from_euler(
            "xyz", rng.uniform(-turn, turn, 3), degrees=True
        ).as_matrix()
        half_mm = np.abs(self.rotation) @ ((high - low) / 2 * head.voxel_mm) + MARGIN_MM
        self.shape = tuple(int(n) for n in np.ceil(2 * half_mm / voxel_mm))
        start = -(np.array(self.shape) - 1) / 2 * voxel_mm + rng.uniform(-3, 3, 3)
        self.affine = np.diag([voxel_mm] * 3 + [1.0])
        self.affine[:3, 3] = start
        self.tissue_level = 500.0

    def sample(self, field: np.ndarray) -> np.ndarray:
        """A field of the head on the scan's grid, averaged over the voxel."""
        import numpy as np
        from scipy import ndimage

        # A box of width v has standard deviation 0.29 v; linear interpolation adds the rest.
        width = 0.28 * self.voxel_mm / self.head.voxel_mm
        blurred = ndimage.gaussian_filter(np.asarray(field, np.float32), width)
        to_head = self.rotation.T / self.head.voxel_mm
        return ndimage.affine_transform(
            blurred,
            to_head @ self.affine[:3, :3],
            offset=to_head @ self.affine[:3, 3] + self.centre,
            output_shape=self.shape,
            order=1,
        )

    def scan(self, field: np.ndarray, noise_factor: float = 1.0) -> Any:
        """An image of a field: intensity field and Rician noise added.

        Parameters
        ----------
        field : ndarray
            Intensity in the head.
        noise_factor : float
            How much noisier than the structural scans.

        Returns
        -------
        nibabel.Nifti1Image
        """
        import numpy as np

        clean = self.sample(field) * self._field()
        inside = clean[clean > 0.2 * clean.max()]
        spread = self.noise * noise_factor * float(np.median(inside))
        real = clean + spread * self.rng.standard_normal(self.shape)
        other = spread * self.rng.standard_normal(self.shape)
        seen = np.sqrt(real**2 + other**2)
        # A brain alone, as a program leaves it that took the skull off: 0 where nothing of it is.
        near = self.sample(self.head.brain) > NOTHING
        return self._image(np.where(near, seen, 0).astype(np.float32))

    def outline(self, where: np.ndarray) -> Any:
        """What an operator outlines of a part of the head: voxels that lie mostly in it.

        Parameters
        ----------
        where : ndarray
            The part, 0 to 1.

        Returns
        -------
        nibabel.Nifti1Image
            1 inside, 0 elsewhere.
        """
        import numpy as np

        return self._image((self.sample(where) > 0.5).astype(np.uint8))

    def scribble(self, classes: dict[int, np.ndarray], sloppy: float) -> Any:
        """What an operator draws: a dozen short strokes in each class, some voxels wrong.

        Parameters
        ----------
        classes : dict of int to ndarray
            Fraction of each class, by label.
        sloppy : float
            Share of voxels that are drawn outside their class.

        Returns
        -------
        nibabel.Nifti1Image
            Integers; 0 is nothing drawn.
        """
        import numpy as np
        from scipy import ndimage

        drawn = np.zeros(self.shape, np.uint8)
        anywhere = sum(self.sample(f) for f in classes.values()) > 0.8
        for label, fraction in classes.items():
            here = self.sample(fraction)
            pure = here > 0.95
            if np.count_nonzero(pure) < 60:
                pure = here > 0.8
            if np.count_nonzero(pure) < 30:
                pure = here >= np.sort(here.ravel())[-30]
            room = np.argwhere(pure)
            for _ in range(14):
                point = room[self.rng.integers(len(room))].astype(float)
                step = self.rng.normal(size=3)
                step[self.rng.integers(3)] = 0  # a stroke stays in one slice
                step /= np.linalg.norm(step)
                for _ in range(int(20 / self.voxel_mm)):
                    i, j, k = np.rint(point).astype(int)
                    if (
                        not (
                            0 <= i < self.shape[0]
                            and 0 <= j < self.shape[1]
                            and 0 <= k < self.shape[2]
                        )
                        or not pure[i, j, k]
                    ):
                        break
                    drawn[i, j, k] = label
                    point += step
            if sloppy:
                mine = np.argwhere(drawn == label)
                edge = np.argwhere(ndimage.binary_dilation(pure, iterations=2) & ~pure & anywhere)
                count = int(sloppy * len(mine))
                for i, j, k in edge[self.rng.permutation(len(edge))[:count]]:
                    drawn[i, j, k] = label
        return self._image(drawn)

    def _field(self) -> np.ndarray:
        """A smooth multiplicative field: a quadratic with random coefficients, mean about 1."""
        import numpy as np

        u, v, w = (
            np.linspace(-1, 1, n).reshape([-1 if b == a else 1 for b in range(3)])
            for a, n in enumerate(self.shape)
        )
        terms = [
            u + 0 * v + 0 * w,
            v + 0 * u + 0 * w,
            w + 0 * u + 0 * v,
            u * v + 0 * w,
            u * w + 0 * v,
            v * w + 0 * u,
            u * u + 0 * v + 0 * w,
            v * v + 0 * u + 0 * w,
        ]
        shape: Any = sum(float(c) * t for c, t in zip(self.rng.normal(size=8), terms, strict=True))
        shape = shape - shape.mean()
        return np.exp(self.bias * shape / np.abs(shape).max())

    def _image(self, data: np.ndarray) -> Any:
        import nibabel as nib

        image = nib.Nifti1Image(data, self.affine)
        image.set_sform(self.affine, 1)
        image.set_qform(self.affine, 1)
        return image
