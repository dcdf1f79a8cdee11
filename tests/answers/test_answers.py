"""What the engine answers to calls of every kind, and to a page: none changes unseen.

The calls were chosen, of thousands, to go through most of the engine several times. An answer that
changed is looked at (``python -m tools.answers NUMBER`` shows one whole); who means it writes them
anew: ``python -m tools.answers``. What is right is held elsewhere; this holds what is.
"""

from __future__ import annotations

import pytest
from tools.answers import kept

KEPT = list(zip(kept.lines(), kept.calls(), strict=True))
PART = 50


@pytest.mark.parametrize("first", range(0, len(KEPT), PART))
def test_answers_are_as_they_were(first):
    part = KEPT[first : first + PART]
    now = [(was, kept.line(first + i, case)) for i, (was, case) in enumerate(part, 1)]
    changed = [f"{one}\n  was: {was}" for was, one in now if one != was]
    assert not changed, "\n".join(changed)
