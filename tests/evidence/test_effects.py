"""Effects over compatible tables and rank sums: which ones are in question, and their extremes."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from scipy import stats

from passion import evidence
from passion.evidence import Range, effects
from passion.evidence.effects import EFFECTS, RankSum
from printed.fit.tables import Table
from printed.stats import CONVENTIONS, superiority, superiority_interval, table_p

HEADLINE = Table(4, 10, 29, 36)


@pytest.fixture(scope="module")
def found():
    return evidence.load(records=None)


def test_every_effect_names_its_null_and_inverts_the_test_beside_it():
    """An interval excludes no difference exactly when the test that it inverts is below 0.05."""
    tables = [
        Table(k1, n1, k2, n2)
        for n1, n2 in ((10, 20), (10, 10), (8, 33))
        for k1, k2 in product(range(n1 + 1), range(0, n2 + 1, 3))
        if 0 < k1 + k2 < n1 + n2
    ]
    for name, effect in EFFECTS.items():
        assert effect.of(Table(5, 10, 5, 10)).estimate == pytest.approx(effect.null)
        if effect.test:
            agreed, all_of_them = effects.agreement(tables, effect, effect.test)
            assert agreed == all_of_them == len(tables), name
            assert effect.test in CONVENTIONS


def test_a_pair_of_other_tests_disagrees_somewhere():
    tables = [Table(k, 10, 29, 36) for k in range(11)]
    agreed, all_of_them = effects.agreement(tables, EFFECTS["ratio-log"], "pearson")
    assert agreed < all_of_them


def test_spread_holds_every_table_and_reaches_both_ends():
    tables = [Table(4, 10, k, 36) for k in range(25, 33)]
    for effect in EFFECTS.values():
        spread = effects.spread(tables, effect)
        each = [effect.of(table) for table in tables]
        for part in ("estimate", "low", "high"):
            values = [getattr(one, part) for one in each]
            assert getattr(spread, part) == Range(min(values), max(values))


def test_readings_are_named_once_and_the_headline_comes_first():
    names = [name for name, _ in effects.readings()]
    assert names[0] == "headline" and len(set(names)) == len(names)
    tests = {name.removeprefix("test: ") for name in names if name.startswith("test: ")}
    assert tests == set(CONVENTIONS) - {"fisher"}


def test_missing_children_are_all_with_or_all_without_the_sign(found):
    every = [
        Table(HEADLINE.k1, 10, HEADLINE.k2 + more, 39) for more in range(39 - HEADLINE.n2 + 1)
    ]
    worst, best = effects.with_missing(found, HEADLINE)
    differences = {table: EFFECTS["difference"].of(table).estimate for table in every}
    assert worst == max(differences, key=differences.get)
    assert best == min(differences, key=differences.get)
    # With treated children missing they go the other way.
    assert effects.with_missing(found, Table(3, 8, 29, 36))[0] == Table(5, 10, 29, 39)
    assert effects.with_missing(found, Table(3, 8, 29, 36))[1] == Table(3, 10, 32, 39)


def test_missing_scores_by_placing_them(found):
    """Scores put above or below all others give the same share of pairs."""
    treated = [float(x) for x in range(100, 110)]
    registry = [float(x) for x in range(91, 127)]
    u = superiority(treated, registry).estimate * len(treated) * len(registry)
    one = RankSum(Fraction(u), 10, 36, "exact")
    worst, best = effects.superiority_with_missing(found, [one])
    assert worst.low == pytest.approx(superiority(treated, [*registry, 1e6, 1e6, 1e6]).estimate)
    assert best.low == pytest.approx(superiority(treated, [*registry, -1e6, -1e6, -1e6]).estimate)


def test_rank_sums_are_the_ends_of_every_row_and_give_the_printed_p(found):
    sums = effects.rank_sums(found, "motor", effects.RANK_METHODS)
    assert {s.n1 for s in sums} == {10}
    assert {(s.n2, s.method) for s in sums} == {
        (row["n2"], method)
        for method in effects.RANK_METHODS
        for row in found.rank_sums("motor", method)
    }
    for s in sums:
        if s.method == "exact":
            low = min(int(s.u), s.n1 * s.n2 - int(s.u))
            assert 0.0025 <= 2 * _below(low, s.n1, s.n2) < 0.0035


def _below(u, n1, n2):
    """P(U <= u) by the recursion of Mann and Whitney, in exact integers."""
    from functools import cache
    from math import comb

    @cache
    def count(total, a, b):
        if total < 0:
            return 0
        if not a or not b:
            return int(total == 0)
        return count(total - b, a - 1, b) + count(total, a, b - 1)

    return sum(count(x, n1, n2) for x in range(u + 1)) / comb(n1 + n2, n1)


def test_superiority_grows_with_u_so_that_the_ends_hold_the_extremes():
    for n1, n2 in ((10, 5), (10, 36)):
        each = [superiority_interval(Fraction(u), n1, n2) for u in range(0, n1 * n2 + 1)]
        for part in ("estimate", "low", "high"):
            values = [getattr(one, part) for one in each]
            assert values == sorted(values)


def test_intervals_over_a_set_are_told_to_their_farthest_ends():
    assert effects.interval_text(Range(1, 2), Range(3, 4)) == "1 to 4"
    assert effects.interval_text(Range(0.126, 0.126), Range(0.5, 0.974), 2) == "0.12 to 0.98"


def test_tables_without_the_p_value_hold_all_with_it(found):
    for name in ("plic", "peduncle"):
        open_to_any = set(effects.without_p(found, name))
        nearest = {
            table
            for table, names in effects.fitting(found, name).items()
            if any(not name.startswith("percentage") for name in names)
        }
        assert nearest <= open_to_any
        # 40% of treated children is 2 of 5 too; 10% is 1 of 10 alone.
        assert {table.n1 for table in open_to_any} == ({5, 10} if name == "plic" else {10})


def test_fisher_at_worst_reaches_the_threshold_only_for_the_posterior_limb(found):
    ps = {
        name: [table_p(*effects.with_missing(found, table)[0], "fisher") for table in
               found.tables(name)]
        for name in ("plic", "peduncle")
    }  # fmt: skip
    worst = {"plic": (4, 10, 29, 39), "peduncle": (1, 10, 22, 39)}
    for name, (k1, n1, k2, n2) in worst.items():
        other = stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue
        assert ps[name] == [pytest.approx(other)]
    assert ps["plic"][0] > 0.05 > ps["peduncle"][0]


def test_without_the_p_value_the_limb_allows_no_difference_and_the_peduncle_does_not(found):
    """The widest ends over every table that prints the percentages, from R's own formulas.

    Of all roundings in question the widest is a share cut off: 2 of 5 against 9 of 11. To the
    nearest it is 2 of 5 against 13 of 16.
    """
    every = effects.without_p(found, "plic")
    to_nearest = [table for table in every if round(100 * table.k2 / table.n2) == 81]
    ends = {
        "difference": (-0.720, 0.029, -0.729, 0.055), "ratio": (0.143, 1.053, 0.141, 1.107),
        "difference-score": (-0.755, 0.044, -0.773, 0.080),
        "ratio-log": (0.164, 1.478, 0.161, 1.482), "odds": (0.0099, 2.192, 0.0081, 2.5345),
        "odds-midp": (0.0145, 1.621, 0.0122, 1.850), "odds-minlike": (0.0150, 1.573, 0.0125, 1.802),
    }  # fmt: skip
    for name, told in ends.items():
        for tables, (low, high) in ((to_nearest, told[:2]), (every, told[2:])):
            spread = effects.spread(tables, effects.EFFECTS[name])
            assert (spread.low.low, spread.high.high) == pytest.approx((low, high), abs=5e-4)
            assert spread.high.high > effects.EFFECTS[name].null
    spread = effects.spread(effects.without_p(found, "peduncle"), effects.EFFECTS["difference"])
    assert spread.high.high < 0
