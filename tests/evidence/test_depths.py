"""Print and records answer the same questions, and what records say is among what print leaves."""

from __future__ import annotations

import inspect

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
