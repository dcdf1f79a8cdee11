"""A skull at any voxel size: refused without a mask, told from a brain alone, kept out by one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from imaging.tests.generator import second_generator
from scipy import ndimage

from printed.errors import InputError
from tissue_loss.skull import DIP, SKULL_SHARE, brain_only, shell_share
from tissue_loss.volume import Volume, read_labels, read_scan

# Edge in mm and its stretch by axis: from the finest a test can afford to the coarsest that is
# read, and thick slices; what a voxel averages is 1.6 to 4 mm.
GRIDS = {
    "1x1x4": (2.0, (0.5, 0.5, 2.0)),
    "2": (2.0, (1, 1, 1)),
    "2.5": (2.5, (1, 1, 1)),
    "3": (3.0, (1, 1, 1)),
    "4": (4.0, (1, 1, 1)),
    "2.5x2.5x5": (2.5, (1, 1, 2)),
}
AGES = ("neonatal", "month3")


@cache
def sessions(grid: str) -> dict[str, tuple[Volume, Volume, Volume]]:
    """Scan, scribbles and brain mask of each session of an infant with its skull."""
    voxel, stretch = GRIDS[grid]
    recipe = replace(second_generator.RECIPES["skull"], voxel=stretch)
    with TemporaryDirectory() as place:
        files = second_generator.make(
            place, seed=1, kind="skull", voxel=voxel, truth_images=False, recipe=recipe
        ).files
        found = {}
        for age in AGES:
            t2 = read_scan(files[f"{age}_t2"])
            seeds = read_labels(files[f"{age}_seeds"], t2, allowed=(0, 1, 2, 3))
            found[age] = t2, seeds, read_labels(files[f"{age}_mask"], t2)
        return found


def wider(mask: Volume, mm: float) -> Volume:
    """A mask and what lies around it."""
    away = ndimage.distance_transform_edt(mask.data == 0, sampling=mask.voxel_mm)
    return mask.like((away <= mm).astype(np.uint8))


@pytest.fixture(autouse=True)
def no_stripper(monkeypatch):
    monkeypatch.setenv("PATH", "")


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("grid", GRIDS)
def test_a_skull_without_a_mask_is_refused_with_the_way_out(grid, age):
    t2, seeds, _ = sessions(grid)[age]
    with pytest.raises(InputError, match="skull.*brain mask, for instance from mri_synthstrip"):
        brain_only(t2, seeds, None)


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("grid", GRIDS)
def test_a_mask_that_keeps_the_scalp_is_refused(grid, age):
    t2, seeds, mask = sessions(grid)[age]
    with pytest.raises(InputError, match=r"the mask keeps .* scalp"):
        brain_only(t2, seeds, wider(mask, 12))


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("grid", GRIDS)
def test_a_brain_mask_and_a_brain_alone_are_taken_as_they_are(grid, age):
    t2, seeds, mask = sessions(grid)[age]
    assert brain_only(t2, seeds, mask) == (mask, "")
    assert brain_only(t2.like(np.where(mask.data > 0, t2.data, 0)), seeds, None) == (None, "")


@pytest.mark.parametrize("grid", ["1x1x4", "2", "2.5"])
def test_skull_and_brain_alone_lie_far_from_the_limit_where_rays_decide(grid):
    for t2, seeds, mask in sessions(grid).values():
        level = float(np.median(t2.data[seeds.data == 2]))
        assert shell_share(t2, level) > 2 * SKULL_SHARE
        assert shell_share(t2, level, mask) < SKULL_SHARE / 2


def test_a_layer_as_light_as_cortex_is_no_skull():
    """White matter, cortex and fluid: darker between lighter, but not as bone is."""
    far = np.sqrt(sum((g - 40) ** 2 for g in np.indices((81, 81, 81))))
    for cortex, share in ((DIP + 0.05, 0.0), (DIP - 0.05, 1.0)):
        rings = [far < 30, far < 34, far < 37]
        scan = Volume(np.select(rings, [1.0, cortex, 1.6], 0.0), np.eye(4))
        assert shell_share(scan, 1.0) == pytest.approx(share, abs=0.01)
