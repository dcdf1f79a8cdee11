"""Rows of printed numbers: against every count tried one by one, in decimals."""

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from printed import notation
from printed.errors import InputError
from printed.fit import means, nearest
from printed.problem import choices
from printed.problem import solve as solved
from printed.problem.items import Convention


def solve(problem):
    return solved(problem).results


RULES = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncate": ROUND_DOWN}


def shown(k, n, decimals, rule):
    exact = Decimal(100 * k) / Decimal(n)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), RULES[rule])}%"


def row(item, **more):
    (found,) = [
        row for row in solve({"items": {"a": item}, **more})["rows"] if row["quantity"] == "percent"
    ]
    return found


@pytest.mark.parametrize(("k", "n"), [(1, 8), (3, 8), (5, 8), (1, 3), (2, 3), (1, 40), (39, 40)])
@pytest.mark.parametrize("decimals", [0, 1])
def test_a_share_fits_by_the_roundings_that_print_it(k, n, decimals):
    for away in (-1, 0, 1):
        step = Decimal(1).scaleb(-decimals)
        printed = Decimal(shown(k, n, decimals, "half-up")[:-1]) + away * step
        found = row({"kind": "count", "k": k, "n": n, "percent": f"{printed}%"})
        same = [rule for rule in RULES if shown(k, n, decimals, rule) == f"{printed}%"]
        fitting = {f"rounding {rule}" for rule in same}
        assert set(found["fits"]) - {"rounding either"} == fitting
        assert found["verdict"] == ("fits" if found["fits"] else "does_not_fit")
        assert found["recomputed"]["min"] == found["recomputed"]["max"] == 100 * k / n
        (miss,) = found["nearest"]
        assert (miss["distance"] == 0) == bool(found["fits"]) and miss["data"] == f"{k}/{n}"
        assert found["printed"] == f"{printed}%" and found["item"] == "a"
        for rule in RULES:  # a named rule alone is tried alone
            named = row({"kind": "count", "k": k, "n": n, "percent": f"{printed}%"},
                        conventions={"rounding": [rule]})  # fmt: skip
            assert named["fits"] == ([f"rounding {rule}"] if f"rounding {rule}" in fitting else [])
            own = row({"kind": "count", "k": k, "n": n, "percent": f"{printed}%", "rounding": rule})
            assert (own["verdict"] == "fits") == (f"rounding {rule}" in fitting)


@pytest.mark.parametrize(("low", "high"), [(3, 60), (20, 39), (36, 36)])
@pytest.mark.parametrize("percent", ["13%", "12.5%", "81%"])
def test_an_open_denominator_is_shown_from_the_least_to_the_greatest_that_prints_it(
    low, high, percent
):
    k = 5
    fitting = [n for n in range(max(low, k), high + 1)
               if shown(k, n, len(percent.partition(".")[2][:-1]), "half-up") == percent
               ]  # fmt: skip
    found = row({"kind": "count", "k": k, "n": "n",
     "percent": percent}, unknowns={"n": [low, high]},
                conventions={"rounding": ["half-up"]})  # fmt: skip
    assert (found["verdict"] == "fits") == bool(fitting)
    every = fitting or list(range(max(low, k), high + 1))
    assert found["recomputed"]["min"] == pytest.approx(100 * k / max(every))
    assert found["recomputed"]["max"] == pytest.approx(100 * k / min(every))
    ends = found["recomputed"]["text"].split(" to ")
    assert len(ends) == (1 if ends[0] == ends[-1] else 2)
    assert (len(ends) == 1) == (len({f"{100 * k / n:.2f}" for n in (min(every), max(every))}) == 1
                                or ends[0] == ends[-1])  # fmt: skip


def test_what_is_taken_as_printed_what_is_not_recomputed_and_what_contradicts():
    share = {"kind": "count", "k": 8, "n": 14, "percent": "57%"}
    told = {row["quantity"]: row for row in solve({"items": {"a": share}})["rows"]}
    assert told["k"]["verdict"] == told["n"]["verdict"] == "stated"
    assert (told["k"]["printed"], told["n"]["printed"]) == ("8", "14")
    assert told["k"]["fits"] == told["k"]["nearest"] == [] and told["k"]["recomputed"] is None
    both = {"items": {"a": {**share, "n": "n"}, "b": {**share, "n": "n", "k": 12}},
            "unknowns": {"n": [5, 60]}}  # fmt: skip
    rows = [row for row in solve(both)["rows"] if row["quantity"] == "percent"]
    assert [row["verdict"] for row in rows] == ["contradicts"] * 2
    assert all(row["fits"] for row in rows)  # each by itself
    alone = [row for row in solve({**both, "items": {"a": both["items"]["a"]}})["rows"]]
    assert [row["verdict"] for row in alone if row["quantity"] == "percent"] == ["fits"]
    # A sample: all its facts together, under the conventions by which they agree.
    sample = {"kind": "sample", "n": 10, "mean": "3.15", "sd": "1.0", "step": 1}
    rows = {row["quantity"]: row for row in solve({"items": {"s": sample}})["rows"]}
    assert rows["mean"]["verdict"] == rows["sd"]["verdict"] == "does_not_fit"
    whole = {"items": {"s": {**sample, "mean": "3.1"}}}
    rows = {row["quantity"]: row for row in solve(whole)["rows"]}
    assert rows["mean"]["verdict"] == "fits" and rows["mean"]["fits"] == rows["sd"]["fits"] != []


def test_the_nearest_of_a_test_is_first_and_every_convention_has_its_own():
    table = {"kind": "table", "group1": "4/10", "group2": "29/36", "p": "0.03"}
    (found,) = [row for row in solve({"items": {"t": table}})["rows"] if row["quantity"] == "p"]
    gaps = [miss["distance"] for miss in found["nearest"]]
    assert gaps == sorted(gaps) and gaps[0] == 0.0
    names = [miss["convention"] for miss in found["nearest"]]
    assert len(names) == len(set(names)) == len(choices.KNOWN["test"])
    fitting = {miss["convention"] for miss in found["nearest"] if miss["distance"] == 0}
    assert {label.split(",")[0] for label in found["fits"]} == fitting
    assert fitting == {"yates", "fisher-central"}  # 0.0338 rounded, 0.0394 cut off
    values = [miss["recomputed"] for miss in found["nearest"] if miss["distance"] == 0]
    assert (found["recomputed"]["min"], found["recomputed"]["max"]) == (min(values), max(values))


# --------------------------------------------------------------------------- how near


def test_a_distance_is_to_the_nearest_value_that_prints_so():
    for text in ("81%", "0.02", "3.1", "<0.05", ">0.9"):
        printed = notation.parse(text)
        for i in range(-5, 100):
            value = Fraction(i, 1) if printed.kind == "percent" else Fraction(i, 97)
            gap = nearest.distance(printed, value)
            assert (gap == 0) == printed.contains(value) and gap >= 0
            if gap and printed.lower is not None and value <= printed.lower:
                assert gap == pytest.approx(float(printed.lower - value), abs=1e-300)
            elif gap:
                assert gap == pytest.approx(float(value - printed.upper), abs=1e-300)
    edge = notation.parse("81%")
    assert nearest.distance(edge, edge.upper) > 0 == nearest.distance(edge, edge.lower)
    endless = replace(edge, upper=None)
    assert nearest.distance(endless, float("inf")) == 0
    assert nearest.distance(edge, float("inf")) == float("inf")
    assert nearest.distance(endless, float("-inf")) == float("inf")


@pytest.mark.parametrize(
    ("value", "printed", "text"),
    [(0.019695, "0.02", "0.0197"), (0.0119, "0.9", "0.0119"), (12.345, "12.3", "12.35"),
     (12.345, "12", "12.3"), (123.4, "123", "123.4"), (0.0, "0.9", "0.00"), (0.0, "5%", "0.0%"),
     (Fraction(200, 3), "67%", "66.7%"), (5.5e-13, "0.01", "5.5 × 10^-13"),
     (5.5e-12, "0.01", "0.00000000000550"), (1e12, "5", "1000000000000.0"),
     (1.5e13, "5%", "1.5 × 10^13%")],
)  # fmt: skip
def test_a_value_is_written_with_a_digit_more_than_the_print(value, printed, text):
    assert nearest.text(value, notation.parse(printed)) == text


def test_the_nearest_of_each_convention_and_of_all():
    printed = notation.parse("69.4%")
    shares = [("x" if k % 2 else "y", Fraction(100 * k, 56), f"{k}/56") for k in range(30, 50)]
    misses = nearest.of(printed, shares)
    assert [(miss["convention"], miss["data"]) for miss in misses] == [("x", "39/56"), ("y",
     "38/56")]
    assert nearest.of(printed, reversed(shares)) == misses
    best = sorted(shares, key=lambda one: nearest.distance(printed, one[1]))
    ranked = nearest.ranked(printed, [one[1:] for one in shares])
    assert [miss["data"] for miss in ranked] == [one[2] for one in best[:4]]
    assert len(nearest.ranked(printed, [one[1:] for one in shares], 2)) == 2
    unit = nearest.of(printed, [("x", Fraction(39, 56), "")], Fraction(1, 100))
    assert unit[0]["distance"] == misses[0]["distance"]
    assert nearest.of(printed, [("x", None, ""), ("y", float("nan"), "")]) == []
    line = nearest.line("share", misses)
    assert line == "share printed 69.4%, recomputed: 69.64% (x; 39/56), 67.86% (y; 38/56)"
    assert nearest.line("share", misses, 1) == "share printed 69.4%, recomputed: 69.64% (x; 39/56)"
    assert nearest.line("share", []) == ""
    bare = [{**misses[0], "convention": "", "data": ""}]
    assert nearest.line("share", bare) == "share printed 69.4%, recomputed: 69.64%"


# --------------------------------------------------------------------------- conventions


def test_every_combination_of_conventions_is_tried_once():
    rules = ["sd", "rounding", "p_rule"]
    listed = list(choices.combinations(rules, {}))
    assert len(listed) == choices.number(rules, {}) == 2 * len(notation.ROUNDINGS) * len(
        notation.P_RULES)  # fmt: skip
    assert len({tuple(one.items()) for one in listed}) == len(listed)
    assert all(list(one) == rules for one in listed)
    given = {"sd": ("n",), "rounding": ("half-up", "truncate")}
    assert choices.number(rules, given) == 2 * len(notation.P_RULES)
    assert {one["sd"] for one in choices.combinations(rules, given)} == {"n"}
    labels = {choices.label(one, rules) for one in listed}
    assert len(labels) == len(listed) and choices.label({}, []) == "no convention"
    every = tuple(choices.KNOWN)
    assert choices.number(every, {}) > choices.MOST_COMBINATIONS
    with pytest.raises(InputError, match="more than 20000; name those to try"):
        choices.combinations(every, {})
    many = {"sd": tuple("n" * choices.MOST_COMBINATIONS)}
    assert sum(1 for _ in choices.combinations(["sd"], many)) == choices.MOST_COMBINATIONS


def test_every_rule_has_a_field_and_a_default_that_is_known():
    fields = Convention.__dataclass_fields__
    assert set(choices.FIELDS.values()) == set(fields) == set(choices.KNOWN)
    for rule, names in choices.KNOWN.items():
        assert getattr(Convention(), rule) in names and len(set(names)) == len(names)
        assert set(names) <= set(choices.NAMED[rule])
        for name in names:
            one = choices.convention_of({rule: name}, [rule])
            assert getattr(one, rule) == name
    for word in choices.PREFIX:
        assert choices.label({word: "x"}, [word]).endswith(" x")


def test_a_name_of_its_own_is_of_a_rule_that_the_item_has():
    assert choices.own_rule("method", "katz", ["rounding", "risk_ratio"]) == "risk_ratio"
    assert choices.own_rule("test", "pearson", ["crosstab"]) == "crosstab"
    assert choices.own_rule("test", "pearson", ["test", "crosstab"]) == "test"
    assert choices.own_rule("rounding", "truncate", ["test", "rounding"]) == "rounding"
    for key, name, rules in (("rounding", "katz", ["rounding"]), ("method", "half-up",
     ["rounding"]),
                             ("method", "x", ["risk_ratio"]), ("p_rule", "nearest",
                              ["rounding"])):  # fmt: skip
        with pytest.raises(InputError, match="unknown|nothing printed"):
            choices.own_rule(key, name, rules)


def test_of_a_continuum_the_whole_range_is_told_and_not_only_the_ends_that_print_so():
    """Of 20 (4) and 21 (2) in 30 each P is one stretch; a printed P is inside it, not its end."""
    low, high = means.ttest("20±4/30", "21±2/30", tests=["student"]).results[0]["p"]
    groups = {"group1": {"n": 30, "mean": "20", "sd": "4"},
              "group2": {"n": 30, "mean": "21", "sd": "2"}}  # fmt: skip
    for p in (f"{low:.2f}", f"{(low + high) / 2:.2f}", f"{high:.2f}", "<0.2"):
        tree = {"items": {"x": {"kind": "ttest", **groups, "p": p}},
                "conventions": {"ttest": ["student"]}}  # fmt: skip
        (found,) = (one for one in solve(tree)["rows"] if one["quantity"] == "p")
        told = found["recomputed"]
        assert found["verdict"] == "fits"
        assert (told["min"], told["max"]) == (pytest.approx(low), pytest.approx(high))


def test_an_open_end_at_nought_is_written_as_nought_and_missed_by_less_than_any_number():
    """Means that print 20 and 21 can be 20.5 and 20.5 but for the end that rounds up."""
    groups = {f"group{i}": {"n": 20, "mean": mean, "sd": "3"} for i, mean in ((1, "20"), (2, "21"))}
    rows = solve({"items": {"one": {"kind": "ttest", **groups, "difference": "1.4"}}})["rows"]
    (found,) = (one for one in rows if one["quantity"] == "difference")
    made = found["recomputed"]
    assert made["text"] == "-2.00 to 0.00" and found["nearest"][0]["text"] == "0.00"
    assert -1e-300 < made["max"] < 0 and made["min"] == pytest.approx(-2) and made["min"] > -2
