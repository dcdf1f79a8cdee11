"""The quality picture shows the infant's right on the viewer's left, whichever side is affected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from tissue_loss import qc


def across(axes, x):
    """Where a place in the data stands from the viewer's left, 0, to the right, 1."""
    points = np.column_stack([x, np.zeros(len(x))])
    return axes.transAxes.inverted().transform(axes.transData.transform(points))[:, 0]


def drawn(measurement):
    """What each panel of the picture holds, from left to right as it is seen."""
    axes = Figure().subplots(2, 3)
    qc.panels(measurement, axes)
    found = []
    for one in axes.flat:
        image = np.asarray(one.images[0].get_array())
        columns = across(one, np.arange(image.shape[1]))
        lines = {
            to_hex(line.get_edgecolor()[0]): across(one, np.vstack(
                [path.vertices for path in line.get_paths()])[:, 0])
            for line in one.collections if isinstance(line, ContourSet)
        }  # fmt: skip
        marks = {text.get_text(): text.get_position()[0] for text in one.texts}
        found.append((image[:, np.argsort(columns)], lines, marks))
    return found


def test_a_right_sided_infant_is_drawn_as_the_mirror_image_of_a_left_sided_one(measured):
    """Both are measured alike to the bit, with the affected side on the left."""
    assert not measured.flipped
    left, right = drawn(measured), drawn(replace(measured, flipped=True))
    for (image, lines, marks), (other, turned, same) in zip(left, right, strict=True):
        assert (other == image[:, ::-1]).all() and not (other == image).all()
        assert marks == same and marks["R"] < 0.1 < 0.9 < marks["L"]
        assert lines.keys() == turned.keys() and qc.TISSUE_COLOUR in lines
        for colour, places in lines.items():
            # A closed line begins elsewhere in its mirror image: one place is there twice.
            seen, other_seen = np.unique(places.round(6)), np.unique((1 - turned[colour]).round(6))
            assert seen == pytest.approx(other_seen, abs=2e-6)


@pytest.mark.parametrize(("flipped", "on_the_right"), [(False, True), (True, False)])
def test_the_lesion_is_drawn_on_the_side_where_it_is(measured, flipped, on_the_right):
    """On the viewer's right if it is the infant's left one."""
    lesion = np.argwhere(measured.newborn.lesion)
    corners = np.column_stack([lesion, np.ones(len(lesion))]) @ measured.newborn.t2.affine.T
    assert measured.newborn.plane.distance(corners[:, :3]).mean() < -5  # mm, to the left
    found = [lines[qc.LESION_COLOUR] for _, lines, _ in drawn(replace(measured, flipped=flipped))
             if qc.LESION_COLOUR in lines]  # fmt: skip
    assert len(found) >= 4
    assert {bool(places.mean() > 0.5) for places in found} == {on_the_right}


def test_what_to_draw_has_the_same_sides(measured):
    shown = []
    for flipped in (False, True):
        axes = qc.what_to_draw(replace(measured, flipped=flipped)).axes
        shown.append([(np.asarray(one.images[0].get_array()),
                       {line.get_color(): np.sort(line.get_xdata()) for line in one.lines})
                      for one in axes])  # fmt: skip
    for (image, dots), (other, turned) in zip(*shown, strict=True):
        assert (other == image[:, ::-1]).all()
        wide = image.shape[1]
        for colour, x in dots.items():
            assert (np.sort(wide - 1 - turned[colour]) == x).all()
    image, dots = shown[0][1]  # diffusion: the lesion, on the infant's left
    assert dots[qc.LESION_COLOUR].mean() > image.shape[1] / 2
