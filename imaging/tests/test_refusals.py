"""Everything that is refused, each by a test that names it, before anything is computed."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from printed.errors import InputError
from tissue_loss.pipeline import measure

from .conftest import inputs, with_affine, with_data

SESSIONS = {
    age: [f"{age}_{kind}" for kind in kinds]
    for age, kinds in (("neonatal", ("t2", "dwi", "seeds")), ("month3", ("t2", "t1", "seeds")))
}


def refused(given, match):
    with pytest.raises(InputError, match=match) as caught:
        measure(given)
    assert "\n" not in str(caught.value)
    return caught.value


def relabel(old, new):
    def change(image):
        data = np.asarray(image.dataobj).copy()
        data[data == old] = new
        return with_data(image, data)

    return change


def test_missing_file(folder):
    error = refused(inputs(folder, month3_t2=str(folder / "no.nii.gz")), "no such file")
    assert error.file.endswith("no.nii.gz")


def test_no_nifti(folder, tmp_path):
    path = tmp_path / "notes.nii.gz"
    path.write_text("these are not voxels")
    refused(inputs(folder, neonatal_t2=str(path)), "cannot be read as NIfTI")


def test_another_format(folder, tmp_path):
    path = tmp_path / "scan.mgz"
    nib.save(nib.MGHImage(np.ones((9, 9, 9), np.float32), np.eye(4)), path)
    refused(inputs(folder, neonatal_t2=str(path)), "not NIfTI")


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.5, 0.99])
def test_truncated(spoil, kept):
    given = spoil()
    path = Path(given.neonatal_t2)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(kept * len(raw))])
    refused(given, "truncated")


def test_truncated_inside_the_compression(spoil):
    given = spoil()
    path = Path(given.month3_t2)
    raw = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(raw[: len(raw) // 2]))
    refused(given, "truncated")


def test_truncated_without_compression(spoil, tmp_path):
    given = spoil()
    raw = gzip.decompress(Path(given.month3_t2).read_bytes())
    path = tmp_path / "scan.nii"
    path.write_bytes(raw[: len(raw) // 2])
    refused(replace(given, month3_t2=str(path)), "truncated")


def test_four_dimensions(spoil):
    def twice(image):
        return with_data(image, np.stack([np.asarray(image.dataobj)] * 2, axis=3))

    refused(spoil(neonatal_t2=twice), "4 dimensions")


def test_a_fourth_axis_of_length_one_is_read(spoil):
    given = spoil(neonatal_t2=lambda i: with_data(i, np.asarray(i.dataobj)[..., None]))
    assert measure(given).result["side"] == "L"


def test_a_folder_of_dicom(folder, tmp_path):
    refused(inputs(folder, neonatal_t2=str(tmp_path)), "folder; scans in DICOM .* dcm2niix")


def test_dicom(folder, tmp_path):
    path = tmp_path / "IM0001"
    path.write_bytes(bytes(128) + b"DICM" + bytes(64))
    refused(inputs(folder, neonatal_t2=str(path)), "is DICOM; .* dcm2niix")


def test_nrrd(folder, tmp_path):
    path = tmp_path / "Segmentation.seg.nrrd"
    path.write_bytes(b"NRRD0004\ntype: uchar\n")
    refused(inputs(folder, neonatal_seeds=str(path)), "is NRRD; .* NIfTI")


def test_colours(spoil):
    def paint(image):
        grey = np.asarray(image.dataobj).astype(np.uint8)
        rgb = np.stack([grey] * 3, axis=-1).view([(c, "u1") for c in "RGB"])[..., 0]
        return nib.Nifti1Image(rgb, image.affine)

    refused(spoil(neonatal_t2=paint), "colours")


def test_two_dimensions(spoil):
    refused(spoil(neonatal_t2=lambda i: with_data(i, np.asarray(i.dataobj)[:, :, 9])), "dimensions")


def test_no_orientation(spoil):
    def forget(image):
        image.set_sform(None, 0)
        image.set_qform(None, 0)
        return image

    refused(spoil(neonatal_t2=forget), "no orientation")


def test_a_header_that_the_library_sets_right_is_told_in_our_line_alone(spoil, caplog):
    given = spoil()
    path = Path(given.neonatal_t2)
    raw = bytearray(gzip.decompress(path.read_bytes()))
    raw[252:256] = np.array([0, 8], np.int16).tobytes()  # no qform, and an sform of no kind
    path.write_bytes(gzip.compress(bytes(raw)))
    refused(given, "no orientation")
    assert not caplog.records


def test_values_that_single_precision_cannot_hold_are_refused_without_a_word(spoil):
    def huge(image):
        return with_data(image, np.asarray(image.dataobj).astype(np.float64) * 1e300)

    refused(spoil(neonatal_t2=huge), "constant|not numbers")


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_singular_affine(spoil, value):
    given = spoil()
    path = Path(given.neonatal_t2)
    raw = bytearray(gzip.decompress(path.read_bytes()))
    raw[280:284] = np.float32(value).tobytes()  # srow_x[0] of the header
    path.write_bytes(gzip.compress(bytes(raw)))
    refused(given, "singular")


@pytest.mark.parametrize("edge", [0.1, 7.0, 4000.0])
def test_voxel_size(spoil, edge):
    affine = np.diag([edge, 4.0, 4.0, 1.0])
    refused(spoil(neonatal_t2=lambda i: with_affine(i, affine)), "voxel edge")


def test_too_many_voxels_that_are_no_numbers(spoil):
    def holes(image):
        data = np.asarray(image.dataobj).copy()
        data[::4, ::4, ::4] = np.nan
        return with_data(image, data)

    refused(spoil(neonatal_t2=holes), "not numbers")


def test_a_background_of_no_numbers_is_air(spoil, measured):
    """As SPM and AFNI write masked scans."""

    def masked(image):
        data = np.asarray(image.dataobj).copy()
        data[data < 60] = np.nan
        return with_data(image, data)

    given = spoil(neonatal_t2=masked, month3_t2=masked)
    assert np.isnan(np.asarray(nib.load(given.neonatal_t2).dataobj)).mean() > 0.2
    found = measure(given).result["ratio_percent"]
    assert found == pytest.approx(measured.result["ratio_percent"], abs=0.5)


def test_a_few_voxels_that_are_no_numbers_are_read(spoil, measured):
    def hole(image):
        data = np.asarray(image.dataobj).copy()
        data[0, 0, :3] = np.nan
        data[0, 1, :3] = np.inf
        return with_data(image, data)

    found = measure(spoil(neonatal_t2=hole)).result["ratio_percent"]
    assert found == pytest.approx(measured.result["ratio_percent"], abs=0.5)


@pytest.mark.parametrize("value", [0, 7])
def test_constant(spoil, value):
    refused(
        spoil(month3_t1=lambda i: with_data(i, np.full(i.shape, value, np.float32))), "constant"
    )


def test_grids_of_one_session_differ_in_shape(spoil):
    refused(
        spoil(neonatal_dwi=lambda i: with_data(i, np.asarray(i.dataobj)[:-1])),
        "grid is not that of neonatal_t2",
    )


def test_grids_of_one_session_differ_in_place(spoil):
    def move(image):
        affine = image.affine.copy()
        affine[0, 3] += 2
        return with_affine(image, affine)

    refused(spoil(month3_seeds=move), "grid is not that of month3_t2")


@pytest.mark.parametrize("name", ["neonatal_seeds", "month3_seeds"])
def test_no_scribbles(spoil, name):
    refused(
        spoil(**{name: lambda i: with_data(i, np.zeros(i.shape, np.uint8))}), "nothing is drawn"
    )


@pytest.mark.parametrize(
    ("name", "label", "word"),
    [("neonatal_seeds", 1, "lesion"), ("neonatal_seeds", 2, "tissue"),
     ("neonatal_seeds", 3, "fluid"), ("month3_seeds", 2, "tissue"), ("month3_seeds", 3, "fluid")],
)  # fmt: skip
def test_too_few_scribbles(spoil, name, label, word):
    refused(spoil(**{name: relabel(label, 0)}), f"too few scribbles of label {label} .{word}")


def test_unknown_label(spoil):
    refused(spoil(neonatal_seeds=relabel(3, 5)), "label 5 is unknown")


def test_labels_that_are_not_whole(spoil):
    refused(
        spoil(neonatal_seeds=lambda i: with_data(i, np.asarray(i.dataobj) * np.float32(0.5))),
        "whole numbers",
    )


def test_labels_stored_as_floats_are_read(spoil, measured):
    given = spoil(month3_seeds=lambda i: with_data(i, np.asarray(i.dataobj).astype(np.float32)))
    assert measure(given).result["ratio_percent"] == measured.result["ratio_percent"]


@pytest.mark.parametrize("age", ["neonatal", "month3"])
def test_fluid_not_brighter_than_tissue(spoil, age):
    def negative(image):
        data = np.asarray(image.dataobj)
        return with_data(image, np.where(data > 150, 1500 - data, data))

    refused(spoil(**{f"{age}_t2": negative}), "fluid is not brighter")


def test_tissue_and_fluid_labels_exchanged(spoil):
    def swap(image):
        data = np.asarray(image.dataobj)
        return with_data(image, np.choose(data, [0, 1, 3, 2]).astype(np.uint8))

    refused(spoil(month3_seeds=swap), "fluid is not brighter")


def test_lesion_and_tissue_labels_exchanged(spoil):
    def swap(image):
        data = np.asarray(image.dataobj)
        return with_data(image, np.choose(data, [0, 2, 1, 3]).astype(np.uint8))

    refused(spoil(neonatal_seeds=swap), r"label 1 .* darker .* 1 and 2 were exchanged")


def test_adc_given_as_dwi(folder):
    given = inputs(folder, neonatal_dwi=str(folder / "neonatal_adc.nii.gz"))
    refused(given, "the scan is an ADC map")


def test_t2_alone(folder):
    """Whatever looks like lesion on T2 alone need not be one: the way out is named."""
    refused(inputs(folder, neonatal_dwi=None), "--neonatal-dwi .* --neonatal-lesion")


def test_lesion_on_both_sides(spoil):
    def both(image):
        data = np.asarray(image.dataobj).copy()
        other = data[::-1] == 1
        data[other] = 1
        return with_data(image, data)

    refused(spoil(neonatal_seeds=both), "both sides")


def test_stated_side_contradicts_the_lesion(folder):
    refused(inputs(folder, side="R"), "side R was stated")


def test_unknown_side(folder):
    refused(inputs(folder, side="left"), "unknown")


def test_cyst_on_the_other_side(spoil):
    changes = {name: lambda i: with_affine(i, np.diag([-1, 1, 1, 1]) @ i.affine)
               for name in SESSIONS["month3"]}  # fmt: skip
    refused(spoil(**changes), "other side")


def test_brain_smaller_at_three_months(spoil):
    given = spoil()
    swapped = replace(
        given,
        month3_t2=given.neonatal_t2, month3_t1=None, month3_seeds=given.neonatal_seeds,
        neonatal_t2=given.month3_t2, neonatal_dwi=given.month3_t2,
        neonatal_seeds=given.month3_seeds,
    )  # fmt: skip
    refused(swapped, "smaller at 3 months")


def test_a_header_that_claims_100_gigabytes(spoil, tmp_path):
    """The header alone is read: no such array is ever asked for."""
    header = nib.Nifti1Header()
    header.set_data_dtype(np.float32)
    header.set_data_shape((3000, 3000, 2800))
    header.set_sform(np.diag([1.0, 1, 1, 1]), 1)
    header["vox_offset"] = 352
    header["magic"] = b"n+1"
    path = tmp_path / "huge.nii"
    path.write_bytes(header.binaryblock + b"\0" * 100)
    given = spoil()
    refused(replace(given, neonatal_t2=str(path)), r"claims .* \(100 GB\)")
    packed = tmp_path / "huge.nii.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    refused(replace(given, neonatal_t2=str(packed)), r"claims .* \(100 GB\)")


def test_scribbles_outside_the_brain(spoil):
    def elsewhere(image):
        data = np.asarray(image.dataobj)
        return with_data(image, np.roll(data, data.shape[2] // 2, axis=2))

    with pytest.raises(InputError):
        measure(spoil(neonatal_seeds=elsewhere))


def test_an_empty_mask(spoil, tmp_path):
    given = spoil()
    image = nib.load(given.neonatal_t2)
    nib.save(nib.Nifti1Image(np.zeros(image.shape, np.uint8), image.affine), tmp_path / "m.nii.gz")
    refused(replace(given, neonatal_mask=str(tmp_path / "m.nii.gz")), "mask")


@pytest.mark.parametrize("age", ["neonatal", "month3"])
def test_landmarks_of_another_head(folder, age):
    """In the right order and far apart, but 25 mm beside this midline."""
    points = [(25.0, 0, 0), (25.0, 60, 0), (25.0, 0, 60)]
    refused(inputs(folder, **{f"{age}_landmarks": points}), f"{age}-landmarks do not lie")


@pytest.mark.parametrize("kind", ["lesion", "tissue"])
def test_a_mask_of_several_kinds(folder, kind):
    """A map of cerebrospinal fluid, grey and white matter is no mask of tissue."""
    labels = str(folder / "neonatal_seeds.nii.gz")
    refused(inputs(folder, **{f"neonatal_{kind}": labels}), "one value beside 0 and holds 1, 2, 3")


@pytest.mark.parametrize(
    "points", [[(0, 0, 0), (0, 50, 0), (0, 90, 0)], [(0, 0, 0), (50, 0, 0), (0, 50, 0)]]
)
def test_landmarks_that_make_no_midsagittal_plane(folder, points):
    refused(inputs(folder, month3_landmarks=points), "landmarks")


@pytest.mark.parametrize("name", ["neonatal_t2", "month3_t2"])
def test_a_scan_whose_tissue_is_no_brighter_than_nothing(spoil, name):
    def shift(image):
        return nib.Nifti1Image(np.asarray(image.dataobj) - 32768.0, image.affine)

    refused(spoil(**{name: shift}), rf"{name}.*0 or less.* no T2 intensities")
