"""``printed kinds`` lists what a problem file can hold, and every key that it lists is read."""

from __future__ import annotations

import json

from printed.cli import main
from printed.problem.items import KINDS


def listed(capsys) -> list[dict]:
    assert main(["kinds", "--json"]) == 0
    return json.loads(capsys.readouterr().out)["results"]


def test_each_kind_stands_there_with_every_key_once(capsys):
    rows = listed(capsys)
    assert [row["kind"] for row in rows] == list(KINDS)
    for row in rows:
        item = KINDS[row["kind"]]
        keys = [key.split(" ")[0] for part in ("needs", "printed", "also") for key in row[part]]
        assert sorted(keys) == sorted({*item.needed_keys, *item.printed_keys, *item.other_keys})
        assert set(item.needed_keys) == {key.split(" ")[0] for key in row["needs"]}
        assert row["of"] == item.label


def test_what_stands_within_a_key_is_told_beside_it(capsys):
    rows = {row["kind"]: row for row in listed(capsys)}
    assert rows["ttest"]["needs"] == ["group1 (n mean sd se)", "group2 (n mean sd se)"]
    assert rows["anova"]["needs"] == ["groups (n mean sd se)"]
    assert "group2 (events time rate ci)" in rows["rates"]["also"]


def test_a_reader_sees_the_same(capsys):
    assert main(["kinds"]) == 0
    shown = capsys.readouterr().out
    assert all(f" {kind} " in shown for kind in KINDS)
