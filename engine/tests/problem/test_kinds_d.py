"""A difference of two means in SDs, with its interval: true prints fit, others do not."""

import random
import statistics

import pytest

from printed import notation
from printed.errors import InputError
from printed.problem import read_problem, solve
from printed.problem.items import ttest
from printed.questions.check import check
from printed.stats import standardised


def solved(item, **conventions):
    rules = {"rounding": ["half-up"], "p_rule": ["nearest"], **conventions}
    return solve({"items": {"x": item}, "conventions": rules}).results


@pytest.mark.parametrize("seed", range(12))
def test_d_of_true_groups_fits_by_its_own_method(seed):
    draw = random.Random(seed)
    told, data = {}, []
    for i in (1, 2):
        n = draw.randint(4, 50)
        values = [draw.gauss(draw.uniform(4, 6), draw.uniform(1, 3)) for _ in range(n)]
        mean, sd = statistics.mean(values), statistics.stdev(values)
        spread = draw.choice(["sd", "se"])
        shown = sd if spread == "sd" else sd / n**0.5
        told[f"group{i}"] = {"n": n, "mean": notation.text(mean, 2),
                             spread: notation.text(shown, 2)}  # fmt: skip
        data.append((mean, sd, n))
    (m1, s1, n1), (m2, s2, n2) = data
    method, interval = draw.choice(standardised.METHODS), draw.choice(standardised.INTERVALS)
    d = standardised.standardised(m1 - m2, s1, n1, s2, n2, method)
    low, high = standardised.standardised_limits(d, n1, n2, interval)
    if draw.random() < 0.5:  # of the groups in the other order, or without its sign
        d, low, high = -d, -high, -low
    item = {"kind": "ttest", **told, "d": notation.text(d, 2),
            "d_ci": f"{notation.text(low, 2)} to {notation.text(high, 2)}"}  # fmt: skip
    found = solved(item, d=[method], d_ci=[interval])
    assert found["solutions"]
    assert {row["verdict"] for row in found["rows"]} <= {"fits", "stated"}
    wrong = {**item, "d": notation.text(d + 0.4, 2)}
    rows = {row["quantity"]: row["verdict"] for row in solved(wrong, d=[method])["rows"]}
    assert rows["d"] == "does_not_fit"
    for ends in ((low - 0.6, high), (low, high + 0.6), (low - 0.6, high - 0.6)):
        told = " to ".join(notation.text(end, 2) for end in ends)
        wrong = solved({**item, "d_ci": told}, d=[method], d_ci=[interval])
        assert not wrong["solutions"] and wrong["conflict"]


def test_d_by_t_where_no_mean_is_printed():
    """t of 2.20 with 15 and 15 is a d of 2.20 * sqrt(2 / 15) = 0.803."""
    groups = {"group1": {"n": 15}, "group2": {"n": 15}}
    item = {"kind": "ttest", **groups, "t": "2.20", "d": "0.80"}
    assert solved(item, d=["cohen"], ttest=["student"])["solutions"]
    assert not solved({**item, "d": "0.70"}, d=["cohen"], ttest=["student"])["solutions"]
    hedges = {**item, "d": "0.78"}  # times 1 - 3 / (4 * 28 - 1), about
    assert solved(hedges, d=["hedges"], ttest=["student"])["solutions"]
    # Under Welch's test t does not tell it: nothing is said.
    assert solved({**item, "d": "0.70"}, d=["cohen"], ttest=["welch"])["solutions"]


def test_an_interval_of_a_printed_d_alone():
    """R: 0.5 + c(-1, 1) * qnorm(.975) * sqrt(50 / 600 + .25 / 100) is -0.0742 to 1.0742."""
    groups = {"group1": {"n": 20}, "group2": {"n": 30}}
    item = {"kind": "ttest", **groups, "d": "0.50", "d_ci": "-0.07 to 1.07"}
    report = check({"items": {"x": item}})
    assert not report["conflicts"]
    assert {row["verdict"] for row in report["rows"] if row["quantity"].startswith("d_ci")} == {
        "fits"
    }
    wrong = check({"items": {"x": {**item, "d_ci": "-0.07 to 1.37"}}})
    assert [row["quantity"] for row in wrong["rows"] if row["verdict"] == "does_not_fit"] == [
        "d_ci.high"
    ]


@pytest.mark.parametrize(("key", "text"), [("d", "0.5 (0.1)"), ("d_ci", "0.5")])
def test_what_is_no_d_is_refused(key, text):
    groups = {"group1": {"n": 20}, "group2": {"n": 30}}
    with pytest.raises(InputError):
        read_problem({"items": {"x": {"kind": "ttest", **groups, key: text}}})


def test_an_sd_that_may_be_nought_leaves_d_without_a_bound():
    """Nothing ends in an error of the machine."""
    groups = {"group1": {"n": 30, "mean": "0", "sd": "0.03"},
              "group2": {"n": 3, "mean": "-1", "se": "0.00"}}  # fmt: skip
    item = {"kind": "ttest", **groups, "d_ci": "90 to 97", "difference": "0"}
    (found,) = solved(item, d=["glass"], d_ci=["normal"])["solutions"]
    assert found["x"]["d"][1] == float("inf")
    assert standardised.standardised_limits(float("inf"), 3, 4)[0] == float("inf")


@pytest.mark.parametrize("interval", standardised.INTERVALS)
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_every_interval_of_d_holds_its_d(interval, level):
    """What is ruled out before its ends are worked out has no such interval."""
    for n1, n2 in ((2, 2), (2, 3), (4, 9), (30, 50)):
        for d in (-40.0, -2.0, -0.01, 0.0, 0.3, 5.0, 40.0):
            low, high = standardised.standardised_limits(d, n1, n2, interval, level)
            assert low <= d <= high
            low, high = sorted((abs(low), abs(high))) if low * high > 0 else (0, max(-low, high))
            assert not ttest._apart(abs(d), abs(d), f"{low:.30f} to {high:.30f}", "d_ci", "half-up")
