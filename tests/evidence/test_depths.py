"""Print and records answer the same questions, and what records say is among what print leaves."""

from __future__ import annotations

import inspect
import math
import statistics
from itertools import product

import pytest

from passion import reconstruct
from passion.evidence import load
from passion.evidence.depths import EvidenceOfPrint, EvidenceOfRecords
from passion.evidence.groups import CompatibleGroup, ObservedGroup

SIGNS = ("plic", "peduncle")


@pytest.fixture(scope="module")
def printed():
    return load(records=None)


@pytest.fixture(scope="module")
def recorded():
    return load(records=reconstruct.cohort(1))


def questions(kind):
    return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if name[0] != "_"}


def within(value, span):
    return span.low <= value.low <= value.high <= span.high


def test_the_depth_is_chosen_where_the_evidence_is_loaded(printed, recorded):
    assert type(printed) is EvidenceOfPrint and type(recorded) is EvidenceOfRecords


def test_whatever_a_page_asks_of_records_can_be_asked_of_print():
    assert questions(EvidenceOfPrint) == questions(EvidenceOfRecords)
    assert questions(ObservedGroup) <= questions(CompatibleGroup)


def test_a_recorded_group_shows_no_value_of_its_own(recorded):
    assert repr(recorded.sample("motor")) == "ObservedGroup()"


@pytest.mark.parametrize("sign", SIGNS)
def test_the_recorded_table_is_one_that_print_leaves(printed, recorded, sign):
    assert set(recorded.tables(sign)) <= set(printed.tables(sign))
    assert set(recorded.p_values(sign)) <= set(printed.p_values(sign))


def test_recorded_counts_are_among_those_that_print_leaves(printed, recorded):
    for claim in ("cp_count", "epilepsy", "related_adverse_events"):
        assert set(recorded.count(claim)) <= set(printed.count(claim))
    assert set(recorded.domains("domains_range")) <= set(printed.domains("domains_range"))
    assert set(recorded.any_of("domains_range")) <= set(printed.any_of("domains_range"))


def test_recorded_values_lie_where_print_leaves_them(printed, recorded):
    for name in ("mean", "sd", "count<100", "t:100"):
        found, left = (each.sample("tissue_loss").range(name) for each in (recorded, printed))
        assert found.single and within(found, left)
    for kind in ("median", "iqr"):
        for group in ("treated", "registry"):
            found, left = (each.statistic("motor", kind, group) for each in (recorded, printed))
            assert found.single and within(found, left)


def test_recorded_scores_compare_as_print_allows(printed, recorded):
    one, two = recorded.pair("motor")
    treated, registry = printed.pair("motor", two.n)
    assert within(one.superiority(two), treated.superiority(registry))
    assert within(one.cohens_d(two), treated.cohens_d(registry, "type-7"))
    assert within(one.tipping_shift(two), treated.tipping_shift(registry))
    assert treated.difference_of_means(registry, False).text() == "unbounded"
    assert within(recorded.superiority("motor"), printed.superiority("motor"))


def test_two_groups_of_scores_are_compared_by_hand():
    one, two = ObservedGroup([3.0, 5.0, 4.0]), ObservedGroup([1.0, 2.0, 3.0, 4.0])

    def value(span):
        assert span.single
        return span.low

    # Of the 12 pairs: 3 is above 1 and 2 and equals 3, 5 is above all, 4 above three and equals 4.
    assert value(one.superiority(two)) == pytest.approx((2.5 + 4 + 3.5) / 12)
    assert value(two.superiority(one)) == pytest.approx(1 - 10 / 12)
    assert value(one.difference_of_means(two, False)) == pytest.approx(4 - 2.5)
    assert value(one.difference_of_means(two, True)) == pytest.approx(1.5 / (5 / 3) ** 0.5)
    # Squares about the means: 2 of three scores, 5 of four.
    assert value(one.cohens_d(two)) == pytest.approx(1.5 / (7 / 5) ** 0.5)
    assert value(two.cohens_d(one)) == pytest.approx(-1.5 / (7 / 5) ** 0.5)
    # P stays where it is until the groups overlap: a gap of 5 must be bridged from below.
    high, low = ObservedGroup([10.0, 11, 12, 13, 14]), ObservedGroup([1.0, 2, 3, 4, 5])
    assert 5 <= value(high.tipping_shift(low)) <= 13


def test_a_printed_statistic_is_attained_at_both_its_ends_or_not(printed):
    group = printed.sample("motor")
    assert printed.sample("motor").difference_of_means(group, False)[:2] == (None, None)
    for name in ("mean", "sd"):
        span = printed.sample("tissue_loss").statistic(name)
        interval = printed.register.find("tissue_loss", name, "treated").interval()
        assert (span.low, span.high) == (interval.lower, interval.upper)
        assert span.attained is (interval.closed == (True, True))


def test_no_sample_leaves_the_envelope_of_a_mean_and_samples_of_two_values_reach_it(printed):
    group = printed.sample("tissue_loss")
    n, mean, sd = group.n, group.statistic("mean"), group.statistic("sd")
    lowest, highest = [math.inf] * n, [-math.inf] * n
    for low in range(1, n):  # so many children at the lower of two values
        for m, s in product((mean.low, mean.high), (sd.low, sd.high)):
            # n - 1 squares of the SD, of which the lower children have the share n - low of n.
            total = (n - 1) * float(s) ** 2
            below = math.sqrt(total * (n - low) / (n * low))
            above = below * low / (n - low)
            values = [float(m) - below] * low + [float(m) + above] * (n - low)
            assert statistics.fmean(values) == pytest.approx(float(m))
            assert statistics.stdev(values) == pytest.approx(float(s))
            lowest = list(map(min, lowest, values))
            highest = list(map(max, highest, values))
    found = group.envelope()
    assert [place for place, _ in found] == [(k, k) for k in range(1, n + 1)]
    assert [span.low for _, span in found] == pytest.approx(lowest)
    assert [span.high for _, span in found] == pytest.approx(highest)
