"""Each printed number of the collected papers, spoilt: it is refused, and its own place is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

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


QUICK = [shape for shape in SHAPES if shape[0] != "medians" and "events" not in shape]
# What an item is asked with, and of which no number is recomputed or repeated.
ASKED = re.compile(
    r"(.*\.)?n|n[12]|k|of|b|c|df|statistic|scale|min|max|step|ddof|total|level|side|(.*\.)?(events|time)"
)


@pytest.mark.parametrize("shape", QUICK, ids=" ".join)
def test_each_printed_number_of_an_item_has_a_row_that_repeats_it(shape):
    """An interval has one for each end, a table of counts one for all of them."""
    kind, written, unknowns = SHAPES[shape]
    text = places.written("it", kind, written).text
    rules = {"rounding": ["half-up"], "p_rule": ["nearest"]}
    tree = {"items": yaml.safe_load(text), "conventions": rules}
    tree["unknowns"] = {name: list(ends) for name, ends in unknowns.items() if name in text}
    rows = {row["quantity"]: row["printed"] for row in problem.solve(tree).results["rows"]}
    expected = set()
    for path in written:
        path = re.sub(r"^groups\.", "group", re.sub(r"^rows\..*", "rows", path))
        if re.fullmatch(r"(.*[._])?ci", path):
            expected |= {f"{path}.low", f"{path}.high"}
        elif not ASKED.fullmatch(path) and (kind, path) != ("count", "k"):
            expected.add(path)
    open_ = {one for one in ("group1", "group2") if "?" in written.get(one, "")}
    assert {one for one in rows if not ASKED.fullmatch(one)} - open_ == expected - open_
    told = {path: rows[path] for path in written if path in rows}
    assert all(value in written[path] for path, value in told.items())
