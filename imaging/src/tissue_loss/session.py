"""One scanning session, from intensities and scribbles to the volumes of the two sides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tissue_loss.bias import bias_field
from tissue_loss.brain import FLUID, LESION, TISSUE, Levels, brain_mask, levels
from tissue_loss.lesion import free_of_fluid, lesion_fraction, lesion_likelihood, lesion_mask
from tissue_loss.plane import Plane, midsagittal_plane
from tissue_loss.register import Placement, above_tentorium, place_template
from tissue_loss.template import Template
from tissue_loss.tissue import tissue_fraction
from tissue_loss.volume import Volume, block_means, coarser

if TYPE_CHECKING:
    import numpy as np


ROUGH_MM = 2.0


@dataclass(frozen=True)
class Session:
    """What is known of one session; the affected side is the left one here.

    Parameters
    ----------
    channels : list of Volume
        Contrasts free of the coil's field, T2-weighted first.
    labels : Volume
        Scribbles.
    brain, lesion, above : ndarray of bool
        Brain and fluid; fresh lesion or cyst; above the tentorium.
    tissue, lesion_part : ndarray
        Fractions of a voxel, 0 to 1.
    level : Levels
        T2 intensity of tissue and fluid.
    plane : Plane
        The midsagittal plane.
    placement : Placement
        The template on this head.
    """

    channels: list[Volume]
    labels: Volume
    brain: np.ndarray
    lesion: np.ndarray
    above: np.ndarray
    tissue: np.ndarray
    lesion_part: np.ndarray
    level: Levels
    plane: Plane
    placement: Placement

    @property
    def t2(self) -> Volume:
        """The T2-weighted scan, free of the coil's field."""
        return self.channels[0]


def side_weights(scan: Volume, plane: Plane) -> tuple:
    """Share of each voxel on the left and on the right of a plane, each of shape (i, j, k).

    Examples
    --------
    >>> import numpy as np
    >>> left, right = side_weights(Volume(np.zeros((3, 1, 1)), np.eye(4)),
    ...                            Plane((1.0, 0.0, 0.0), 1.0))
    >>> right.ravel().tolist()
    [0.0, 0.5, 1.0]
    """
    import numpy as np

    normal = np.array(plane.normal)
    along = normal @ scan.affine[:3, :3]
    i, j, k = (
        along[a] * np.arange(n).reshape([-1 if b == a else 1 for b in range(3)])
        for a, n in enumerate(scan.data.shape)
    )
    distance = i + j + k + (float(normal @ scan.affine[:3, 3]) - plane.offset)
    right = np.clip(0.5 + distance / np.abs(along).sum(), 0, 1)
    return 1 - right, right


def half_volumes(session: Session, plane: Plane | None = None) -> tuple[float, float]:
    """Tissue above the tentorium on the affected (left) and the unaffected (right) side, in ml."""
    left, right = side_weights(session.t2, session.plane if plane is None else plane)
    kept = session.tissue * session.above
    return (
        float((kept * left).sum()) * session.t2.voxel_ml,
        float((kept * right).sum()) * session.t2.voxel_ml,
    )


def _crop(brain: np.ndarray, volumes: list[Volume]) -> tuple:
    """The brain's box and a margin: all that later steps look at."""
    from tissue_loss.volume import box_around, cropped

    box = box_around(brain, 3)
    return brain[box].copy(), [cropped(volume, box) for volume in volumes]


def _flat(scan: Volume, where: np.ndarray) -> Volume:
    return scan.like(scan.data / bias_field(scan, where))


def neonatal(
    t2: Volume,
    channels: list[Volume],
    labels: Volume,
    template: Template,
    mask: Volume | None = None,
    plane: Plane | None = None,
) -> Session:
    """Lesion, tissue, plane and template of the neonatal session.

    Parameters
    ----------
    t2 : Volume
        T2-weighted scan.
    channels : list of Volume
        DWI or ADC; empty when there is T2 alone.
    labels : Volume
        Scribbles: 1 lesion, 2 tissue, 3 fluid.
    template : Template
    mask : Volume, optional
        The operator's brain mask.
    plane : Plane, optional
        From landmarks; registered when left out.

    Returns
    -------
    Session
    """
    import numpy as np
    from scipy import ndimage

    level = levels(t2, labels, cyst_is_fluid=False)
    brain = brain_mask(t2, labels, mask)
    brain, (t2, labels, *channels) = _crop(brain, [t2, labels, *channels])
    found = lesion_likelihood(channels or [t2], labels, brain) > 0.5  # to be left out, roughly
    core = ndimage.binary_erosion(brain)
    dark = core & (t2.data < level.middle) & ~ndimage.binary_dilation(found, iterations=2)
    t2 = _flat(t2, dark)
    level = levels(t2, labels, cyst_is_fluid=False)
    channels = [
        _flat(c, core & (t2.data < level.middle) & ~ndimage.binary_dilation(found, iterations=2))
        for c in channels
    ]
    found = lesion_mask([free_of_fluid(c, t2, labels) for c in channels] or [t2], labels, brain)
    tissue = tissue_fraction([t2, *channels], labels, brain, found)
    part = (
        lesion_fraction(channels[0], labels, found, tissue, brain)
        if channels
        else (found * tissue).astype(np.float32)
    )
    return _finish([t2, *channels], labels, brain, found, tissue, part, level, template, plane)


def month3(
    t2: Volume,
    t1: Volume | None,
    labels: Volume,
    template: Template,
    mask: Volume | None = None,
    plane: Plane | None = None,
) -> Session:
    """Cyst, tissue, plane and template of the session at 3 months.

    Parameters
    ----------
    t2 : Volume
        T2-weighted scan.
    t1 : Volume, optional
        T1-weighted scan.
    labels : Volume
        Scribbles: 1 cyst (where there is one), 2 tissue, 3 fluid.
    template : Template
    mask : Volume, optional
        The operator's brain mask.
    plane : Plane, optional
        From landmarks; registered when left out.

    Returns
    -------
    Session
    """
    import numpy as np
    from scipy import ndimage

    level = levels(t2, labels, cyst_is_fluid=True)
    brain = brain_mask(t2, labels, mask)
    brain, (t2, labels, *others) = _crop(brain, [t2, labels] + ([] if t1 is None else [t1]))
    core = ndimage.binary_erosion(brain)
    dark = core & (t2.data < level.middle) & (t2.data > 0.5 * level.tissue)
    dark &= ~ndimage.binary_dilation(t2.data > level.middle)
    channels = [_flat(channel, dark) for channel in (t2, *others)]
    t2 = channels[0]
    level = levels(t2, labels, cyst_is_fluid=True)
    tissue = tissue_fraction(channels, labels, brain)
    cyst = _cyst(tissue, brain, labels)
    return _finish(
        channels,
        labels,
        brain,
        cyst,
        tissue,
        np.where(cyst, 1 - tissue, 0).astype(np.float32),
        level,
        template,
        plane,
    )


def _cyst(tissue: np.ndarray, brain: np.ndarray, labels: Volume) -> np.ndarray:
    """Fluid that a walk from the cyst's scribbles reaches before one from other fluid."""
    import numpy as np
    from scipy import ndimage
    from skimage.segmentation import watershed

    if not (labels.data == LESION).any():
        return np.zeros(brain.shape, bool)
    fluid = brain & (tissue < 0.5)
    marks = np.where(labels.data == LESION, 1, np.where(labels.data == FLUID, 2, 0)) * fluid
    depth = ndimage.distance_transform_edt(fluid)
    return watershed(-depth, marks, mask=fluid) == 1


def _finish(
    channels: list[Volume],
    labels: Volume,
    brain: np.ndarray,
    lesion: np.ndarray,
    tissue: np.ndarray,
    part: np.ndarray,
    level: Levels,
    template: Template,
    plane: Plane | None,
) -> Session:
    rough = _Rough(channels, labels, brain, lesion, tissue)
    if plane is None:
        capped = rough.channels[0].like(rough.channels[0].data.clip(max=level.fluid))
        plane = midsagittal_plane(capped, rough.brain, rough.lesion)
    placement = place_template(
        template, rough.channels[0].like(rough.tissue), rough.brain, plane, healthy_right=True
    )
    above = above_tentorium(template, placement, channels[0], brain)
    return Session(channels, labels, brain, lesion, above, tissue, part, level, plane, placement)


class _Rough:
    """A session's fields on a grid of about 2 mm, fine enough for planes and templates."""

    def __init__(
        self,
        channels: list[Volume],
        labels: Volume,
        brain: np.ndarray,
        lesion: np.ndarray,
        tissue: np.ndarray,
    ) -> None:
        import numpy as np

        factors = [max(1, int(ROUGH_MM / edge + 0.05)) for edge in channels[0].voxel_mm]
        self.factors = factors
        if max(factors) == 1:
            self.channels, self.labels = channels, labels
            self.brain, self.lesion, self.tissue = brain, lesion, tissue
            return
        self.channels = [coarser(channel, factors) for channel in channels]
        self.brain = block_means(brain, factors) > 0.5
        self.lesion = block_means(lesion, factors) > 0.5
        self.tissue = block_means(tissue, factors)
        drawn = np.zeros(self.brain.shape, np.uint8)
        for label in (LESION, TISSUE, FLUID):
            drawn[block_means(labels.data == label, factors) > 0] = label
        self.labels = self.channels[0].like(drawn)


def rough(session: Session) -> Session:
    """The session on a grid of about 2 mm: for repeated measurements, where a scan is finer.

    Parameters
    ----------
    session : Session

    Returns
    -------
    Session
        The same one where its voxels are large already.
    """
    fields = _Rough(session.channels, session.labels, session.brain, session.lesion, session.tissue)
    if max(fields.factors) == 1:
        return session
    return replace(
        session,
        channels=fields.channels,
        labels=fields.labels,
        brain=fields.brain,
        lesion=fields.lesion,
        tissue=fields.tissue,
        above=block_means(session.above, fields.factors) > 0.5,
        lesion_part=block_means(session.lesion_part, fields.factors),
    )
