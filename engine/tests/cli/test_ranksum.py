"""The command ``printed ranksum``: its JSON, its table, its one line for bad input."""

from __future__ import annotations

import json

import pytest

from printed.cli import main


def test_json(capsys):
    assert main(["ranksum", "0.003", "--n1", "10", "--n2", "20:39", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["version"] == "2" and answer["n_range"] == [20, 39]
    assert not answer["truncated"] and len(answer["results"]) == 60
    row = next(r for r in answer["results"] if r["n2"] == 36 and r["method"] == "exact")
    assert row["u_low"] == [70, 73] and row["u_high"] == [287, 290]
    assert row["superiority"] == [287 / 360, 290 / 360]


def test_table(capsys):
    assert main(["ranksum", "<0.001", "--n1", "10", "--n2", "36", "--method", "exact"]) == 0
    shown = capsys.readouterr().out
    assert "exact" in shown and " to 360" in shown


def test_ties_and_repeated_rules(capsys):
    words = "ranksum 0.01 --n1 5 --n2 9 --ties any --rounding half-up --rounding either --json"
    assert main([*words.split(), "--p-rule", "journal", "--method", "exact"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]
    assert {row["rounding"] for row in rows} == {"half-up", "either"}


def test_nothing_found_is_no_failure(capsys):
    assert main(["ranksum", "<0.001", "--n1", "3", "--n2", "4", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"] == []


@pytest.mark.parametrize("words", [
    "1.2 --n1 10 --n2 20", "0.01 --n1 0 --n2 20", "0.01 --n1 10 --n2 30:20",
    "nan --n1 10 --n2 20", "0.01 --n1 ten --n2 20", "0.01 --n1 10 --n2 20 --method t",
    "0.01 --n1 10 --n2 20 --p-rule x", "0.01 --n1 10 --n2 20 --rounding x",
    "0.01 --n1 10 --n2 1:", "0.01 --n1 10 --n2 20 --ties x", "0.01 --n1 10",
    "0.01 --n1 10 --n2 20 --max-results 0", "0.01 --n1 10 --n2 1:9999999",
])  # fmt: skip
def test_bad_input_is_one_line_and_exit_2(words, capsys):
    assert main(["ranksum", *words.split()]) == 2
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.strip().splitlines()) == 1
