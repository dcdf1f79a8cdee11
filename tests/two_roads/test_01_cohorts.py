"""The page on the cohorts by another road: the standard library on the files themselves."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from passion import literature, paths, verdicts
from passion.claims import load
from printed.book.typography import untypeset

PAGE = "01_cohorts"
NOTEBOOK = paths.NOTEBOOKS / f"{PAGE}.ipynb"


@pytest.fixture(scope="module")
def shown() -> str:
    """Everything that the committed page shows."""
    parts = [
        "".join(text)
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
        for kind, text in output.get("data", {}).items()
        if kind in ("text/html", "text/markdown")
    ]
    return "\n".join(parts)


def rows(shown: str, table: str) -> list[list[str]]:
    found = BeautifulSoup(shown, "html.parser").select_one(f"#{table} tbody")
    assert found is not None
    return [
        [untypeset(cell.get_text(" ", strip=True)) for cell in row.find_all(["th", "td"])]
        for row in found.find_all("tr")
    ]


def facts() -> list[dict[str, str]]:
    with (paths.LITERATURE / "trial_facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def register() -> dict[str, dict[str, str]]:
    with (paths.PUBLISHED / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_span_of_enrolment_by_walking_through_all_days(glued, said):
    first = [date(2020, 2, 1) + timedelta(n) for n in range(40)]
    last = [date(2021, 4, 1) + timedelta(n) for n in range(40)]
    spans = {(b - a).days for a in first if a.month == 2 for b in last if b.month == 4}
    registered = (date(2021, 4, 29) - date(2020, 2, 11)).days
    assert min(spans) <= registered <= max(spans)
    assert glued(PAGE)["days"] == f"between {min(spans)} and {max(spans)}"
    assert f"10 newborns treated within {registered} days were set beside 39 children" in said(PAGE)


def test_birth_years(glued, said):
    years = list(range(1994, 2022 + 1))
    assert f"born in {len(years)} calendar years" in said(PAGE)
    assert glued(PAGE)["birth_years"] == str(len(years))
    assert glued(PAGE)["before"] == str(2020 - years[0])


def test_five_of_eight_then_four_of_ten(glued):
    """8 - 5 had an involved limb; 4 of all ten need one of the two pending."""
    words = glued("02_flow")
    assert words["earlier"] == "5 of 8"
    assert int(words["earlier_uneven"]) + int(words["pending_uneven"]) == 4
    assert int(words["pending_uneven"]) <= int(words["pending"]) == 10 - 8


def test_agreement_from_the_two_files_alone(shown, glued):
    words = glued(PAGE)
    months = {"02": "February", "04": "April"}
    numbers = {"single": "1"}
    by_claim: dict[str, set[bool]] = {}
    for fact in facts():
        if not fact["claim"] or fact["source_kind"] in literature.SECOND_HAND:
            continue
        printed = register()[fact["claim"]]["printed"]
        value = fact["value"]
        day = re.fullmatch(r"(\d{4})-(\d\d)-\d\d", value)
        said = f"{months[day[2]]} {day[1]}" if day else value
        by_claim.setdefault(fact["claim"], set()).add(numbers.get(printed, printed) == said)
    same = {claim for claim, agree in by_claim.items() if agree == {True}}
    assert all(agree == {True} for agree in by_claim.values())
    verdict = {row[0]: row[-1] for row in rows(shown, "check")}
    of_page = {name for name, row in register().items() if row["page"] == PAGE}
    assert list(verdict.values()).count("◈ corroborated") == len(same & of_page)
    assert (words["n_same"], words["n_otherwise"]) == (str(len(same & of_page)), "none")
    assert words["n_facts"] == str(len(of_page)) == str(len(verdict))


def test_verdicts_say_what_the_literature_says():
    words = {"only in the abstract": "stated"}
    judged = verdicts.judge(records=None)
    for claim in load().page("01_cohorts"):
        if claim.kind != "inference":
            standing = literature.standing(claim)
            assert judged[claim.id].verdict == words.get(standing, standing)


def test_where_sources_differ(listed, glued):
    values: dict[str, list[str]] = {}
    for fact in facts():
        values.setdefault(fact["statement"], []).append(fact["value"])
    differ = {name: found for name, found in values.items() if len(set(found)) > 1}
    first = listed(PAGE)[: len(differ)]
    shown_values = {name: re.split(r"(?<=\)); ", told) for name, told in first}
    assert set(shown_values) == set(differ)
    assert glued(PAGE)["n_differing"] == str(len(differ))
    for name, found in differ.items():
        assert all(s.startswith(v) for s, v in zip(shown_values[name], found, strict=True))
    window = shown_values["Longest time from first signs to the confirming MRI"]
    assert window == ["3 days (NCT03356821)", "7 days (NL-OMON50715)"]


def test_every_fact_is_on_a_page_and_second_hand_ones_say_so(shown, frame):
    soup = BeautifulSoup(shown, "html.parser")
    text = untypeset(soup.get_text(" "))
    of_safety = {row["what"]: row for row in frame("03_outcomes", "source")}
    for fact in literature.trial_facts():
        if fact.claim:  # in the check
            assert fact.value in text, fact
        elif fact.statement in of_safety:
            row = of_safety[fact.statement]
            assert (row["number"], row["source"]) == (fact.told, fact.source_kind)
        else:
            assert fact.told in text and fact.statement in text, fact
        if fact.second_hand:
            assert fact.cited == fact.source_kind
    lists = [[untypeset(li.get_text()) for li in ul("li")] for ul in soup.select("ul.facts")]

    def holding(start):
        return next(rows for rows in lists if any(row.startswith(start) for row in rows))

    kinds = re.compile(rf"\((?:{'|'.join(literature.SECOND_HAND)})\b")
    assert all(kinds.search(row) for row in holding("Age at walking"))
    assert not any(kinds.search(row) for row in holding("Primary completion"))
