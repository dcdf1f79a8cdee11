"""The register of outcome rates: its loader, its audit, and which rows may be pooled."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import combinations

import pytest

from passion import literature, paths
from passion.literature import Rate, audit, outcome_rates
from printed.errors import InputError
from printed.sets import Count

FILE = paths.LITERATURE / "outcome_rates.csv"
COLUMNS = tuple(Rate.__dataclass_fields__)
RATES = {rate.id: rate for rate in outcome_rates()}


@pytest.mark.parametrize(
    "column, value, reason",
    [
        ("id", "R02", "id 'R02' stands twice"),
        ("outcome", "", "is empty"),
        ("value", " ", "is empty"),
        ("cohort_family", "", "is empty"),
        ("label", "", "is empty"),
        ("locator", "", "is empty"),
        ("source_kind", "rumour", "'rumour' is none of"),
        ("selection", "any", "'any' is none of"),
        ("tract", "", "'' is none of"),
        ("counted", "both", "'both' is none of"),
        ("derived", "share", "'share' is none of value, numerator, denominator"),
        ("denominator", "24.0", "'24.0' is no number of children"),
        ("denominator", "24 or more", "'24 or more' is no number of children"),
        ("denominator", "24 or 26", "'24 or 26': a printed denominator is one"),
        ("numerator", "25", "'25' of '24' is no count of children"),
        ("value", "6/24", "'6/24' is not 5/24"),
        ("age_years", "two", "'two' is no age in years"),
        ("looked", "last week", "'last week' is no day"),
        ("how", "memory", "'memory' is none of abstract"),
        ("reread", "", "'' does not go with 'abstract'"),
    ],
)
def test_a_row_that_is_not_right_is_refused_in_its_place(tmp_path, column, value, reason):
    rows = list(csv.reader(io.StringIO(FILE.read_text(encoding="utf-8"), newline="")))
    at = [row[0] for row in rows].index("R10")
    rows[at][COLUMNS.index(column)] = value
    file = tmp_path / FILE.name
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    with pytest.raises(InputError, match=reason) as caught:
        outcome_rates(file)
    assert (caught.value.row, caught.value.column) == (at + 1, column)


def test_ids_are_numbered_in_the_order_of_the_file():
    assert list(RATES) == [f"R{number:02d}" for number in range(1, len(RATES) + 1)]


def test_labels_are_one_of_their_kind_within_an_outcome():
    names = [(rate.outcome, rate.label) for rate in RATES.values()]
    assert len(set(names)) == len(names)


def test_each_source_is_a_doi_or_an_address():
    for rate in RATES.values():
        assert literature.address(rate.locator).startswith(("https://", "http://")), rate.id


# Written down from the sources by hand, not by the code that audits.
@pytest.mark.parametrize(
    "name, grade, rules, counts",
    [
        ("R01", "only under a named rule", ("truncate",), ((16, 24),)),  # 66.67
        ("R02", "consistent", ("half-up", "half-even", "truncate"), ((19, 73),)),  # 26.03
        # 46 of 49 without it are 93.88%, 53 of 56 are 94.64%
        ("R03", "consistent", ("half-up", "half-even", "truncate"), ((3, 49), (3, 56))),
        ("R05", "only under a named rule", ("half-even", "truncate"), ((26, 80),)),  # 32.5
        ("R07", "not audited", (), ()),  # about one third
        ("R09", "not audited", (), ((22, 46),)),  # the abstract prints no percentage
        ("R10", "not audited", (), ((5, 24),)),
        ("R11", "no count fits", (), ((6, 22),)),  # 27.3 printed 30
        ("R15", "not audited", (), ((4, 18),)),
        ("R17", "not audited", (), ()),
        ("R22", "not audited", (), ((31, 46),)),  # a count alone, of children without
        ("R23", "not audited", (), ((6, 16),)),
        ("R36", "not audited", (), ()),  # the 79 are not those of whom it is printed
        ("R37", "no count fits", (), ((6, 16),)),  # 37.5 printed 28
        ("R38", "not audited", (), ((9, 17),)),
        ("R41", "not audited", (), ((6, 46),)),
        ("R45", "not audited", (), ()),  # 100% of nobody knows how many
        ("R55", "not audited", (), ()),  # from a survival curve
    ],
)
def test_the_audit_of_known_rows(name, grade, rules, counts):
    found = audit(RATES[name])
    assert (found.grade, found.rules, found.counts) == (grade, rules, counts)


def test_every_count_that_is_used_prints_its_percentage_in_float():
    """A second road: plain floats, half a unit of the last decimal to either side."""
    for rate in RATES.values():
        found = audit(rate)
        if found.grade != "consistent":
            continue
        shown = float(rate.value.rstrip("%"))
        unit = 10.0 ** -len(rate.value.rstrip("%").partition(".")[2])
        for k, n in found.by_rule["half-up"]:
            share = 100 * (n - k if rate.counted == "without" else k) / n
            assert abs(share - shown) <= unit / 2 + 1e-9, rate.id


@pytest.mark.parametrize(
    "derived, grade",
    [
        ("", "consistent"),
        ("value", "not audited"),
        ("value numerator", "not audited"),
        ("numerator denominator", "consistent"),
    ],
)
def test_a_percentage_that_was_divided_here_never_passes(derived, grade):
    """19 of 73 divide to 26%: whoever did the division, the check by it is none."""
    rate = replace(RATES["R02"], derived=derived)
    assert rate.fault() == ("", "")
    found = audit(rate)
    assert (found.grade, found.count) == (grade, (19, 73))


def test_a_numerator_that_was_computed_here_is_no_witness():
    wrong = replace(RATES["R02"], numerator="20")
    assert audit(wrong).grade == "no count fits"
    assert audit(replace(wrong, derived="numerator")).counts == ((19, 73),)


def test_no_row_prints_a_percentage_that_was_divided_here():
    assert not [rate.id for rate in RATES.values() if "value" in rate.computed]


def test_with_the_other_denominator_one_rule_serves_the_closest_cohort():
    """By hand, decimals cut off: 16 of 24, 19 of 73, 53 of 56 without, 44 of 50 without."""
    for k, n, printed in ((16, 24, 66), (19, 73, 26), (53, 56, 94), (44, 50, 88)):
        assert 100 * k // n == printed
    assert round(100 * 46 / 49) == 94 != 100 * 46 // 49
    source = "Husson 2010, Pediatrics 126:912"
    found = literature.under_one_rule(RATES.values(), source)
    assert found == {"R01": ((16, 24),), "R02": ((19, 73),), "R03": ((3, 56),), "R04": ((6, 50),)}
    assert 16 + 3 == 19, "hemiplegia with the tract damaged, and with it spared, is all of it"
    fewer = [replace(RATES["R03"], denominator="49"), RATES["R01"], RATES["R02"], RATES["R04"]]
    assert literature.under_one_rule(fewer, source) == {}
    assert literature.under_one_rule(RATES.values(), "nobody") == {}


def test_where_no_denominator_is_printed_every_smaller_one_is_in_question():
    rate = RATES["R30"]
    every = {
        (k, n)
        for n in range(1, int(rate.enrolled) + 1)
        for k in range(n + 1)
        if 48.25 <= 100 * k / n < 48.35
    }
    assert set(audit(rate).counts) == every
    assert audit(rate).count is None


def test_the_closest_comparator_is_graded_and_marked():
    rate = RATES["R01"]
    assert literature.comparability(rate) == literature.COMPARABILITY[1]
    assert audit(rate).told == "only under truncation"
    nearest = [r.id for r in RATES.values() if literature.comparability(r) == "same age"]
    assert "R01" not in nearest and {"R02", "R06", "R08"} <= set(nearest)


@pytest.mark.parametrize(
    "change, expected",
    [
        ({}, "same age"),
        ({"tract": "required"}, "damage as the trial required"),
        ({"tract": "required", "age_years": "7"}, "damage as the trial required"),
        ({"tract": "required", "selection": "news"}, "told in news"),
        ({"tract": "all"}, "same age, motor tract involved"),
        ({"tract": "all", "age_years": "7"}, "motor tract involved"),
        ({"tract": "all", "selection": "territory"}, "motor tract involved"),
        ({"tract": "none"}, "other selection"),
        ({"age_years": "2.6"}, "newborns, other age"),
        ({"age_years": ""}, "newborns, other age"),
        ({"selection": "delayed"}, "delayed presentation included"),
        ({"selection": "territory"}, "other selection"),
        ({"selection": "news"}, "told in news"),
    ],
)
def test_comparability(change, expected):
    assert literature.comparability(replace(RATES["R02"], **change)) == expected


def test_the_damage_that_the_trial_required_comes_first():
    ranks = [literature.COMPARABILITY.index(literature.comparability(r)) for r in RATES.values()]
    first = {rate.label for rate, rank in zip(RATES.values(), ranks, strict=True) if rank == 0}
    assert first == {
        "Wagenaar 2018, main branch", "Mercuri 1999, three structures",
        "Dinomais 2015, two structures", "Miao 2026, main trunk",
    }  # fmt: skip
    pooled = literature.one_a_family(RATES.values(), "cerebral palsy")
    assert min(ranks[list(RATES.values()).index(rate)] for rate in pooled) > 2


def test_no_family_enters_a_pool_twice_and_no_second_hand_or_selected_row_at_all():
    for outcome in {rate.outcome for rate in RATES.values()}:
        pooled = literature.one_a_family(RATES.values(), outcome)
        for one, other in combinations(pooled, 2):
            assert one.cohort_family != other.cohort_family
        for rate in pooled:
            assert (rate.selection, rate.tract, rate.second_hand) == ("neonatal", "mixed", False)
            assert audit(rate).grade != "no count fits"


def test_of_a_family_the_row_nearest_to_two_years_stands():
    rates = [RATES["R05"], RATES["R02"]]
    assert literature.one_a_family(rates, "cerebral palsy") == (RATES["R02"],)
    older = replace(RATES["R02"], age_years="8")
    assert literature.one_a_family([RATES["R05"], older], "cerebral palsy") == (RATES["R05"],)
    both = [replace(RATES["R06"], age_years="2"), replace(RATES["R08"], age_years="2")]
    assert literature.one_a_family(both, "cerebral palsy") == (both[1],)  # the larger


@pytest.mark.parametrize(
    "change",
    [
        {"selection": "delayed"},
        {"tract": "all"},
        {"source_kind": "news"},
        {"numerator": "18"},
        {"outcome": "epilepsy"},
    ],
)
def test_what_is_kept_out_of_a_pool(change):
    assert literature.poolable([RATES["R02"]], "cerebral palsy")
    assert not literature.poolable([replace(RATES["R02"], **change)], "cerebral palsy")


def test_one_rule_for_a_source_or_none():
    rules = literature.rules_of_source(RATES.values())
    assert rules["Husson 2010, Pediatrics 126:912"] == (4, ("truncate",))
    assert rules["Mercuri 2004, Pediatrics 113:95"] == (2, ())
    assert rules["Chabrier 2016, J Pediatr 172:156"] == (6, ("half-even",))


def test_news_says_so_wherever_it_is_cited():
    for rate in RATES.values():
        assert (f"({rate.source_kind})" in rate.cited) == rate.second_hand
        assert not rate.second_hand or {"news", "blog", "commentary"} & set(
            rate.label.lower().replace("(", "").replace(")", "").replace(",", "").split()
        )


def test_a_share_that_no_count_prints_has_no_count_and_only_children_with_it_are_named():
    assert literature.counted(RATES["R12"]) == (21, 36)
    assert literature.counted(RATES["R11"]) is None  # 30% of 22: 6 and 7 print 27% and 32%
    assert literature.counted(RATES["R07"]) is None  # "about one third" names no count
    assert literature.as_named(RATES["R12"])
    assert not literature.as_named(replace(RATES["R12"], counted="without"))
    assert not literature.as_named(replace(RATES["R12"], definition="motor deficit"))


def test_cohorts_stand_beside_the_treated_the_most_alike_first_each_drawn_as_what_it_is():
    treated = {"epilepsy": [Count(2, 10), Count(0, 10)], "any": [Count(1, 9)]}
    frame = literature.beside(treated, RATES.values())
    first, rest = frame[:3], frame[3:]
    assert first["told"].tolist() == ["0 of 10", "2 of 10", "1 of 9"]
    assert set(first["drawn"]) == {"treated"} and len(rest) == len(RATES)
    places = [literature.COMPARABILITY.index(group) for group in rest["group"]]
    assert places == sorted(places) and len(set(places)) > 2
    for row in rest.itertuples():
        count = literature.counted(row.rate)
        pooled = row.rate in literature.one_a_family(RATES.values(), row.outcome)
        drawn = "cohort, pooled" if pooled else "cohort"
        assert row.drawn == (drawn if count else "share alone"), row.rate.id
        assert row.told == (f"{count.k} of {count.n}" if count else row.rate.value)
    assert {"cohort, pooled", "cohort", "share alone"} == set(rest["drawn"])


def test_an_interval_is_of_a_count_and_a_share_alone_has_none():
    """Clopper and Pearson's; R: binom.test(21, 36)$conf.int."""
    stats = pytest.importorskip("scipy.stats")
    frame = literature.beside({}, RATES.values())
    by_id = {rate.id: place for place, rate in frame["rate"].items()}
    ends = frame.loc[by_id["R12"], ["low", "percent", "high"]].tolist()
    exact = stats.binomtest(21, 36).proportion_ci()
    assert ends == pytest.approx([100 * exact.low, 2100 / 36, 100 * exact.high])
    for name, share in (("R52", 100.0), ("R53", 0.0), ("R16", None)):  # always, none, below 10%
        low, percent, high = frame.loc[by_id[name], ["low", "percent", "high"]].tolist()
        assert low != low and high != high
        assert percent == share if share is not None else percent != percent


@pytest.mark.parametrize("enrolled", [7, 11, 29])
@pytest.mark.parametrize("counted", ["with", "without"])
def test_without_a_denominator_every_size_up_to_the_enrolled_is_tried(enrolled, counted):
    """The largest of them too: a percentage may be of all, and of no child that was not there."""
    row = replace(RATES["R01"], numerator="", denominator="", derived="", counted=counted)
    for k in range(enrolled + 1):
        row = replace(row, value=f"{100 * k / enrolled:.4f}%", enrolled=str(enrolled))
        shown = enrolled - k if counted == "without" else k
        assert (shown, enrolled) in audit(row).counts
        if 0 < k < enrolled:
            assert audit(replace(row, enrolled=str(enrolled - 1))).grade == "no count fits"
