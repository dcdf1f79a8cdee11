"""The ratio and what else the same words could mean, by their definitions."""

from __future__ import annotations

import pytest

from tissue_loss.ratio import alternatives, growth_factor, healthy_sides, tissue_loss_ratio

VOLUMES = {
    "lesion_neonatal": 40.0, "contra_neonatal": 200.0, "ipsi_neonatal": 204.0,
    "contra_month3": 300.0, "ipsi_month3": 246.0,
}  # fmt: skip


@pytest.mark.parametrize("side", ["L", "R"])
@pytest.mark.parametrize("larger", [0.0, 1.0, -2.5])
def test_without_growth_the_ratio_is_larger_by_the_growth_whatever_side_is_larger(side, larger):
    sides = healthy_sides(side, larger)
    growth = growth_factor(VOLUMES["contra_neonatal"], VOLUMES["contra_month3"])
    ratio = tissue_loss_ratio(VOLUMES, sides)
    found = alternatives(VOLUMES, 30.0, sides)
    assert found["unscaled"] == pytest.approx(ratio * growth)
    assert (found["own_baseline"], found["residual_lesion"]) == pytest.approx((100.0, 50.0))


def test_a_larger_healthy_left_side_raises_the_ratio_of_a_left_stroke_and_lowers_a_right_one():
    ratios = [tissue_loss_ratio(VOLUMES, healthy_sides(side, 1.0)) for side in "LR"]
    plain = tissue_loss_ratio(VOLUMES)
    # One percent of 300 ml is 3 of the 60 ml that are expected to be lost.
    assert ratios == pytest.approx([plain + 5.0, plain + 100 * (300 / 1.01 - 300) / 60])
