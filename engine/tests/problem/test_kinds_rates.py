"""Events per person-time, efficacy and numbers needed: true prints fit, others do not."""

import itertools
import math
import random
from pathlib import Path

import pytest

from printed.errors import InputError
from printed.problem import read_problem, solve
from printed.problem.items.continuous import Continuous
from printed.problem.items.rates import _p_range
from printed.problem.schema import read_problem_text
from printed.questions.check import check
from printed.stats import effects, rates


def digits(value, places):
    return f"{value:.{places}f}"


def solved(item, **conventions):
    rules = {"rounding": ["half-up"], "p_rule": ["nearest"], **conventions}
    return solve({"items": {"x": item}, "conventions": rules}).results


def fits(item, **conventions):
    return bool(solved(item, **conventions)["solutions"])


def true_item(seed, method="exact", ratio="log", test="wald"):
    draw = random.Random(seed)
    per = draw.choice([1, 100, 1000])
    groups, counts, times = {}, [], []
    for i in (1, 2):
        k, time = draw.randint(1, 200), draw.uniform(50, 5000)
        low, high = (end / time * per for end in rates.rate_limits(k, method))
        groups[f"group{i}"] = {"events": k, "time": digits(time, 1),
                               "rate": digits(k / time * per, 3),
                               "ci": f"{digits(low, 3)} to {digits(high, 3)}"}  # fmt: skip
        counts.append(k)
        times.append(time)
    other = times[1] / times[0]
    low, high = (end * other for end in rates.rate_ratio_limits(*counts, ratio))
    return {"kind": "rates", "per": per, **groups,
            "rate_ratio": digits(counts[0] / counts[1] * other, 2),
            "rate_ratio_ci": f"{digits(low, 2)} to {digits(high, 2)}",
            "p": digits(rates.rates_p(*counts, other, test), 4)}  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_the_numbers_of_true_rates_are_compatible_whichever_are_printed(seed):
    draw = random.Random(100 + seed)
    names = [draw.choice(known) for known in
             (rates.RATE_METHODS, rates.RATIO_METHODS, rates.RATE_TESTS)]  # fmt: skip
    every = true_item(seed, *names)
    conventions = dict(zip(("rate", "rate_ratio", "rate_test"), ([one] for one in names),
                           strict=True))  # fmt: skip
    paths = [("rate_ratio",), ("rate_ratio_ci",), ("p",), ("group1", "time"), ("group2", "time"),
             ("group1", "rate"), ("group2", "ci")]  # fmt: skip
    pairs = draw.sample(list(itertools.combinations(paths, 2)), 6)
    for left_out in ((), *pairs, paths):
        item = {key: dict(one) if isinstance(one, dict) else one for key, one in every.items()}
        for *parents, last in left_out:
            (item[parents[0]] if parents else item).pop(last)
        found = solved(item, **conventions)
        assert found["solutions"], (item, names)
        for row in found["rows"]:
            assert row["verdict"] != "does_not_fit", (row, item)


@pytest.mark.parametrize("key", ["time", "rate", "ci", "rate_ratio", "rate_ratio_ci", "p"])
def test_one_number_that_is_another_is_told(key):
    item = true_item(3)
    wrong = {"time": "5001.0", "rate": "9.999", "ci": "1.000 to 9.999", "rate_ratio": "9.99",
             "rate_ratio_ci": "0.90 to 9.99", "p": "0.9999"}[key]  # fmt: skip
    (item if key in item else item["group1"])[key] = wrong
    assert not fits(item)
    report = check({"items": {"x": item}, "conventions": {"rounding": ["half-up"]}})
    assert report["conflicts"] and report["letter"]


@pytest.mark.parametrize("method", rates.RATIO_METHODS)
def test_each_end_of_an_efficacy_is_made_of_the_other_end_of_the_ratio(method):
    low, high = rates.rate_ratio_limits(5, 20, method)
    item = {"kind": "rates", "group1": {"events": 5, "time": "3000.0"},
            "group2": {"events": 20, "time": "3000.0"}, "efficacy": "75.0%",
            "efficacy_ci": f"{100 * (1 - high):.1f}% to {100 * (1 - low):.1f}%"}  # fmt: skip
    rows = {row["quantity"]: row for row in solved(item, rate_ratio=[method])["rows"]}
    for end, made in (("low", 1 - high), ("high", 1 - low)):
        row = rows[f"efficacy_ci.{end}"]
        unit = 100 if row["recomputed"]["max"] > 1.5 else 1
        ends = [row["recomputed"][key] / unit for key in ("min", "max")]
        assert ends == pytest.approx([made, made], abs=1e-3) and row["verdict"] == "fits"


@pytest.mark.parametrize("method", rates.RATE_METHODS)
@pytest.mark.parametrize("level", [90, 99])
def test_an_interval_of_a_rate_is_of_its_own_level(method, level):
    low, high = (end / 400 * 100 for end in rates.rate_limits(12, method, level / 100))
    item = {"kind": "rates", "group1": {"events": 12, "time": "400.0", "rate": "3.00",
            "ci": f"{low:.2f} to {high:.2f}"}}  # fmt: skip
    assert fits({**item, "level": level}, rate=[method])
    assert not fits(item, rate=[method])


def test_a_person_time_that_is_not_printed_is_bounded():
    """48 events at 4.65 to 4.75 per 100 person-years; R: 48 / c(4.75, 4.65) * 100."""
    item = {"kind": "rates", "group1": {"events": 48, "rate": "4.7"}}
    (found,) = solved(item)["solutions"]
    assert found["x"]["group1.time"] == pytest.approx([48 / 4.75 * 100, 48 / 4.65 * 100])


def test_events_that_are_not_printed_are_searched():
    """poisson.test(9)$conf.int is 4.115 to 17.085: of all counts nine alone print so."""
    item = {"kind": "rates", "per": 1, "group1": {"events": "n", "time": "10.0", "rate": "0.9",
            "ci": "0.41 to 1.71"}}  # fmt: skip
    problem = {"unknowns": {"n": [1, 40]}, "items": {"x": item},
               "conventions": {"rate": ["exact"], "rounding": ["half-up"]}}  # fmt: skip
    assert [row["n"] for row in solve(problem).results["solutions"]] == [9]


def test_no_event_has_a_rate_of_nought_and_an_exact_end():
    """R: poisson.test(c(0, 6), c(36.9, 40))$p.value is 0.03201."""
    item = {"kind": "rates", "group1": {"events": 0, "time": "36.9", "rate": "0",
            "ci": "0 to 10.0"}}  # fmt: skip
    assert fits(item, rate=["exact"]) and not fits(item, rate=["log"])
    both = {**item, "group2": {"events": 6, "time": "40.0"}, "rate_ratio": "0", "p": "0.031"}
    assert fits({**both, "p": "0.032"}, rate=["exact"], rate_test=["exact"])
    assert not fits({**both, "p": "0.052"}, rate=["exact"], rate_test=["exact"])


@pytest.mark.parametrize(
    ("item", "word"),
    [({"group1": {"time": "10"}}, "events"), ({"group1": {"events": 3}, "p": "0.1"}, "group2"),
     ({"group1": {"events": 3, "rate": "-1"}}, "negative"),
     ({"group1": {"events": 3, "per": 100}}, "per"), ({}, "group1")],
)  # fmt: skip
def test_what_is_no_rate_is_refused(item, word):
    with pytest.raises(InputError, match=word):
        read_problem({"items": {"x": {"kind": "rates", **item}}})


def test_the_kind_is_one_of_those_without_counted_data():
    item = read_problem({"items": {"x": true_item(1)}}).items[0]
    assert isinstance(item, Continuous)
    assert item.methods == ("rate", "rate_ratio", "rate_test")


# ------------------------------------------------------------------ efficacy and number needed


def table(**more):
    return {"kind": "table", "group1": "16/14964", "group2": "62/4902", **more}


@pytest.mark.parametrize("method", [m for m in effects.EFFICACY_METHODS if m != "haldane"])
@pytest.mark.parametrize("form", ["{:.1f}% ({:.1f} to {:.1f}%)", "{:.1f} ({:.1f} to {:.1f})"])
def test_an_efficacy_is_that_of_its_method(method, form):
    found = effects.efficacy(16, 14964, 62, 4902, method)
    text = form.format(*(100 * x for x in (found.estimate, found.low, found.high)))
    assert fits(table(efficacy=text), efficacy=[method])
    share = f"{found.estimate:.3f} ({found.low:.3f} to {found.high:.3f})"
    assert fits(table(efficacy=share), efficacy=[method])
    assert not fits(table(efficacy=text.replace("(8", "(6")), efficacy=[method])


def test_a_published_table_is_one_less_the_odds_ratio_by_a_method_that_is_named():
    """10.1016/S0140-6736(21)00234-8, table 2: Baptista and Pike's interval, mid-P."""
    path = Path(__file__).parents[3] / "examples" / "papers" / "c55_vector.yaml"
    named = solve(path).results
    assert named["solutions"] and not named["conflicts"]
    text = path.read_text(encoding="utf-8").replace("odds-baptista-pike-midp", "katz")
    assert not solve(read_problem_text(text)).results["solutions"]


@pytest.mark.parametrize("text", ["5", "6", "4.9"])
def test_a_number_needed_may_be_rounded_up(text):
    item = {"kind": "table", "group1": "57/70", "group2": "48/80", "number_needed": text}
    # 57/70 - 48/80 is 0.2143: 4.67, printed 5, and 4.7 to one decimal.
    assert fits(item) == (text == "5")


@pytest.mark.parametrize(("text", "as_printed"), [("5", True), ("6", False), ("5.0", True)])
def test_a_number_needed_that_is_whole_is_not_rounded_up(text, as_printed):
    """4/10 less 2/10 is a fifth."""
    item = {"kind": "table", "group1": "4/10", "group2": "2/10", "number_needed": text}
    assert fits(item) == as_printed


def test_a_large_number_needed_may_be_printed_in_powers_of_ten():
    """51/1000 - 50/1000 is 1/1000."""
    item = {"kind": "table", "group1": "51/1000", "group2": "50/1000", "number_needed": "1e3"}
    assert fits(item)


def test_a_number_needed_has_an_interval_where_the_difference_leaves_out_nought():
    found = effects.number_needed(56, 70, 48, 80)
    assert (found.low, found.high) == pytest.approx((1 / 0.33388, 1 / 0.05239), rel=1e-3)
    assert math.isnan(effects.number_needed(56, 70, 60, 80).low)
    item = {"kind": "table", "group1": "56/70", "group2": "48/80", "number_needed": "5 (3 to 20)"}
    assert fits(item, number_needed=["newcombe"])
    assert not fits({**item, "number_needed": "5 (3 to 40)"})


@pytest.mark.parametrize(
    ("key", "text", "word"),
    [("efficacy", "120%", "at most"), ("number_needed", "10%", "percent"),
     ("number_needed", "-4", "negative")],
)  # fmt: skip
def test_what_is_no_efficacy_or_number_needed_is_refused(key, text, word):
    with pytest.raises(InputError, match=word):
        read_problem({"items": {"x": table(**{key: text})}})


@pytest.mark.parametrize("test", rates.RATE_TESTS)
@pytest.mark.parametrize(
    ("k1", "k2"), [(20, 21), (5, 9), (9, 5), (3, 0), (0, 3), (1, 1), (400, 500)]
)
@pytest.mark.parametrize("ends", [(0.5, 2.0), (0.2, 0.3), (3.0, 8.0), (1.0, 1.1), (0.05, 40.0)])
def test_p_over_all_person_times_has_no_value_outside_its_range(k1, k2, ends, test):
    """Two thousand ratios of the person-times: all within, the largest near the upper end."""
    steps = 2000
    ratios = [ends[0] * (ends[1] / ends[0]) ** (i / steps) for i in range(steps + 1)]
    found = [p for p in (rates.rates_p(k1, k2, one, test) for one in ratios) if p == p]
    told = _p_range(k1, k2, ends, test)
    assert (told is None) is (not found)
    if told is not None:
        assert told[0] <= min(found) * (1 + 1e-9) and max(found) <= told[1] * (1 + 1e-9)
        if test != "exact":  # whose ends may stand a hair beyond a jump
            assert max(found) >= told[1] - 0.03 and min(found) <= told[0] + 0.03


@pytest.mark.parametrize("test", rates.RATE_TESTS)
def test_rates_that_may_be_equal_can_have_a_p_near_one(test):
    group = {"rate": "2.0"}  # of 1000: any person-time near 10,000
    item = {"kind": "rates", "per": 1000, "group1": {"events": 20, **group},
            "group2": {"events": 21, **group}, "p": "0.99"}  # fmt: skip
    assert fits(item, rate_test=[test])


@pytest.mark.parametrize(("counts", "p"), [((5, 5), 1.0), ((6, 4), 0.548828125), ((5, 0), 0.03125)])
def test_mid_p_takes_half_of_the_observed_count_from_what_may_exceed_one(counts, p):
    """By hand: twice the smaller tail of so many tosses of a coin, less the observed count."""
    n, tails = sum(counts), [sum(math.comb(sum(counts), i) for i in range(k + 1)) for k in counts]
    by_hand = min(1.0, (2 * min(tails) - math.comb(n, counts[0])) / 2**n)
    assert rates.rates_p(*counts, 1.0, "mid-p") == pytest.approx(by_hand) == pytest.approx(p)


def efficacies(middle, low, high):
    """An efficacy with its interval: in percent, in percent without the sign, as shares."""
    for unit, places, sign in ((100, 1, "%"), (100, 1, ""), (1, 3, "")):
        one, *ends = (f"{unit * value:.{places}f}" for value in (middle, low, high))
        yield {"efficacy": one + sign, "efficacy_ci": " to ".join(end + sign for end in ends)}


@pytest.mark.parametrize(
    "counts", [(31, 50), (50, 31), (6, 4), (20, 21), (1, 30), (40, 9), (9, 12)]
)
@pytest.mark.parametrize("kind", ["rates", "table"])
def test_an_efficacy_and_its_interval_are_of_one_unit_however_small_an_end_is(kind, counts):
    """Katz's interval of risks, Wald's on the log scale of rates; ends near 0 and below -1 too."""
    one, other = counts
    for size in (1000, 997):
        if kind == "rates":
            item = {"kind": kind, "group1": {"events": one, "time": f"{size}.000"},
                    "group2": {"events": other, "time": "1000.000"}}  # fmt: skip
            error = math.sqrt(1 / one + 1 / other)
        else:
            item = {"kind": kind, "group1": f"{one}/{size}", "group2": f"{other}/1000"}
            error = math.sqrt(1 / one - 1 / size + 1 / other - 1 / 1000)
        ratio = one / other * 1000 / size
        far = math.exp(1.959963985 * error)
        for printed in efficacies(1 - ratio, 1 - ratio * far, 1 - ratio / far):
            assert fits({**item, **printed}), printed


@pytest.mark.parametrize("kind", ["rates", "table"])
def test_an_end_below_one_per_cent_is_no_share(kind):
    """Of 32 and 50 events of 1,000 each it begins at 0.3% for rates, at 1.1% for risks."""
    groups = {"rates": [{"events": 32, "time": "1000.000"}, {"events": 50, "time": "1000.000"}],
              "table": ["32/1000", "50/1000"]}[kind]  # fmt: skip
    error = math.sqrt(1 / 32 + 1 / 50 - (2 / 1000 if kind == "table" else 0))
    low, high = (100 * (1 - 0.64 * math.exp(end * 1.959963985 * error)) for end in (1, -1))
    assert -1 < low < 2
    item = {"kind": kind, "group1": groups[0], "group2": groups[1], "efficacy": "36.0",
            "efficacy_ci": f"{low:.1f} to {high:.1f}"}  # fmt: skip
    assert fits(item)
