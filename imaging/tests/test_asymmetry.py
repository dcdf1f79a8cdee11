"""Asymmetry of two tracts on a block of two halves: which side, and when nothing can be said."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from tissue_loss import asymmetry
from tissue_loss.plane import make_plane
from tissue_loss.volume import Volume

# The affected side is the left one; the middle of ten voxels of 1 mm is the origin.
GRID = np.array([[1.0, 0, 0, -4.5], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
SHAPE = (10, 4, 4)
LEFT, RIGHT = slice(1, 4), slice(6, 9)


def sides(left, right, elsewhere=0.0):
    found = np.full(SHAPE, float(elsewhere))
    found[LEFT], found[RIGHT] = left, right
    return found


@pytest.fixture
def limb(monkeypatch):
    """The index, by what T1 shows in the limb of either side and how much of it is tissue."""

    def index(bright, tissue=(1.0, 1.0), t1=True):
        monkeypatch.setattr(asymmetry, "posterior_limb", lambda *_: sides(1, 1))
        scan = Volume(np.ones(SHAPE), GRID)
        infant = SimpleNamespace(
            t2=scan, plane=make_plane([1.0, 0, 0], 0.0), placement=None,
            brain=np.ones(SHAPE, bool), tissue=sides(*tissue),
            channels=[scan, scan.like(sides(*bright, elsewhere=99.0))][: 2 if t1 else 1],
        )  # fmt: skip
        return asymmetry.limb_intensity(infant)

    return index


def test_a_darker_affected_side_has_a_positive_index(limb):
    assert limb((100, 300)) == (pytest.approx(0.5), "")
    assert limb((300, 100)) == (pytest.approx(-0.5), "")
    assert limb((200, 200)) == (pytest.approx(0.0), "")


@pytest.mark.parametrize("tissue", [(0.9, 1.0), (1.0, 0.9), (0.5, 0.5)])
def test_fluid_in_the_limb_of_either_side_says_nothing_of_myelin(limb, tissue):
    found, told = limb((100, 300), tissue)
    assert found is None and "fluid reaches into it" in told
    assert limb((100, 300), (0.96, 0.96))[0] is not None


@pytest.mark.parametrize("bright", [(0, 300), (300, 0), (-5, 300)])
def test_no_brightness_has_no_index(limb, bright):
    assert limb(bright) == (None, "")


def test_without_t1_nothing_is_told(limb):
    assert limb((100, 300), t1=False) == (None, "")


def test_a_smaller_affected_peduncle_has_a_positive_index():
    infant = SimpleNamespace(plane=make_plane([1.0, 0, 0], 0.0))
    drawn = np.zeros(SHAPE)
    drawn[3, 0, :2], drawn[7, 0, :] = 1, 1  # two voxels beside four
    assert asymmetry.outlined_index(Volume(drawn, GRID), infant) == pytest.approx(1 / 3)
    assert asymmetry.outlined_index(Volume(drawn[::-1], GRID), infant) == pytest.approx(-1 / 3)
    assert asymmetry.outlined_index(None, infant) is None
