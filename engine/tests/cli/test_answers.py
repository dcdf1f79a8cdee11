"""What every answer says besides its rows: the nearest values, the ranges, a flag at infinity."""

from __future__ import annotations

import json
from pathlib import Path

from printed.cli import main

ROOT = Path(__file__).parents[3]


def answer(capsys, *words):
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_an_answer_in_which_nothing_fits_says_what_the_numbers_would_be(capsys):
    calls = {
        "side2": ["table", "4/10", "82%/37", "--p", "0.5", "--test", "fisher"],
        "p": ["table", "4/10", "81%", "--p", "<0.0000001", "--test", "fisher"],
        "ci.low": ["ttest", "--paired", "--n", "44", "--mean", "-7.9", "--ci", "-13.1 to -2.2"],
        "share<100": [
            "sample", "--n", "10", "--share", "<100=35%", "--step", "1", "--min", "0",
            "--max", "200",
        ],
    }  # fmt: skip
    for quantity, words in calls.items():
        code, told = answer(capsys, *words)
        assert code == 0
        near = [miss for miss in told["nearest"] if miss["quantity"] == quantity]
        assert near and near[0]["distance"] > 0


def test_two_groups_are_compared_under_several_rules_and_infinity_has_a_flag(capsys):
    words = ["ttest", "20±0/30", "20±0/30", "--p", "0.5"]
    _, told = answer(capsys, *words, "--rounding", "half-up", "--rounding", "truncate")
    rules = [(row["test"], row["rounding"]) for row in told["results"]]
    assert len(set(rules)) == len(rules) == 4
    assert told["results"][0]["t"] == [None, None]
    assert told["results"][0]["t_infinite"] == [True, True]
    _, told = answer(capsys, "ttest", "--paired", "--n", "44", "--mean", "-7.9")
    row = told["results"][0]
    assert (row["ci"], row["t"]) == ([[None, -7.85], [-7.95, None]], [None, 0.0])
    assert row["ci_infinite"] == [[True, False], [False, True]]


def test_verdicts_say_what_was_searched(capsys):
    code, told = answer(capsys, "verify", str(ROOT / "data" / "published"))
    assert code == 0 and told["searched"]["n_registry_counted"] == [1, 39, "printed"]
