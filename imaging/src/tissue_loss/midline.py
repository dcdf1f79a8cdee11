"""Where the fissure between the hemispheres lies, as a check on the plane of best symmetry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tissue_loss.plane import Plane
from tissue_loss.volume import Volume, world

if TYPE_CHECKING:
    import numpy as np

    from tissue_loss.register import Placement
    from tissue_loss.session import Session

# The fissure above the corpus callosum and below the vertex, in MNI mm.
FORWARD, UP = (-70.0, 45.0), (32.0, 62.0)
NEAR_MM, EDGE_MM, STEP_MM = 9.0, 6.5, 0.5
LEAST_FLUID_ML = 0.4


def fissure_offset(
    tissue: Volume, brain: np.ndarray, plane: Plane, placement: Placement
) -> float | None:
    """Distance of the interhemispheric fissure from a plane, in mm; positive to the right.

    Parameters
    ----------
    tissue : Volume
        Tissue fraction.
    brain : ndarray of bool
        Brain and fluid.
    plane : Plane
        The plane that is checked.
    placement : Placement
        Tells where the fissure is to be looked for.

    Returns
    -------
    float or None
        Centre of the fluid between the hemispheres, over its background; None where there is
        hardly any.
    """
    import numpy as np
    from scipy import ndimage

    points = world(tissue, brain)
    away = plane.distance(points)
    near = np.abs(away) < NEAR_MM
    _, y, z = placement.mni(points[near]).T
    here = (y > FORWARD[0]) & (y < FORWARD[1]) & (z > UP[0]) & (z < UP[1])
    away, fluid = away[near][here], 1 - tissue.data[brain][near][here]
    bins = np.arange(-NEAR_MM, NEAR_MM + STEP_MM, STEP_MM)
    count = np.histogram(away, bins)[0].astype(float)
    total = np.histogram(away, bins, weights=fluid)[0]
    width = float(tissue.voxel_mm.max()) / STEP_MM / 2
    count, total = (ndimage.gaussian_filter1d(row, width) for row in (count, total))
    share = total / np.maximum(count, 1e-9)
    middle = (bins[1:] + bins[:-1]) / 2
    edge = np.abs(middle) > EDGE_MM
    over = np.clip(share - np.median(share[edge]) if edge.any() else share, 0, None)
    over[edge] = 0
    if float((over * count).sum()) * tissue.voxel_ml < LEAST_FLUID_ML:
        return None
    return float((over * middle).sum() / over.sum())


def tissue_per_mm(session: Session) -> float:
    """Tissue in ml that changes sides as the plane moves by one mm, above the tentorium."""
    import numpy as np

    where = session.above & session.brain
    near = np.abs(session.plane.distance(world(session.t2, where))) < EDGE_MM
    return float(session.tissue[where][near].sum()) * session.t2.voxel_ml / (2 * EDGE_MM)
