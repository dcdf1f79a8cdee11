"""What is neither tissue nor fluid at 3 months: a scar, which the ratio counts as lost in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from tissue_loss.session import Session

# Shares of tissue between which a voxel is neither; nearer to either end, noise decides.
BETWEEN = (0.2, 0.85)


def between(tissue: np.ndarray) -> np.ndarray:
    """Voxels that are neither tissue nor fluid, and no mere border between the two.

    Parameters
    ----------
    tissue : ndarray
        Share of each voxel that is tissue.

    Returns
    -------
    ndarray of bool
        A border is thin, and goes when what is thin is taken away.

    Examples
    --------
    >>> import numpy as np
    >>> share = np.ones((9, 9, 9))
    >>> share[:4], share[4] = 0.0, 0.5
    >>> int(between(share).sum())
    0
    >>> share[3:6] = 0.5
    >>> bool(between(share)[4, 4, 4])
    True
    """
    from scipy import ndimage

    low, high = BETWEEN
    return ndimage.binary_opening((tissue > low) & (tissue < high))


def scar_ml(infant: Session) -> float:
    """Loss in ml that would be none if what is neither tissue nor fluid were tissue.

    Parameters
    ----------
    infant : Session
        At 3 months, affected side on the left.

    Returns
    -------
    float
        Of the affected side, above what the other side shows of the same.
    """
    from tissue_loss.session import side_weights

    missing = between(infant.tissue) * (1 - infant.tissue) * infant.above
    left, right = side_weights(infant.t2, infant.plane)
    return float((missing * (left - right)).sum()) * infant.t2.voxel_ml
