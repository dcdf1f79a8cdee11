"""What is unusual and measured all the same, each by a test that names it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tissue_loss.checks import warnings
from tissue_loss.pipeline import Inputs, measure
from tissue_loss.volume import Volume

from .conftest import with_affine

PLAIN = Inputs("s", "a", "b", "c", "d", neonatal_dwi="e")


def told(growth=1.4, share=0.2, value=90.0, angle=0.0, given=PLAIN):
    scan = Volume(np.zeros((2, 2, 2)), np.eye(4), "a", angle)
    return warnings({"neonatal_t2": scan}, given, growth, share, value)


def test_nothing_unusual():
    assert told() == []


def test_oblique(spoil, measured):
    angle = np.radians(25)
    turn = np.eye(4)
    turn[1:3, 1:3] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    names = ("neonatal_t2", "neonatal_dwi", "neonatal_seeds")
    given = spoil(**{name: lambda i: with_affine(i, turn @ i.affine) for name in names})
    found = measure(given).result
    assert [line for line in found["warnings"] if "oblique" in line]
    # A head that is turned within its own plane of symmetry has the same two halves.
    assert found["ratio_percent"] == pytest.approx(measured.result["ratio_percent"], abs=4)


@pytest.mark.parametrize(("angle", "count"), [(20.0, 0), (20.1, 1)])
def test_oblique_edge(angle, count):
    assert len(told(angle=angle)) == count


@pytest.mark.parametrize(("share", "count"), [(0.07, 0), (0.069, 1)])
def test_small_lesion(share, count):
    assert len([line for line in told(share=share) if "under 7%" in line]) == count


@pytest.mark.parametrize(("growth", "count"), [(1.09, 1), (1.1, 0), (1.9, 0), (1.91, 1)])
def test_growth(growth, count):
    assert len([line for line in told(growth=growth) if "growth" in line]) == count


@pytest.mark.parametrize(("value", "count"), [(29.9, 1), (30.0, 0), (150.0, 0), (150.1, 1)])
def test_ratio(value, count):
    assert len([line for line in told(value=value) if "ratio" in line]) == count


def test_t2_only(spoil):
    given = replace(spoil(), neonatal_dwi=None)
    found = measure(given).result
    assert [line for line in found["warnings"] if line.startswith("T2 only")]
    assert np.isfinite(found["ratio_percent"]) and found["ratio_se_points"] > 0
