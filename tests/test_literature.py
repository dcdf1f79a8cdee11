"""What other sources print of the trial: the file, its loader, and what bears on a verdict."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta

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
        ("looked", "28 November", "'28 November' is no day"),
        ("how", "a friend", "'a friend' is none of abstract"),
        ("reread", "perhaps", "'perhaps' is none of agrees"),
        ("reread", "", "'' does not go with 'registration'"),
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


# ------------------------------------------------------------------ when and how it was looked for

YEAR = timedelta(days=365)


@pytest.mark.parametrize("name", literature.REGISTERS)
def test_every_row_was_looked_for_within_a_year(name):
    """Literature ages: a year after the last search this fails, to make somebody search."""
    today = date.today()
    for row in literature.REGISTERS[name]():
        assert row.looked_on <= today, f"{row.id} of {name}.csv is looked for in the future"
        assert today - row.looked_on <= YEAR, (
            f"{name}.csv, {row.id}: last looked for on {row.looked}, more than a year ago. Search "
            "the literature again: read each row against its source, write the day into `looked`, "
            "what was read into `how`, and what came of it into `reread`"
        )


def test_searched_until_is_the_newest_day():
    facts = [replace(trial_facts()[0], looked=day) for day in ("2025-03-01", "2026-01-31")]
    assert literature.searched_until(facts) == date(2026, 1, 31)
    for register in literature.REGISTERS.values():
        assert literature.searched_until(register()) >= date(2026, 11, 28)


def test_what_rereading_made_of_the_rows():
    """Agrees, corrected, new, not found again: written down while reading."""
    found = {name: literature.rereading(rows()) for name, rows in literature.REGISTERS.items()}
    assert {name: tuple(counts.values()) for name, counts in found.items()} == {
        "trial_facts": (42, 4, 3, 16),
        "outcome_rates": (33, 11, 16, 0),
        "bias_sizes": (4, 5, 4, 1),
        "next_trial": (5, 2, 3, 0),
        "other_studies": (0, 0, 21, 0),
    }


def test_what_could_not_be_read_again_of_the_trial_is_one_document():
    """As the page of the cohorts says, with what rests on it alone."""
    lost = [fact for fact in trial_facts() if fact.how == "not found again"]
    assert {fact.source for fact in lost} == {"Preliminary abstract"}
    page = (paths.NOTEBOOKS / "01_cohorts.ipynb").read_text(encoding="utf-8")
    assert "could not be read again, all of them of the" in page
    assert "what it alone corroborates rests on an earlier reading" in page
    alone = {fact.claim for fact in lost} - {
        fact.claim for fact in trial_facts() if fact not in lost and not fact.second_hand
    }
    assert alone == {"registration", "mri_age"}


# ------------------------------------------------------------------ other trials, other reviews


def test_other_studies_bear_on_no_claim_and_are_no_comparators():
    others = literature.other_studies()
    assert not any(fact.claim for fact in others)
    assert [fact.id for fact in others] == [f"S{n:02d}" for n in range(1, len(others) + 1)]
    assert {"10.1542/peds.2024-068999"} == {f.locator for f in others if "comparator" in f.note}


def test_the_blinded_trial_of_the_same_center_is_told_with_what_it_measures():
    told = {f.statement: f for f in literature.other_studies() if f.locator == "NCT03171818"}
    assert told["Newborns planned"].value == "80"
    assert "tissue loss" in told["Primary outcome"].value
    assert "corticospinal tract" in told["Stroke required"].value
    start, last = (date.fromisoformat(told[name].value) for name in ("Start", "Expected end"))
    enrolled = date.fromisoformat(next(f.value for f in trial_facts() if f.id == "T01"))
    assert start < enrolled < last


def test_the_announced_trial_is_named_and_nothing_past_stands_as_if_ahead():
    news = {fact.statement: fact for fact in literature.next_trial()}
    assert news["Name of the trial"].value == "iSTOP-CP"
    assert "2025" in news["Start, as told in August 2025"].statement
    assert "was not found" in news["Start, as told in August 2025"].note
    assert len(news["Funders"].value.split("; ")) == 4


def test_percentages_that_no_source_prints_are_counts():
    by_id = {fact.id: fact for fact in trial_facts()}
    told = [by_id[name].told for name in ("T50", "T51", "T55")]
    assert told == ["10 of 10", "4 of 10", "10 of 10"]


# ------------------------------------------------------------------ questions to the authors

QUESTIONS = paths.PUBLISHED / "questions_to_authors.csv"


def test_each_question_names_a_page_and_claims_that_exist():
    pages = {path.stem for path in paths.NOTEBOOKS.glob("*.ipynb")}
    known = {claim.id for claim in load()}
    asked = literature.questions()
    assert [q.id for q in asked] == [f"Q{n:02d}" for n in range(1, len(asked) + 1)]
    for question in asked:
        assert question.page in pages, question.id
        assert set(question.concerned) <= known, question.id
    assert len({q.question for q in asked}) == len(asked)
    assert {q.topic for q in asked} == set(literature.TOPICS)


def test_what_readers_missed_most_is_asked():
    text = " ".join(question.question for question in literature.questions())
    for wanted in (
        "Of how many registry children", "Which test", "registry children have cerebral palsy",
        "How large was each stroke", "know the cohort", "test, edition and norms",
        "use its hands", "formula", "visual field",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize(
    "old, new, reason",
    [
        ("Q02,tests", "Q01,tests", "id 'Q01' stands twice"),
        ("Q02,tests", "R02,tests", "'R02' is no name of a question"),
        ("Q02,tests", "Q02,gossip", "'gossip' is none of denominators"),
        ("by which definition?", "by which definition", "ends without a question mark"),
        ("by which definition?", "by which? A definition", "ends without a question mark"),
        ("11_next_trial", "next trial", "'next trial' is no page"),
    ],
)
def test_a_question_that_is_not_right_is_refused_in_its_place(tmp_path, old, new, reason):
    text = QUESTIONS.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = tmp_path / QUESTIONS.name
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=reason) as caught:
        literature.questions(file)
    assert caught.value.file == QUESTIONS.name and caught.value.row


# ------------------------------------------------------------------ words


def test_texts_are_own_words_of_a_sentence_at_most():
    for fact in (*trial_facts(), *literature.other_studies(), *literature.next_trial()):
        for text in (fact.statement, fact.value, fact.note):
            assert len(text.split()) <= 25, fact.id
    for rate in literature.outcome_rates():
        assert len(rate.note.split()) <= 25, rate.id
    for question in literature.questions():
        assert max(len(question.question.split()), len(question.why.split())) <= 25, question.id


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "unit", "told"),
    [
        ("8", "8", "10", "children", "8 of 10"),
        ("most", "8", "10", "children", "most (8 of 10)"),
        ("10", "", "", "children", "10 children"),
        ("30", "", "10", "%", "30% in 10 children"),
        ("2020-03-01", "", "", "date", "2020-03-01"),
        ("50", "", "", "million cells", "50 million cells"),
    ],
)
def test_a_fact_is_told_with_its_unit_and_its_children(value, numerator, denominator, unit, told):
    words = {"value": value, "numerator": numerator, "denominator": denominator, "unit": unit}
    assert replace(literature.trial_facts()[0], **words).told == told
