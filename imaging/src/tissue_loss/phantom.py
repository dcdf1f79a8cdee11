"""Infants with a known tissue loss ratio: a simulated stroke in a healthy head, scanned twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tissue_loss.phantom_base import (
    FLUID_T1,
    FLUID_T2,
    Head,
    heads_from_folder,
    heads_from_mni,
    smooth_noise,
)
from tissue_loss.phantom_scan import Scanner
from tissue_loss.template import PEDUNCLE, PLIC, ellipsoid

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np


@dataclass(frozen=True)
class Recipe:
    """What one phantom is made of; anything left None is drawn from the seed.

    Parameters
    ----------
    seed : int
        Names the phantom; the same seed gives the same files.
    voxel_mm : float
        Edge of the scans' voxels.
    side : str, optional
        Side of the stroke, "L" or "R".
    lesion_share : float, optional
        Lesion over the tissue of that hemisphere above the tentorium, 0.03 to 0.35.
    ratio_percent : float, optional
        The tissue loss ratio to build, 45 to 125.
    growth : float, optional
        Volume at 3 months over the neonatal one, 1.25 to 1.6; an atlas brings its own.
    cyst_share : float, optional
        Share of the lesion that is a cyst at 3 months.
    bias : float, optional
        Half range of the intensity field, as a share: 0.2 is from about 0.8 to 1.2.
    noise : float, optional
        Standard deviation of the Rician noise over the intensity of tissue.
    rotation_degrees : float, optional
        Largest turn of the head about each axis.
    sloppiness : float, optional
        Share of scribbled voxels that lie in the wrong tissue.
    """

    seed: int
    voxel_mm: float = 2.0
    side: str | None = None
    lesion_share: float | None = None
    ratio_percent: float | None = None
    growth: float | None = None
    cyst_share: float | None = None
    bias: float | None = None
    noise: float | None = None
    rotation_degrees: float | None = None
    sloppiness: float | None = None


@dataclass(frozen=True)
class Phantom:
    """A simulated infant: scans by the names of the command's options, and the truth.

    Parameters
    ----------
    images : dict of str to nibabel.Nifti1Image
        ``neonatal_t2``, ``neonatal_dwi``, ``neonatal_adc``, ``neonatal_seeds``, ``month3_t2``,
        ``month3_t1``, ``month3_seeds``, ``month3_peduncles``.
    truth : dict
        ``ratio_percent``, ``side``, ``volumes_ml``, ``growth`` and what else was built in.
    fractions : dict of str to ndarray
        What each voxel of the scans truly holds: ``lesion`` (1 where the stroke is, of voxels
        that are mostly tissue), ``tissue_neonatal``, ``tissue_month3``.
    """

    images: dict[str, Any]
    truth: dict[str, Any] = field(default_factory=dict)
    fractions: dict[str, np.ndarray] = field(default_factory=dict)


def build(recipe: Recipe, template: str | Path | None = None) -> Phantom:
    """Simulate one infant with a stroke of the middle cerebral artery.

    Parameters
    ----------
    recipe : Recipe
        Seed, voxel size and whatever is to be fixed.
    template : str or Path, optional
        Folder of the infant atlas; the MNI template, bent and scaled, when left out.

    Returns
    -------
    Phantom
        Its true ratio is the tissue taken away at 3 months over lesion volume times growth.
        Natural asymmetry of the head is not counted as loss.

    Notes
    -----
    The default head is a random bending of the very template with which the pipeline finds the
    tentorium: that flatters this one step. The infant atlas does not share it.

    Examples
    --------
    >>> phantom = build(Recipe(seed=1, voxel_mm=4.0, side="L"))
    >>> phantom.truth["side"], phantom.images["neonatal_t2"].ndim
    ('L', 3)
    """
    import numpy as np

    rng = np.random.default_rng([recipe.seed, 89])

    def draw(given: Any, low: float, high: float) -> float:
        value = float(rng.uniform(low, high))
        return value if given is None else float(given)

    side = ("L", "R")[int(rng.integers(2))] if recipe.side is None else recipe.side
    share = draw(recipe.lesion_share, 0.03, 0.35)
    ratio = draw(recipe.ratio_percent, 55, 120)
    growth = draw(recipe.growth, 1.25, 1.6)
    cyst_share = draw(recipe.cyst_share, 0.35, 0.9)
    bias = draw(recipe.bias, 0.05, 0.25)
    noise = draw(recipe.noise, 0.015, 0.05)
    turn = draw(recipe.rotation_degrees, 0, 12)
    sloppy = draw(recipe.sloppiness, 0, 0.02)
    volume = float(rng.normal(195, 15))
    step = 1 if recipe.voxel_mm < 1.5 else 2
    newborn, infant = (
        heads_from_mni(rng, step, volume, growth)
        if template is None
        else heads_from_folder(template, step)
    )

    territory = _territory(rng, newborn, side)
    cut = _cut_for_share(newborn, territory, side, share)
    lesion = _soft(cut - territory, 0.03) * newborn.tissue
    volumes = {
        f"{name}_{age}": float((h.tissue * half).sum()) * h.voxel_ml
        for age, h in (("neonatal", newborn), ("month3", infant))
        for name, half in (("ipsi", _half(h, side)), ("contra", _half(h, _other(side))))
    }
    volumes["lesion_neonatal"] = float(lesion.sum()) * newborn.voxel_ml
    growth = volumes["contra_month3"] / volumes["contra_neonatal"]
    expected = volumes["lesion_neonatal"] * growth

    later = (
        territory
        if template is None
        else _territory(np.random.default_rng([recipe.seed, 90]), infant, side)
    )
    # In an atlas the older hemisphere has a shape of its own: the same share of it is meant.
    territory_cut = cut if template is None else _cut_for_share(infant, later, side, share)
    lost, cyst = _loss(
        infant,
        later,
        territory_cut,
        side,
        ratio / 100 * expected,
        min(cyst_share, 0.9 * ratio / 100) * expected,
    )
    plic, peduncle = float(rng.uniform(0, 0.12)), float(rng.uniform(0, 0.3))
    lost = np.maximum(lost, _tract_loss(infant, side, peduncle))
    taken = float(lost.sum()) * infant.voxel_ml
    volumes["ipsi_month3"] = (
        float(((infant.tissue - lost) * _half(infant, side)).sum()) * infant.voxel_ml
    )

    images: dict[str, Any] = {}
    first = Scanner(rng, newborn, recipe.voxel_mm, turn, bias, noise)
    dwi = newborn.tissue * 300 + (newborn.brain - newborn.tissue) * 70
    adc = newborn.tissue * 1250 + (newborn.brain - newborn.tissue) * 2800
    gain = float(rng.uniform(0.75, 1.2))
    images["neonatal_t2"] = first.scan(newborn.t2 + 90 * lesion)
    images["neonatal_dwi"] = first.scan(dwi + 320 * gain * lesion, noise_factor=1.5)
    images["neonatal_adc"] = first.scan(adc - 650 * lesion, noise_factor=1.5)
    fluid = newborn.brain * (1 - newborn.tissue)
    images["neonatal_seeds"] = first.scribble(
        {1: lesion, 2: newborn.tissue * newborn.above - lesion, 3: fluid}, sloppy
    )
    fractions = {
        "lesion": first.sample(_soft(cut - territory, 0.03) * (newborn.tissue > 0.5)),
        "tissue_neonatal": first.sample(newborn.tissue),
    }

    second = Scanner(rng, infant, recipe.voxel_mm, turn, bias, noise)
    left = infant.tissue - lost
    fractions["tissue_month3"] = second.sample(left)
    gone = np.divide(lost, infant.tissue, out=np.zeros_like(lost), where=infant.tissue > 1e-3)
    bright = _tract_contrast(infant, side, plic)
    t1 = infant.t1 * (1 - gone) + FLUID_T1 * gone + bright * left
    images["month3_t2"] = second.scan(infant.t2 * (1 - gone) + FLUID_T2 * gone)
    images["month3_t1"] = second.scan(t1)
    images["month3_seeds"] = second.scribble(
        {1: cyst, 2: left * infant.above, 3: np.clip(infant.brain - left - cyst, 0, 1)}, sloppy
    )
    outlined = (ellipsoid(infant.mni, PEDUNCLE) < 1) & (left > 0.5)
    images["month3_peduncles"] = second.outline(outlined)
    truth = {
        "ratio_percent": 100 * taken / expected,
        "side": side,
        "volumes_ml": volumes,
        "growth": growth,
        "expected_ml": expected,
        "observed_ml": taken,
        "lesion_fraction": volumes["lesion_neonatal"] / volumes["ipsi_neonatal"],
        "asymmetry": {
            "plic_intensity": _tract_asymmetry(infant, side, PLIC, t1),
            "peduncle_volume": _tract_asymmetry(infant, side, PEDUNCLE, left),
        },
        "cyst_ml": float(cyst.sum()) * infant.voxel_ml,
        "bias": bias,
        "noise": noise,
        "rotation_degrees": turn,
        "sloppiness": sloppy,
        "seed": recipe.seed,
        "voxel_mm": recipe.voxel_mm,
        "head": "bent MNI152 template" if template is None else "infant atlas",
    }
    return Phantom(images, truth, fractions)


def _other(side: str) -> str:
    return "R" if side == "L" else "L"


def _half(head: Head, side: str) -> np.ndarray:
    """Share of each voxel that lies above the tentorium on one side of the midline."""
    import numpy as np

    x = -head.mni[0] if side == "L" else head.mni[0]
    voxel = float(np.abs(np.diff(x, axis=0)).mean())  # in MNI mm
    return (np.clip(0.5 + x / voxel, 0, 1) * head.above).astype(np.float32)


def _soft(height: np.ndarray, width: float) -> np.ndarray:
    """0 below -width, 1 above width, linear between."""
    import numpy as np

    return np.clip(0.5 + 0.5 * height / width, 0, 1).astype(np.float32)


def _territory(rng: np.random.Generator, head: Head, side: str) -> np.ndarray:
    """Distance from the artery's core, in MNI radii with a ragged edge; large where it never is."""
    import numpy as np

    x, y, z = head.mni
    away = -x if side == "L" else x
    # The territory fans out from the insula toward the convexity.
    dx, dy, dz = (away - 46) / 30, (y + 10) / 46, (z - 12) / 36
    ragged = smooth_noise(rng, head.tissue.shape, 5 / (1.55 * head.voxel_mm))
    far = np.sqrt(dx**2 + dy**2 + dz**2) + 0.07 * ragged
    return np.where((away > 9) & head.above, far, 9.0).astype(np.float32)


def _cut_for_share(head: Head, territory: np.ndarray, side: str, share: float) -> float:
    """The distance within which the wanted share of the hemisphere's tissue lies."""
    import numpy as np

    half = _half(head, side) > 0.5
    values, weights = territory[half], head.tissue[half]
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order], dtype=float)
    index = np.searchsorted(cumulative, share * cumulative[-1])
    return float(values[order][min(index, len(order) - 1)])


def _loss(
    head: Head, territory: np.ndarray, cut: float, side: str, wanted_ml: float, cyst_ml: float
) -> tuple:
    """Tissue gone at 3 months: a cyst in the lesion's core, then wider fluid spaces around it."""
    import numpy as np
    from scipy import ndimage

    half = _half(head, side)
    share = cyst_ml / (float((head.tissue * half).sum()) * head.voxel_ml)
    cyst = _soft(_cut_for_share(head, territory, side, share) - territory, 0.02) * head.tissue
    fluid = np.clip(head.brain - head.tissue, 0, 1) + cyst
    near = ndimage.gaussian_filter(fluid, 2.5 / head.voxel_mm) + 0.25 * np.exp(
        -np.clip(territory - cut, 0, None) * 2
    )
    room = head.tissue * half * (np.abs(head.mni[0]) > 4)
    low, high, lost = 0.0, 2.0, cyst
    for _ in range(30):
        middle = (low + high) / 2
        lost = np.maximum(cyst, _soft(near - middle, 0.05) * room)
        if float(lost.sum()) * head.voxel_ml > wanted_ml:
            low = middle
        else:
            high = middle
    return lost.astype(np.float32), cyst


def _tract_loss(head: Head, side: str, share: float) -> np.ndarray:
    """The outer share of the peduncle on the stroke's side, turned to fluid."""
    import numpy as np

    where = ellipsoid(head.mni, PEDUNCLE)
    half = (head.mni[0] < 0) if side == "L" else (head.mni[0] > 0)
    inside = (where < 1) & half & (head.tissue > 0.5) & head.above
    if not inside.any() or share <= 0:
        return np.zeros_like(head.tissue)
    return np.where(inside & (where > np.quantile(where[inside], 1 - share)), head.tissue, 0)


def _tract_asymmetry(head: Head, side: str, shape: tuple, field: np.ndarray) -> float:
    """(contra - ipsi) / (contra + ipsi) of a field's mean within a tract's ellipsoid."""
    inside = ellipsoid(head.mni, shape) < 1
    ipsi = (head.mni[0] < 0) if side == "L" else (head.mni[0] > 0)
    here, there = float(field[inside & ipsi].mean()), float(field[inside & ~ipsi].mean())
    return (there - here) / (there + here)


def _tract_contrast(head: Head, side: str, weaker: float) -> np.ndarray:
    """Added T1 brightness of the myelinated posterior limb, weaker on the stroke's side."""
    import numpy as np

    half = (head.mni[0] < 0) if side == "L" else (head.mni[0] > 0)
    limb = (ellipsoid(head.mni, PLIC) < 1.6).astype(np.float32)
    base = 440.0
    return limb * np.where(half, 100 - weaker * (base + 100), 100).astype(np.float32)
