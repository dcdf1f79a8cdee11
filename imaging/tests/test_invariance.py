"""What must not change the ratio: storage order, side, a second run."""

from __future__ import annotations

from dataclasses import replace

import nibabel as nib
import numpy as np
import pytest
from nibabel.orientations import apply_orientation, axcodes2ornt, inv_ornt_aff, ornt_transform

from tissue_loss.output import NAMES, write
from tissue_loss.pipeline import measure

from .conftest import FILES, inputs, with_affine


def stored(codes):
    """A function that stores an image with other axes, the world unchanged."""

    def change(image):
        turn = ornt_transform(axcodes2ornt("RAS"), axcodes2ornt(codes))
        data = apply_orientation(np.asarray(image.dataobj), turn)
        return nib.Nifti1Image(data, image.affine @ inv_ornt_aff(turn, image.shape))

    return change


@pytest.mark.parametrize("codes", ["LPS", "PIR"])
def test_storage_orientation(spoil, measured, codes):
    given = spoil(**{name: stored(codes) for name in FILES})
    assert nib.aff2axcodes(nib.load(given.neonatal_t2).affine) == tuple(codes)
    found = measure(given).result
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=0.5)
    assert found["side"] == "L"


def test_sides_swapped_in_the_affine(spoil, measured):
    mirror = np.diag([-1.0, 1, 1, 1])
    given = spoil(**{name: lambda i: with_affine(i, mirror @ i.affine) for name in FILES})
    found, plain = measure(given).result, measured.result
    assert (plain["side"], found["side"]) == ("L", "R")
    same = set(plain) - {"side", "inputs"}
    assert {name: found[name] for name in same} == {name: plain[name] for name in same}


def test_two_runs_give_the_same_bytes(folder, tmp_path):
    for name in ("one", "two"):
        write(measure(inputs(folder)), tmp_path / name)
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_swapping_adc_for_dwi(folder, measured):
    """ADC is dark where DWI is bright; the scribbles tell which."""
    found = measure(
        inputs(folder, neonatal_dwi=None, neonatal_adc=str(folder / "neonatal_adc.nii.gz"))
    ).result
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=8)


def test_three_landmarks_instead_of_registration(folder, measured):
    plane = measured.infant.plane
    normal = np.array(plane.normal)
    points = [p + (plane.offset - normal @ p) * normal
              for p in ([0.0, 0, 0], [0, 40.0, 0], [0, 0, 40.0])]  # fmt: skip
    found = measure(inputs(folder, month3_landmarks=[p.tolist() for p in points])).result
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=0.01)


def test_landmarks_of_a_right_sided_infant_far_from_the_origin(spoil, measured):
    """Scans and landmarks of both ages, mirrored and moved to the side in the same world."""
    move = np.diag([-1.0, 1, 1, 1])
    move[0, 3] = 37.0
    marks = {}
    for age, session in (("neonatal", measured.newborn), ("month3", measured.infant)):
        normal = np.array(session.plane.normal)
        points = [p + (session.plane.offset - normal @ p) * normal
                  for p in ([0.0, 0, 0], [0, 40.0, 0], [0, 0, 40.0])]  # fmt: skip
        marks[f"{age}_landmarks"] = [[37.0 - x, y, z] for x, y, z in np.array(points).tolist()]
    given = spoil(**{name: lambda i: with_affine(i, move @ i.affine) for name in FILES})
    found = measure(replace(given, **marks)).result
    assert found["side"] == "R" and not any("landmark" in line for line in found["warnings"])
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=0.01)
    sizes, plain = found["volumes_ml"], measured.result["volumes_ml"]
    assert sizes == pytest.approx(plain, rel=1e-3)


def test_a_generous_mask_changes_little(folder, measured, tmp_path):
    image = nib.load(folder / "month3_t2.nii.gz")
    path = tmp_path / "mask.nii.gz"
    nib.save(nib.Nifti1Image(np.ones(image.shape, np.uint8), image.affine), path)
    found = measure(inputs(folder, month3_mask=str(path))).result
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=2)
