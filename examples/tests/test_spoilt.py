"""Each printed number of the collected papers, spoilt: it is refused, and its own place is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from printed import problem
from printed.errors import InputError
from printed.problem import places
from printed.problem.schema import read_item
from printed.problem.tree import read_text

ROOT = Path(__file__).parents[2]


def shapes() -> dict[tuple[str, ...], tuple[str, dict[str, str], Mapping[str, tuple[int, int]]]]:
    """An item of each shape of the corpus: its kind, what is written of it, and the unknowns."""
    found = {}
    for file in sorted((*ROOT.glob("examples/papers/*.yaml"), *ROOT.glob("problems/*.yaml"))):
        text = file.read_text(encoding="utf-8")
        unknowns = problem.read_problem(text).unknowns
        for node in read_text(text).value["items"].value.values():
            written = places.flat(node)
            kind = written.pop("kind", "table")
            written.pop("note", None)
            found.setdefault((kind, *sorted(written)), (kind, written, unknowns))
    return found


SHAPES = shapes()


@pytest.mark.parametrize("shape", SHAPES, ids=" ".join)
def test_each_number_that_cannot_be_read_is_refused_where_it_stands(shape):
    kind, written, unknowns = SHAPES[shape]
    for path in written:
        lines = places.written("it", kind, {**written, path: "4x?"})
        with pytest.raises(InputError, match="'4x\\?'") as refused:
            read_item("it", read_text(lines.text).value["it"], unknowns)
        row, column = re.match(r"row (\d+), column (\d+): ", str(refused.value)).groups()
        assert lines.at(int(row), int(column)).split(".")[0] in ("", path.split(".")[0]), path
