"""What the engine's Python functions give for made-up arguments: no value changes unseen.

What is right is held by the tests of each function; this holds what is, at many more places. Who
means a change writes the values anew with the answers: ``python -m tools.answers``.
"""

from __future__ import annotations

from itertools import groupby

import pytest
from tools.answers import values


def name_of(line: str) -> str:
    return line.partition("(")[0]


KEPT = {
    name: list(lines)
    for name, lines in groupby(values.VALUES.read_text(encoding="utf-8").splitlines(), name_of)
}


@pytest.mark.parametrize("name", values.FUNCTIONS)
def test_values_are_as_they_were(name):
    assert list(values.lines([name])) == KEPT[name]


def test_every_line_is_of_a_function():
    assert list(KEPT) == list(values.FUNCTIONS)
