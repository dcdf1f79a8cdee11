"""Answers say where their numbers come from, with the printed numbers and with records alike."""

from __future__ import annotations

import ast
import json
import re
import string

import pytest

from passion import paths, reconstruct, verdicts
from passion.evidence import load
from passion.evidence.wording import WORDINGS, wording
from printed.errors import InputError

# What is said of a set that has, or could have, several members.
OF_SEVERAL = re.compile(
    r"\bleaves?\b|\bfits?\b|\bremain possible\b|\bmay be\b|\bcould\b|\bprinted numbers\b(?! or)"
)
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))


def sources(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDINGS)
def test_records_leave_nothing_open(key):
    printed, records = WORDINGS[key]
    assert printed != records
    assert not OF_SEVERAL.search(records)
    assert fields(records) <= fields(printed)


@pytest.mark.parametrize(
    "text", ["29 of 36 fit", "these leave 36", "it may be 3", "2 remain possible"]
)
def test_words_of_several_are_found(text):
    assert OF_SEVERAL.search(text)


def test_every_wording_is_on_a_page_and_every_page_finds_its_wordings():
    used = {
        key
        for path in NOTEBOOKS
        for text in sources(path)
        for key in re.findall(r"\.words\(\s*[\"']([^\"']+)[\"']", text)
    }
    assert used == set(WORDINGS)


def test_outcomes_rest_on_children_who_were_assessed_and_signs_on_scans():
    judged = verdicts.judge(records=None)
    for claim in ("epilepsy", "related_adverse_events"):
        said = dict(judged[claim].assumptions)
        assert said["assessed"] == "all treated children were assessed at 2 years"
    # No other number of at most ten children gives both two and 20%.
    assert "assessed" not in dict(judged["cp_count"].assumptions)
    assert "shared_denominator" in dict(judged["plic_registry"].assumptions)


def test_unknown_words_and_missing_values_are_refused():
    with pytest.raises(InputError, match="no words for 'x'"):
        load(records=None).words("x")
    with pytest.raises(InputError, match="need 'sizes'"):
        wording("motor scores that fit", True)


def answer(page):
    """The answer of a page, computed here with whatever the environment has in place."""
    names: dict[str, object] = {}
    for text in sources(paths.NOTEBOOKS / f"{page}.ipynb"):
        tree = ast.parse(text)
        headline = "page.headline(" in text
        last = tree.body.pop() if headline or "**Answer.**" in text else None
        exec(compile(tree, page, "exec"), names)
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), page, "eval"), names)
            if headline:
                return shown.plain
            return " ".join(shown.markdown.partition("**Answer.**")[2].split())
    raise AssertionError(f"{page} has no answer")


@pytest.fixture
def records_in_place(monkeypatch, tmp_path):
    file = tmp_path / "records.csv"
    file.write_bytes(reconstruct.csv(reconstruct.cohort(1).frame))
    monkeypatch.setenv("PASSION_RECORDS", str(file))


@pytest.mark.slow
@pytest.mark.parametrize("page", ["02_flow", "05_mri_asymmetry", "06_motor"])
def test_an_answer_with_records_speaks_of_them(records_in_place, page):
    said = answer(page)
    assert "records" in said
    assert not OF_SEVERAL.search(said)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["02_flow", "05_mri_asymmetry", "06_motor"])
def test_the_same_page_without_records_says_what_is_left(page):
    said = answer(page)
    assert "records" not in said
    assert OF_SEVERAL.search(said) or said.startswith("If ")
