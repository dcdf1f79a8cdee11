"""The rows of an abstract: each number with its kind, its group, its denominator and its words."""

from __future__ import annotations

import csv
import io

import pytest

from printed.book import abstract
from printed.cli import main
from printed.errors import InputError


def rows(text):
    """The rows but for the sizes of groups: id, kind, group, printed, denominator, unit."""
    names = ("id", "kind", "group", "printed", "denominator", "unit")
    found = abstract.read(text).rows
    return [tuple(row[name] for name in names) for row in found if row["measure"] != "size"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Healed were 25/48 (52%) with A and 12/42 (29%) with B (P = 0.03).",
         [("i1_first_count", "count", "first", "25", "48", "patients"),
          ("i1_first_percent", "percent", "first", "52%", "48", "patients"),
          ("i1_second_count", "count", "second", "12", "42", "patients"),
          ("i1_second_percent", "percent", "second", "29%", "42", "patients"),
          ("i1_p_value", "p_value", "both", "0.03", "", "")]),
        ("It was 20.1 (SD 4.2) versus 21.3 (SD 2.7) and in all 5 (SE 1).",
         [("i1_first_mean", "mean", "first", "20.1", "", ""),
          ("i1_first_sd", "sd", "first", "4.2", "", ""),
          ("i1_second_mean", "mean", "second", "21.3", "", ""),
          ("i1_second_sd", "sd", "second", "2.7", "", ""),
          ("i1_third_mean", "mean", "third", "5", "", ""),
          ("i1_third_se", "se", "third", "1", "", "")]),
        ("It befell seven of 51 patients (14%).",
         [("i1_count", "word", "", "seven", "51", "patients"),
          ("i1_percent", "percent", "", "14%", "51", "patients")]),
        ("The odds ratio was 0.66 (95% CI 0.45 to 0.98; P = 0.04).",
         [("i1_ratio", "ratio", "both", "0.66", "", ""),
          ("i1_ci", "ci", "both", "0.45 to 0.98", "", ""),
          ("i1_p_value", "p_value", "both", "0.04", "", "")]),
        ("The mean difference was 7.9 (95% CI 2.2 to 13.1).",
         [("i1_difference", "difference", "both", "7.9", "", ""),
          ("i1_ci", "ci", "both", "2.2 to 13.1", "", "")]),
        ("The risk difference was 7.9 (95% CI 2.2 to 13.1).",
         [("i1_risk_difference", "risk_difference", "both", "7.9", "", abstract.POINTS),
          ("i1_ci", "ci", "both", "2.2 to 13.1", "", "")]),
        ("The absolute difference was 0.079 (95% CI 0.022 to 0.131).",
         [("i1_risk_difference", "risk_difference", "both", "0.079", "", ""),
          ("i1_ci", "ci", "both", "0.022 to 0.131", "", "")]),
        ("It was found, t(28) = 2.20, P = .03.",
         [("i1_statistic", "statistic", "both", "2.20", "", ""),
          ("i1_p_value", "p_value", "both", ".03", "", "")]),
    ],
)  # fmt: skip
def test_every_number_of_a_result_is_a_row(text, expected):
    assert rows(text) == expected


def test_groups_are_those_that_are_told_apart_or_the_first_two():
    two = abstract.read("Healed were 25/48 with A and 12/42 with B (P = 0.03).")
    assert [group["group"] for group in two.groups] == ["first", "second"]
    assert two.groups[0] == {"group": "first", "label": "first group", "size": "n_first"}
    three = abstract.read("Healed were 25/48, 12/42 and 9/40 (P = 0.03).")
    assert [group["group"] for group in three.groups] == ["first", "second", "third"]
    alone = abstract.read("Healed were 31% of them.")
    assert [group["size"] for group in alone.groups] == ["n_first", "n_second"]
    for draft, count in ((two, 2), (three, 3), (alone, 2)):
        sizes = [row for row in draft.rows if row["measure"] == "size"]
        assert [row["id"] for row in sizes] == [group["size"] for group in draft.groups]
        assert len(sizes) == count and all(row["printed"] == "" for row in sizes)
        assert {row["confirm"] for row in draft.rows} == {"to confirm"}
        listed = list(csv.DictReader(io.StringIO(draft.claims_csv)))
        assert [row["id"] for row in listed] == [row["id"] for row in draft.rows]
        assert tuple(listed[0]) == abstract.COLUMNS
        assert list(csv.DictReader(io.StringIO(draft.groups_csv))) == list(draft.groups)


def test_more_groups_than_there_are_names_for_are_no_rows():
    five = "Healed were 1/9, 2/9, 3/9, 4/9 and 5/9 (P = 0.03)."
    with pytest.raises(InputError, match="no result is found in this text of 6 numbers"):
        abstract.read(five.replace("/9", "%"))
    assert len(abstract.read("Healed were 1/9, 2/9, 3/9 and 4/9 (P = 0.03).").groups) == 4


def test_a_row_says_where_it_stands_and_what_before_it():
    text = "Ten took part. Grave infections were commoner (15.6%) by far."
    (row,) = [row for row in abstract.read(text).rows if row["measure"] != "size"]
    assert row["statement"] == "Grave infections were commoner"
    assert row["locator"] == f"abstract, after character {text.index('15.6')}"
    assert row["comparison"] == "i1"
    said = abstract.words_before
    for before, words in (
        ("Of all the many children there ", "Of all the many children there"),
        ("Deaths were rarer with it; they were all dead ", "they were all dead"),
        ("Deaths were rarer with it. At ", "Deaths were rarer with it"),  # too few words of its own
        ("The *bold* `code` and $x$ words here ", "The bold code and x words here"),
        ("= + @ ", "A number of the abstract"), ("", "A number of the abstract"),
    ):  # fmt: skip
        assert said(f"{before}7%", len(before)) == words, before
    long = "characters " * 20
    assert len(said(f"{long}7%", len(long))) <= abstract.BEFORE
    assert not said(f"{long}7%", len(long)).startswith("haracters")


def test_what_no_register_can_hold_is_left_and_told():
    draft = abstract.read("Healed were 31%. The median was 5 (IQR 3-7). We had 12 reviewers.")
    kinds = {row["kind"] for row in draft.rows}
    assert "percent" in kinds and "median" in kinds
    assert "12" in {token.text for token in draft.left}
    for text, told in (("Nothing.", "no result is found in this text$"),
                       ("We thank 12.", "text of 1 number$"),
                       ("We thank 12 and 13.", "text of 2 numbers$")):  # fmt: skip
        with pytest.raises(InputError, match=told):
            abstract.read(text)


# --------------------------------------------------------------------------- printed read


def test_the_command_reads_a_text_or_a_table_from_a_file_or_standard_input(
    tmp_path, capsys, monkeypatch
):
    import json

    file = tmp_path / "table.txt"
    file.write_text("\ufeffx,A (n=48),B (n=42),P\nIll,25 (52%),12 (29%),0.03\n", encoding="utf-8")
    assert main(["read", str(file), "--table"]) == 0
    table = capsys.readouterr().out
    assert 'row1: {kind: table, group1: "25/48 (52%)", group2: "12/42 (29%)", p: "0.03"}' in table
    assert main(["read", str(file)]) == 0
    assert "row1" not in capsys.readouterr().out
    assert main(["read", str(file), "--table", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["call"] == {"file": str(file), "table": True}
    assert [item["name"] for item in told["results"]["items"]] == ["row1"]
    stdin = io.TextIOWrapper(io.BytesIO(b"Ill were 12/30.\n"), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["read", "-"]) == 0
    assert "i1: {kind: count, k: 12, n: 30}" in capsys.readouterr().out
    file.write_bytes(b"one\ntwo\nthree \xff\n")
    assert main(["read", str(file)]) == 2
    said = capsys.readouterr().err
    assert "row 3" in said and "is not UTF-8 text" in said and said.count("\n") == 1
    assert main(["read", str(tmp_path / "nowhere")]) == 2
    assert "cannot be read (No such file" in capsys.readouterr().err
