"""One-sided tests, tables read by columns, and intervals by further names and deviates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from printed import notation, stats
from printed.errors import InputError
from printed.fit.contrasts import FURTHER_METHODS, METHODS, read
from printed.fit.counts import Candidates
from printed.fit.matching import Table, matching, read_p, select
from printed.fit.tables import search
from printed.stats.effects import FURTHER_ODDS_METHODS, ODDS_METHODS
from printed.stats.intervals import deviate, mean_interval
from printed.stats.minlike import minlike_p
from printed.stats.tables import (
    CONVENTIONS,
    FURTHER,
    INTEGER_CONVENTIONS,
    SIDES,
    table_p_exact,
    transposed,
)

tables = st.tuples(st.integers(1, 14), st.integers(1, 14)).flatmap(
    lambda n: st.tuples(
        st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1])
    )
)
# What the trial of oral colostrum (DOI 10.1186/s13006-021-00408-x) prints in percent.
COLOSTRUM = {
    (13, 125, 3, 127): ("1.36", "15.31"),
    (3, 125, 0, 127): ("-1.67", "7.38"),
    (17, 125, 6, 127): ("1.12", "16.93"),
    (33, 125, 45, 127): ("-20.64", "2.93"),
}


# --------------------------------------------------------------------------- tests of tables


@given(table=tables)
@settings(max_examples=60, deadline=None)
def test_one_side_of_fisher_is_scipys(table):
    k1, n1, k2, n2 = table
    rows = [[k1, n1 - k1], [k2, n2 - k2]]
    for side in SIDES:
        expected = scipy_stats.fisher_exact(rows, alternative=side).pvalue
        for name in ("fisher", "fisher-central"):
            assert stats.table_p(*table, name, side) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", [name for name in CONVENTIONS if name != "expected-5"])
@given(table=tables)
@settings(max_examples=25, deadline=None)
def test_sides_change_places_with_the_groups(name, table):
    k1, n1, k2, n2 = table
    one = stats.table_p(*table, name, "less")
    for other in ((k2, n2, k1, n1), (n1 - k1, n1, n2 - k2, n2)):
        assert stats.table_p(*other, name, "greater") == pytest.approx(one, rel=1e-9, nan_ok=True)


@given(table=tables)
@settings(max_examples=60, deadline=None)
def test_both_sides_together(table):
    k1, n1, k2, n2 = table
    for name in ("fisher", "midp-central"):
        less, greater = (table_p_exact(*table, name, side) for side in SIDES)
        half = table_p_exact(*table, "fisher", "less") - table_p_exact(
            *table, "midp-central", "less"
        )
        assert less + greater == 1 + (2 * half if name == "fisher" else 0)
    for name in ("pearson", "yates", "n-1", "lr", "wald"):
        both = stats.table_p(*table, name)
        smaller, larger = sorted(stats.table_p(*table, name, side) for side in SIDES)
        if math.isnan(both):
            assert math.isnan(smaller) and math.isnan(larger)
        else:
            assert 2 * smaller == pytest.approx(both) and smaller + larger == pytest.approx(1)
            smaller_share = both == 1 or stats.table_p(*table, name, "less") < 0.5
            assert smaller_share == (k1 * n2 < k2 * n1 or both == 1)


@pytest.mark.parametrize("name", [*CONVENTIONS, *FURTHER])
@given(many=st.lists(tables, min_size=1, max_size=8), side=st.sampled_from([None, *SIDES]))
@settings(max_examples=15, deadline=None)
@pytest.mark.filterwarnings("error")
def test_arrays_agree_with_single_tables(name, many, side):
    found = stats.table_p(*np.array(many).T, name, side)
    single = [stats.table_p(*table, name, side) for table in many]
    np.testing.assert_allclose(found, single, rtol=1e-9, atol=1e-300)


def test_large_tables_have_sides_too():
    for name in INTEGER_CONVENTIONS:
        for side in SIDES:
            exact = table_p_exact(4900, 10_000, 5050, 10_000, name, side)
            found = stats.table_p(4900, 10_000, 5050, 10_000, name, side)
            assert found == pytest.approx(float(exact), rel=1e-9)


def test_a_search_by_one_side_finds_every_table_at_an_edge_too():
    """As arrays, as single tables, and by the P values themselves."""
    left, right = Candidates([(12, 0, 12)]), Candidates([(30, 0, 30)])
    for name in ("fisher", "midp-central", "pearson", "yates", "expected-5", "wald"):
        for side in (None, *SIDES):
            printed = read_p("0.03")
            found = {table for table, _ in matching(left, right, name, printed, side)}
            every = [Table(k1, 12, k2, 30) for k1 in range(13) for k2 in range(31)]
            few = {t for part in (every[:200], every[200:])
                   for t, _ in select(part, name, printed, side)}  # fmt: skip
            direct = {t for t in every if 0.025 <= stats.table_p(*t, name, side) < 0.035}
            assert found == few == direct and found


def test_a_search_takes_side_deviate_and_columns():
    """4 of 10 against 29 of 36: a one-sided P, and a ratio of 4/33 to 6/13 by columns."""
    found = search("4/10", "?/36", tests="pearson", p="0.0059", side="less")
    assert [row["k2"] for row in found] == [29] and found.call["side"] == "less"
    assert not search("4/10", "?/36", tests="pearson", p="0.0059", side="greater")
    katz = stats.risk_ratio(4, 33, 6, 13, "katz", z=1.96)
    texts = {"risk_ratio_ci": f"{notation.text(katz.low, 6)}-{notation.text(katz.high, 6)}"}
    words = {"tests": "pearson", "effects": texts, "effect_methods": "katz"}
    assert len(search("4/10", "29/36", **words, z="1.96", transposed=True)) == 1
    assert not search("4/10", "29/36", **words, transposed=True)
    assert not search("4/10", "29/36", **words, z="1.96")
    (row,) = search("4/10", "29/36", tests="wald")
    assert row["p"] == stats.table_p(4, 10, 29, 36, "wald")
    for wrong in ({"side": "both"}, {"tests": "score"}):
        with pytest.raises(InputError, match="unknown"):
            search("4/10", "29/36", **wrong)


def test_unknown_words_are_refused():
    for words in (("fisher", "lower"), ("chi", None)):
        with pytest.raises(InputError, match="unknown"):
            stats.table_p(1, 2, 1, 2, *words)
    with pytest.raises(InputError, match="unknown"):
        stats.table_p([1], 2, 1, 2, "fisher", "lower")


@given(tables)
def test_columns_for_rows_and_back(table):
    k1, n1, k2, n2 = table
    if k1 + k2 in (0, n1 + n2):
        with pytest.raises(InputError, match="empty"):
            transposed(*table)
        return
    other = transposed(*table)
    assert transposed(*other) == table
    for name in ("fisher", "pearson", "yates", "lr"):
        one, two = (stats.table_p(*t, name) for t in (table, other))
        assert one == pytest.approx(two, rel=1e-9)


# --------------------------------------------------------------------------- intervals


@pytest.mark.parametrize("table", COLOSTRUM)
def test_differences_of_a_trial_that_only_this_method_fits(table):
    found = stats.risk_difference(*table, "newcombe-cc")
    assert tuple(notation.text(100 * end, 2) for end in (found.low, found.high)) == COLOSTRUM[table]
    texts = {"risk_difference_ci": "{}% to {}%".format(*COLOSTRUM[table])}
    assert [c.method for c in read(texts) if c.fits(*table)] == ["newcombe-cc"]


@pytest.mark.parametrize(("counts", "ends"), [
    # Newcombe, Stat Med 1998;17:857-872, table I, method 4
    ((81, 263), (".2535", ".3682")), ((15, 148), (".0598", ".1644")),
    ((0, 20), (".0000", ".2005")), ((1, 29), (".0018", ".1963")),
])  # fmt: skip
def test_newcombe_1998_with_continuity_correction(counts, ends):
    found = stats.proportion(*counts, "wilson-cc")
    texts = [notation.text(end, 4).removeprefix("0") for end in (found.low, found.high)]
    assert tuple(texts) == ends


def inside(table, odds, own):
    """Whether the test of minimum likelihood leaves an odds ratio, with so much of the table."""
    p = minlike_p(*table, math.log(odds))
    k1, n1, k2, n2 = table
    events = k1 + k2
    law = scipy_stats.nchypergeom_fisher(n1 + n2, n1, events, odds)
    return p - (1 - own) * law.pmf(k1) > 0.05


@pytest.mark.parametrize(("method", "own"), [("baptista-pike", 1.0), ("baptista-pike-midp", 0.5)])
@pytest.mark.parametrize("table", [(4, 10, 29, 36), (1, 8, 5, 12), (3, 7, 3, 9), (0, 9, 4, 11)])
def test_baptista_pike_holds_every_odds_ratio_that_its_test_leaves(method, own, table):
    found = stats.odds_ratio(*table, method)
    grid = np.geomspace(1e-3, 1e3, 301)
    left = [odds for odds in grid if inside(table, odds, own)]
    ratio = grid[1] / grid[0]
    assert found.high <= left[-1] * ratio and left[-1] <= found.high
    if found.low:
        assert found.low >= left[0] / ratio and left[0] >= found.low
    else:
        assert left[0] == grid[0] and table[0] == 0


@pytest.mark.parametrize("method", [*ODDS_METHODS, *FURTHER_ODDS_METHODS])
@given(table=tables)
@settings(max_examples=25, deadline=None)
def test_odds_ratios_turn_round_with_the_groups(method, table):
    k1, n1, k2, n2 = table
    found, turned = (stats.odds_ratio(*t, method) for t in (table, (k2, n2, k1, n1)))
    assert 0 <= found.low <= found.high
    for one, other in ((found.low, turned.high), (found.high, turned.low)):
        assert one == pytest.approx(1 / other if other else math.inf, rel=1e-6)


def test_z_as_it_is_printed_moves_the_last_digit():
    """An end printed to the first digit in which both deviates differ fits by one of them only."""
    assert deviate(0.95) != deviate(0.95, 1.96) == deviate(0.95, "1.96") == 1.96
    table = 30, 61, 25, 60
    exact, rounded = (stats.risk_ratio(*table, "katz", z=z) for z in ("exact", "1.96"))
    assert rounded.low < exact.low < exact.high < rounded.high
    at = notation.exact(rounded.high)
    digits = next(d for d in range(3, 12)
                  if notation.text(at, d) != notation.text(exact.high, d))  # fmt: skip
    text = f"0.5 to {notation.text(at, digits)}"
    wide = {"risk_ratio_ci": text.replace("0.5", notation.text(rounded.low, 2))}
    assert not any(c.fits(*table) for c in read(wide, methods=["katz"]))
    assert any(c.fits(*table) for c in read(wide, methods=["katz"], z="1.96"))
    for z in (1.64, "x", None, math.nan):
        with pytest.raises(InputError, match="no normal deviate of a level of 0.95"):
            list(read(wide, z=z))


def test_any_level():
    narrow, wide = (stats.risk_ratio(30, 61, 25, 60, "katz", level) for level in (0.9, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert deviate(0.9, "1.645") == 1.645 and deviate(0.99, 2.58) == 2.58


def test_a_ratio_of_the_columns_is_found_by_name():
    # 12 of 40 exposed and 5 of 50 others are ill: risks of having been exposed are 12/17 and 28/73
    table = 12, 40, 5, 50
    odd = stats.risk_ratio(12, 17, 28, 73, "katz")
    texts = {
        "risk_ratio": notation.text(odd.estimate, 3),
        "risk_ratio_ci": f"{notation.text(odd.low, 3)}-{notation.text(odd.high, 3)}",
    }
    assert not any(c.fits(*table) for c in read(texts))
    assert [c.method for c in read(texts, transposed=True) if c.fits(*table)] == ["katz"]
    (empty,) = read(texts, methods=["katz"], transposed=True)
    assert not empty.fits(0, 40, 0, 50)


def test_half_a_subject_in_each_cell_is_compared_as_a_fraction():
    # 0/10 against 5/12: (0.5 x 7.5) / (10.5 x 5.5) = 0.0649, (0.5/11) / (5.5/13) = 0.1074
    for name, text in (("odds_ratio", "0.0649"), ("risk_ratio", "0.1074")):
        fitting = [c.method for c in read({name: text}) if c.fits(0, 10, 5, 12)]
        assert fitting == ["haldane"]


def test_further_methods_are_tried_only_by_name():
    tried = {c.method for c in read({"odds_ratio": "0.16 (0.04-0.81)"})}
    assert tried == set(METHODS["odds_ratio"]) and not tried & set(FURTHER_METHODS["odds_ratio"])
    (found,) = read({"odds_ratio": "0.16 (0.04-0.81)"}, methods=["baptista-pike"])
    assert found.fits(4, 10, 29, 36)
    with pytest.raises(InputError, match="at most"):
        stats.odds_ratio(4000, 10_000, 4100, 10_000, "baptista-pike")


def test_a_mean_is_refused_without_a_spread():
    assert mean_interval(5, 0, 2).low == 5
    for words in ((5, 1, 1), (5, -1, 9), (5, 1, 9, "z"), (5, math.nan, 9)):
        with pytest.raises(InputError):
            mean_interval(*words)
