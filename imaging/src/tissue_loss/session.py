"""One scanning session, from intensities and scribbles to the volumes of the two sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tissue_loss.bias import bias_field
from tissue_loss.brain import FLUID, LESION, TISSUE, Levels, brain_mask, levels
from tissue_loss.lesion import (
    free_of_fluid,
    islands,
    lesion_fraction,
    lesion_likelihood,
    lesion_mask,
)
from tissue_loss.plane import Plane, midsagittal_plane
from tissue_loss.register import Placement, above_tentorium, place_template
from tissue_loss.template import Template
from tissue_loss.tissue import Kept, tissue_fraction
from tissue_loss.volume import Volume, block_means, coarser, world

if TYPE_CHECKING:
    import numpy as np


ROUGH_MM = 2.0
FITS, SETTLED = 5, 0.01


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
    registered : Plane, optional
        The plane of best symmetry where the operator's landmarks gave another.
    own_lesion, own_tissue : bool
        Whether the operator outlined them, so that no scribble decides.
    islands, astray : ndarray of bool, optional
        Lesion that nobody scribbled: on the affected side, where it counts, and on the other.
    kept : Kept, optional
        What tissue drawn anew on this grid may use again.
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
    registered: Plane | None = None
    own_lesion: bool = False
    own_tissue: bool = False
    islands: np.ndarray | None = None
    astray: np.ndarray | None = None
    kept: Kept | None = None

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


def volumes_ml(newborn: Session, infant: Session) -> dict[str, float]:
    """The volumes of which the ratio is made, by the names of the result."""
    ipsi, contra = half_volumes(newborn)
    later_ipsi, later_contra = half_volumes(infant)
    return {
        "lesion_neonatal": float(newborn.lesion_part.sum()) * newborn.t2.voxel_ml,
        "contra_neonatal": contra,
        "ipsi_neonatal": ipsi,
        "contra_month3": later_contra,
        "ipsi_month3": later_ipsi,
    }


def half_volumes(session: Session) -> tuple[float, float]:
    """Tissue above the tentorium on the affected (left) and the unaffected (right) side, in ml."""
    left, right = side_weights(session.t2, session.plane)
    kept = session.tissue * session.above
    return (
        float((kept * left).sum()) * session.t2.voxel_ml,
        float((kept * right).sum()) * session.t2.voxel_ml,
    )


def _crop(brain: np.ndarray, volumes: dict[str, Volume]) -> tuple:
    """The brain's box and a margin: all that later steps look at."""
    from tissue_loss.volume import box_around, cropped

    box = box_around(brain, 3)
    return brain[box].copy(), {name: cropped(volume, box) for name, volume in volumes.items()}


def _flat(scan: Volume, where: np.ndarray) -> Volume:
    return scan.like(scan.data / bias_field(scan, where))


def settled(
    scan: Volume, labels: Volume, cyst_is_fluid: bool, clear: Callable[[Volume, Levels], np.ndarray]
) -> tuple[Volume, np.ndarray]:
    """A scan free of the coil's field, fitted on what is plainly tissue once it is taken away.

    Parameters
    ----------
    scan, labels : Volume
        T2-weighted scan and scribbles.
    cyst_is_fluid : bool
        Whether label 1 is fluid.
    clear : callable
        Plainly tissue, by a scan and its levels.

    Returns
    -------
    tuple of Volume and ndarray of bool
        The scan, and where there is plainly tissue in it.

    Notes
    -----
    Under a one-sided coil, tissue near it is as bright as fluid far away, and is not seen as tissue
    until a first field has been taken away. So fit and choice are repeated until the choice stays.
    """
    import numpy as np

    where = clear(scan, levels(scan, labels, cyst_is_fluid=cyst_is_fluid))
    for _ in range(FITS):
        flat = _flat(scan, where)
        again = clear(flat, levels(flat, labels, cyst_is_fluid=cyst_is_fluid))
        moved = np.count_nonzero(again ^ where)
        where = again
        if moved <= SETTLED * np.count_nonzero(where):
            break
    return flat, where


def neonatal(
    volumes: Mapping[str, Volume], template: Template, landmarks: Plane | None = None
) -> Session:
    """Lesion, tissue, plane and template of the neonatal session.

    Parameters
    ----------
    volumes : mapping of str to Volume
        ``t2`` and ``seeds`` (1 lesion, 2 tissue, 3 fluid); ``dwi`` or ``adc``, unless ``lesion``
        is the operator's outline; ``tissue`` and ``mask`` where the operator made them.
    template : Template
    landmarks : Plane, optional
        From the operator; registered when left out.

    Returns
    -------
    Session
    """
    import numpy as np
    from scipy import ndimage

    level = levels(volumes["t2"], volumes["seeds"], cyst_is_fluid=False)
    brain = brain_mask(volumes["t2"], volumes["seeds"], volumes.get("mask"))
    brain, given = _crop(brain, dict(volumes))
    t2, labels = given["t2"], given["seeds"]
    channels = [given[name] for name in ("dwi", "adc") if name in given][:1]
    outline = brain & (given["lesion"].data > 0) if "lesion" in given else None
    seen = lesion_likelihood(channels, labels, brain) > 0.5 if outline is None else outline
    core = ndimage.binary_erosion(brain) & ~ndimage.binary_dilation(seen, iterations=2)
    t2, _ = settled(t2, labels, False, lambda scan, at: core & (scan.data < at.middle))
    level = levels(t2, labels, cyst_is_fluid=False)
    channels = [_flat(channel, core & (t2.data < level.middle)) for channel in channels]
    apart = None
    if outline is None:
        freed = [free_of_fluid(channel, t2, labels) for channel in channels]
        apart = islands(freed, labels, brain)
        seen = (apart > 0) | ndimage.binary_opening(seen) | (labels.data == LESION)
    registered = _midplane(t2, brain, seen, level)
    plane = landmarks or registered
    mine = astray = None
    if apart is not None:
        mine, astray = _by_side(apart, t2, plane)
        found = lesion_mask(freed, labels, brain, mine)
    else:
        found = seen
    tissue, kept = _tissue(given, [t2, *channels], brain, found)
    part = (
        lesion_fraction(channels[0], labels, found, tissue, brain)
        if outline is None
        else (found * tissue).astype(np.float32)
    )
    placement, above = _place(template, t2, brain, tissue, plane)
    return Session(
        channels=[t2, *channels],
        labels=labels,
        brain=brain,
        lesion=found,
        above=above,
        tissue=tissue,
        lesion_part=part,
        level=level,
        plane=plane,
        placement=placement,
        registered=registered if landmarks else None,
        own_lesion=outline is not None,
        own_tissue="tissue" in given,
        islands=mine,
        astray=astray,
        kept=kept,
    )


def month3(
    volumes: Mapping[str, Volume], template: Template, landmarks: Plane | None = None
) -> Session:
    """Cyst, tissue, plane and template of the session at 3 months.

    Parameters
    ----------
    volumes : mapping of str to Volume
        ``t2`` and ``seeds`` (1 cyst where there is one, 2 tissue, 3 fluid); ``t1``, ``lesion``,
        ``tissue`` and ``mask`` where there are such.
    template : Template
    landmarks : Plane, optional
        From the operator; registered when left out.

    Returns
    -------
    Session
        Its lesion is the operator's outline; without one, the fluid that is traced from the
        cyst's scribbles on the affected side, where the other side holds tissue: what the picture
        shows. Where a cyst ends and a widened sulcus begins no image tells.
    """
    import numpy as np
    from scipy import ndimage

    level = levels(volumes["t2"], volumes["seeds"], cyst_is_fluid=True)
    brain = brain_mask(volumes["t2"], volumes["seeds"], volumes.get("mask"))
    brain, given = _crop(brain, dict(volumes))
    t2, labels = given["t2"], given["seeds"]
    core = ndimage.binary_erosion(brain)

    def clear(scan: Volume, at: Levels) -> np.ndarray:
        dark = core & (scan.data < at.middle) & (scan.data > 0.5 * at.tissue)
        return dark & ~ndimage.binary_dilation(scan.data > at.middle)

    t2, dark = settled(t2, labels, True, clear)
    channels = [t2, *(_flat(given[name], dark) for name in ("t1",) if name in given)]
    level = levels(t2, labels, cyst_is_fluid=True)
    tissue, kept = _tissue(given, channels, brain)
    outline = brain & (given["lesion"].data > 0) if "lesion" in given else None
    cyst = _cyst(tissue, brain, labels) if outline is None else outline
    registered = _midplane(t2, brain, cyst, level)
    plane = landmarks or registered
    if outline is None:
        cyst = cyst & (side_weights(t2, plane)[0] > 0.5)
        cyst[cyst] = _opposite(tissue, t2, plane, cyst) > 0.5
    placement, above = _place(template, t2, brain, tissue, plane)
    return Session(
        channels=channels,
        labels=labels,
        brain=brain,
        lesion=cyst,
        above=above,
        tissue=tissue,
        lesion_part=cyst.astype(np.float32),
        level=level,
        plane=plane,
        placement=placement,
        registered=registered if landmarks else None,
        own_lesion=outline is not None,
        own_tissue="tissue" in given,
        kept=kept,
    )


def _tissue(
    given: Mapping[str, Volume],
    channels: list[Volume],
    brain: np.ndarray,
    lesion: np.ndarray | None = None,
) -> tuple[np.ndarray, Kept | None]:
    """The operator's mask of tissue, or tissue by the scribbles and what repeats of it may use."""
    import numpy as np

    if "tissue" in given:
        return (brain & (given["tissue"].data > 0)).astype(np.float32), None
    tissue, kept = tissue_fraction(channels, given["seeds"], brain, lesion)
    # Repeats on a coarser grid find their own.
    return tissue, kept if max(_factors(channels[0])) == 1 else None


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


def _opposite(tissue: np.ndarray, scan: Volume, plane: Plane, where: np.ndarray) -> np.ndarray:
    """Tissue fraction at the mirror images of some voxels."""
    import numpy as np
    from scipy import ndimage

    inverse = np.linalg.inv(scan.affine)
    there = plane.reflect(world(scan, where)) @ inverse[:3, :3].T + inverse[:3, 3]
    return ndimage.map_coordinates(ndimage.gaussian_filter(tissue, 0.5), there.T, order=1)


def _by_side(pieces: np.ndarray, scan: Volume, plane: Plane) -> tuple[np.ndarray, np.ndarray]:
    """Numbered pieces of the affected (left) side, and those of the other, as masks."""
    import numpy as np

    where = pieces > 0
    away = np.bincount(pieces[where], plane.distance(world(scan, where)), int(pieces.max()) + 1)
    left = where & (away < 0)[pieces]
    return left, where & ~left


def _midplane(t2: Volume, brain: np.ndarray, left_out: np.ndarray, level: Levels) -> Plane:
    factors = _factors(t2)
    capped = t2.like(t2.data.clip(max=level.fluid))
    if max(factors) > 1:
        capped = coarser(capped, factors)
        brain, left_out = (block_means(field, factors) > 0.5 for field in (brain, left_out))
    return midsagittal_plane(capped, brain, left_out)


def _place(
    template: Template, t2: Volume, brain: np.ndarray, tissue: np.ndarray, plane: Plane
) -> tuple[Placement, np.ndarray]:
    factors = _factors(t2)
    fraction, whole = t2.like(tissue), brain
    if max(factors) > 1:
        fraction, whole = coarser(fraction, factors), block_means(brain, factors) > 0.5
    placement = place_template(template, fraction, whole, plane, healthy_right=True)
    return placement, above_tentorium(template, placement, t2, brain)


def _factors(scan: Volume) -> list[int]:
    """Blocks of voxels of about 2 mm: fine enough for planes and templates."""
    return [max(1, int(ROUGH_MM / edge + 0.05)) for edge in scan.voxel_mm]


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
    import numpy as np

    factors = _factors(session.t2)
    if max(factors) == 1:
        return session
    channels = [coarser(channel, factors) for channel in session.channels]
    drawn = np.zeros(channels[0].data.shape, np.uint8)
    for label in (LESION, TISSUE, FLUID):
        drawn[block_means(session.labels.data == label, factors) > 0] = label

    def mostly(field: np.ndarray | None) -> np.ndarray | None:
        return None if field is None else block_means(field, factors) > 0.5

    return replace(
        session,
        channels=channels,
        labels=channels[0].like(drawn),
        brain=block_means(session.brain, factors) > 0.5,
        lesion=block_means(session.lesion, factors) > 0.5,
        tissue=block_means(session.tissue, factors),
        above=block_means(session.above, factors) > 0.5,
        lesion_part=block_means(session.lesion_part, factors),
        islands=mostly(session.islands),
        astray=mostly(session.astray),
    )
