"""The steps in their order, those that take long stood in for by what they found before."""

from __future__ import annotations

from dataclasses import replace

import nibabel as nib
import numpy as np
import pytest

from printed.errors import InputError
from tissue_loss import asymmetry, atlas, checks, error, pipeline
from tissue_loss.inputs import missing

from .conftest import inputs


@pytest.fixture
def quick(folder, measured, monkeypatch):
    """Measures the phantom from its two sessions as they are, or as they are changed."""
    read = pipeline._read(inputs(folder))

    def measure(newborn=measured.newborn, infant=measured.infant, flipped=False, **more):
        monkeypatch.setattr(pipeline, "_read", lambda given: (dict(read[0]), ["as read"]))
        monkeypatch.setattr(checks, "lesion_is_right", lambda *_: flipped)
        monkeypatch.setattr(pipeline, "neonatal", lambda *_: newborn)
        monkeypatch.setattr(pipeline, "month3", lambda *_: infant)
        monkeypatch.setattr(error, "sources", lambda *_: {"model": 3.0, "outline": 4.0})
        return pipeline.measure(inputs(folder, **more))

    return measure


def test_every_step_that_has_something_to_tell_is_heard(quick, monkeypatch):
    names = ("scan_warnings", "range_warnings", "session_warnings", "scar_warnings")
    for name in names:
        monkeypatch.setattr(checks, name, lambda *_, name=name: [name])
    monkeypatch.setattr(asymmetry, "limb_intensity", lambda _: (None, "of the limb"))
    found = quick().result
    assert sorted(found["warnings"]) == sorted(["as read", *names, "of the limb"])
    assert found["asymmetry"]["plic_intensity"] is None
    monkeypatch.setattr(asymmetry, "limb_intensity", lambda _: (0.1, ""))
    for name in names:
        monkeypatch.setattr(checks, name, lambda *_: [])
    assert quick().result["warnings"] == ["as read"]


def test_every_reason_to_refuse_is_asked_for_of_the_session_that_it_is_about(
    quick, measured, monkeypatch
):
    called = {id(measured.newborn): "newborn", id(measured.infant): "infant"}
    asked = []
    for name in ("side", "contrast", "landmarks", "one_side", "growth", "same_side"):

        def note(*given, name=name):
            asked.append((name, *(called[id(one)] for one in given if id(one) in called)))

        monkeypatch.setattr(checks, f"require_{name}", note)
    quick()
    assert asked == [
        ("side",), ("contrast",), ("landmarks", "newborn"), ("one_side", "newborn"),
        ("landmarks", "infant"), ("growth", "newborn", "infant"), ("same_side", "infant"),
    ]  # fmt: skip


@pytest.mark.parametrize(("flipped", "side"), [(False, "L"), (True, "R")])
def test_a_larger_healthy_left_side_counts_by_the_side_of_the_stroke(quick, flipped, side):
    plain = quick(flipped=flipped).result
    found = quick(flipped=flipped, left_larger=2.0).result
    assert found["side"] == plain["side"] == side
    sizes = found["volumes_ml"]
    assert sizes == plain["volumes_ml"]
    expected = {"L": 1.02, "R": 1 / 1.02}[side] * sizes["contra_month3"]
    lost = expected - sizes["ipsi_month3"]
    assert found["observed_ml"] == pytest.approx(lost)
    assert found["ratio_percent"] == pytest.approx(100 * lost / found["expected_ml"])
    assert found["alternatives"]["unscaled"] == pytest.approx(100 * lost / sizes["lesion_neonatal"])
    with pytest.raises(InputError, match="but the lesion is scribbled on side"):
        quick(flipped=flipped, side={"L": "R", "R": "L"}[side])


def test_what_is_left_of_a_lesion_is_told_only_where_somebody_outlined_it(quick, measured):
    infant = measured.infant
    assert infant.lesion.any()  # traced from the cyst's scribbles, for the picture alone
    assert quick().result["alternatives"]["residual_lesion"] is None
    found = quick(infant=replace(infant, own_lesion=True)).result
    share = infant.lesion.sum() * 0.064 / found["expected_ml"]  # voxels of 4 mm
    assert found["alternatives"]["residual_lesion"] == pytest.approx(100 * share)
    nothing = replace(infant, own_lesion=True, lesion=np.zeros_like(infant.lesion))
    assert quick(infant=nothing).result["alternatives"]["residual_lesion"] == 0.0


def test_sources_of_error_are_combined_as_if_they_knew_nothing_of_each_other(quick):
    found = quick().result
    assert found["ratio_se_points"] == pytest.approx(5.0)
    assert error.combined({"a": 30.0, "b": float("nan"), "c": 40.0}) == pytest.approx(50.0)


def test_landmarks_are_mirrored_with_the_scan():
    points = [(1.0, -40, 3), (3.0, 40, 0), (-1.0, 5, 60)]
    plain, turned = (pipeline._landmarks(points, flipped) for flipped in (False, True))
    for seen in ([12.0, 3, 4], [-7.0, 30, -20], [0.0, 0, 0], *map(list, points)):
        mirrored = [-seen[0], *seen[1:]]
        # What lies to the right lies as far to the left in the mirror.
        apart = float(plain.distance([seen])[0])
        assert float(turned.distance([mirrored])[0]) == pytest.approx(-apart)
    assert pipeline._landmarks(None, True) is None


def test_a_brain_mask_of_several_parts_is_the_brain(folder, tmp_path):
    """As a program that names the parts of a brain writes it; an outline has one value."""
    image = nib.load(folder / "neonatal_t2.nii.gz")
    parts = (np.asarray(image.dataobj) > 240).astype(np.uint8)
    parts[parts.shape[0] // 2 :] *= 2
    path = tmp_path / "parts.nii.gz"
    nib.save(nib.Nifti1Image(parts, image.affine), path)
    read, told = pipeline._read(inputs(folder, neonatal_mask=str(path)))
    assert ((read["neonatal_mask"].data > 0) == (parts > 0)).all() and told == []
    with pytest.raises(InputError, match="one value beside 0"):
        pipeline._read(inputs(folder, neonatal_lesion=str(path)))


def test_each_scan_is_laid_on_the_template_of_its_age(monkeypatch):
    monkeypatch.setattr(atlas, "atlas_template", lambda folder, months: (folder, months))
    assert pipeline._templates("atlas") == (("atlas", 0), ("atlas", 3))


NEEDED = {"neonatal_t2": "a", "neonatal_seeds": "b", "neonatal_dwi": "c", "month3_t2": "d",
          "month3_seeds": "e"}  # fmt: skip


@pytest.mark.parametrize(
    ("without", "instead", "lack"),
    [
        ((), {}, None),
        (("neonatal_t2",), {}, "neonatal_t2"), (("month3_t2",), {}, "month3_t2"),
        (("neonatal_seeds",), {}, "neonatal_seeds"), (("month3_seeds",), {}, "month3_seeds"),
        (("month3_seeds",), {"month3_tissue": "m"}, None),
        # A mask of tissue draws no lesion: for that it takes scribbles or an outline.
        (("neonatal_seeds",), {"neonatal_tissue": "m"}, "neonatal_seeds"),
        (("neonatal_seeds", "neonatal_dwi"),
         {"neonatal_tissue": "m", "neonatal_lesion": "l"}, None),
        (("neonatal_seeds",), {"neonatal_lesion": "l"}, "neonatal_seeds"),
        (("neonatal_dwi",), {}, "neonatal_dwi"), (("neonatal_dwi",), {"neonatal_adc": "m"}, None),
        (("neonatal_dwi",), {"neonatal_lesion": "l"}, None),
        (("neonatal_dwi",), {"month3_lesion": "l"}, "neonatal_dwi"),
    ],
)  # fmt: skip
def test_which_file_is_missing(without, instead, lack):
    given = {name: file for name, file in NEEDED.items() if name not in without} | instead
    found = missing(given)
    assert (found and found[0]) == lack
    assert lack is None or f"--{lack.replace('_', '-')}" in found[1]


