"""Outlines made elsewhere stand in for scribbles, and scans that show more than the brain."""

from __future__ import annotations

import stat
from dataclasses import replace

import nibabel as nib
import numpy as np
import pytest
from scipy import ndimage

from printed.errors import InputError
from tissue_loss.pipeline import measure
from tissue_loss.skull import shell_share
from tissue_loss.volume import Volume

from .conftest import inputs, with_data


@pytest.fixture(scope="module")
def outlines(phantom, folder, tmp_path_factory):
    """The truth as masks, on the grids of the scans."""
    place = tmp_path_factory.mktemp("outlines")
    truth = phantom.fractions
    made = {
        "neonatal_lesion": truth["lesion"] > 0.5,
        "neonatal_tissue": truth["tissue_neonatal"] > 0.5,
        "month3_tissue": truth["tissue_month3"] > 0.5,
    }
    for name, field in made.items():
        affine = phantom.images[f"{name.split('_')[0]}_t2"].affine
        nib.save(nib.Nifti1Image(field.astype(np.uint8), affine), place / f"{name}.nii.gz")
    return {name: str(place / f"{name}.nii.gz") for name in made}


def test_a_lesion_outlined_by_hand_needs_no_diffusion(folder, phantom, outlines):
    given = inputs(folder, neonatal_dwi=None, neonatal_lesion=outlines["neonatal_lesion"])
    found = measure(given).result
    true = phantom.truth["volumes_ml"]["lesion_neonatal"]
    assert found["volumes_ml"]["lesion_neonatal"] == pytest.approx(true, rel=0.08)
    # At 4 mm; the healthy side, too, is measured from T2 alone.
    assert abs(found["ratio_percent"] - phantom.truth["ratio_percent"]) < 16
    assert found["ratio_se_sources"]["outline"] == pytest.approx(0.05 * found["ratio_percent"])


def test_outlines_alone(folder, phantom, outlines):
    """Nothing is scribbled: the masks say it all."""
    given = inputs(folder, neonatal_dwi=None, neonatal_seeds=None, month3_seeds=None, **outlines)
    found = measure(given).result
    assert found["ratio_se_sources"]["scribbles"] == 0
    assert abs(found["ratio_percent"] - phantom.truth["ratio_percent"]) < 12
    true = phantom.truth["volumes_ml"]["contra_month3"]
    assert found["volumes_ml"]["contra_month3"] == pytest.approx(true, rel=0.05)


def test_residual_lesion_is_the_outline_over_the_expected_loss(folder, phantom, measured, tmp_path):
    assert measured.result["alternatives"]["residual_lesion"] is None
    image = phantom.images["month3_t2"]
    drawn = np.zeros(image.shape, np.uint8)
    session = measured.infant
    centre = np.linalg.inv(image.affine) @ np.append(
        session.t2.affine[:3, :3] @ np.argwhere(session.lesion).mean(axis=0)
        + session.t2.affine[:3, 3], 1)  # fmt: skip
    drawn[tuple(slice(int(n) - 2, int(n) + 2) for n in centre[:3])] = 1
    path = tmp_path / "residual.nii.gz"
    nib.save(nib.Nifti1Image(drawn, image.affine), path)
    found = measure(inputs(folder, month3_lesion=str(path))).result
    expected = 100 * drawn.sum() * 0.064 / found["expected_ml"]
    assert found["alternatives"]["residual_lesion"] == pytest.approx(expected)


def test_alternatives_are_those_of_the_truth(phantom, measured):
    truth, found = phantom.truth, measured.result["alternatives"]
    unscaled = 100 * truth["observed_ml"] / truth["volumes_ml"]["lesion_neonatal"]
    assert abs(found["unscaled"] - unscaled) < 15
    assert abs(found["own_baseline"] - truth["ratio_percent"]) < 12


def test_outlined_peduncles_give_their_index(folder, phantom):
    path = str(folder / "month3_peduncles.nii.gz")
    found = measure(inputs(folder, month3_peduncles=path)).result["asymmetry"]["peduncle_volume"]
    assert found == pytest.approx(phantom.truth["asymmetry"]["peduncle_volume"], abs=0.06)


def test_a_larger_left_side_moves_the_ratio_by_its_share(folder, measured):
    found = measure(inputs(folder, left_larger=1.0)).result
    share = measured.result["lesion_fraction"]
    moved = found["ratio_percent"] - measured.result["ratio_percent"]
    assert moved == pytest.approx(1 / share, rel=0.01)  # one percent, affected side left


def skull(image):
    """Scalp around the brain, beyond a dark layer."""
    data = np.asarray(image.dataobj).astype(float)
    brain = ndimage.binary_fill_holes(ndimage.binary_opening(data > 240))
    away = 4.0 * ndimage.distance_transform_edt(~brain)
    return with_data(image, np.where((away > 6) & (away < 14), 420.0, data).astype(np.float32))


@pytest.mark.parametrize("age", ["neonatal", "month3"])
def test_a_scan_with_its_skull_is_refused_with_the_way_out(spoil, age, monkeypatch):
    monkeypatch.setenv("PATH", "")
    given = spoil(**{f"{age}_t2": skull})
    with pytest.raises(InputError, match=r"skull and scalp: .* brain mask") as caught:
        measure(given)
    assert caught.value.file == getattr(given, f"{age}_t2")


def test_a_mask_that_keeps_the_skull_is_refused(spoil, tmp_path):
    given = spoil(month3_t2=skull)
    image = nib.load(given.month3_t2)
    path = tmp_path / "generous.nii.gz"
    nib.save(nib.Nifti1Image(np.ones(image.shape, np.uint8), image.affine), path)
    with pytest.raises(InputError, match="mask keeps skull"):
        measure(replace(given, month3_mask=str(path)))


def brain_of(folder, age, path):
    image = nib.load(folder / f"{age}_t2.nii.gz")
    brain = ndimage.binary_opening(np.asarray(image.dataobj) > 240)
    nib.save(nib.Nifti1Image(brain.astype(np.uint8), image.affine), path)
    return str(path)


def test_a_brain_mask_takes_the_skull_off(spoil, folder, measured, tmp_path):
    mask = brain_of(folder, "month3", tmp_path / "mask.nii.gz")
    found = measure(replace(spoil(month3_t2=skull), month3_mask=mask)).result
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=5)


def test_an_installed_synthstrip_is_used(spoil, folder, measured, tmp_path, monkeypatch):
    """Any program of that name: here one that hands out a mask made before."""
    made = brain_of(folder, "month3", tmp_path / "made.nii.gz")
    program = tmp_path / "bin" / "mri_synthstrip"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n/bin/cp "{made}" "$4"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))
    found = measure(spoil(month3_t2=skull)).result
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=5)
    assert [line for line in found["warnings"] if "made by mri_synthstrip" in line]


def test_a_synthstrip_that_fails_is_told(spoil, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "mri_synthstrip"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho out of memory >&2\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(InputError, match="mri_synthstrip failed: out of memory"):
        measure(spoil(month3_t2=skull))


def moved(image):
    """The same head on another grid, the header 5 mm and 4 degrees off."""
    from scipy.spatial.transform import Rotation

    data = ndimage.zoom(np.asarray(image.dataobj), (1.2, 1.2, 0.9), order=1)
    affine = image.affine @ np.diag([*np.divide(image.shape, data.shape), 1])
    turn = np.eye(4)
    turn[:3, :3] = Rotation.from_euler("xyz", [3, -2, 4], degrees=True).as_matrix()
    turn[:3, 3] = [4, -3, 2]
    return nib.Nifti1Image(data.astype(np.float32), turn @ affine)


def test_diffusion_on_another_grid_is_resampled_when_asked_for(spoil, measured):
    given = spoil(neonatal_dwi=moved)
    with pytest.raises(InputError, match="--resample"):
        measure(given)
    found = measure(replace(given, resample=True)).result
    assert found["volumes_ml"]["lesion_neonatal"] == pytest.approx(
        measured.result["volumes_ml"]["lesion_neonatal"], rel=0.08
    )
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=8)


def test_a_shell_thicker_than_a_scalp_is_none():
    far = np.sqrt(sum((g - 60) ** 2 for g in np.indices((121, 121, 121))))
    for thick, share in ((4, 1), (1, 1), (22, 0)):  # 1 mm of light beyond bone is no brain either
        lit = (far < 30) | ((far > 34) & (far < 34 + thick))
        scan = Volume(np.where(lit, 9.0, 0.0), np.eye(4))
        assert round(shell_share(scan, 9.0)) == share, thick
