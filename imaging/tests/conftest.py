"""One small phantom on disk, and a way to spoil one of its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from tissue_loss.phantom import Phantom, Recipe, build
from tissue_loss.phantom_files import save_image, save_phantom
from tissue_loss.pipeline import Inputs, Measurement, measure

FILES = ("neonatal_t2", "neonatal_dwi", "neonatal_seeds", "month3_t2", "month3_t1", "month3_seeds")


@pytest.fixture(scope="package")
def phantom() -> Phantom:
    """A left-sided stroke of 15% of the hemisphere at 4 mm, straight and clean."""
    return build(
        Recipe(seed=3, voxel_mm=4.0, side="L", lesion_share=0.15, ratio_percent=90, growth=1.45)
    )


@pytest.fixture(scope="package")
def folder(phantom: Phantom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("phantom") / "sub"
    save_phantom(phantom, place)
    return place


@pytest.fixture
def spoil(folder: Path, tmp_path: Path) -> Callable[..., Inputs]:
    """Inputs in a copy of the phantom's folder, some files rewritten by a function."""

    def make(**changes: Callable[[nib.Nifti1Image], nib.Nifti1Image]) -> Inputs:
        copy = tmp_path / "sub"
        shutil.copytree(folder, copy)
        for name, change in changes.items():
            path = copy / f"{name}.nii.gz"
            image = nib.load(path)
            fresh = nib.Nifti1Image(np.asarray(image.dataobj), image.affine, image.header)
            save_image(change(fresh), path)
        return inputs(copy)

    return make


def inputs(folder: Path, **more: object) -> Inputs:
    files = {name: str(folder / f"{name}.nii.gz") for name in FILES}
    return Inputs(subject="sub", **(files | more))


@pytest.fixture(scope="package")
def measured(folder: Path) -> Measurement:
    return measure(inputs(folder))


def with_data(image: nib.Nifti1Image, data: np.ndarray) -> nib.Nifti1Image:
    return nib.Nifti1Image(data, image.affine)


def with_affine(image: nib.Nifti1Image, affine: np.ndarray) -> nib.Nifti1Image:
    fresh = nib.Nifti1Image(np.asarray(image.dataobj), affine)
    fresh.set_sform(affine, 1)
    fresh.set_qform(None, 0)
    return fresh
