"""Simulated infants with a stroke on one side, scanned newborn and at three months.

A second source of test cases for the tissue loss ratio, written from its definition and the
command's options alone: it shares neither code nor assumptions with the measurement or with the
package's own phantoms. Every truth is a count of labels on the fine grid from which the scans are
made, before noise and before voxels.

Two truths. ``ratio_percent`` is the definition applied to the true volumes as they lie in the
scans: natural asymmetry, swelling and overgrowth of the other side are in it. ``causal_percent``
is tissue lost against the same infant without a stroke, over the tissue struck, grown as that side
would have grown.

Examples
--------
>>> from imaging.tests.generator import second_generator
>>> case = second_generator.make("cases/emboli-7", seed=7, kind="emboli")   # doctest: +SKIP
>>> case.truth["ratio_percent"], case.files["neonatal_t2"]                  # doctest: +SKIP
"""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from zlib import crc32

import nibabel as nib
import numpy as np
from imaging.tests.generator import heads, scanner, strokes, truth
from imaging.tests.generator.deform import Noise, Shape, shift_midline, swell


@dataclass(frozen=True)
class Recipe:
    """What is drawn for a kind; pairs are ranges."""

    territory: str = "cortical"
    share: tuple[float, float] = (0.10, 0.20)  # struck tissue over the unaffected side
    loss: tuple[float, float] = (55.0, 115.0)  # causal percent
    core: float = 0.85  # greatest part of the struck tissue that becomes cyst
    gliosis: tuple[float, float] = (0.1, 0.4)  # part of what is left that is scarred
    growth: tuple[float, float] = (1.34, 1.64)  # of the head's volume, newborn to three months
    newborn_shift: tuple[float, float] = (0.0, 0.0)  # mm, away from the lesion
    month3_shift: tuple[float, float] = (0.0, 1.0)  # mm, towards the lesion
    swelling: tuple[float, float] = (0.0, 0.02)  # widening of a side at the lesion's centre
    overgrowth: float = 0.0  # of the other side at three months
    blood: float = 0.0  # part of the lesion that bled
    skull: bool = False
    voxel: tuple[float, float, float] = (1.0, 1.0, 1.0)  # in units of the voxel asked for
    tilt: tuple[float, float] = (0.0, 0.0)  # degrees of the slices
    ghost: float = 0.0
    coil: bool = False
    signal_to_noise: tuple[float, float] = (22.0, 40.0)


PLAIN = Recipe()
RECIPES: dict[str, Recipe] = {
    "mca-small": replace(PLAIN, share=(0.03, 0.06)),
    "mca-medium": replace(PLAIN, share=(0.08, 0.14)),
    "mca-large": replace(PLAIN, share=(0.18, 0.30), month3_shift=(0.5, 2.0)),
    "emboli": replace(PLAIN, territory="emboli", share=(0.03, 0.08)),
    "border-zone": replace(PLAIN, territory="border-zone", share=(0.06, 0.14)),
    "branch": replace(PLAIN, territory="branch", share=(0.04, 0.09)),
    "perforator": replace(PLAIN, territory="perforator", share=(0.012, 0.03)),
    "midline-shift": replace(PLAIN, share=(0.15, 0.28), month3_shift=(3.0, 6.0)),
    "overgrowth": replace(PLAIN, share=(0.12, 0.22), overgrowth=0.06, month3_shift=(1.0, 2.5)),
    "swelling": replace(PLAIN, swelling=(0.05, 0.10), newborn_shift=(1.5, 4.0)),
    "gliosis": replace(PLAIN, loss=(20.0, 55.0), core=0.15, gliosis=(0.7, 0.95)),
    "haemorrhage": replace(PLAIN, blood=0.25),
    "skull": replace(PLAIN, skull=True),
    "thick": replace(PLAIN, voxel=(0.5, 0.5, 2.0)),
    "oblique": replace(PLAIN, voxel=(0.6, 0.6, 1.75), tilt=(10.0, 20.0)),
    "ghosting": replace(PLAIN, ghost=0.10),
    "coil-bias": replace(PLAIN, coil=True),
    "no-lesion": replace(PLAIN, share=(0.0, 0.0), month3_shift=(0.0, 0.0), swelling=(0.0, 0.0)),
}
KINDS = tuple(RECIPES)


@dataclass
class Case:
    """One infant: files by option name, truth images beside them, and the truth."""

    seed: int
    kind: str
    head: str
    files: dict[str, Path]
    truth: dict
    labels: dict[str, Path]

    def options(self, *, diffusion: str = "dwi", masks: bool = True) -> list[str]:
        """Words for ``passion tissue-loss``, without ``--out``."""
        out = []
        for name, path in self.files.items():
            other = {"neonatal_dwi": "dwi", "neonatal_adc": "adc"}.get(name, diffusion)
            if other == diffusion and (masks or not name.endswith("mask")):
                out += ["--" + name.replace("_", "-"), str(path)]
        return out


@dataclass
class Infant:
    """What both sessions share."""

    recipe: Recipe
    head: heads.FormulaHead | heads.AtlasHead
    shape: Shape
    side: int  # 1 right, -1 left: the affected one
    scale: np.ndarray  # newborn, a factor an axis
    growth: np.ndarray  # three months over newborn, a factor an axis
    territory: strokes.Territory
    fine: float
    delay: float  # of myelination in the affected posterior limb, part of its T1 signal
    edge: float = np.inf  # lowest value of the territory that is struck

    def affected(self, right: np.ndarray) -> np.ndarray:
        """The affected one of the sides."""
        return right if self.side > 0 else ~right


@dataclass
class Session:
    """The fine grid of one session: labels, sides, and volume in the plain head."""

    label: np.ndarray
    right: np.ndarray
    plain: np.ndarray  # share of a voxel's volume that the plain head would have
    lesion: np.ndarray
    t2: np.ndarray | None
    t1: np.ndarray | None
    half: np.ndarray
    fine: float
    low: int  # index of the base of the skull along z
    noise: np.ndarray = field(default_factory=lambda: np.zeros(0))
    state: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint8))

    def ml(self, mask: np.ndarray, *, plain: bool = False) -> float:
        """Volume of a mask as it lies in the scan, or as the plain head would have it."""
        total = self.plain[mask].sum(dtype=np.float64) if plain else mask.sum()
        return float(total) * self.fine**3 / 1000

    def tissue(self) -> np.ndarray:
        """Tissue of the cerebrum."""
        return (self.label >= heads.CORTEX) & (self.label <= heads.PLIC)


def grow(infant: Infant, rng: np.random.Generator, month3: bool) -> Session:
    """Lay the healthy head on the fine grid of a session, bent by disease, and mark the lesion."""
    recipe, side = infant.recipe, infant.side
    scale = infant.scale * infant.growth if month3 else infant.scale
    half = (heads.HALF + 3) * scale + (9 if recipe.skull else 0)
    count = np.ceil(half / infant.fine).astype(int)
    axes = [(np.arange(-n, n, dtype=np.float32) + 0.5) * infant.fine for n in count]
    shape = tuple(len(axis) for axis in axes)
    unit = [axis / np.float32(s) for axis, s in zip(axes, scale, strict=True)]
    ball = sum((u.reshape([-1 if k == i else 1 for i in range(3)]) / heads.HALF[k]) ** 2
               for k, u in enumerate(unit))  # fmt: skip
    where = np.flatnonzero(ball < 1.75)
    index = np.unravel_index(where, shape)
    points = np.stack([u[i] for u, i in zip(unit, index, strict=True)]).astype(np.float32)
    # A point anywhere in its voxel: a thin fissure along the grid is then counted without bias.
    anywhere = rng.random(points.shape, dtype=np.float32) - np.float32(0.5)
    points += anywhere * (infant.fine / scale).astype(np.float32)[:, None]
    weight = np.ones(len(where), np.float32)
    shift = rng.uniform(*(recipe.month3_shift if month3 else recipe.newborn_shift))
    toward = side if month3 else -side
    if shift:
        points, factor = shift_midline(points, toward * shift, (4.0, 6.0))
        weight *= factor
    bulge = 0.0 if month3 else rng.uniform(*recipe.swelling)
    if bulge:
        points, factor = swell(points, np.array([side * 30.0, 4, 6]), 26.0, bulge)
        weight *= factor
    if month3 and recipe.overgrowth:
        wide = np.where(points[0] * side < 0, np.float32(1 / (1 + recipe.overgrowth)), 1)
        points[0] *= wide
        weight *= wide
    points = infant.shape(points)
    tissue = infant.head.sample(points, month3)
    struck = np.zeros(len(where), bool)
    able = np.flatnonzero(strokes.vulnerable(tissue.label) & (points[0] * side > 0.5))
    if recipe.share[1] > 0:
        mirrored = points[:, able] * np.array([[side], [1], [1]], np.float32)
        values = infant.territory(mirrored, tissue.label[able])
        if not month3:
            other = strokes.vulnerable(tissue.label) & (points[0] * side < 0)
            amount = rng.uniform(*recipe.share) * other.sum()
            struck[able], infant.edge = strokes.highest(values, weight[able], amount)
        else:
            struck[able] = values >= infant.edge
        if bulge > 0.03:  # swollen cortex closes its sulci: tissue in the scan, none of it new
            shut = (tissue.label == heads.CSF) & (points[0] * side > 12)
            mirrored = points[:, shut] * np.array([[side], [1], [1]], np.float32)
            shut[shut] = infant.territory(mirrored, tissue.label[shut]) >= infant.edge
            shut &= ((points / heads.HALF[:, None]) ** 2).sum(0) < 0.80
            tissue.label[shut] = heads.CORTEX
            struck |= shut
            weight[shut] = 0

    def spread(values: np.ndarray, kind: str) -> np.ndarray:
        out = np.zeros(shape, kind)
        out.reshape(-1)[where] = values
        return out

    t2, t1 = (None if t is None else spread(t, "f4") for t in (tissue.t2, tissue.t1))
    noise = Noise(rng, 12.0)(points)
    low = int(count[2] - 0.45 * heads.HALF[2] * scale[2] / infant.fine)
    return Session(
        spread(tissue.label, "u1"), spread(points[0] > 0, "?"), spread(weight, "f4"),
        spread(struck, "?"), t2, t1, half, infant.fine, low, spread(noise, "f4"),
        np.zeros(shape, np.uint8),
    )  # fmt: skip


def bleed(session: Session, part: float) -> None:
    """Mark the innermost part of the lesion as blood."""
    if part:
        inner = strokes.nearness(session.lesion, 4 / session.fine)[session.lesion]
        inner += 0.12 * session.noise[session.lesion]
        chosen, _ = strokes.highest(inner, np.ones(len(inner)), part * len(inner))
        session.state[session.lesion] = np.where(chosen, scanner.BLEED, 0)


def lose(
    infant: Infant, newborn: Session, session: Session, rng: np.random.Generator
) -> dict[str, float]:
    """Turn tissue of three months into cyst and fluid; what is left of the lesion may scar."""
    recipe = infant.recipe
    mine, mine0 = infant.affected(session.right), infant.affected(newborn.right)
    whole = session.ml(session.tissue() & mine, plain=True)
    growth = whole / newborn.ml(newborn.tissue() & mine0, plain=True)
    struck = newborn.ml(newborn.lesion, plain=True)
    target = rng.uniform(*recipe.loss) / 100 * struck * growth
    squeezed = whole - session.ml(session.tissue() & mine)
    stretched = session.ml(session.tissue() & ~mine) - session.ml(
        session.tissue() & ~mine, plain=True
    )
    unit = session.fine**3 / 1000
    vent = session.label == heads.VENTRICLE
    outer = session.label == heads.CSF
    if stretched > 0 and not recipe.overgrowth:
        # A shift that only moves the other side leaves it its tissue: fluid fills the room.
        field = strokes.nearness((vent | outer) & ~mine, 2.5 / session.fine)
        _take(session, session.tissue() & ~mine, field, stretched / unit, heads.CSF, vent)
    lesion = session.lesion
    remaining = max(0.0, target - max(0.0, squeezed))
    cyst, ventricle, surface = strokes.split_loss(
        remaining / unit, float(lesion.sum()), recipe.core, rng
    )
    if lesion.any():
        core = strokes.nearness(lesion, 5 / session.fine)
        core += 0.12 * session.noise * core.max()
        _take(session, lesion & session.tissue(), core, cyst, scanner.CYST, None)
        _take(session, mine & session.tissue(), strokes.nearness(vent & mine, 4 / session.fine),
              ventricle, heads.VENTRICLE, None)  # fmt: skip
        near = strokes.nearness(lesion, 12 / session.fine)
        field = strokes.nearness(outer & mine, 2 / session.fine) * (0.05 + near / near.max())
        _take(session, mine & session.tissue(), field, surface, heads.CSF, None)
        left = lesion & session.tissue()
        scar = rng.uniform(*recipe.gliosis)
        chosen, _ = strokes.highest(core[left], np.ones(int(left.sum())), scar * left.sum())
        session.state[left] = np.where(chosen, scanner.GLIOSIS, 0)
        bleed_left = (session.state == scanner.GLIOSIS) & (session.noise > 1.6)
        if recipe.blood:
            session.state[bleed_left] = scanner.BLEED
    lost = whole - session.ml(session.tissue() & mine)
    return {"lost_ml": lost, "struck_ml": struck, "own_growth": growth}


def _take(
    session: Session, among: np.ndarray, values: np.ndarray, voxels: float, label: int,
    beside: np.ndarray | None,
) -> None:  # fmt: skip
    """Give the highest ``voxels`` of tissue another label; the ventricle's own ``beside`` it."""
    place = np.flatnonzero(among)
    chosen, _ = strokes.highest(values.reshape(-1)[place], np.ones(len(place)), round(voxels))
    place = place[chosen]
    new = np.full(len(place), label, np.uint8)
    if beside is not None:
        close = strokes.nearness(beside, 2.5 / session.fine).reshape(-1)[place] > 0.02
        new[close] = heads.VENTRICLE
    session.label.reshape(-1)[place] = new
    session.state.reshape(-1)[place] = 0


@dataclass(frozen=True)
class Placement:
    """How the head lies in the scanner, and the grid of the session."""

    grid: scanner.Grid
    head: np.ndarray
    place: np.ndarray
    to_fine: np.ndarray

    def world(self, points: np.ndarray) -> np.ndarray:
        """World coordinates of points of the head's own frame."""
        return points @ self.head.T + self.place


def placement(
    infant: Infant, session: Session, rng: np.random.Generator, voxel: float
) -> Placement:
    """A head a little turned, in a grid that may be tilted and stored in another direction."""
    recipe = infant.recipe
    head = scanner.turn(rng.normal(0, (4, 2.5, 3)))
    place = rng.uniform(-8, 8, 3)
    angle = rng.uniform(*recipe.tilt) * rng.choice([-1, 1])
    tilt = scanner.turn((angle, 0.3 * angle, 0.2 * angle))
    flips = ((1, 1, 1), (-1, 1, 1), (-1, -1, 1))[rng.integers(3)]
    size = tuple(v * voxel for v in recipe.voxel)
    grid = scanner.scan_grid(session.half, head, place, size, tilt, flips, session.fine)
    from_fine = np.eye(4)
    from_fine[:3, :3] = head * session.fine
    from_fine[:3, 3] = place - from_fine[:3, :3] @ ((np.array(session.label.shape) - 1) / 2)
    return Placement(grid, head, place, np.linalg.inv(from_fine))


def scan(
    infant: Infant, session: Session, put: Placement, rng: np.random.Generator, month3: bool
) -> dict[str, np.ndarray]:
    """The images of one session, named as the command's options."""
    recipe, grid = infant.recipe, put.grid
    healthy, brain = session.label, session.label > heads.OUTSIDE
    shown = np.where(session.state > 0, session.state, healthy)
    if not month3:
        shown = np.where(session.lesion & (session.state == 0), scanner.LESION, shown)
    if recipe.skull:
        outer = scanner.shell(healthy, session.fine, rng, session.low)
        shown = np.where(brain, shown, outer)
    wobble = 1 + 0.035 * session.noise
    texture = session.t2
    prefix = "month3" if month3 else "neonatal"
    table = scanner.T2_MONTH3 if month3 else scanner.T2_NEWBORN
    t2 = scanner.textured(scanner.contrast(shown, table), shown, texture) * wobble
    fine: dict[str, np.ndarray] = {"t2": t2}
    if month3:
        fine["t1"] = t1_signal(infant, session, shown)
    else:
        adc = scanner.contrast(shown, scanner.ADC_NEWBORN)
        if texture is not None:
            tissue = (shown >= heads.CORTEX) & (shown <= heads.PEDUNCLE)
            adc = np.where(tissue, np.clip(1.3 + 1.6 * (texture - 1), 0.95, 1.8), adc)
        adc = np.where(shown == scanner.LESION, rng.uniform(0.5, 0.75) + 0.04 * session.noise, adc)
        fine["adc"] = adc
        fine["dwi"] = t2 * np.exp(-adc)
    seen = {name: scanner.resample(value, put.to_fine, grid) for name, value in fine.items()}
    mask = scanner.purity(brain, put.to_fine, grid) > 0.5
    coil_axis = int(rng.integers(2))
    out: dict[str, np.ndarray] = {}
    for name, image in seen.items():
        top = np.percentile(image[mask], 50)
        if name == "adc":
            noisy = image + rng.normal(0, 0.06, image.shape).astype(np.float32)
            noisy[~mask] = 0
            out[f"{prefix}_adc"] = np.clip(noisy * 1000, 0, 4000)
            continue
        bias = scanner.smooth_bias(rng, image.shape, 0.06)
        apart = np.random.default_rng(rng.integers(2**32))  # a coil leaves the rest as it is
        if recipe.coil:
            bias = bias * scanner.coil_bias(apart, image.shape, coil_axis)
        image = image * bias
        strength = recipe.ghost * rng.uniform(0.7, 1.3)
        if strength and name != "dwi":
            image = scanner.ghosted(image, 1, strength)
        image = scanner.rician(rng, image, top / rng.uniform(*recipe.signal_to_noise))
        if not recipe.skull:
            image = np.where(mask, image, 0)
        out[f"{prefix}_{name}"] = image * rng.uniform(500, 1100)
    out[f"{prefix}_seeds"] = pen(session, put, rng, month3)
    out[f"{prefix}_mask"] = mask.astype(np.uint8)
    return out


def pen(session: Session, put: Placement, rng: np.random.Generator, month3: bool) -> np.ndarray:
    """Scribbles on the grid of the scan: 1 lesion or cyst, 2 tissue, 3 fluid."""
    brain = (session.label >= heads.CORTEX) & (session.label <= heads.PEDUNCLE)
    core = session.label == scanner.CYST if month3 else session.lesion
    parts = {2: brain & ~core, 3: np.isin(session.label, heads.FLUID)}
    if core.any():
        parts[1] = core
    fractions = {k: scanner.purity(v, put.to_fine, put.grid) for k, v in parts.items()}
    right = scanner.purity(session.right, put.to_fine, put.grid) > 0.5
    axis = int(np.argmax(np.abs(put.grid.affine[2, :3]) / np.sqrt(
        (put.grid.affine[:3, :3] ** 2).sum(0))))  # fmt: skip
    return scanner.scribbles(rng, fractions, axis, right)


def midline(put: Placement) -> str:
    """Three points of the undisturbed midsagittal plane, as the command's landmarks are written."""
    points = put.world(np.array([[0, 0, 0], [0, 45, 0], [0, 0, 35]], float))
    return " ".join(",".join(f"{value:.2f}" for value in point) for point in points)


def save(path: Path, data: np.ndarray, affine: np.ndarray) -> Path:
    """Write a NIfTI file whose bytes depend on its content alone."""
    whole = data if data.dtype == np.uint8 else np.rint(np.clip(data, 0, 32767)).astype(np.int16)
    image = nib.Nifti1Image(whole, affine)
    image.set_qform(affine, 1)
    image.set_sform(affine, 1)
    image.header.set_xyzt_units("mm", "sec")
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as handle:
        handle.write(image.to_bytes())
    return path


def t1_signal(infant: Infant, session: Session, shown: np.ndarray) -> np.ndarray:
    """T1 at three months before noise; the affected side's posterior limb myelinates less."""
    signal = scanner.contrast(shown, scanner.T1_MONTH3)
    signal[(shown == heads.PLIC) & infant.affected(session.right)] *= 1 - infant.delay
    if session.t1 is not None:
        tissue = (shown >= heads.CORTEX) & (shown <= heads.PEDUNCLE)
        signal = np.where(tissue, np.clip(0.58 * session.t1**1.8, 0.3, 0.95), signal)
    return signal * (1 + 0.035 * session.noise)


def tract_asymmetry(infant: Infant, session: Session) -> float | None:
    """(other - affected) / (other + affected) of mean T1 signal in what is left of the tract."""
    tract = session.label == heads.PLIC
    mine = infant.affected(session.right)
    if not (tract & mine).any() or not (tract & ~mine).any():
        return None
    signal = t1_signal(infant, session, np.where(session.state > 0, session.state, session.label))
    own, other = (float(signal[tract & half].mean()) for half in (mine, ~mine))
    return (other - own) / (other + own)


def make(
    folder: str | Path, seed: int = 1, kind: str = "mca-medium", *,
    head: str | Path = "formula", voxel: float = 2.0, truth_images: bool = True,
    recipe: Recipe | None = None,
) -> Case:  # fmt: skip
    """Write the scans of one infant and the truth.

    Parameters
    ----------
    folder : path
        Where the files go; made if missing.
    seed : int
    kind : str
        One of `KINDS`.
    head : str or path
        ``formula``, or the folder of the infant atlas.
    voxel : float
        Edge in mm; the kinds ``thick`` and ``oblique`` stretch it.
    truth_images : bool
        Also write the label images from which the truth is counted.
    recipe : Recipe, optional
        Instead of the kind's own; ``kind`` is then a name for it.

    Returns
    -------
    Case
    """
    if recipe is None:
        if kind not in RECIPES:
            raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
        recipe = RECIPES[kind]
    rng = np.random.default_rng([seed, crc32(kind.encode())])
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    formula = str(head) == "formula"
    # Left hemisphere the larger at birth: Gilmore et al. 2007, 10.1523/JNEUROSCI.3339-06.2007.
    shape = Shape(rng, 1.2 if formula else 2.2, rng.normal(0.006, 0.006))
    total = rng.uniform(*recipe.growth)
    uneven = np.exp(rng.normal(0, 0.012, 3))
    infant = Infant(
        recipe,
        heads.FormulaHead(rng) if formula else heads.AtlasHead(head, rng),
        shape,
        1 if rng.random() < 0.5 else -1,
        np.exp(rng.normal(-0.01, 0.025, 3)),
        (total / np.prod(uneven)) ** (1 / 3) * uneven,
        strokes.TERRITORIES[recipe.territory](rng),
        max(0.7, voxel / 2),
        rng.uniform(0, 0.22) if recipe.share[1] else 0.0,
    )
    newborn = grow(infant, rng, month3=False)
    bleed(newborn, recipe.blood)
    month3 = grow(infant, rng, month3=True)
    cause = lose(infant, newborn, month3, rng)
    side = "R" if infant.side > 0 else "L"
    files: dict[str, Path] = {}
    labels: dict[str, Path] = {}
    landmarks = {}
    images = {}
    for name, session, late in (("neonatal", newborn, False), ("month3", month3, True)):
        put = placement(infant, session, rng, voxel)
        landmarks[name] = midline(put)
        for key, data in scan(infant, session, put, rng, late).items():
            files[key] = save(folder / f"{key}.nii.gz", data, put.grid.affine)
        images[name] = truth.codes(
            session.label, session.state, session.right, None if late else session.lesion
        )
        if truth_images:
            affine = np.linalg.inv(put.to_fine)
            labels[name] = save(folder / f"truth_{name}.nii.gz", images[name], affine)
    unit = (newborn.fine**3 / 1000, month3.fine**3 / 1000)
    ml = truth.volumes(images["neonatal"], images["month3"], side, unit)
    told = {
        "seed": seed,
        "kind": kind,
        "head": infant.head.name,
        "side": side if recipe.share[1] else None,
        "volumes_ml": ml,
        **truth.ratios(ml),
        "causal_percent": (
            100 * cause["lost_ml"] / (cause["struck_ml"] * cause["own_growth"])
            if recipe.share[1]
            else None
        ),
        "causal": cause,
        "asymmetry": {"plic_intensity": tract_asymmetry(infant, month3)},
        "left_wider": shape.wider_left,
        "landmarks": landmarks,
        "recipe": asdict(recipe),
    }
    (folder / "truth.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return Case(seed, kind, infant.head.name, files, told, labels)
