"""The second generator against its own label images, and each kind against its name."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from imaging.tests.generator import deform, scanner, second_generator
from imaging.tests.generator.second_generator import KINDS, RECIPES, Case, make
from imaging.tests.generator.truth import (
    BELOW,
    BLOOD,
    CAVITY,
    FLUID,
    LEFT,
    RIGHT,
    SCAR,
    STRUCK,
)
from scipy import ndimage

from passion import paths
from tissue_loss import ratio

ATLAS = Path(os.environ.get("PASSION_ATLAS", paths.ROOT.parent / "shared" / "imaging"))
HEADS = ["formula", pytest.param("atlas", marks=pytest.mark.skipif(
    not ATLAS.is_dir(), reason="the infant atlas is not here"))]  # fmt: skip
SESSIONS = {"neonatal": ("t2", "dwi", "adc", "seeds", "mask"),
            "month3": ("t2", "t1", "seeds", "mask")}  # fmt: skip


def read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    image = nib.load(path)
    return np.asarray(image.dataobj), image.affine


def counted(case: Case, session: str) -> dict[int, float]:
    """Volume in ml of each code of a truth image."""
    data, affine = read(case.labels[session])
    unit = abs(np.linalg.det(affine[:3, :3])) / 1000
    return {code: unit * (data == code).sum() for code in range(1, 9)}


def at(case: Case, session: str, name: str, chosen: int) -> np.ndarray:
    """Codes of the truth under the voxels of an image that hold a value."""
    data, affine = read(case.files[f"{session}_{name}"])
    truth, place = read(case.labels[session])
    world = nib.affines.apply_affine(affine, np.argwhere(data == chosen))
    index = nib.affines.apply_affine(np.linalg.inv(place), world).round().astype(int)
    return truth[tuple(index.T)]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A case of a kind and head, made once; coarse, for speed."""
    made = {}

    def get(kind: str, head: str = "formula", seed: int = 5) -> Case:
        key = (kind, head, seed)
        if key not in made:
            made[key] = make(
                tmp_path_factory.mktemp(kind), seed, kind, voxel=3.0,
                head=ATLAS if head == "atlas" else head,
            )  # fmt: skip
        return made[key]

    return get


@pytest.mark.parametrize("kind", KINDS)
def test_truth_is_what_the_label_images_hold(cases, kind):
    case = cases(kind)
    first, last = counted(case, "neonatal"), counted(case, "month3")
    own, other = (LEFT, RIGHT) if case.truth["side"] == "L" else (RIGHT, LEFT)
    if case.truth["side"] is None:
        assert first[STRUCK] == last[CAVITY] == 0 and case.truth["ratio_percent"] is None
        assert case.truth["causal_percent"] is None
        return
    lesion = first[STRUCK] + first[BLOOD]
    ml = {
        "lesion_neonatal": lesion,
        "contra_neonatal": first[other],
        "ipsi_neonatal": first[own] + lesion,
        "contra_month3": last[other],
        "ipsi_month3": last[own] + last[SCAR],
    }
    for name, value in ml.items():
        assert case.truth["volumes_ml"][name] == pytest.approx(value, rel=1e-5), name
    assert case.truth["ratio_percent"] == pytest.approx(ratio.tissue_loss_ratio(ml), abs=0.02)
    others = ratio.alternatives(ml, last[CAVITY])
    for name, value in others.items():
        assert case.truth["alternatives"][name] == pytest.approx(value, abs=0.02), name


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("kind", ["mca-medium", "emboli", "perforator"])
def test_a_child_without_the_loss_gives_the_causal_truth(tmp_path, kind, head):
    still = replace(RECIPES[kind], month3_shift=(0, 0), swelling=(0, 0))
    where = ATLAS if head == "atlas" else head
    kept, lost = (
        make(tmp_path / name, 8, kind, voxel=3.0, head=where, recipe=recipe)
        for name, recipe in (("kept", replace(still, loss=(0, 0))), ("lost", still))
    )
    before, after = kept.truth["volumes_ml"], lost.truth["volumes_ml"]
    assert before["contra_month3"] == after["contra_month3"]
    growth = before["ipsi_month3"] / before["ipsi_neonatal"]
    gone = before["ipsi_month3"] - after["ipsi_month3"]
    causal = 100 * gone / (after["lesion_neonatal"] * growth)
    assert lost.truth["causal_percent"] == pytest.approx(causal, abs=0.01)
    low, high = still.loss
    assert low - 1 <= causal <= high + 1
    assert kept.truth["causal_percent"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_a_session_share_one_grid(cases, kind):
    case = cases(kind)
    for session, names in SESSIONS.items():
        images = {name: nib.load(case.files[f"{session}_{name}"]) for name in names}
        first = images["t2"]
        for name, image in images.items():
            assert image.shape == first.shape and len(image.shape) == 3
            assert np.array_equal(image.affine, first.affine)
            assert np.allclose(image.get_qform(), image.get_sform(), atol=1e-3)
            assert image.header["qform_code"] == image.header["sform_code"] == 1
            values = np.asarray(image.dataobj)
            assert values.std() > 0
            if name in ("seeds", "mask"):
                assert set(np.unique(values)) <= {0, 1, 2, 3} and values.dtype == np.uint8
    assert {path.name for path in case.files.values()} == {
        f"{session}_{name}.nii.gz" for session, names in SESSIONS.items() for name in names
    }


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("kind", ["mca-medium", "emboli", "thick", "midline-shift", "swelling"])
def test_scribbles_lie_in_what_they_name(cases, kind, head):
    case = cases(kind, head)
    brain = [LEFT, RIGHT, BELOW]
    for session, named in (
        ("neonatal", {1: [STRUCK, BLOOD], 2: brain, 3: [FLUID]}),
        ("month3", {1: [CAVITY], 2: [*brain, SCAR], 3: [FLUID]}),
    ):
        for label, codes in named.items():
            under = at(case, session, "seeds", label)
            assert len(under) >= 10, (session, label)
            assert np.isin(under, codes).mean() > 0.9, (session, label)


@pytest.mark.parametrize("head", HEADS)
def test_mask_holds_brain_and_fluid(cases, head):
    case = cases("mca-medium", head)
    for session in SESSIONS:
        mask, affine = read(case.files[f"{session}_mask"])
        ml = mask.sum() * abs(np.linalg.det(affine[:3, :3])) / 1000
        assert ml == pytest.approx(sum(counted(case, session).values()), rel=0.02)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("seed", [5, 6, 7])
def test_the_lesion_lies_on_the_side_that_is_told(cases, head, seed):
    case = cases("mca-medium", head, seed)
    for session, code in (("neonatal", STRUCK), ("month3", CAVITY)):
        data, affine = read(case.labels[session])
        world = nib.affines.apply_affine(affine, np.argwhere(data == code))
        points = [
            np.array(point.split(","), float) for point in case.truth["landmarks"][session].split()
        ]
        normal = np.cross(points[1] - points[0], points[2] - points[0])
        aside = (world - points[0]) @ normal
        assert (np.sign(aside.mean()) > 0) == (case.truth["side"] == "R")
        assert (np.sign(aside) == np.sign(aside.mean())).mean() > 0.98


@pytest.mark.parametrize("head", HEADS)
def test_same_seed_same_bytes(tmp_path, head):
    where = ATLAS if head == "atlas" else head
    one, two, other = (
        make(tmp_path / name, seed, "haemorrhage", voxel=4.0, head=where)
        for name, seed in (("one", 1), ("two", 1), ("other", 2))
    )
    for name, path in (one.files | one.labels).items():
        again = (two.files | two.labels)[name]
        assert path.read_bytes() == again.read_bytes(), name
        assert path.read_bytes() != (other.files | other.labels)[name].read_bytes(), name
    assert one.truth == two.truth


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("kind", KINDS)
def test_size_growth_and_asymmetry_are_those_of_infants(cases, kind, head):
    if head == "atlas" and kind not in ("mca-large", "border-zone", "branch", "no-lesion"):
        return
    case = cases(kind, head)
    ml, recipe = case.truth["volumes_ml"], RECIPES[kind]
    assert 130 < ml["contra_neonatal"] < 230 and 190 < ml["contra_month3"] < 340
    assert 1.2 < case.truth["growth"] < 1.7
    share = case.truth["lesion_fraction"]
    assert recipe.share[0] * 0.9 <= share <= recipe.share[1] * 1.35
    if not recipe.newborn_shift[1]:
        assert abs(ml["ipsi_neonatal"] / ml["contra_neonatal"] - 1) < 0.045


def islands(case: Case) -> np.ndarray:
    """Sizes of the lesion's pieces, in voxels, largest first."""
    data, _ = read(case.labels["neonatal"])
    lesion = ndimage.binary_closing(np.isin(data, (STRUCK, BLOOD)))
    marks, _ = ndimage.label(lesion, np.ones((3, 3, 3)))
    return np.sort(np.bincount(marks.reshape(-1))[1:])[::-1]


def mean(case: Case, name: str, code: int) -> float:
    """Median signal of a scan where the truth has a code."""
    session = name.split("_")[0]
    data, affine = read(case.files[name])
    truth, place = read(case.labels[session])
    core = ndimage.binary_erosion(truth == code)
    world = nib.affines.apply_affine(place, np.argwhere(core if core.any() else truth == code))
    index = nib.affines.apply_affine(np.linalg.inv(affine), world).round().astype(int)
    return float(np.median(data[tuple(index.T)]))


@pytest.mark.parametrize("head", HEADS)
def test_emboli_are_many_and_an_infarct_is_one(cases, head):
    many, one = islands(cases("emboli", head)), islands(cases("mca-medium", head))
    assert (many > 20).sum() >= 5 and many[0] < 0.5 * many.sum()
    assert one[0] > 0.9 * one.sum()


@pytest.mark.parametrize("head", HEADS)
def test_acute_lesion_and_cyst_look_so(cases, head):
    case = cases("mca-large", head)
    other = LEFT if case.truth["side"] == "R" else RIGHT
    assert mean(case, "neonatal_dwi", STRUCK) > 1.5 * mean(case, "neonatal_dwi", other)
    assert mean(case, "neonatal_adc", STRUCK) < 0.75 * mean(case, "neonatal_adc", other)
    assert mean(case, "month3_t2", CAVITY) > 1.5 * mean(case, "month3_t2", other)
    assert mean(case, "month3_t1", CAVITY) < 0.6 * mean(case, "month3_t1", other)


def test_blood_is_dark(cases):
    case = cases("haemorrhage")
    first = counted(case, "neonatal")
    assert 0.2 < first[BLOOD] / (first[BLOOD] + first[STRUCK]) < 0.3
    for name in ("neonatal_t2", "neonatal_dwi"):
        assert mean(case, name, BLOOD) < 0.5 * mean(case, name, STRUCK)


def test_gliosis_is_bright_and_not_lost(cases):
    case = cases("gliosis")
    last = counted(case, "month3")
    other = LEFT if case.truth["side"] == "R" else RIGHT
    assert last[SCAR] > 2 * last[CAVITY]
    assert mean(case, "month3_t2", SCAR) > 1.2 * mean(case, "month3_t2", other)
    with_scar = case.truth["alternatives"]["residual_lesion_with_gliosis"]
    assert with_scar > case.truth["alternatives"]["residual_lesion"] + 20
    assert case.truth["causal_percent"] < 60


def border(case: Case, session: str) -> float:
    """How far the border of the sides lies to the right of the plane, mm, at its middle."""
    data, affine = read(case.labels[session])
    a, b, c = (n // 2 for n in data.shape)
    step = np.linalg.norm(affine[:3, 0])
    block = data[:, b - 4 : b + 5, c : c + 5]
    edges = []
    for line in block.reshape(block.shape[0], -1).T:
        left, right = np.flatnonzero(line == LEFT), np.flatnonzero(line == RIGHT)
        if len(left) and len(right) and right.min() - left.max() < 6:  # no ventricle between
            edges.append((left.max() + right.min()) / 2)
    assert edges
    return step * (np.median(edges) - (data.shape[0] - 1) / 2)


@pytest.mark.parametrize("head", HEADS)
def test_midline_moves_where_it_should(cases, head):
    shifted, swollen, plain = (cases(k, head) for k in ("midline-shift", "swelling", "mca-medium"))
    toward = {"R": 1, "L": -1}
    assert border(shifted, "month3") * toward[shifted.truth["side"]] > 1.8
    assert border(swollen, "neonatal") * toward[swollen.truth["side"]] < -0.7
    for session in SESSIONS:
        assert abs(border(plain, session)) <= 1.5


def test_overgrowth_is_in_the_formula_and_not_in_the_cause(cases):
    case = cases("overgrowth")
    extra = case.truth["growth"] / case.truth["causal"]["own_growth"]
    assert 1.05 < extra < 1.12
    assert case.truth["ratio_percent"] > case.truth["causal_percent"] + 10


def test_swelling_makes_lesion_and_side_larger(cases):
    case = cases("swelling")
    ml = case.truth["volumes_ml"]
    assert ml["lesion_neonatal"] > 1.05 * case.truth["causal"]["struck_ml"]
    assert ml["ipsi_neonatal"] > ml["contra_neonatal"] * 1.02


@pytest.mark.parametrize("head", HEADS)
def test_skull_is_there_only_where_it_is_asked_for(cases, head):
    for kind, bright in (("skull", True), ("mca-medium", False)):
        case = cases(kind, head)
        for session in SESSIONS:
            mask, _ = read(case.files[f"{session}_mask"])
            scan, _ = read(case.files[f"{session}_t2"])
            outside = scan[mask == 0] > 0.5 * np.median(scan[mask == 1])
            assert outside.sum() > 0.1 * mask.sum() if bright else not scan[mask == 0].any()


def test_slices_are_thick_and_oblique(cases):
    for session in SESSIONS:
        thick = nib.load(cases("thick").files[f"{session}_t2"])
        assert np.allclose(thick.header.get_zooms(), (1.5, 1.5, 6.0))
        oblique = nib.load(cases("oblique").files[f"{session}_t2"])
        angle = np.rad2deg(nib.affines.obliquity(oblique.affine)).max()
        assert 9 < angle < 24
        plain = nib.load(cases("mca-medium").files[f"{session}_t2"])
        assert np.rad2deg(nib.affines.obliquity(plain.affine)).max() < 0.01


def test_a_coil_shades_the_same_head(cases, tmp_path):
    even = make(
        tmp_path, 5, "coil-bias", voxel=3.0, recipe=replace(RECIPES["coil-bias"], coil=False)
    )
    for name in ("neonatal_t2", "month3_t1"):
        mask, _ = read(even.files[f"{name.split('_')[0]}_mask"])
        shaded, plain = (
            ndimage.gaussian_filter(read(case.files[name])[0].astype(float), 1.5)[mask == 1]
            for case in (cases("coil-bias"), even)
        )
        shade = shaded / plain
        assert np.percentile(shade, 95) / np.percentile(shade, 5) > 1.3


def test_ghosts_lie_half_a_field_away(cases, tmp_path):
    point = np.zeros((3, 60, 3), np.float32)
    point[1, 15, 1] = 1  # a field of 80: 60 and the margins
    seen = scanner.ghosted(point, 1, 0.1)[1, :, 1]
    assert seen[[15, 55, 35]] == pytest.approx([0.9, 0.1, 0.04]) and (seen > 0).sum() == 3
    clean = make(tmp_path, 5, "ghosting", voxel=3.0, recipe=replace(RECIPES["ghosting"], ghost=0))
    ghost, _ = read(cases("ghosting").files["month3_t2"])
    plain, _ = read(clean.files["month3_t2"])
    change = (ghost.astype(float) - plain)[plain > 0]  # the noise is the same
    assert change.std() > 0.02 * np.median(plain[plain > 0])


def test_volume_in_the_plain_head_is_the_jacobian():
    rng = np.random.default_rng(0)
    points = rng.uniform(-40, 40, (3, 200))
    step = 1e-4
    for move in (
        lambda p: deform.shift_midline(p, 5.0, (4.0, 6.0)),
        lambda p: deform.swell(p, np.array([30.0, 4, 6]), 26.0, 0.08),
    ):
        columns = []
        for axis in range(3):
            ahead = points.copy()
            ahead[axis] += step
            columns.append((move(ahead)[0] - move(points)[0]) / step)
        found = np.linalg.det(np.stack(columns).transpose(2, 1, 0))
        assert np.allclose(found, move(points)[1], atol=2e-3)


def test_options_name_existing_files_and_one_kind_of_diffusion(cases):
    words = cases("mca-medium").options(diffusion="adc", masks=False)
    given = dict(zip(words[::2], words[1::2], strict=True))
    assert "--neonatal-adc" in given and "--neonatal-dwi" not in given
    assert not any(name.endswith("mask") for name in given)
    assert all(Path(path).is_file() for path in given.values())


def test_an_unknown_kind_is_named(tmp_path):
    with pytest.raises(ValueError, match="'tumour' is none of mca-small"):
        make(tmp_path, 1, "tumour")
    assert set(KINDS) == set(second_generator.RECIPES)
