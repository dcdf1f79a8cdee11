"""Standard errors of the ratio, each source by itself, on sessions that were measured before."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tissue_loss import error, ratio
from tissue_loss.session import volumes_ml


@pytest.fixture
def sources(measured, monkeypatch):
    """The sources for two sessions, some of whose planes are moved by so many mm in turn."""

    def found(newborn=measured.newborn, infant=measured.infant, moved=None, sides=1.0):
        def planes(scan, brain, left_out, plane):
            by = 1.0 if moved is not None and scan is moved.t2 else 0.0
            return [replace(plane, offset=plane.offset + by * step) for step in (-1, 1) * 4]

        monkeypatch.setattr(error, "rough", lambda session: session)
        monkeypatch.setattr(error, "plane_jitter", planes)
        monkeypatch.setattr(error, "_redraw", lambda *_: None)
        monkeypatch.setattr(error, "bootstrap", lambda _: 7.0)
        return error.sources(newborn, infant, sides)

    return found


@pytest.mark.parametrize("own", list(product((False, True), repeat=3)))
def test_scribbles_are_no_source_only_where_outlines_decide_all(sources, measured, own):
    lesion, tissue, later = own
    newborn = replace(measured.newborn, own_lesion=lesion, own_tissue=tissue)
    found = sources(newborn, replace(measured.infant, own_tissue=later))
    assert found["scribbles"] == (0.0 if all(own) else 7.0)
    # Only the newborn's lesion is drawn by hand as a whole.
    assert (found["outline"] > 0) is lesion
    other = replace(measured.infant, own_lesion=True)
    assert sources(infant=other)["outline"] == 0.0


def test_what_differs_by_nature_is_what_a_larger_side_moves(sources, measured):
    sizes = volumes_ml(measured.newborn, measured.infant)
    apart = ratio.tissue_loss_ratio(sizes, 1 + error.NATURAL_ASYMMETRY)
    expected = apart - ratio.tissue_loss_ratio(sizes)
    assert sources()["natural_asymmetry"] == pytest.approx(expected)


def test_no_source_is_negative_where_a_brain_has_more_than_was_expected(sources, measured):
    """A healthy side taken as much smaller: nothing is lost, and the ratio lies below zero."""
    sizes = volumes_ml(measured.newborn, measured.infant)
    assert ratio.tissue_loss_ratio(sizes, 0.5) < -50
    newborn = replace(measured.newborn, own_lesion=True)
    found = sources(newborn, sides=0.5)
    assert min(found.values()) >= 0 and found["model"] > 3 and found["outline"] > 2


@pytest.mark.parametrize("age", ["neonatal", "month3"])
def test_a_plane_is_moved_in_its_own_session_alone(sources, measured, age):
    newborn, infant = measured.newborn, measured.infant
    moved = newborn if age == "neonatal" else infant
    found = sources(moved=moved)
    other = {"neonatal": "month3", "month3": "neonatal"}[age]
    assert found[f"plane_{other}"] == 0.0
    ratios = []
    for step in (-1, 1):
        at = replace(moved, plane=replace(moved.plane, offset=moved.plane.offset + step))
        pair = (at, infant) if moved is newborn else (newborn, at)
        ratios.append(ratio.tissue_loss_ratio(volumes_ml(*pair)))
    # Four of eight at either end: the jackknife adds up eight squares of half the distance.
    half = abs(ratios[1] - ratios[0]) / 2
    assert found[f"plane_{age}"] == pytest.approx((7 / 8 * 8 * half**2) ** 0.5)
    assert half > 0


def test_a_redrawing_that_fails_rules_no_error_and_of_two_none_is_told():
    values = iter([1.0, float("nan"), 3.0, 2.0, float("inf"), 1.0, 3.0, 2.0, 1.0, 3.0])
    whole = [1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 1.0, 3.0]
    found = error.bootstrap(lambda _: next(values))
    assert found == pytest.approx(1.2 * np.std(whole, ddof=1))  # all lie within their quantiles
    few = iter([1.0, 2.0] + [float("nan")] * 8)
    assert np.isnan(error.bootstrap(lambda _: next(few)))
    three = iter([1.0, 2.0, 3.0] + [float("nan")] * 7)
    assert error.bootstrap(lambda _: next(three)) > 0
