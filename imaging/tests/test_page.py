"""The page of one infant: sides as on every scanner, nothing unescaped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tissue_loss.page import Layer, index, montage, page, slices
from tissue_loss.volume import Volume


def bright_on_the_right(flipped):
    """A dark head with light on the infant's right, mirrored where the session is."""
    data = np.zeros((20, 24, 6))
    data[(slice(2, 8) if flipped else slice(12, 18)), 4:20, :] = 1.0
    return Volume(data, np.diag([2.0, 2.0, 2.0, 1.0]))


@pytest.mark.parametrize("flipped", [False, True])
def test_the_right_is_on_the_left(flipped):
    shown = montage(bright_on_the_right(flipped), 1.0, [], [3], flipped)
    tile = shown[:, : shown.shape[1] // 5, 0].astype(float)
    half = tile.shape[1] // 2
    assert tile[:, :half].mean() > 5 * tile[:, half:].mean()


def test_the_front_is_above():
    data = np.zeros((20, 24, 3))
    data[5:15, 16:22, :] = 1.0
    shown = montage(Volume(data, np.diag([2.0, 2.0, 2.0, 1.0])), 1.0, [], [1], False)
    middle = shown.shape[0] // 2
    assert shown[: middle - 4].mean() > 5 * shown[middle + 8 :].mean()


def test_an_outline_is_drawn_round_and_a_scribble_whole():
    scan = bright_on_the_right(False)
    field = scan.data > 0.5
    orange = np.array([0xD5, 0x5E, 0x00])

    def dots(layer):
        return int((montage(scan, 1.0, [layer], [3], False) == orange).all(axis=2).sum())

    outline, whole = (dots(Layer(field, "#d55e00", filled)) for filled in (False, True))
    assert 0 < outline < 0.4 * whole


def test_ten_slices_of_each_scan(measured):
    for session in (measured.newborn, measured.infant):
        places = slices(session)
        assert len(places) == 10 and places == sorted(set(places))
        assert session.brain[:, :, places].any(axis=(0, 1)).all()
    assert page(measured).count("<img ") == 8


def test_numbers_and_warnings_stand_on_the_page_and_names_are_no_markup(measured):
    result = measured.result | {"subject": "<b>a</b>", "warnings": ["growth < 1"]}
    text = page(replace(measured, result=result))
    assert "<b>a</b>" not in text and "growth &lt; 1" in text
    assert f"{measured.result['ratio_percent']:.1f}" in text
    told = index([result, {"subject": "c", "error": {"message": "no <scan>"}}])
    assert "<b>" not in told and "no &lt;scan&gt;" in told


def test_that_nothing_is_unusual_is_said_only_where_nothing_is_told(measured):
    for warnings in ([], ["one", "two"]):
        text = page(replace(measured, result=measured.result | {"warnings": warnings}))
        assert ("Nothing unusual was found" in text) is not bool(warnings)
        assert text.count('class="warning"') == len(warnings)
    told = index([measured.result | {"warnings": ["one", "two"]}])
    assert "one<br>two" in told


@pytest.mark.parametrize(("value", "said"), [(None, "not measured"), (0.0, "0"), (48.6, "49")])
def test_what_was_not_measured_is_no_zero(measured, value, said):
    kinds = measured.result["alternatives"] | {"residual_lesion": value}
    text = page(replace(measured, result=measured.result | {"alternatives": kinds}))
    assert f'residual lesion, %</th><td class="number">{said}</td>' in text


@pytest.mark.parametrize("flipped", [False, True])
def test_the_letters_name_the_sides_as_they_are_seen(flipped):
    """The upper line of an R has four dots, that of an L one."""
    dark = Volume(np.zeros((20, 24, 3)), np.diag([2.0, 2.0, 2.0, 1.0]))
    shown = montage(dark, 1.0, [], [1], flipped)
    tile = shown[:, : shown.shape[1] // 5, 0] > 0
    line = tile[np.argmax(tile.any(axis=1))]
    half = len(line) // 2
    assert (line[:half].sum(), line[half:].sum()) == (4, 1)
