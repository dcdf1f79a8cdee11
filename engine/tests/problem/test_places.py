"""Where the numbers of an item can stand, and the item written from them again."""

from __future__ import annotations

import re

import pytest

from printed.errors import InputError
from printed.problem import places
from printed.problem.items import KINDS
from printed.problem.schema import read_item
from printed.problem.tree import read_text


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_stands_once_and_what_is_needed_is_told(kind):
    found = places.places(kind, {})
    paths = [place.path for place in found]
    assert len(set(paths)) == len(paths)
    tops = {path.split(".")[0] for path in paths}
    made = KINDS[kind]
    assert set(made.needed_keys) | set(made.printed_keys) <= tops
    for place in found:
        top = place.path.split(".")[0]
        assert place.label == places.label(place.path)
        assert place.needed <= (top in made.needed_keys)
        if "." not in place.path:
            assert place.needed == (top in made.needed_keys)
        assert place.hint == places.HINTS.get(place.path.split(".")[-1], "")
    assert {place.path.split(".")[0] for place in found if place.needed} == set(made.needed_keys)


def test_of_any_number_of_groups_there_is_one_more_than_are_used():
    def groups(values, kind="anova"):
        found = [place.path.split(".") for place in places.places(kind, values)]
        return max(int(path[1]) for path in found if path[0] == "groups")

    assert groups({}) == 2
    assert groups({"groups.1.n": "9"}) == 2
    assert groups({"groups.2.mean": "9"}) == 3
    assert groups({"groups.4.mean": "9", "groups.1.n": "8"}) == 5

    def needed(values):
        return {place.path for place in places.places("anova", values) if place.needed}

    assert needed({}) == {"groups.1.n", "groups.2.n"}
    assert needed({"groups.2.mean": "9"}) == {"groups.1.n", "groups.2.n"}
    assert needed({"groups.3.mean": "9"}) == {"groups.1.n", "groups.2.n", "groups.3.n"}

    def cells(values):
        found = [place.path.split(".") for place in places.places("crosstab", values)]
        return sorted((int(path[1]), int(path[2])) for path in found if path[0] == "rows")

    assert cells({}) == [(1, 1), (1, 2)]
    assert cells({"rows.1.1": "3", "rows.1.2": "4"}) == [(1, 1), (1, 2), (1, 3)]
    assert cells({"rows.2.1": "3", "rows.1.1": "4"})[-1][0] == 2


@pytest.mark.parametrize(
    ("path", "label"),
    [("p", "P"), ("sd", "SD"), ("group2", "group 2"), ("group1.mean", "group 1, mean"),
     ("groups.3.n", "group 3, size"), ("rows.2.1", "row 2, 1"), ("ci", "interval"),
     ("k", "count"), ("n", "size"), ("df", "degrees of freedom"), ("f", "F"), ("iqr", "quartiles"),
     ("p_rule", "rounding of P"), ("n1", "size of group 1"), ("n2", "size of group 2"),
     ("se", "standard error"), ("risk_ratio_ci", "risk ratio ci")],
)  # fmt: skip
def test_a_place_is_told_in_words(path, label):
    assert places.label(path) == label


ITEMS = {
    "count": {"k": "13", "n": "40", "percent": "33%"},
    "table": {"group1": "4/10", "group2": "81% of n", "p": "<0.001"},
    "crosstab": {"rows.1.1": "3", "rows.1.2": "4", "rows.2.1": "5", "rows.2.2": "6", "p": "NS"},
    "ttest": {"group1.n": "30", "group1.mean": "20", "group1.sd": "4.0", "group2.n": "[20, 39]",
              "group2.mean": "21", "group2.sd": "3", "p": "0.02"},
    "anova": {f"groups.{i}.{key}": str(i) for i in range(1, 12) for key in ("n", "mean", "sd")},
    "sample": {"n": "30", "mean": "3.10", "sd": "1", "note": "from: a table, see there"},
    "statistic": {"statistic": "F", "value": "2.1", "df": "[2, 28]", "p": "0.1"},
}  # fmt: skip


@pytest.mark.parametrize("kind", ITEMS)
def test_an_item_that_is_written_is_read_as_the_same_numbers(kind):
    values = ITEMS[kind]
    lines = places.written("fever", kind, {**values, "empty": " ", "also": ""})
    rows = lines.text.split("\n")
    assert rows[:2] == ["  fever:", f"    kind: {kind}"]
    node = read_text(f"{lines.text}\n").value["fever"]
    again = places.flat(node)
    assert again.pop("kind") == kind
    assert again == values
    if kind not in ("anova", "sample", "table"):
        assert read_item("fever", node, {}).name == "fever"
    for row, column, path in lines.starts:
        # The place of every value: where it stands, whatever comes before it leads to the same.
        shown = rows[row - 1][column - 1 :].lstrip('"')
        assert shown.startswith(values[path].split(",")[0]), (path, shown)
        assert lines.at(row, column) == path
        assert lines.at(row, column + 1) in (path, *values)
    assert {path for *_, path in lines.starts} == set(values)
    assert lines.at(1, 3) == "" and lines.at(99, 1) == ""
    row, column, path = lines.starts[0]
    assert lines.at(row, 1) == path.split(".")[0]  # before its first value: the key itself
    assert lines.at(row, None) == path.split(".")[0]


def test_what_is_printed_is_quoted_and_a_size_or_a_name_is_not():
    lines = places.written("a", "table", {"group1": "4/10", "n1": "30", "p": "0.02"}).text
    assert 'group1: "4/10"' in lines and 'p: "0.02"' in lines and "n1: 30" in lines
    lines = places.written("a", "ttest", {"group1.n": "30", "group1.mean": "20"}).text
    assert 'group1: {n: 30, mean: "20"}' in lines
    assert places.tree({"groups.10.n": "b", "groups.2.n": "a"}) == {
        "groups": [{"n": "a"}, {"n": "b"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "row", "column", "told"),
    [
        ("a: 1\nb: &x 1", 2, 4, "anchors"), ("a: &x [1]", 1, 4, "anchors"),
        ("a: &x\n  b: 1", 1, 4, "anchors"), ("a: 1\nb: *x", 2, 4, "aliases"),
        ("a: !!int 1", 1, 4, "tags"), ("a: !x [1]", 1, 4, "tags"), ("- !x\n  a: 1", 1, 3, "tags"),
        ("%TAG ! x:\n---\na: 1", 1, 1, "tags"), ("a: 1\n---\nb: 2", 2, 1, "one document"),
        ("a: 1\nb: 2\na: 3", 3, 1, "stands here twice"), ("? [a]\n: 1", 1, 3, "a key is a word"),
        ("", None, None, "is empty"), ("a: " + "[" * 9 + "]" * 9, 1, 12, "nested more than"),
    ],
)  # fmt: skip
def test_what_a_problem_has_no_need_of_is_refused_at_its_place(text, row, column, told):
    with pytest.raises(InputError, match=re.escape(told)) as caught:
        read_text(text)
    assert (caught.value.row, caught.value.column) == (row, column)


def test_a_value_knows_its_place_and_whether_it_was_quoted():
    root = read_text('a: 1\nb:\n  - "2"\n  - c: \'3\'\n').value
    assert (root["a"].line, root["a"].column, root["a"].quoted) == (1, 4, False)
    first, second = root["b"].value
    assert (first.line, first.column, first.quoted) == (3, 5, True)
    inner = second.value["c"]
    assert (inner.line, inner.column, inner.quoted) == (4, 8, True)
