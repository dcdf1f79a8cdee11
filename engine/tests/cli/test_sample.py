"""``printed sample``: the contract's fields, exit codes and one line for bad input."""

from __future__ import annotations

import json

import pytest

from printed.cli import main


def ask(capsys, *words: str) -> tuple[int, dict]:
    code = main(["sample", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


PAPER = ("--n", "10", "--mean", "89", "--sd", "21", "--min", "0", "--max", "200", "--step", "1")


def test_the_fields_of_the_contract(capsys):
    code, answer = ask(
        capsys, *PAPER, "--bound", "share<100", "--bound", "t:100", "--draw", "4", "--seed", "1"
    )
    assert code == 0 and answer["version"] == "2"
    assert {"call", "conventions", "n_range", "truncated"} <= answer.keys()
    results = answer["results"]
    assert results["datasets"] == "32832766981"
    assert (results["grim"], results["grimmer"], results["debit"]) == (True, True, None)
    assert results["bounds"]["share<100"]["min"] == 0.3
    assert results["bounds"]["share<100"]["max"] == 1.0
    assert results["bounds"]["share<100"]["attained"] is True
    assert results["bounds"]["t:100"]["max"] < 0
    assert len(results["draws"]) == 4 and all(draw == sorted(draw) for draw in results["draws"])


def test_without_a_step_values_are_a_continuum(capsys):
    code, answer = ask(capsys, "--n", "28", "--mean", "5.19")
    assert code == 0 and answer["results"]["datasets"] is None
    assert answer["results"]["reason"].startswith("continuum")
    assert answer["results"]["grim"] is False


def test_debit_is_asked_for_by_the_range(capsys):
    words = ("--n", "1683", "--mean", "0.19", "--sd", "0.35", "--min", "0", "--max", "1")
    assert ask(capsys, *words, "--step", "1")[1]["results"]["debit"] is False


def test_negative_values_and_quartiles(capsys):
    words = ("--n", "5", "--median", "-0.4", "--iqr", "-1.0:0.2", "--min", "-2", "--max", "2")
    code, answer = ask(capsys, *words, "--step", "0.1", "--list", "--bound", "q1")
    assert code == 0
    members = answer["results"]["members"]
    assert len(members) == int(answer["results"]["datasets"]) > 0
    assert {member[2] for member in members} == {-0.4}
    assert answer["results"]["bounds"]["q1"]["max"] == -1.0


def test_several_rules_stand_side_by_side(capsys):
    words = ("--n", "20", "--mean", "3.5", "--sd", "1.2", "--min", "1", "--max", "7", "--step", "1")
    _, answer = ask(capsys, *words, "--rounding", "either", "--rounding", "half-up")
    assert answer["conventions"] == ["either", "half-up"]
    found = answer["results"]["by_convention"]
    assert {name: row["datasets"] for name, row in found.items()} == {
        "either": "283",
        "half-up": "188",
    }


def test_too_large_keeps_its_bounds(capsys):
    words = ("--n", "10", "--sd", "21", "--min", "0", "--max", "2000", "--step", "1")
    code, answer = ask(capsys, *words, "--draw", "2", "--bound", "sd")
    assert code == 0 and answer["results"]["datasets"] is None
    assert "too large" in answer["results"]["reason"]
    assert len(answer["results"]["draws"]) == 2 and answer["results"]["law"] == "chain"
    found = answer["results"]["bounds"]["sd"]
    assert 20.5 <= found["min"] < found["max"] < 21.5 and found["attained"]
    assert len(answer["results"]["witness"]) == 10


def test_no_sample_is_an_answer(capsys):
    words = ("--n", "10", "--mean", "3", "--sd", "9", "--min", "1", "--max", "5", "--step", "1")
    code, answer = ask(capsys, *words, "--bound", "median")
    assert code == 0 and answer["results"]["datasets"] == "0"
    assert answer["results"]["bounds"]["median"]["min"] is None


def test_readable(capsys):
    assert main(["sample", *PAPER, "--bound", "share<100"]) == 0
    shown = capsys.readouterr().out
    assert "32832766981" in shown and "share<100" in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--n", "0", "--mean", "3"), "n must be a whole number of at least 1"),
        (("--n", "10", "--sd", "-1"), "negative"),
        (("--n", "10", "--mean", "9", "--min", "1", "--max", "7"), "outside the range"),
        (("--n", "10", "--mean", "9", "--max", "7"), "mean 9 lies above 7"),
        (("--n", "10", "--median", "1.4", "--min", "2"), "median 1.4 lies below 2"),
        (("--n", "10", "--mean", "0.4", "--min", "1", "--max", "7"), "range from 1 to 7"),
        (("--n", "10", "--mean", "nan"), "not a printed number"),
        (("--n", "10", "--iqr", "0.7:0.1"), "wrong order"),
        (("--n", "10", "--median", "0.9", "--iqr", "0.1:0.7"), "wrong order"),
        (("--n", "10", "--min", "3", "--max", "1"), "swap"),
        (("--n", "10", "--share", "<3=120%"), "outside 0% to 100%"),
        (("--n", "10", "--mean", "3", "--step", "0"), "step must be above 0"),
        (("--n", "10", "--mean", "3", "--quartile", "type-0"), "unknown quartile rule"),
        (("--n", "10", "--mean", "3", "--bound", "mode"), "cannot bound"),
        (("--n", "10", "--mean", "3", "--law", "flat"), "unknown law"),
        (("--n", "10", "--mean", "3", "--draw", "-1"), "draw must be"),
        (("--n", "1", "--sd", "1"), "does not exist"),
        (("--n", "ten", "--mean", "3"), "n must be a finite number"),
        (("--n", "10", "--mean", "3", "--items", "x"), "items must be a finite number"),
        (("--n", "10", "--mean", "3", "--min", "inf"), "min must be a finite number"),
    ],
)
def test_bad_input_gets_one_line_and_exit_2(capsys, words, message):
    assert main(["sample", *words, "--json"]) == 2
    shown = capsys.readouterr()
    assert message in json.loads(shown.out)["error"]["message"]
    assert shown.err.count("\n") == 1 and message in shown.err
