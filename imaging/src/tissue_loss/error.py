"""Standard error of the ratio: scribbles drawn anew, the plane moved, sides never quite equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tissue_loss.plane import MirrorFit, Plane, fine_spacing, make_plane
from tissue_loss.volume import Volume, world

if TYPE_CHECKING:
    import numpy as np

REPLICATES = 10
# Healthy hemispheres differ: standard deviation of (Vc - Vi) / Vc. An assumption of this project.
NATURAL_ASYMMETRY = 0.006
# What no redrawing shows: a mixing model that is not quite the scanner's, as a share of the ratio.
MODEL_SHARE = 0.025


def redrawn(labels: Volume, rng: np.random.Generator) -> Volume:
    """Scribbles drawn with replacement from the operator's own strokes.

    Parameters
    ----------
    labels : Volume
        Scribbles.
    rng : numpy.random.Generator
        Source of the draw.

    Returns
    -------
    Volume
        Within each label as many strokes (connected pieces) as before, some of them not drawn
        this time; long strokes count as several.

    Examples
    --------
    >>> import numpy as np
    >>> v = Volume(np.eye(6, dtype=int)[None] * 2, np.eye(4))
    >>> set(np.unique(redrawn(v, np.random.default_rng(0)).data)) <= {0, 2}
    True
    """
    import numpy as np

    kept = np.zeros_like(labels.data)
    for label in np.unique(labels.data[labels.data > 0]):
        places = np.argwhere(labels.data == label)
        blocks = np.unique(places // 4, axis=0, return_inverse=True)[1].ravel()
        count = int(blocks.max()) + 1
        chosen = np.isin(blocks, rng.integers(count, size=count))
        kept[tuple(places[chosen].T)] = label
    return labels.like(kept)


def bootstrap(
    measure: Callable[[np.random.Generator], float], replicates: int = REPLICATES, seed: int = 1
) -> float:
    """Standard deviation of a measurement over redrawn scribbles.

    Parameters
    ----------
    measure : callable
        Takes a random generator, redraws its scribbles with it, returns the measurement.
    replicates : int
        How often.
    seed : int
        Makes two runs give the same bytes.

    Returns
    -------
    float
        In the measurement's unit; a robust scale, so that one failed replicate does not rule.

    Examples
    --------
    >>> bootstrap(lambda rng: 5.0)
    0.0
    """
    import numpy as np

    values = []
    for replicate in range(replicates):
        value = measure(np.random.default_rng([seed, replicate]))
        if np.isfinite(value):
            values.append(value)
    if len(values) < 3:
        return float("nan")
    clipped = np.clip(values, np.quantile(values, 0.1), np.quantile(values, 0.9))
    return float(1.2 * np.std(clipped, ddof=1))


def plane_jitter(
    scan: Volume, brain: np.ndarray, left_out: np.ndarray, plane: Plane
) -> list[Plane]:
    """Planes found when an eighth of the head is left out in turn.

    Parameters
    ----------
    scan : Volume
        Intensities free of the coil's field.
    brain, left_out : ndarray of bool
        As for the midsagittal plane.
    plane : Plane
        The plane of the whole head.

    Returns
    -------
    list of Plane
        Eight, for a jackknife.
    """
    import numpy as np

    fit = MirrorFit(scan, brain, left_out, 1.5 * fine_spacing(scan))
    arm = fit.points - world(scan, brain).mean(axis=0)
    # Eight sectors of the plane: each holds both sides of a part of the midline.
    sector = np.floor((np.arctan2(arm[:, 2], arm[:, 1]) + np.pi) / (2 * np.pi) * 8).astype(int) % 8
    whole = fit.refine(plane, steps=8)
    shift = np.array(plane.normal) - np.array(whole.normal), plane.offset - whole.offset
    found = []
    for left in range(8):
        one = fit.refine(whole, keep=sector != left, steps=6)
        found.append(make_plane(np.array(one.normal) + shift[0], one.offset + shift[1]))
    return found


def jackknife(values: list[float]) -> float:
    """Jackknife standard error from leave-one-out values.

    Examples
    --------
    >>> jackknife([1.0, 1.0, 1.0])
    0.0
    """
    import numpy as np

    spread = np.asarray(values) - np.mean(values)
    return float(np.sqrt((len(values) - 1) / len(values) * (spread**2).sum()))
