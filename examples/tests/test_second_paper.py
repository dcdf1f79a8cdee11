"""A second paper: what its abstract determines, what its full text then says, and its own mutants.

`tests/rendered/test_second_book.py` builds its book and looks at the pages.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tools.mutation.suite import moved

from printed.book.paper import Paper
from printed.cli import main
from printed.left import Left
from printed.register import load
from printed.sets import Count

PAPER = Path(__file__).parents[1] / "second_paper"
FULLTEXT = PAPER / "fulltext"


def rows(name: str) -> list[dict[str, str]]:
    with (PAPER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def paper() -> Paper:
    return Paper(load(PAPER))


@pytest.fixture(scope="module")
def whole() -> Paper:
    return Paper(load(PAPER), FULLTEXT)


def test_the_abstract_has_claims_of_many_kinds(paper):
    assert len(paper.register) >= 15 and len({claim.kind for claim in paper.register}) >= 5
    assert {claim.source for claim in paper.register} == {"10.1136/lupus-2015-000120"}
    source = (PAPER / "README.md").read_text(encoding="utf-8")
    assert "10.1136/lupus-2015-000120" in source and "CC BY" in source


def test_every_claim_keeps_its_verdict_and_what_is_left_of_it(paper):
    assert paper.changes(rows("expected_verdicts.csv")) == []


def test_a_changed_record_is_told(paper):
    first, *others = rows("expected_verdicts.csv")
    assert paper.changes(others) == [f"{first['claim']}: no verdict of it is recorded"]
    assert paper.changes([*others, {**first, "left": "58"}]) == [
        "n_all: 58 is now Fifty-nine"
    ]
    gone = {"claim": "gone", "verdict": "stated", "left": "1"}
    assert paper.changes([first, *others, gone]) == ["gone: no such claim is confirmed now"]


# --------------------------------------------------------------------------- its full text


def said(whole: Paper) -> Iterator[dict[str, str]]:
    """For each claim of the abstract what it leaves alone, and with the full text."""
    assert whole.alone is not None
    for claim in whole.alone.register:
        alone, joined = whole.alone[claim.id], whole.verdicts[claim.id]
        yield {
            "claim": claim.id, "printed": claim.printed, "alone": alone.recomputed.text,
            "with_full_text": joined.recomputed.text, "verdict": joined.verdict,
        }  # fmt: skip


def test_what_the_full_text_says_of_the_abstract(whole):
    assert list(said(whole)) == rows("with_fulltext.csv")


def test_where_the_full_text_leaves_a_count_the_abstract_had_it_among_its_own(whole):
    """The one place where it has another is the share that the abstract alone refuses."""
    held = set()
    for claim in whole.alone.register:
        found = []
        for verdicts in (whole.alone, whole.verdicts):
            readings = (verdicts.headline, *verdicts.bearing(claim))
            left = [verdicts.left(claim, reading) for reading in readings]
            found.append({
                one for some in left
                if isinstance(some, Left) and isinstance(some.key, tuple)
                for one in some.key if isinstance(one, Count)
            })  # fmt: skip
        if found[1]:
            assert found[1] <= found[0], claim.id
            held.add(claim.id)
    assert held >= {"remission_cyclophosphamide", "remission_mycophenolate", "relapsed"}


def test_the_tables_of_the_full_text_add_up(whole):
    """Counts that the tables print in parts, and shares that stand beside counts in the notes."""
    number = {claim.id: claim for claim in whole.register}
    for arm, of in (("cyc", 25), ("mps", 24)):
        parts = [number[f"ft_{part}_{arm}"].number() for part in ("complete", "partial", "none")]
        assert sum(parts) == of
        assert number[f"ft_remission_{arm}"].number() == parts[0] + parts[1]
        assert number[f"ft_remission_{arm}"].denominator == str(of)
    checked = 0
    for claim in whole.register:
        share = claim.note.replace("(", " ").replace(")", "").split() if claim.note else []
        if claim.kind == "count" and len(share) == 2 and claim.denominator:
            assert share[0] in (claim.printed, f"{claim.printed}/{claim.denominator}")
            exact = 100 * int(claim.printed) / int(claim.denominator)
            assert abs(float(share[1]) - exact) < 0.06, claim.id
            checked += 1
    assert checked >= 20


def test_the_command_reads_the_full_text(capsys):
    assert main(["verify", str(PAPER), "--fulltext", str(FULLTEXT)]) == 1  # 3.5% of 27
    told = capsys.readouterr().out
    assert told.startswith("With rows of the full text") and "17 of 25" in told


# --------------------------------------------------------------------------- its mutants


def mutants(paper: Paper) -> Iterator[dict[str, str]]:
    """Each printed number moved by one unit of its last digit, and what then is otherwise."""
    recorded = rows("expected_verdicts.csv")
    for claim in paper.register:
        for _, text in moved(claim.printed):
            slipped = tuple(
                replace(one, printed=text) if one is claim else one for one in paper.register
            )
            changes = Paper(replace(paper.register, claims=slipped)).changes(recorded)
            yield {
                "claim": claim.id, "printed": claim.printed, "slip": text,
                "noticed_by": "; ".join(changes),
            }  # fmt: skip


def test_each_slip_of_a_digit_is_noticed_as_the_list_says(paper):
    found = list(mutants(paper))
    assert len(found) >= 12
    assert [row["slip"] for row in found if not row["noticed_by"]] == []
    assert found == rows("mutants.csv")
