"""What other sources print of the trial: the file, its loader, and what bears on a verdict."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest

from passion import literature, paths
from passion.claims import load
from passion.literature import Fact, trial_facts
from printed.errors import InputError

FILE = paths.LITERATURE / "trial_facts.csv"
COLUMNS = tuple(Fact.__dataclass_fields__)


def spoilt(tmp_path, fact: str, column: str, value: str):
    rows = list(csv.reader(io.StringIO(FILE.read_text(encoding="utf-8"), newline="")))
    at = [row[0] for row in rows].index(fact)
    rows[at][COLUMNS.index(column)] = value
    file = tmp_path / FILE.name
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return file, at + 1


@pytest.mark.parametrize(
    "column, value, reason",
    [
        ("source_kind", "rumour", "'rumour' is none of registration"),
        ("id", "T01", "id 'T01' stands twice"),
        ("statement", "", "is empty"),
        ("value", " ", "is empty"),
        ("population", "", "is empty"),
        ("source", "", "is empty"),
        ("locator", "", "is empty"),
    ],
)
def test_a_row_that_is_not_right_is_refused_in_its_place(tmp_path, column, value, reason):
    file, row = spoilt(tmp_path, "T03", column, value)
    with pytest.raises(InputError) as caught:
        trial_facts(file)
    error = caught.value
    assert (error.file, error.row, error.column) == (FILE.name, row, column)
    assert error.message.startswith(reason)


@pytest.mark.parametrize(
    "column, value", [("numerator", "11"), ("denominator", ""), ("numerator", "x")]
)
def test_a_count_that_is_no_count_is_refused(tmp_path, column, value):
    file, row = spoilt(tmp_path, "T03", column, value)
    with pytest.raises(InputError, match="is no count of children") as caught:
        trial_facts(file)
    assert caught.value.row == row


def test_a_fact_names_a_claim_of_the_register_or_none():
    known = {claim.id for claim in load()}
    assert {fact.claim for fact in trial_facts()} - {""} <= known


def test_ids_are_numbered_in_the_order_of_the_file():
    assert [fact.id for fact in trial_facts()] == [
        f"T{number:02d}" for number in range(1, len(trial_facts()) + 1)
    ]


def test_percentages_are_those_of_their_counts():
    for fact in trial_facts():
        if fact.value.endswith("%"):
            k, n = int(fact.numerator), int(fact.denominator)
            assert abs(100 * k - int(fact.value[:-1]) * n) * 2 <= n, fact.id
        elif fact.numerator:
            assert fact.value == fact.numerator, fact.id


def test_dates_are_dates():
    days = [date.fromisoformat(fact.value) for fact in trial_facts() if fact.unit == "date"]
    assert days == sorted(days)


def test_each_source_is_a_registration_an_identifier_or_an_address():
    for fact in trial_facts():
        assert re.fullmatch(
            r"(NCT\d{8}|NL-OMON\d{5}|10\.\d{4,}/\S+)(; NL-OMON\d{5})?|https://\S+", fact.locator
        ), fact.id


def test_one_source_has_one_kind():
    kinds: dict[str, set[str]] = {}
    for fact in trial_facts():
        kinds.setdefault(fact.locator, set()).add(fact.source_kind)
    assert all(len(found) == 1 for found in kinds.values())


@pytest.mark.parametrize("kind", literature.SECOND_HAND)
def test_news_and_blogs_never_bear_on_a_claim_and_always_say_what_they_are(kind):
    claim = load()["n_treated"]
    fact = next(fact for fact in trial_facts() if fact.claim == "n_treated")
    told = replace(fact, value="11", source_kind=kind)
    assert literature.bearing_on(claim, [told]) == ()
    assert literature.standing(claim, [told]) == "only in the abstract"
    assert literature.standing(claim, [fact, told]) == "corroborated"
    assert told.cited == kind
    assert not any(fact.claim for fact in trial_facts() if fact.second_hand)


def test_one_source_that_prints_otherwise_contradicts():
    claim = load()["n_treated"]
    fact = next(fact for fact in trial_facts() if fact.claim == "n_treated")
    assert literature.standing(claim, [fact, replace(fact, value="11")]) == "contradicted"


@pytest.mark.parametrize(
    "claim, value, same",
    [
        ("enrolment_start", "2020-02-29", True),
        ("enrolment_start", "2020-03-01", False),
        ("enrolment_start", "2021-02-11", False),
        ("registry_birth_first", "1994-05-01", True),
        ("registry_birth_first", "1995-05-01", False),
        ("dose_number", "1", True),
        ("dose_number", "2", False),
        ("mri_age", "3", True),
        ("mri_age", "2", False),
        ("registration", "NCT03356821", True),
        ("registration", "NCT03356822", False),
    ],
)
def test_agreement(claim, value, same):
    fact = replace(trial_facts()[0], value=value)
    assert literature.agrees(load()[claim], fact) is same


def test_a_plan_of_a_withdrawn_trial_bears_on_no_claim():
    for fact in trial_facts():
        if "withdrawn" in fact.population:
            assert fact.claim == ""


def test_sources_differ_on_the_window_of_the_mri_and_on_the_cells():
    differing = literature.differing()
    window = differing["Longest time from first signs to the confirming MRI"]
    assert [(fact.value, fact.cited) for fact in window] == [
        ("3", "NCT03356821"),
        ("7", "NL-OMON50715"),
    ]
    assert [fact.value for fact in differing["Cells in the dose"]] == ["50", "about 50", "45-50"]
    assert [fact.second_hand for fact in differing["Cells in the dose"]] == [False, False, True]


def test_texts_are_own_words_of_a_sentence_at_most():
    for fact in trial_facts():
        for text in (fact.statement, fact.value, fact.note):
            assert len(text.split()) <= 25, fact.id
