"""The sheet of INSPECT-SR: how many numbers fit, which do not, and what needs a person."""

import pytest

from printed.problem import read_problem
from printed.questions.check import check
from printed.questions.sheets import CHECKS, PERSON, SHEETS


def count(k, n, percent=None):
    return {"kind": "count", "k": k, "n": n, **({"percent": percent} if percent else {})}


def sample(mean, **more):
    return {"kind": "sample", "n": 10, "mean": mean, "sd": "1.0", **more}


TABLE = {"kind": "table", "group1": "4/10", "group2": "29/36"}
SUM = ["a.k + b.k = 15"]
CASES = [  # items, relations, and what is found at 4.6, 4.8 and 4.9
    ({"a": count(8, 14, "57%")}, [], "1 of 1 fit (share of a printed count)", PERSON, PERSON),
    ({"a": count(8, 14, "58%"), "b": count(7, 14, "50%"), "c": count(3, 14, "22%")}, [],
     "1 of 3 fit (share of a printed count); not by what was tried: a percent, c percent", PERSON,
     PERSON),
    ({"a": count(8, 14), "b": count(7, 14)}, SUM, "the stated sums can hold", PERSON, PERSON),
    ({"a": count(8, 14), "b": count(9, 14)}, SUM, "no counts satisfy relation1.holds", PERSON,
     PERSON),
    ({"a": count(8, 14, "57%"), "b": count(7, 14)}, SUM,
     "1 of 1 fit (share of a printed count); the stated sums can hold", PERSON, PERSON),
    ({"a": count(8, 14, "57%"), "b": count(9, 14)}, SUM,
     "1 of 1 fit (share of a printed count); no counts satisfy relation1.holds", PERSON, PERSON),
    ({"a": count(8, 14)}, [], PERSON, PERSON, PERSON),
    ({"t": {**TABLE, "p": "0.02"}}, [], PERSON, PERSON, "1 of 1 fit (result)"),
    ({"t": {**TABLE, "p": "0.9"}, "u": {**TABLE, "p": "0.02"}}, [], PERSON, PERSON,
     "1 of 2 fit (result); not by what was tried: t p"),
    ({"t": sample("3.15", step=1)}, [], PERSON, "no such sample: t",
     "0 of 2 fit (result); not by what was tried: t mean, t sd"),
    ({"t": sample("3.1", step=1)}, [], PERSON, "possible: t", "2 of 2 fit (result)"),
    ({"t": sample("3.15", step=1, items=2)}, [], PERSON, "possible: t", "2 of 2 fit (result)"),
    ({"t": sample("3.15")}, [], PERSON, PERSON, "2 of 2 fit (result)"),
    ({"b": sample("3.15", step=1), "c": sample("3.1", step=1), "a": sample("3.17", step=1)}, [],
     PERSON, "no such sample: a, b",
     "2 of 6 fit (result); not by what was tried: b mean, b sd, a mean, a sd"),
    ({"b": sample("3.2", step=1), "a": sample("3.1", step=1)}, [], PERSON, "possible: a, b",
     "4 of 4 fit (result)"),
]  # fmt: skip


@pytest.mark.parametrize(("items", "relations", "numbers", "granular", "tested"), CASES)
def test_what_numbers_decide_is_filled_in_and_all_else_needs_a_person(
    items, relations, numbers, granular, tested
):
    problem = read_problem({"items": items, **({"relations": relations} if relations else {})})
    sheet = SHEETS["inspect-sr"](check(problem), {item.name: item for item in problem.items})
    found = {row["check"]: row["finding"] for row in sheet}
    assert list(found) == [f"4.{i}" for i in range(1, 12)] == list(CHECKS)
    assert [row["about"] for row in sheet] == list(CHECKS.values())
    assert found.pop("4.6") == numbers and found.pop("4.8") == granular
    assert found.pop("4.9") == tested
    assert set(found.values()) == {"needs a person"}


def test_what_contradicts_another_number_is_no_fit():
    problem = read_problem({"unknowns": {"n": [5, 60]}, "items": {
        "a": count(7, "n", "13%"), "c": count(9, "n", "25%")}})  # fmt: skip
    sheet = SHEETS["inspect-sr"](check(problem), {item.name: item for item in problem.items})
    assert sheet[5]["finding"].startswith("0 of 2 fit (share of a printed count); not by what was")
