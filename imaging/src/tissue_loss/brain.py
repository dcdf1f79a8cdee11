"""What the operator's scribbles say about a T2 scan, and the brain voxels that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printed.errors import InputError
from tissue_loss.volume import Volume

if TYPE_CHECKING:
    import numpy as np

LESION, TISSUE, FLUID = 1, 2, 3
MIN_SEEDS = 8


@dataclass(frozen=True)
class Levels:
    """Typical T2 intensities, from scribbles.

    Parameters
    ----------
    tissue, fluid : float
        Medians under the scribbles.
    """

    tissue: float
    fluid: float

    @property
    def middle(self) -> float:
        """Half way between tissue and fluid."""
        return (self.tissue + self.fluid) / 2


def require_seeds(labels: Volume, needed: dict[int, str]) -> None:
    """Refuse scribbles from which a step could not learn.

    Parameters
    ----------
    labels : Volume
        The scribbles.
    needed : dict of int to str
        The labels a step needs, with their names.

    Raises
    ------
    InputError
        Nothing drawn, or fewer than 8 voxels of a needed label.

    Examples
    --------
    >>> import numpy as np
    >>> require_seeds(Volume(np.full((2, 2, 2), 2), np.eye(4)), {2: "tissue"})
    """
    import numpy as np

    if not labels.data.any():
        raise InputError(
            "nothing is drawn: scribble 1 lesion or cyst, 2 tissue, 3 fluid", file=labels.name
        )
    for label, name in needed.items():
        count = int(np.count_nonzero(labels.data == label))
        if count < MIN_SEEDS:
            raise InputError(
                f"too few scribbles of label {label} ({name}): {count} voxels; "
                f"draw at least {MIN_SEEDS}",
                file=labels.name,
            )


def outlined(labels: Volume, lesion: Volume) -> Volume:
    """Scribbles whose label 1 is the operator's outline of the lesion, its rim left off.

    Examples
    --------
    >>> import numpy as np
    >>> drawn = Volume(np.full((1, 1, 4), 2), np.eye(4))
    >>> outlined(drawn, drawn.like(np.array([[[0, 0, 1, 1]]]))).data.ravel().tolist()
    [2, 2, 1, 1]
    """
    import numpy as np
    from scipy import ndimage

    inside = lesion.data > 0
    core = ndimage.binary_erosion(inside)
    if np.count_nonzero(core) < 4 * MIN_SEEDS:
        core = inside
    kept = np.where((labels.data == LESION) | inside, 0, labels.data)
    return labels.like(np.where(core, LESION, kept).astype(np.uint8))


def from_tissue(t2: Volume, tissue: Volume) -> Volume:
    """What an operator would scribble, from a mask of tissue: well inside it, and well outside.

    Parameters
    ----------
    t2 : Volume
        The T2-weighted scan.
    tissue : Volume
        The operator's mask.

    Returns
    -------
    Volume
        2 on tissue, 3 on the fluid within and around it.

    Raises
    ------
    InputError
        The mask leaves no fluid to learn from.
    """
    import numpy as np
    from scipy import ndimage

    inside = tissue.data > 0
    steps = max(1, int(round(4 / float(tissue.voxel_mm.min()))))
    padded = np.pad(inside, steps)
    closed = ndimage.binary_fill_holes(ndimage.binary_closing(padded, iterations=steps))
    whole = closed[(slice(steps, -steps),) * 3]
    core = ndimage.binary_erosion(inside)
    level = float(np.median(t2.data[core])) if core.any() else 0.0
    apart = whole & ~ndimage.binary_dilation(inside)
    fluid = apart if np.count_nonzero(apart) >= 4 * MIN_SEEDS else whole & ~inside
    fluid &= t2.data > level
    if min(np.count_nonzero(core), np.count_nonzero(fluid)) < MIN_SEEDS:
        raise InputError(
            "leaves no fluid within the head to learn from: tissue is grey and white matter, "
            "without the ventricles and the fluid around the brain",
            file=tissue.name,
        )
    return t2.like(np.where(core, TISSUE, np.where(fluid, FLUID, 0)).astype(np.uint8))


def levels(t2: Volume, labels: Volume, *, cyst_is_fluid: bool) -> Levels:
    """Tissue and fluid intensity under the scribbles.

    Parameters
    ----------
    t2 : Volume
        The T2-weighted scan.
    labels : Volume
        Scribbles on its grid.
    cyst_is_fluid : bool
        Whether label 1 is drawn in a cyst (3 months) and not in a fresh lesion.

    Returns
    -------
    Levels

    Raises
    ------
    InputError
        Fluid is not brighter than tissue: not a T2-weighted scan, or labels were exchanged.

    Examples
    --------
    >>> import numpy as np
    >>> t2 = Volume(np.array([[[5.0, 5.0, 9.0]]]), np.eye(4))
    >>> levels(t2, t2.like(np.array([[[2, 2, 3]]])), cyst_is_fluid=False).middle
    7.0
    """
    import numpy as np

    tissue = t2.data[labels.data == TISSUE]
    fluid = t2.data[labels.data == FLUID]
    if cyst_is_fluid:
        cyst = t2.data[labels.data == LESION]
        # Gliosis drawn as a cyst must not lower the level of fluid.
        fluid = np.concatenate([fluid, cyst[cyst >= np.quantile(fluid, 0.25)]])
    low, high = float(np.median(tissue)), float(np.median(fluid))
    spread = float(np.median(np.abs(tissue - low))) * 1.4826
    if high <= low + max(spread, 0.05 * abs(low)):
        raise InputError(
            "fluid is not brighter than tissue under the scribbles: give the "
            "T2-weighted scan, with 2 on tissue and 3 on fluid",
            file=t2.name,
        )
    return Levels(low, high)


def brain_mask(t2: Volume, labels: Volume, given: Volume | None = None) -> np.ndarray:
    """Voxels of the brain and the fluid around it.

    Parameters
    ----------
    t2 : Volume
        The T2-weighted scan; brain only, unless a mask is given.
    labels : Volume
        Scribbles on its grid.
    given : Volume, optional
        The operator's mask; air within it is left out.

    Returns
    -------
    ndarray of bool, shape (i, j, k)
        At least half as bright as tissue, in one piece, holes filled.

    Raises
    ------
    InputError
        The mask is empty or misses what was scribbled.

    Examples
    --------
    >>> import numpy as np
    >>> t2 = Volume(np.pad(np.ones((9, 9, 9)), 4), np.eye(4))
    >>> drawn = t2.like(2 * (t2.data > 0))
    >>> int(brain_mask(t2, drawn).sum()), int(brain_mask(t2, drawn, given=drawn).sum())
    (637, 729)
    """
    import numpy as np
    from scipy import ndimage

    drawn = labels.data > 0
    level = float(np.median(t2.data[labels.data == TISSUE]))
    bright = t2.data > 0.5 * level
    if given is not None:
        bright &= given.data > 0
    else:
        bright = ndimage.binary_opening(bright)
    pieces, count = ndimage.label(bright)
    if count == 0:
        raise InputError("no voxel of the brain is left inside the mask", file=t2.name)
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    brain = ndimage.binary_fill_holes(pieces == int(sizes.argmax()))
    if given is not None:
        brain &= given.data > 0
    if np.count_nonzero(drawn & brain) < 0.7 * np.count_nonzero(drawn):
        raise InputError(
            "most scribbles must lie inside the brain; check that mask and "
            "scribbles belong to this scan",
            file=labels.name,
        )
    return brain
