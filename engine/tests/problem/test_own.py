"""What an item says of its own test, method or rule counts for it, whatever the problem says."""

from __future__ import annotations

import pytest

from printed import problem
from printed.problem.choices import FIELDS, OWN
from printed.questions.check import check

TABLE = {"kind": "table", "group1": "4/10", "group2": "29/36"}
MEANS = {"kind": "ttest", "group1": {"n": 20, "mean": "12.0", "sd": "4.0"},
         "group2": {"n": 30, "mean": "10.0", "sd": "2.0"}}  # fmt: skip
RATES = {"kind": "rates", "group1": {"events": 6, "time": "50.0"},
         "group2": {"events": 30, "time": "80.0"}}  # fmt: skip
# The rule, what an item prints, and two names: by the first it is right, by the second it is not.
CASES = [
    ("test", {**TABLE, "p": "0.02"}, "fisher", "pearson"),
    ("odds_ratio", {**TABLE, "odds_ratio": "0.16", "odds_ratio_ci": "0.036 to 0.729"},
     "sample", "cornfield"),
    ("risk_ratio", {**TABLE, "risk_ratio": "0.50", "risk_ratio_ci": "0.23 to 1.08"},
     "katz", "koopman"),
    ("risk_difference", {**TABLE, "risk_difference": "-0.406",
                         "risk_difference_ci": "-0.736 to -0.076"}, "wald", "newcombe"),
    ("number_needed", {**TABLE, "number_needed": "2.47", "number_needed_ci": "1.36 to 13.24"},
     "wald", "newcombe"),
    ("efficacy", {**TABLE, "efficacy": "50.3%", "efficacy_ci": "-7.9% to 77.1%"},
     "katz", "koopman"),
    ("share", {"kind": "count", "k": 4, "n": 10, "ci": "0.122 to 0.738"},
     "clopper-pearson", "wilson"),
    ("crosstab", {"kind": "crosstab", "rows": [["5", "8", "11"], ["11", "9", "3"]], "p": "0.0111"},
     "trend", "pearson"),
    ("mcnemar", {"kind": "mcnemar", "b": 5, "c": 15, "p": "0.041"}, "exact", "chi2"),
    ("ttest", {**MEANS, "p": "0.048"}, "welch", "student"),
    ("interval", {"kind": "sample", "n": 9, "mean": "12.00", "sd": "4.00", "ci": "8.93 to 15.07"},
     "t", "normal"),
    ("d", {**MEANS, "d": "0.63"}, "average", "glass"),
    ("rate", {"kind": "rates", "group1": {"events": 6, "time": "50.0", "rate": "12.00",
                                          "ci": "5.39 to 26.71"}}, "log", "exact"),
    ("rate_ratio", {**RATES, "rate_ratio": "0.320", "rate_ratio_ci": "0.133 to 0.769"},
     "log", "exact"),
    ("rate_test", {**RATES, "p": "0.0109"}, "wald", "score"),
    ("ranksum", {"kind": "ranksum", "n1": 5, "n2": 6, "p": "0.0303"}, "exact", "asymptotic"),
    ("rounding", {"kind": "count", "k": 1, "n": 8, "percent": "13%"}, "half-up", "truncate"),
    ("p_rule", {**TABLE, "p": "0.01", "test": "fisher"}, "truncate", "nearest"),
]  # fmt: skip
WORD = {field: word for word, field in FIELDS.items()}


def named(rule: str) -> str:
    return rule if rule in OWN else "test"


def asked(rule: str, item: dict[str, object], name: str) -> dict[str, object]:
    """A problem that names for all items what `rule` is to be."""
    rest = {"rounding": ["half-up"], "p_rule": ["nearest"]}
    return {"items": {"x": item}, "conventions": {**rest, WORD[rule]: [name]}}


@pytest.mark.parametrize(("rule", "item", "right", "wrong"), CASES, ids=[one[0] for one in CASES])
def test_an_item_is_read_by_its_own_name_and_not_by_that_of_the_problem(rule, item, right, wrong):
    for name, other in ((right, wrong), (wrong, right)):
        own = asked(rule, {**item, named(rule): name}, other)
        alone = asked(rule, item, name)
        for question in (problem.solve, check):
            mine, theirs = (
                found if isinstance(found, dict) else found.results
                for found in (question(own), question(alone))
            )
            assert mine["rows"] == theirs["rows"]
            assert mine["conflicts"] == theirs["conflicts"]
            assert bool(mine["conflicts"]) == (name == wrong)
        assert problem.solve(own).results["bounds"] == problem.solve(alone).results["bounds"]


def test_an_own_test_is_named_where_only_unlike_methods_fit():
    """Fisher's test for one table, Pearson's for another, and that which a third names itself."""
    items = {
        "plic": {**TABLE, "group2": "81% of n", "p": "0.0197"},
        "leg": {"kind": "table", "group1": "1/10", "group2": "61% of n", "p": "0.00424"},
        "x": {**TABLE, "p": "0.0117", "test": "pearson"},
    }
    conventions = {"table": ["fisher", "pearson"], "rounding": ["half-up"], "p_rule": ["nearest"]}
    found = problem.solve({"unknowns": {"n": [30, 40]}, "items": items, "conventions": conventions})
    rest = ", rounding half-up, P nearest"
    assert found.results["mixtures"] == [
        {"n": 36, "plic": ["fisher" + rest], "leg": ["pearson" + rest], "x": ["pearson" + rest]}
    ]
