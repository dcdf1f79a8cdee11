"""The collected papers, texts and tables hold to their own form.

These files are data for other tests; a slip here would let a fault of the engine pass, so every
printed value is looked for where it is said to stand.
"""

import csv
import functools
import re
import runpy
import sys
from pathlib import Path

import pytest
import yaml

EXAMPLES = Path(__file__).parents[1]
DOI = re.compile(r"10\.\d{4,9}/[^\s,]+")
PMC = re.compile(r"PMC\d+")


def rows(*parts):
    with EXAMPLES.joinpath(*parts).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, strict=True))
    for line, row in enumerate(table, 2):
        assert None not in row and None not in row.values(), f"{parts} line {line}: cells"
    return table


def files(folder, pattern):
    return {
        path.name.removesuffix(pattern.lstrip("*")) for path in (EXAMPLES / folder).glob(pattern)
    }


def is_source(row):
    """A paper is named by its DOI, or by its PMC number where no DOI was at hand."""
    assert not row["doi"] or DOI.fullmatch(row["doi"]), row
    assert not row["pmc"] or PMC.fullmatch(row["pmc"]), row
    assert row["doi"] or row["pmc"], row


# --- papers ---------------------------------------------------------------------------------


@functools.cache
def problems():
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((EXAMPLES / "papers").glob("*.yaml"))
    }


def test_every_paper_is_indexed_and_names_its_source():
    index = rows("papers", "index.csv")
    assert {row["file"] for row in index} == {name for name in problems() if name[0] == "c"}
    for row in index:
        is_source(row)
        text = (EXAMPLES / "papers" / f"{row['file']}.yaml").read_text(encoding="utf-8")
        assert (row["doi"] or row["pmc"]) in text, row["file"]
        told = problems()[row["file"]]
        kinds = {item["kind"] for item in told["items"].values()}
        assert kinds | ({"relations"} & told.keys()) == set(row["kinds"].split("|")), row["file"]


def test_the_papers_have_every_kind():
    kinds = {item["kind"] for told in problems().values() for item in told["items"].values()}
    assert kinds >= {
        "table",
        "count",
        "sample",
        "ranksum",
        "ttest",
        "paired",
        "ratio",
        "statistic",
        "crosstab",
        "medians",
        "mcnemar",
        "anova",
    }
    forms = {
        item["statistic"]
        for told in problems().values()
        for item in told["items"].values()
        if item["kind"] == "statistic"
    }
    assert forms >= {"t", "F", "chi2", "r"}


@pytest.mark.parametrize("name", sorted(problems()))
def test_a_problem_file_holds_only_printed_values(name):
    """Quoted strings, and no more cases than patients."""

    def walk(value, key=""):
        if isinstance(value, dict):
            for each, inner in value.items():
                walk(inner, each)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        else:
            assert not isinstance(value, float), (key, value)
            for k, n in re.findall(r"\b(\d+)/(\d+)\b", str(value)) if key != "source" else ():
                assert int(k) <= int(n), (key, value)

    told = problems()[name]
    walk(told["items"])
    for item in told["items"].values():
        if isinstance(item.get("k"), int) and isinstance(item.get("n"), int):
            assert item["k"] <= item["n"], item


def test_every_answer_is_of_a_printed_number():
    told = problems()
    for row in rows("papers", "EXPECTED.csv"):
        item = told[row["file"]]["items"][row["item"]]
        assert item["kind"] == row["kind"], row
        assert row["printed"] in repr(item), row
        assert row["verdict"] in ("fits", "not reached"), row
        assert bool(row["fits"]) == (row["verdict"] == "fits"), row
    assert {row["file"] for row in rows("papers", "WHOLE.csv")} == set(told)


@pytest.mark.slow
def test_the_right_answers_are_what_the_formulas_give(monkeypatch):
    path = EXAMPLES / "papers" / "right_answers.py"
    monkeypatch.setattr(sys, "argv", [str(path), "--check"])
    runpy.run_path(str(path), run_name="__main__")


# --- recovery -------------------------------------------------------------------------------

TESTS_OF_RECOVERY = ("abstract", "truth", "second/abstract", "second/truth")


def number(value):
    """The leading number of a value such as "77.3", "< 0.001" or "0.49 to 0.82"."""
    return float(re.match(r"(?:[<>≤≥] )?(-?\d+(?:\.\d+)?)(?: to -?\d+(?:\.\d+)?)?$", value)[1])


def test_every_paper_tried_for_recovery_is_listed_with_a_reason():
    papers = rows("recovery", "papers.csv")
    chosen = [row for row in papers if row["chosen"] == "yes"]
    assert len(chosen) >= 25
    for row in papers:
        is_source(row)
        assert row["chosen"] in ("yes", "no", "unread"), row
        assert bool(row["reason"]) == (row["chosen"] != "yes"), row
        assert bool(row["id"]) == (row["chosen"] == "yes"), row
    for kind in ("names", "test"):
        places = [int(row["place"]) for row in papers if row["list"] == kind]
        assert places == list(range(1, len(places) + 1)), "an entry was left out"
    for folder in TESTS_OF_RECOVERY:
        assert files(f"recovery/{folder}", "*.csv") == {row["id"] for row in chosen}, folder


@pytest.mark.parametrize("folder", TESTS_OF_RECOVERY)
def test_transcribed_numbers_are_whole(folder):
    for name in sorted(files(f"recovery/{folder}", "*.csv")):
        table = rows("recovery", folder, f"{name}.csv")
        assert [row["id"] for row in table] == [f"{i:02d}" for i in range(1, len(table) + 1)]
        cells = {}
        for row in table:
            key = row["outcome"], row["group"], row["kind"]
            assert key not in cells, (name, key)
            cells[key] = row["value"]
            assert row["printed"] or row["note"], (name, row)
            if row["kind"] == "test" or row["printed"] == "NS" or row["printed"] == "ns":
                assert not row["value"], (name, row)
                continue
            number(row["value"])
            digits = re.sub(r"[^\d]", "", row["printed"])
            if digits:  # else a word, told in the note
                assert digits.lstrip("0") == re.sub(r"[^\d]", "", row["value"]).lstrip("0"), row
        for (outcome, group, kind), value in cells.items():
            size = cells.get((outcome, group, "n"))
            if kind in ("k", "count") and size:
                assert number(value) <= number(size), (name, outcome, group)
                share = cells.get((outcome, group, "percent"))
                if share:
                    # one digit of the printed share may be cut off
                    assert abs(100 * number(value) / number(size) - number(share)) <= 1, outcome


def test_the_two_passes_differ_only_where_it_is_listed():
    listed = {
        (row["id"], row["part"], row["outcome"], row["group"], row["kind"])
        for row in rows("recovery", "disagreements.csv")
    }
    for part in ("abstract", "truth"):
        for name in files(f"recovery/{part}", "*.csv"):
            first, second = (
                {(r["outcome"], r["group"], r["kind"]): r["value"] for r in rows(*folder)}
                for folder in (
                    ("recovery", part, f"{name}.csv"),
                    ("recovery", "second", part, f"{name}.csv"),
                )
            )
            for key in first.keys() ^ second.keys():
                known = {(cell[2], cell[4]) for cell in listed if cell[:2] == (name, part)}
                assert any(key[0].startswith(o) and key[2] == k for o, k in known), (name, key)
            for key in first.keys() & second.keys():
                assert first[key] == second[key], (name, key)


# --- texts to be read -----------------------------------------------------------------------

ITEM_KINDS = {
    "anova", "count", "crosstab", "mcnemar", "medians", "paired", "ranksum",
    "ratio", "sample", "statistic", "table", "ttest",
}  # fmt: skip
NUMBER_KINDS = {
    "ci", "count", "difference", "estimate", "intercept", "iqr", "level", "limits", "mean",
    "median", "n", "p", "p-interaction", "percent", "range", "rate", "reduction", "sd", "se",
    "slope", "time", "value",
}  # fmt: skip


def test_thirty_texts_of_many_fields_are_indexed():
    index = rows("abstracts", "index.csv")
    names = {row["id"] for row in index}
    assert len(names) == len(index) >= 30 and len({row["field"] for row in index}) >= 15
    assert names == files("abstracts", "*.txt") == files("abstracts", "*.truth.yaml")
    for row in index:
        is_source(row)
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["read"]), row


@pytest.mark.parametrize("name", sorted(files("abstracts", "*.txt")))
def test_every_number_of_a_text_is_placed_once(name):
    folder = EXAMPLES / "abstracts"
    text = (folder / f"{name}.txt").read_text(encoding="utf-8")
    truth = yaml.safe_load((folder / f"{name}.truth.yaml").read_text(encoding="utf-8"))
    assert truth.keys() == {"items", "sizes", "unmatched"}
    assert len({item["id"] for item in truth["items"]}) == len(truth["items"])
    places = {}
    for item in truth["items"]:
        assert item["kind"] in ITEM_KINDS and item["numbers"], item
    tied = [number for item in truth["items"] for number in item["numbers"]]
    for number in tied + truth["sizes"]:
        assert number["kind"] in NUMBER_KINDS, number
    for number in tied + truth["sizes"] + truth["unmatched"]:
        end = number["at"] + len(number["printed"])
        assert text[number["at"] : end] == number["printed"], number
        assert places.setdefault(number["at"], end) == end, number
    spans = sorted(places.items())
    assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))
    placed = {i for start, end in spans for i in range(start, end)}
    digits = {i for i, letter in enumerate(text) if letter.isdigit()}
    assert digits <= placed, [text[i - 9 : i + 9] for i in sorted(digits - placed)]
    row = next(row for row in rows("abstracts", "index.csv") if row["id"] == name)
    assert (int(row["items"]), int(row["numbers"])) == (len(truth["items"]), len(places))


@pytest.mark.parametrize("name", sorted(files("abstracts", "*.txt")))
def test_counts_of_a_text_are_shares_of_their_sizes(name):
    """A slip of the truth would show: k, n and percent of one group agree to one unit."""
    truth = yaml.safe_load(
        (EXAMPLES / "abstracts" / f"{name}.truth.yaml").read_text(encoding="utf-8")
    )
    for item in truth["items"]:
        cells = {}
        for number in item["numbers"]:
            cells[number.get("group"), number["kind"]] = number["printed"]
        for group in {group for group, _ in cells}:
            told = [cells.get((group, kind)) for kind in ("count", "n", "percent")]
            if all(told):
                k, n, share = (float(re.sub(r"[%,]", "", each)) for each in told)
                assert k <= n and abs(100 * k / n - share) < 1, (item["id"], group)
