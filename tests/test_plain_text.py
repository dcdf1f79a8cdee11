"""HTML only where it is meant: no field of any file of data is markup in any page."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from passion import claims, display, literature, paths, verification
from passion.recovery import papers, simulation
from printed import plain_text
from printed.book import tables
from printed.errors import InputError
from printed.problem import read_problem
from printed.readings import read_conventions
from printed.tabular import read_csv
from tissue_loss import recovery

MARKS = (
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    "</p><iframe src=//x>",
    "<b>bold</b>",
    "<!-- gone",
    "[here](javascript:alert(1))",
    "{{ config }}",
    "{glue:text}`claim`",
)


def by_columns(path: Path) -> Any:
    """A table that pages do not read, but the tests and tools do, by the one reader."""
    header = tuple(path.read_text(encoding="utf-8").splitlines()[0].split(","))
    return read_csv(path.read_bytes(), path.name, header)


def with_register(path: Path) -> Any:
    """A register of which one file is changed."""
    for name in ("claims.csv", "groups.csv"):
        if not (path.parent / name).exists():
            shutil.copy(paths.PUBLISHED / name, path.parent)
    return claims.load(path.parent)


@pytest.mark.parametrize("row", [2, 3, 5])
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1", "1 columns instead of 2"),
        ("1,2,3", "3 columns instead of 2"),
        ("1,<b>x</b>", ""),
        ('1,"2"3', "not readable as CSV"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_line(row, line, reason):
    lines = ["a,b", "1,2", "1,2", "1,2", "1,2", "1,2"]
    lines[row - 1] = line
    with pytest.raises(InputError) as caught:
        read_csv("\n".join(lines).encode(), "t.csv", ("a", "b"))
    assert caught.value.row == row and caught.value.message.startswith(reason)


FACTS = ("trial_facts", "next_trial", "other_studies")
# Every table of data, and how it is read.
READERS: dict[str, Callable[[Path], Any]] = {
    "published/claims.csv": with_register,
    "published/groups.csv": with_register,
    "published/tokens.csv": by_columns,
    "published/expected_verdicts.csv": by_columns,
    "published/questions_to_authors.csv": literature.questions,
    "verification/two_roads.csv": verification.read,
    "imaging/phantoms.csv": recovery.committed,
    "imaging/kinds.csv": recovery.committed_kinds,
    "recovery/simulation.csv": simulation.table,
    "recovery/papers.csv": papers.table,
    "literature/outcome_rates.csv": literature.outcome_rates,
    "literature/bias_sizes.csv": literature.bias_sizes,
    **{f"literature/{name}.csv": literature.trial_facts for name in FACTS},
}
# Words for those who fill in records; it has no row.
EMPTY = {"records/template.csv"}


def columns(name: str) -> list[str]:
    return (paths.DATA / name).read_text(encoding="utf-8").splitlines()[0].split(",")


def test_every_table_of_data_has_its_reader():
    found = {path.relative_to(paths.DATA).as_posix() for path in paths.DATA.rglob("*.csv")}
    assert found == set(READERS) | EMPTY
    assert all(len((paths.DATA / name).read_bytes().splitlines()) == 1 for name in EMPTY)


@pytest.mark.parametrize(("name", "column"), [(n, c) for n in READERS for c in columns(n)])
def test_markup_in_any_column_is_refused_with_its_place(tmp_path, name, column):
    """Whatever a page makes of a field: it holds plain words when it gets there."""
    text = (paths.DATA / name).read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    at = header.index(column)
    place = tmp_path / Path(name).name
    for number in (0, len(rows) - 1):
        for mark in MARKS:
            planted = [list(row) for row in rows]
            planted[number][at] += mark
            buffer = io.StringIO(newline="")
            csv.writer(buffer, lineterminator="\n").writerows([header, *planted])
            place.write_text(buffer.getvalue(), encoding="utf-8")
            # A column of numbers is refused as no number.
            with pytest.raises((InputError, ValueError)) as told:
                READERS[name](place)
            if isinstance(told.value, InputError):
                assert (told.value.row, told.value.column) == (number + 2, column)


def texts(value: Any, way: tuple = ()) -> list[tuple]:
    """The place of every text of a tree."""
    if isinstance(value, str):
        return [way]
    if not isinstance(value, dict | list):
        return []
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [found for key, one in pairs for found in texts(one, (*way, key))]


def test_markup_in_any_text_of_the_conventions_is_refused():
    whole = (paths.PUBLISHED / "conventions.yaml").read_text(encoding="utf-8")
    for way in texts(yaml.safe_load(whole)):
        tree = yaml.safe_load(whole)
        *before, last = way
        place = tree
        for key in before:
            place = place[key]
        place[last] += MARKS[0]
        with pytest.raises(InputError, match="would be markup in a page") as told:
            read_conventions(yaml.safe_dump(tree, allow_unicode=True))
        assert told.value.row and told.value.column


@pytest.mark.parametrize("key", ["title", "source", "note"])
@pytest.mark.parametrize("mark", MARKS)
def test_markup_in_the_words_of_a_problem_is_refused(key, mark):
    items = {"a": {"kind": "count", "n": 36, "percent": "81%"}}
    with pytest.raises(InputError, match="would be markup in a page"):
        read_problem({key: f"words {mark}", "items": items})


# ------------------------------------------------------------------ and if one came through


OWN = {"div", "p", "table", "thead", "tbody", "tr", "th", "td", "a", "span", "i", "b", "aside"}
ACTIVE = MARKS[:3]


def safe(html: str) -> bool:
    """Whether the markup is display's own: known tags, and no attribute that acts."""
    # What stands in quotes is the value of an attribute, of which only an address can act.
    bare = re.sub('"[^"]*"', '""', html)
    names = {name.lower() for name in re.findall(r"<(?:/\s*)?([\w!-]+)", bare)}
    tags = " ".join(re.findall(r"<[a-zA-Z][^<>]*>", bare))
    acting = re.search(r"\s(?:on\w+|src|style)\s*=", tags) or re.search(r'="\s*javascript:', html)
    return names <= OWN and not acting


@pytest.mark.parametrize("mark", ACTIVE)
def test_markup_that_came_through_would_be_found(mark):
    assert safe("<p>a <b>b</b></p>") and not safe(f"<p>a {mark}</p>")


@pytest.mark.parametrize("mark", ACTIVE)
def test_what_display_functions_emit_holds_no_markup_of_data(mark):
    frame = pd.DataFrame({"name": [f"a {mark}"], f"b {mark}": ["81%"]})
    shown = tables.table(
        frame, id="t", caption=f"One {mark} row", notes=[f"From {mark}"], stack=True
    )
    assert safe(shown.html)
    assert "&lt;" in shown.html
    piece = display.link(f"words {mark}", "https://example.org/a")
    assert safe(piece.html) and safe(display.term("GMFCS I", f"words {mark}").html)
    assert safe(tables.prose(f"<b>{mark}</b> {piece}"))


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="javascript:alert(1)">',
        '<a href=" javascript:alert(1)">',
        '<a href="//elsewhere.org">',
        '<b onmouseover="x">',
        '<span style="position:fixed">',
        '<a href="../x" onclick="y">',
        "<a\nhref='x'>",
        "<svg/onload=x>",
    ],
)
def test_only_tags_of_sentences_are_kept(tag):
    assert plain_text.pieces(f"a {tag} b") == [f"a {tag} b"]
    assert "<" not in tables.prose(f"a {tag} b")


@pytest.mark.parametrize("kept", ["<i>", "</i>", '<span class="claim claim--x">', "</a>"])
def test_tags_of_sentences_stay(kept):
    assert plain_text.pieces(f"a{kept}b") == ["a", kept, "b"]


def test_the_words_of_a_paper_are_plain():
    for text in ("P<0.001", "0.3 [0.8]", "n < 10", "<5 children", "0.3 [0.1 to 0.5] (P=.02)"):
        assert plain_text.fault(text) is None
