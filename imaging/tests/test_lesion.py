"""The lesion's outline, by a walk between scribbles on a block of light and dark."""

from __future__ import annotations

import numpy as np
import pytest

from tissue_loss.lesion import lesion_mask
from tissue_loss.volume import Volume


@pytest.mark.parametrize(("label", "at"), [(2, (3, 5, 5)), (1, (9, 5, 5))])
def test_a_slip_of_the_brush_on_what_is_plainly_the_other_moves_no_outline(label, at):
    light = np.where(np.indices((12, 12, 12))[0] < 6, 9.0, 3.0)
    dwi = Volume(light, np.eye(4))
    drawn = np.zeros((12, 12, 12), int)
    drawn[1:3, 2:10, 2:10], drawn[10, 2:10, 2:10], drawn[11, 2:10, 2:10] = 1, 2, 3
    clean = lesion_mask([dwi], dwi.like(drawn), dwi.data > 0)
    drawn[at] = label
    slipped = lesion_mask([dwi], dwi.like(drawn), dwi.data > 0)
    assert clean.sum() == 6 * 144 and (slipped == clean).all()
