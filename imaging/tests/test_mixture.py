"""Narrow sulci, bright white matter and the outer edge: the tissue that was put in comes out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from tissue_loss.mixture import Material, shared, two_tissues, typical
from tissue_loss.tissue import _above_fluid, tissue_fraction
from tissue_loss.volume import Volume

GREY, WHITE, FLUID = 0.58, 0.77, 1.0  # on a newborn's T2; the second contrast turns the order round
SECOND = {1: 0.46, 2: 0.36, 3: 0.12}
FINE, COARSE = 0.5, 2.0


def folded(width_mm: float, noise: float = 0.02, seed: int = 0) -> dict:
    """White matter under a cortex of 3 mm with sulci of one width, on a grid of 2 mm."""
    rng = np.random.default_rng(seed)
    block = int(COARSE / FINE)
    size = np.array([28, 26, 26]) * block
    x, y, z = np.meshgrid(*[(np.arange(n) - n / 2 + 0.5) * FINE for n in size], indexing="ij")
    depth = 20 - np.sqrt(x**2 + y**2 + z**2)
    phase = (np.arctan2(y, x) * 20 + 0.3 * z) % 12 - 6  # walls of the sulci, 12 mm apart
    sulcus = (np.abs(phase) < width_mm / 2) & (depth < 9)
    brain = depth > -3  # with a rim of fluid
    tissue = (depth > 0) & ~sulcus
    inward = ndimage.distance_transform_edt(tissue) * FINE
    kinds = np.where(tissue, np.where(inward < 3, 1, 2), np.where(brain, 3, 0))
    shape = size // block

    def down(values: np.ndarray) -> np.ndarray:
        parts = values.reshape(shape[0], block, shape[1], block, shape[2], block)
        return parts.mean(axis=(1, 3, 5))

    share = {kind: down((kinds == kind).astype(float)) for kind in (1, 2, 3)}
    t2 = GREY * share[1] + WHITE * share[2] + FLUID * share[3]
    other = sum(SECOND[kind] * share[kind] for kind in share)
    drawn = np.zeros(shape, np.uint8)
    for kind, label in ((1, 2), (2, 2), (3, 3)):
        pure = np.argwhere(share[kind] > (0.95 if kind < 3 else 0.9))
        drawn[tuple(pure[:: max(1, len(pure) // 40)].T)] = label
    grid = np.diag([COARSE] * 3 + [1.0])
    scans = [Volume(scan + rng.normal(0, noise, shape), grid) for scan in (t2, other)]
    return {
        "scans": scans, "drawn": scans[0].like(drawn), "brain": down(brain.astype(float)) > 0.5,
        "truth": share[1] + share[2], "share": share,
    }  # fmt: skip


def found(scene: dict, scans: int = 2) -> np.ndarray:
    return tissue_fraction(scene["scans"][:scans], scene["drawn"], scene["brain"])[0]


@pytest.mark.parametrize("width", [1.5, 2.5, 4.0])
def test_tissue_beside_sulci_of_any_width_is_as_much_as_there_is(width):
    scene = folded(width)
    part = found(scene)
    assert part.sum() == pytest.approx(scene["truth"].sum(), rel=0.07)
    assert part.min() >= 0 and part.max() <= 1


def test_beside_wide_sulci_it_is_closer():
    scene = folded(4.0)
    assert found(scene).sum() == pytest.approx(scene["truth"].sum(), rel=0.04)


def test_bright_white_matter_is_tissue_and_fluid_is_none():
    scene = folded(4.0)
    part, share = found(scene), scene["share"]
    inner = ndimage.binary_erosion(scene["brain"])
    assert part[(share[2] > 0.99)].mean() > 0.97
    assert part[(share[1] > 0.99)].mean() > 0.97
    assert part[(share[3] > 0.99) & inner].mean() < 0.08
    assert part[(share[3] > 0.99) & scene["brain"] & ~inner].mean() < 0.1  # the outermost layer
    assert part[~scene["brain"]].max() == 0


def test_more_of_a_sulcus_is_less_tissue():
    """Widening by a known volume is seen as that volume: what the ratio is made of."""
    narrow, wide = folded(2.5), folded(4.0)
    lost = narrow["truth"].sum() - wide["truth"].sum()
    assert found(narrow).sum() - found(wide).sum() == pytest.approx(lost, rel=0.2)


def test_turning_and_scaling_the_scans_changes_nothing():
    scene = folded(2.5)
    first = found(scene)
    axes = (1, 2, 0)
    turned = {
        "scans": [Volume(scan.data.transpose(axes) * 700, scan.affine) for scan in scene["scans"]],
        "brain": scene["brain"].transpose(axes),
    }
    turned["drawn"] = turned["scans"][0].like(scene["drawn"].data.transpose(axes))
    assert np.abs(found(turned) - first.transpose(axes)).max() < 0.02


def test_what_noise_makes_of_fluid_is_taken_away_and_a_scar_stays():
    rng = np.random.default_rng(3)
    share = np.abs(rng.normal(0, 0.04, (20, 20, 20)))
    share[:8], share[8:12] = 1.0, 0.5
    found = _above_fluid(share, np.ones(share.shape, bool))
    assert found[12:].mean() < 0.6 * share[12:].mean()
    assert found[8:12].mean() == pytest.approx(0.5, abs=0.03) and found[:8].min() == 1


def test_a_second_contrast_helps():
    scene = folded(1.5, noise=0.03)
    wrong = [
        np.abs(found(scene, scans) - scene["truth"])[scene["brain"]].mean() for scans in (1, 2)
    ]
    assert wrong[1] < wrong[0]


def test_the_share_of_a_shared_voxel_is_the_mean_over_all_shares_that_fit():
    """Against the sum over a fine grid of shares."""
    one = Material(np.array([0.6, 0.5]), np.diag([0.02, 0.03]) ** 2)
    other = Material(np.array([1.0, 0.1]), np.diag([0.02, 0.03]) ** 2)
    rows = np.array([[0.8, 0.3], [0.62, 0.47], [0.95, 0.2], [0.5, 0.6], [1.1, 0.05]])
    grid = (np.arange(4000) + 0.5) / 4000
    line = np.stack([s * one.mean + (1 - s) * other.mean for s in grid])
    weight = np.stack([Material(at, one.spread).density(rows) for at in line])
    density, share = shared(rows, one, other)
    assert density == pytest.approx(weight.mean(axis=0), rel=1e-3)
    assert share == pytest.approx(
        (weight * grid[:, None]).sum(axis=0) / weight.sum(axis=0), abs=2e-3
    )


def test_two_tissues_are_found_in_one_label_whatever_their_order():
    rng = np.random.default_rng(1)
    rows = np.concatenate([rng.normal(0.6, 0.02, (40, 1)), rng.normal(0.8, 0.02, (25, 1))])
    means = sorted(float(each.mean[0]) for each in two_tissues(rng.permutation(rows)))
    assert means == pytest.approx([0.6, 0.8], abs=0.02)


def test_gross_outliers_do_not_move_a_material():
    rows = np.append(np.random.default_rng(2).normal(5, 0.1, 50), [40, 50, -30])[:, None]
    assert float(typical(rows).mean[0]) == pytest.approx(5, abs=0.1)
    assert float(typical(rows).spread[0, 0]) < 0.05
