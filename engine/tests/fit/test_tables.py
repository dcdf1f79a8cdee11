"""All tables behind printed shares, P values and contrasts, against exhaustive search."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printed import notation
from printed.errors import InputError
from printed.fit import contrasts, matching, tables
from printed.fit.counts import Candidates
from printed.questions import ask
from printed.stats import CONVENTIONS, effects, table_p, table_p_exact
from printed.stats.tables import INTEGER_CONVENTIONS, UNCONDITIONAL

TESTS = [name for name in CONVENTIONS if name not in UNCONDITIONAL]
SIDES = ("4/10", "4/?", "?/10", "81%", "81%/36", "?", "0/3", "50%", "1/1")
P_TEXTS = ("0.02", "0.01", "0.5", "1.00", "<0.001", ">0.05", "0.003", "0.049")


def exhaustive_side(text, first, last, rule="half-up"):
    """Every (k, n) of a side, from the meaning of its text."""
    share, _, size = text.partition("/")
    sizes = range(first, last + 1) if size in ("", "?") else [int(size)]
    for n in sizes:
        for k in range(n + 1):
            if "%" in share:
                if notation.parse(share, rule).contains(Fraction(100 * k, n)):
                    yield k, n
            elif share == "?" or int(share) == k:
                yield k, n


def exhaustive(side1, side2, n1, n, p, convention):
    limits = notation.parse(p, kind="p_value")
    for (k1, m1), (k2, m2) in itertools.product(
        exhaustive_side(side1, *n1), exhaustive_side(side2, *n)
    ):
        if convention in INTEGER_CONVENTIONS:
            value = table_p_exact(k1, m1, k2, m2, convention)
        else:
            value = table_p(k1, m1, k2, m2, convention)
        if value == value and limits.contains(value):
            yield k1, m1, k2, m2


def cells(result):
    return [(row["k1"], row["n1"], row["k2"], row["n2"]) for row in result]


@pytest.mark.parametrize("convention", TESTS)
@given(
    side1=st.sampled_from(SIDES),
    side2=st.sampled_from(SIDES),
    p=st.sampled_from(P_TEXTS),
    last=st.integers(1, 11),
)
@settings(max_examples=8, deadline=None)
def test_exhaustive_search(convention, side1, side2, p, last):
    ranges = {"n1": (1, 7), "n": (2, 2 + last)}
    found = tables.search(side1, side2, p=p, tests=convention, **ranges)
    assert cells(found) == list(exhaustive(side1, side2, (1, 7), (2, 2 + last), p, convention))


@pytest.mark.parametrize("convention", TESTS)
@pytest.mark.parametrize("p", ["0.02", "<0.001", ">0.7"])
def test_integers_and_arrays_find_the_same_tables(convention, p, monkeypatch):
    question = dict(n1=(5, 6), n=(6, 20), p=p, tests=convention)
    fast = tables.search("?", "?", **question)
    assert len(fast) > 2
    for module in (matching, tables):
        monkeypatch.setattr(module, "WORTH_NUMPY", 10**9)
    slow = tables.search("?", "?", **question)
    assert cells(fast) == cells(slow)
    for a, b in zip(fast, slow, strict=True):
        assert a["p"] == pytest.approx(b["p"], rel=1e-10)
        assert (a["odds_ratio"], a["odds_ratio_infinite"]) == (
            b["odds_ratio"], b["odds_ratio_infinite"],
        )  # fmt: skip


def test_the_register():
    plic = tables.search("4/10", "81%", n=(1, 39), p="0.02", tests="fisher")
    assert cells(plic) == [(4, 10, 26, 32), (4, 10, 29, 36), (4, 10, 30, 37)]
    peduncle = tables.search("1/10", "61%", n=(1, 39), p="0.01", tests="fisher")
    assert {(row["k2"], row["n2"]) for row in peduncle} == {
        (14, 23), (17, 28), (19, 31), (20, 33), (22, 36), (23, 38),
    }  # fmt: skip
    assert {row["n2"] for row in plic} & {row["n2"] for row in peduncle} == {36}


def test_an_exact_p_at_the_edge_is_decided_by_integers():
    # Fisher's P of 1/20 v 0/20 is 1; of 3/3 v 0/3 exactly 0.1 = 2/20: on the edge of "<0.1".
    assert table_p_exact(3, 3, 0, 3) == Fraction(1, 10)
    assert cells(tables.search("3/3", "0/3", p="<0.1", tests="fisher")) == []
    assert cells(tables.search("3/3", "0/3", p="<=0.1", tests="fisher")) == [(3, 3, 0, 3)]
    # 1/2 v 0/4: P is exactly 1/3; 0.33 takes it, 0.34 does not.
    assert cells(tables.search("1/2", "0/4", p="0.33", tests="fisher")) == [(1, 2, 0, 4)]


@pytest.mark.parametrize("text", ["<0.2", "<=0.3"])
def test_many_tables_at_an_edge_are_decided_by_integers(text):
    # Arrays of floats miss some: P of 32 of these tables is exactly 1/5, of eight 3/10.
    p = tables.read_p(text)
    found = tables.search("?", "?", n1=(1, 9), n=(1, 9), p=text, tests="fisher")
    sizes = itertools.product(range(1, 10), repeat=2)
    assert sorted(cells(found)) == sorted(
        (k1, n1, k2, n2)
        for n1, n2 in sizes
        for k1, k2 in itertools.product(range(n1 + 1), range(n2 + 1))
        if p.contains(table_p_exact(k1, n1, k2, n2))
    )


def test_a_half_at_the_edge_follows_the_rounding_rule():
    # P = 2/16 = 0.125 exactly would print as 0.13 half up and as 0.12 half to even.
    half = [
        (k1, n1, k2, n2)
        for n1, n2 in itertools.product(range(1, 9), repeat=2)
        for k1, k2 in itertools.product(range(n1 + 1), range(n2 + 1))
        if (table_p_exact(k1, n1, k2, n2) * 1000) % 10 == 5
    ]
    assert half
    for k1, n1, k2, n2 in half:
        p = table_p_exact(k1, n1, k2, n2)
        for rule in ("half-up", "half-even"):
            shown = notation.text(p, 2, rule)
            sides = f"{k1}/{n1}", f"{k2}/{n2}"
            assert tables.search(*sides, p=shown, tests="fisher", rounding=rule).results


def test_every_rule_has_its_own_rows():
    found = tables.search(
        "4/10", "81%", n=(1, 39), p="0.02", tests="fisher",
        rounding=["half-up", "truncate"], p_rule=notation.P_RULES,
    )  # fmt: skip
    pairs = {(row["rounding"], row["p_rule"]) for row in found}
    assert ("half-up", "nearest") in pairs and ("truncate", "nearest") in pairs
    only = [r for r in found if (r["rounding"], r["p_rule"]) == ("half-up", "trailing-zero")]
    assert cells(only) == [(4, 10, 26, 32), (4, 10, 29, 36)]  # 0.0195 to 0.0205


def test_all_tests_by_default_and_what_is_too_slow_is_named():
    found = tables.search("4/10", "81%", n=(30, 39), p="0.02")
    assert set(found.conventions) == set(CONVENTIONS)
    large = tables.search("4/10", "81%", n=(1, 500), p="0.02")
    assert {row["convention"] for row in large.not_tried} == {"barnard", "boschloo"}
    assert set(large.conventions) == set(TESTS)


def test_without_a_printed_p_an_unconditional_test_is_tried_on_fewer_tables():
    named = {"tests": "barnard", "max_results": 5}
    tried = tables.search("?/70", "?/18", **named)
    assert tried and not tried.not_tried and tried.conventions == ["barnard"]
    many = tables.search("?/100", "?/20", **named)
    (reason,) = (row["reason"] for row in many.not_tried)
    assert reason == (
        "too slow for 2121 tables of 120 subjects without a printed P; at most 1041"
    )
    assert not many and not many.conventions
    assert tables.search("?/100", "?/20", p=">0.5", **named).conventions == ["barnard"]


def test_what_no_test_was_tried_on_was_not_searched():
    """Neither are sizes told as searched, nor is nothing told as found."""
    given = ask.table("7/?", "?/30", test="barnard")
    assert given.blocks[0].text == "tables that fit 7/? against ?/30: not searched"
    assert given.result.n_range is None and not given.result.searched
    assert [block.text.partition(" (")[0] for block in given.blocks[1:]] == ["not tried: barnard"]
    # What was searched is told, where wider sizes are too many for the test.
    narrow = ask.table("7/?", "?/5", p="0.00003", test="barnard")
    assert narrow.blocks[0].text.endswith("nothing found") and narrow.result.conventions
    assert narrow.result.searched == {"n1": (1, 100, "default")}
    wide = ask.table("7/?", "?/5", p="0.00003", test=["barnard", "fisher"])
    assert "fisher" in wide.result.conventions


def test_odds_ratios_that_are_infinite_or_undefined():
    (row,) = tables.search("3/3", "0/2", tests="fisher")
    assert row["odds_ratio"] is None and row["odds_ratio_infinite"]
    (row,) = tables.search("0/3", "0/2", tests="fisher")
    assert row["odds_ratio"] is None and not row["odds_ratio_infinite"]
    (row,) = tables.search("0/3", "0/2", tests="pearson")
    assert row["p"] is None


def test_a_full_list_says_what_it_left_out():
    found = tables.search("?/10", "?/10", p=">0.001", max_results=7)
    assert len(found) == 7 and found.truncated
    assert list(found.conventions) == ["fisher"]
    assert {row["convention"] for row in found.not_tried} == set(CONVENTIONS) - {"fisher"}


# --------------------------------------------------------------------------- contrasts


@given(
    cells_=st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)),
    name=st.sampled_from(list(contrasts.METHODS)),
    decimals=st.integers(1, 2),
)
@settings(max_examples=60, deadline=None)
def test_a_table_fits_its_own_contrast_as_printed(cells_, name, decimals):
    n1, n2, k1, k2 = cells_
    k1, k2 = min(k1, n1), min(k2, n2)
    for method in contrasts.METHODS[name]:
        found = contrasts.COMPUTE[name](k1, n1, k2, n2, method)
        ends = (found.estimate, found.low, found.high)
        if any(end != end or abs(end) == float("inf") for end in ends):
            continue
        if any(abs(end * 10**decimals % 1 - 0.5) < 1e-9 for end in ends):
            continue  # an end such as 9.75, which a float may miss
        middle, low, high = (notation.text(end, decimals) for end in ends)
        texts = {name: middle, f"{name}_ci": f"{low} to {high}"}
        if name == "efficacy" and any(abs(float(end)) > 1 for end in (middle, low, high)):
            continue  # printed so it would be a percentage
        if not float(low) <= float(middle) <= float(high):
            continue  # Agresti-Caffo has another centre
        (contrast,) = contrasts.read(texts, methods=[method])
        assert contrast.fits(k1, n1, k2, n2)
        wider = {**texts, f"{name}_ci": f"{low} to {notation.text(found.high + 0.3, decimals)}"}
        if name in ("odds_ratio", "risk_ratio"):
            (contrast,) = contrasts.read(wider, methods=[method])
            assert not contrast.fits(k1, n1, k2, n2)


@pytest.mark.parametrize(
    "method, middle, low, high",
    [
        ("sample", "8.0", "0.5", "128"),
        ("conditional", "6.4", "0.3", "490"),
        ("conditional-midp", "6.4", "0.5", "243"),
    ],
)
def test_odds_ratio_against_exhaustive_search(method, middle, low, high):
    texts = {"odds_ratio": middle, "odds_ratio_ci": f"{low} to {high}"}
    found = tables.search(
        "?", "?", total=11, n1=(1, 10), tests="fisher", effects=texts, effect_methods=method
    )
    inside = [notation.parse(text) for text in (middle, low, high)]
    expected = []
    for n1 in range(1, 11):
        for k1, k2 in itertools.product(range(n1 + 1), range(12 - n1)):
            one = effects.odds_ratio(k1, n1, k2, 11 - n1, method)
            ends = (one.estimate, one.low, one.high)
            if all(end < 1e9 for end in ends) and all(
                limits.contains(end) for limits, end in zip(inside, ends, strict=True)
            ):
                expected.append((k1, n1, k2, 11 - n1))
    assert cells(found) == expected and expected
    assert all(row["odds_ratio_method"] == method for row in found)
    assert f"odds_ratio: {method}" in found.conventions


def test_lee_2005_relative_risk():
    # Lee et al. Ann Neurol 2005;58:303-308: 36 children, 58% with cerebral palsy; the relative risk
    # with an injured internal capsule is 2.2 (1.1-4.4). One table gives that, by the log method.
    found = tables.search(
        "?", "?", n1=(1, 35), n=(1, 35), total=36, events=21, tests="fisher",
        effects={"risk_ratio": "2.2 (1.1-4.4)"},
    )  # fmt: skip
    assert [(cells([row])[0], row["risk_ratio_method"]) for row in found] == [
        ((15, 19, 6, 17), "katz")
    ]


def test_wiedemann_2020_odds_ratio():
    # Wiedemann 2020 (doi 10.1016/j.ejpn.2019.10.006): 37 children, 43.2% with cerebral palsy;
    # basal ganglia 8.3 (1.2-60.0). No table of 37 gives it under any of the methods.
    found = tables.search(
        "?", "?", n1=(1, 36), n=(1, 36), total=37, tests="fisher",
        effects={"odds_ratio": "8.3", "odds_ratio_ci": "1.2-60.0"},
    )  # fmt: skip
    assert found.results == []
    assert {name for name in found.conventions if "odds" in name} == {
        f"odds_ratio: {method}" for method in effects.ODDS_METHODS
    }


def test_total_and_events_against_exhaustive_search():
    found = tables.search("?", "?/?", n1=(1, 6), n=(1, 9), total=9, events=4, tests="fisher")
    expected = [
        (k1, n1, 4 - k1, 9 - n1)
        for n1 in range(1, 7)
        for k1 in range(n1 + 1)
        if 0 <= 4 - k1 <= 9 - n1
    ]
    assert cells(found) == expected


def test_risk_difference_in_percent_is_the_same_as_in_shares():
    question = dict(n=(30, 39), tests="fisher", effect_methods="newcombe")
    share = tables.search("4/10", "?", effects={"risk_difference": "-0.41"}, **question)
    percent = tables.search("4/10", "?", effects={"risk_difference": "-41%"}, **question)
    assert cells(share) == cells(percent) and (4, 10, 29, 36) in cells(share)


# --------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "side", ["", "4", "4/0", "11/10", "4/10/2", "x/10", "-1/10", "1.5/3", "120%", "81%/0", "4 10"]
)
def test_bad_sides(side):
    with pytest.raises(InputError):
        tables.search(side, "?")


@pytest.mark.parametrize(
    "words, message",
    [
        (dict(p="1.2"), "between 0 and 1"),
        (dict(p="nan"), "not a printed number"),
        (dict(n=(9, 1)), "swapped"),
        (dict(n=(0, 9)), "at least 1"),
        (dict(tests="chi"), "unknown test 'chi'"),
        (dict(rounding="up"), "unknown rounding"),
        (dict(p="0.1", p_rule="up"), "unknown P rule"),
        (dict(max_results=0), "1 or more"),
        (dict(effects={"or": "2"}), "unknown contrast 'or'"),
        (dict(effects={"odds_ratio": "two"}), "not a printed number"),
        (dict(effects={"odds_ratio_ci": "8.3"}), "no interval"),
        (dict(effects={"odds_ratio_ci": "9-2"}), "swapped"),
        (dict(effects={"odds_ratio": "9", "odds_ratio_ci": "1-3"}), "outside"),
        (dict(effects={"odds_ratio": "-2"}), "not negative"),
        (dict(effects={"risk_difference": "120%"}), "between -1 and 1"),
        (dict(effects={"odds_ratio": "2"}, effect_methods="firth"), "unknown method"),
        (dict(effects={"odds_ratio": "2"}, level=95), "confidence level"),
    ],
)
def test_bad_input(words, message):
    with pytest.raises(InputError, match=message) as error:
        tables.search("4/10", "?", **words)
    assert "\n" not in str(error.value)


def test_what_is_too_large_says_so_at_once_with_a_way_out():
    with pytest.raises(InputError, match="tables would have to be looked at.*narrow"):
        tables.search("?", "?", n1=(1, 3000), n=(1, 3000), p="0.02")
    with pytest.raises(InputError, match="tables would have to be looked at"):
        tables.search("?", "?", n1=(1, 200), n=(1, 200), effects={"odds_ratio": "2.0"})
    few = tables.search("?", "?", n1=(1, 100), n=(1, 100), tests="fisher", max_results=3)
    assert few.truncated and len(few) == 3


def test_exact_tests_of_too_large_a_table_are_not_tried_and_the_others_answer():
    found = tables.search("0/900000000", "100000000/900000000")
    assert {"pearson", "yates"} <= {row["convention"] for row in found}
    reasons = {row["convention"]: row["reason"] for row in found.not_tried}
    assert "at most" in reasons["fisher"] and "fisher" not in found.conventions


def test_a_conditional_odds_ratio_of_too_many_counts_is_not_tried_and_the_others_answer():
    printed_odds = {"odds_ratio": "0.96 (0.91-1.02)"}
    found = tables.search("4000/10000", "4100/10000", tests="pearson", effects=printed_odds)
    methods = {row["odds_ratio_method"] for row in found}
    assert methods == set(effects.ODDS_METHODS)
    huge = tables.search("40000000/100000000", "40000000/100000000", tests="pearson",
                         effects={"odds_ratio": "1.00 (1.00-1.00)"})  # fmt: skip
    assert {row["odds_ratio_method"] for row in huge} == {"sample", "haldane", "cornfield"}
    reasons = {row["convention"]: row["reason"] for row in huge.not_tried}
    assert set(reasons) == {"conditional", "conditional-midp"}
    assert all("more than" in reason for reason in reasons.values())


@pytest.mark.parametrize("side", ["less", "greater"])
@pytest.mark.parametrize("convention", ["pearson", "yates"])
def test_no_table_of_a_one_sided_p_is_lost_among_many(convention, side):
    p = matching.read_p("0.02")
    left = Candidates(((10, 0, 10),))
    right = Candidates(tuple((n, 0, n) for n in range(30, 40)))
    every = {t: table_p(*t, convention, side) for t in
             (matching.Table(*one, *two) for one in left for two in right)}  # fmt: skip
    # Without an event, or without any other, there is no such P.
    fitting = [t for t, own in every.items() if own == own and p.contains(notation.exact(own))]
    found = [table for table, _ in matching.matching(left, right, convention, p, side)]
    assert found == fitting and len(every) > matching.WORTH_NUMPY


@pytest.mark.parametrize("rounding", notation.ROUNDINGS)
@pytest.mark.parametrize(
    "told",
    [
        {"odds_ratio": "8.3 (1.2-60.0)"},
        {"odds_ratio_ci": "0.03-2.24"},
        {"odds_ratio": "0.50", "risk_ratio": "0.7"},
        {"risk_difference": "-32%"},
        {"number_needed": "4", "efficacy": "25%"},
    ],
)
def test_tables_that_fit_contrasts_are_those_that_fit_each_by_itself(told, rounding):
    """Whatever was asked of the same tables before, under other rules and methods."""
    every = [tables.Table(k1, n1, k2, n2) for n1 in range(3, 9) for n2 in (4, 7)
             for k1 in range(n1 + 1) for k2 in range(n2 + 1)]  # fmt: skip
    known: dict = {}
    for other in (rounding, *notation.ROUNDINGS):
        for choice in contrasts.combinations(list(contrasts.read(told, other))):
            expected = [one for one in every if all(contrast.fits(*one) for contrast in choice)]
            assert tables.narrowed(every, choice, known) == expected
    assert any(known.values())
