"""Texts and tables as drafts: floors on collected texts, forms by hand, whatever is thrown."""

import re
import runpy
import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printed.cli import main
from printed.errors import InputError
from printed.problem import read_problem
from printed.problem.drafts import read_table, read_text
from printed.problem.drafts.tokens import LONGEST, TENS, WORDS

ROOT = Path(__file__).parents[3]
ABSTRACTS = sorted((ROOT / "examples" / "abstracts").glob("*.txt"))


def test_recall_precision_and_wrong_values_keep_their_floors():
    found = runpy.run_path(str(ROOT / "benchmarks" / "read_texts.py"))["scores"]()
    assert found["recall"] >= 0.92 and found["precision"] >= 0.98 and found["wrong"] <= 0.02
    for kind, least in (("p", 0.97), ("percent", 0.97), ("ci", 0.9), ("count", 0.85), ("sd", 0.9)):
        row = found["kinds"][kind]
        assert row["found"] >= least * row["truth"], kind


def honest(draft, text):
    """Every number of a draft stands in the text where the draft says; nothing twice."""
    seen = set()
    for token in [token for item in draft.items for token in item.tokens] + list(draft.unmatched):
        assert text[token.at : token.end] == token.text, token
        assert token.at not in seen
        seen.add(token.at)
    for item in draft.items:
        for number in re.findall(r"\d+", repr(item.entries).replace("group", "")):
            spoken = number not in text and int(number) < 100 and any(
                word in text.lower() for word in (*WORDS, *TENS)
            )  # fmt: skip
            plain = re.sub(r"(?<=\d)[ ,\u00a0\u2009\u202f](?=\d{3}(?!\d))", "", text)
            plain += text.replace(",", "").replace("\u2009", "").replace("\u202f", "")
            keyed = number in ("1", "2", "3", "4", "5", "6", "7", "8", "9")
            assert spoken or keyed or number in plain, (item, number)


@pytest.mark.parametrize("path", ABSTRACTS, ids=lambda path: path.stem)
def test_a_draft_is_a_problem_file_as_it_stands(path):
    text = path.read_text(encoding="utf-8")
    draft = read_text(text)
    honest(draft, text)
    if draft.complete:
        assert len(read_problem(draft.yaml()).items) == len(draft.complete)
    told = draft.json()
    assert len(told["items"]) == len(draft.items)


@pytest.mark.parametrize(
    "text, tree",
    [
        ("25/48 (52%) with A, 12/42 (29%) with B (P = 0.03)",
         {"kind": "table", "group1": "25/48 (52%)", "group2": "12/42 (29%)", "p": "0.03"}),
        ("30 of 378 [7.94%] versus 42 of 86 [48.8%]; p < 0.0001",
         {"kind": "table", "group1": "30/378 (7.94%)", "group2": "42/86 (48.8%)",
          "p": "< 0.0001"}),
        ("hazard ratio 0.663 (95% CI 0.447\u20130.983; p=0.041)",
         {"kind": "ratio", "estimate": "0.663", "ci": "0.447 to 0.983", "p": "0.041"}),
        ("OR 0.71, 95% CI [0.26; 1.95]",
         {"kind": "ratio", "estimate": "0.71", "ci": "0.26 to 1.95"}),
        ("risk ratio, 1.4; 90% CI, 1.1 to 1.8",
         {"kind": "ratio", "estimate": "1.4", "ci": "1.1 to 1.8", "level": "90%"}),
        ("mean difference \u22127.9 (95% CI \u221213.1 to \u22122.2; P = .022)",
         {"kind": "ratio", "estimate": "\u22127.9", "ci": "\u221213.1 to \u22122.2",
          "scale": "linear", "p": ".022"}),
        ("t(28) = 2.20, P = .03", {"kind": "statistic", "statistic": "t", "value": "2.20",
                                    "df": 28, "p": ".03"}),
        ("F(1, 130) = 4.73, p = .031", {"kind": "statistic", "statistic": "F", "value": "4.73",
                                         "df": [1, 130], "p": ".031"}),
        ("It befell 43 of 51 patients (84.3%).",
         {"kind": "count", "k": 43, "n": 51, "percent": "84.3%"}),
        ("Seven of them (7%) and 10 (9 per cent)", {"kind": "count", "k": 7, "percent": "7%"}),
    ],
)  # fmt: skip
def test_what_a_sentence_ties(text, tree):
    assert read_text(text).items[0].tree == tree


# Forms of which one was read wrongly or not at all; the numbers are of published abstracts.
@pytest.mark.parametrize(
    "text, trees",
    [
        # 10.1186/s12873-018-0211-4: the level of an interval is no percentage of patients
        ("We saw it in 58 (14.3%; 95% CI, 10.9\u201317.7) of them.",
         [{"kind": "count", "k": 58, "percent": "14.3%", "ci": "10.9 to 17.7"}]),
        # 10.1101/2022.09.04.22279584
        ("Of all, 63.2% (211) of the patients were women.",
         [{"kind": "count", "k": 211, "percent": "63.2%"}]),
        ("A larger tube mattered (AOR= 6.288, P= 0.001).",
         [{"kind": "ratio", "estimate": "6.288", "p": "0.001"}]),
        # 10.1186/s13089-021-00228-4: a sensitivity is a share, a likelihood ratio a ratio
        ("It was 67% (56-78%) sensitive, the NPV 90% (87-95%), +LR 5.6 (3.9-8.2).",
         [{"kind": "count", "percent": "67%", "ci": "56 to 78%"},
          {"kind": "count", "percent": "90%", "ci": "87 to 95%"},
          {"kind": "ratio", "estimate": "5.6", "ci": "3.9 to 8.2"}]),
        # 10.1186/s13089-019-0126-7: a range of percentages is none of them
        ("Most was in the lungs (n = 50, 31%); the sensitivity was 50\u2013100%.",
         [{"kind": "count", "k": 50, "percent": "31%"}]),
        # PMC2770191: a sentence may begin with a small letter
        ("The rate of return was 90%. iNO made no difference (78% vs. 73%).",
         [{"kind": "count", "percent": "90%"},
          {"kind": "table", "group1": "78%", "group2": "73%"}]),
        # 10.1001/jama.287.20.2684
        ("It was likelier (odds ratio [OR], 11.6; 95% CI, 1.6-86.7) by far.",
         [{"kind": "ratio", "estimate": "11.6", "ci": "1.6 to 86.7"}]),
        # PMC2675295: digits of a name, the same persons or not, what an interval is of
        ("The mean duration of O2 therapy was 25.3 days; it fell from 23.5% in era 1 to 11% in "
         "era 4 (p<0.005). The odds ratio at 28 days was 1.75, 95% CI 1.47 to 2.09.",
         [{"kind": "sample", "mean": "25.3"},
          {"kind": "table", "group1": "23.5%", "group2": "11%", "p": "<0.005"},
          {"kind": "ratio", "estimate": "1.75", "ci": "1.47 to 2.09"}]),
        # 10.1056/NEJMoa1214939
        ("They came earlier (mean number of days, 12.4 vs. 13.3; P = 0.04).",
         [{"kind": "ttest", "group1": {"mean": "12.4"}, "group2": {"mean": "13.3"},
           "p": "0.04"}]),
        # a retrospective series: pairs in a row are tables each, and two outcomes no comparison
        ("They had more deaths (15.4% vs 4.5%), intubation (29.8% vs 8.2%), transfusion (53.4% "
         "vs 48.4%).",
         [{"kind": "table", "group1": "15.4%", "group2": "4.5%"},
          {"kind": "table", "group1": "29.8%", "group2": "8.2%"},
          {"kind": "table", "group1": "53.4%", "group2": "48.4%"}]),
        ("Both stays were 39 h (IQR, 32-45) and 5.5 d (IQR, 5-6), versus 56.5 h (IQR, 49-69) and "
         "8.5 d (IQR, 7-13).",
         [{"kind": "sample", "median": "39", "iqr": "32:45"},
          {"kind": "sample", "median": "5.5", "iqr": "5:6"},
          {"kind": "sample", "median": "56.5", "iqr": "49:69"},
          {"kind": "sample", "median": "8.5", "iqr": "7:13"}]),
        # thousands with a blank, as many journals set them
        ("Ill were 14 964 (62%); 12 299 of 14 964 patients (82%) came.",
         [{"kind": "count", "k": 14964, "percent": "62%"},
          {"kind": "count", "k": 12299, "n": 14964, "percent": "82%"}]),
        ("It was 16/14 964 (0.1%) against 62/4902 (1.3%).",
         [{"kind": "table", "group1": "16/14964 (0.1%)", "group2": "62/4902 (1.3%)"}]),
        # 10.6065/apem.2016.21.3.149
        ("The mean serum 25(OH)D was 14.86 ng/mL, the mean 24-hour use 30 mg, p53 was seen.",
         [{"kind": "sample", "mean": "14.86"}, {"kind": "sample", "mean": "30"}]),
        ("They had an OR (0.61) (95% confidence interval of 0.45\u20130.82; P = 0.001).",
         [{"kind": "ratio", "estimate": "0.61", "ci": "0.45 to 0.82", "p": "0.001"}]),
        ("It befell 73.3% of dogs (11/15); with 3 of the 23 dogs (13%) it did not.",
         [{"kind": "count", "k": 11, "n": 15, "percent": "73.3%"},
          {"kind": "count", "k": 3, "n": 23, "percent": "13%"}]),
        ("They had 2 injections and seventeen patients (48.6%) had more, if it was \u226435%.",
         [{"kind": "count", "k": 17, "percent": "48.6%"}]),
        ("The level fell by 0.5% (95% CI 0.3 to 0.7).",
         [{"kind": "ratio", "estimate": "0.5%", "ci": "0.3 to 0.7", "scale": "linear"}]),
    ],
)  # fmt: skip
def test_what_sentences_of_abstracts_hold(text, trees):
    draft = read_text(text)
    honest(draft, text)
    assert [item.tree for item in draft.items] == trees


def test_a_word_elsewhere_in_the_text_makes_no_median():
    text = "The median age was 12. The thickness was alike (426 vs. 475.3)."
    assert [item.kind for item in read_text(text).items] == ["sample", "ttest"]
    assert read_text("It rose from 5.27\u00b11.81 to 2.15\u00b11.83.").items[0].missing[-1] == (
        "whether the same persons were measured twice"
    )


def test_nothing_is_tied_that_the_text_does_not_tie():
    draft = read_text("There were 20% with fever. In winter 30% coughed (P = 0.04).")
    assert [item.kind for item in draft.items] == ["count", "table"]
    assert draft.items[1].missing  # of the other group nothing is said
    assert not draft.complete


@pytest.mark.parametrize(
    "table",
    [
        "x,A (n = 48),B (n = 42),P\nHealed,25 (52%),12 (29%),0.03\nAge,63 (10),61 \u00b1 9,.4",
        "x\tA (n=48)\tB (n=42)\tP value\nHealed\t25 (52)\t12 (29)\t0.03\nAge\t63 (10)\t61 (9)\t.4",
        "x  A (n=48)  B (n=42)  P\nHealed   25 (52%)   12 (29%)   0.03\nAge  63 (10)  61 (9)  .4",
        "<table><tr><th>x<th>A (n=48)<th>B (n=42)<th>P</tr><tr><td>Healed<td>25 (52%)<td>12 (29%)"
        "<td>0.03</tr><tr><td>Age</td><td>63 (10)</td><td>61 (9)</td><td>.4</td></tr></table>",
    ],
    ids=["comma", "tab", "pasted", "html"],
)  # fmt: skip
def test_a_table_in_four_forms_is_one_draft(table):
    draft = read_table(table)
    honest(draft, table)
    shares, means = (item.tree for item in draft.items)
    assert shares["kind"] == "table" and shares["p"] == "0.03"
    assert (shares["group1"], shares["group2"]) == ("25/48 (52%)", "12/42 (29%)")
    assert means["kind"] == "ttest" and means["p"] == ".4"
    assert means["group1"] == {"n": 48, "mean": "63", "sd": "10"}
    assert len(read_problem(draft.yaml()).items) == 2


def test_three_groups_are_a_larger_table():
    draft = read_table("x,A (n=20),B (n=20),C (n=20),P\nmen,13 (65%),14 (70%),16 (80%),0.247")
    assert draft.items[0].tree == {
        "kind": "crosstab", "rows": [["13/20 (65%)", "14/20 (70%)", "16/20 (80%)"]], "p": "0.247",
    }  # fmt: skip


def test_a_text_that_is_too_long_and_a_table_that_is_none_are_refused():
    with pytest.raises(InputError, match="more than"):
        read_text("a" * (LONGEST + 1))
    for text in ("", "one column\nof words"):
        with pytest.raises(InputError, match="no table"):
            read_table(text)


@pytest.mark.parametrize(
    "piece", ["OR ", "median ", "1 ", "(", "95% CI ", "difference (", "1 (95% CI 1 ", "P = ",
              "1/1 ", "a ", "mean \u00b1", "\u2013", "one of "],
)  # fmt: skip
def test_nothing_hangs_however_often_it_is_said(piece):
    started = time.process_time()
    read_text((piece * LONGEST)[:20_000])
    assert time.process_time() - started < 10


PIECES = st.sampled_from(
    ["P = 0.03", "p<.001", "NS", "43/51 (84.3%)", "12 (40%)", "20 \u00b1 4", "3.1 (1.2)", "95% CI",
     "0.71 to 1.13", "(0.71\u20131.13)", "HR 0.9", "odds ratio", "median", "IQR", "vs.", "n = 30",
     "1,124", "seven (7%)", "t(28) = 2.2", "mean", "SD", "<td>", "</tr>", "\t", "\n", ",", ";",
     ". ", "group", "\u2212", "\u2013", "1e309", "0/0", "7/3 (233%)", "9999999999999 (5%)", '"']
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(alphabet=string.printable + "\u00b1\u2212\u00b7%", max_size=300),
)


def thrown(text):
    """Both readers answer, honestly and in time, or say in one line why not."""
    started = time.process_time()
    for reader in (read_text, read_table):
        try:
            draft = reader(text)
        except InputError as error:
            assert "\n" not in str(error)
            continue
        honest(draft, text)
        if draft.complete:
            assert len(read_problem(draft.yaml()).items) == len(draft.complete)
    assert time.process_time() - started < 10


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_whatever_is_thrown_at_it(text):
    thrown(text)


@pytest.mark.validate
@settings(max_examples=2000, deadline=None)
@given(TEXTS)
def test_two_thousand_texts_thrown_at_it(text):
    thrown(text)


def test_the_command_writes_a_draft_that_can_be_solved(tmp_path, capsys):
    file = tmp_path / "abstract.txt"
    file.write_text("25/48 (52%) with A, 12/42 (29%) with B (P = 0.03)", encoding="utf-8")
    assert main(["read", str(file)]) == 0
    draft = tmp_path / "draft.yaml"
    draft.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["solve", str(draft)]) == 0
    capsys.readouterr()
    assert main(["read", str(file), "--json"]) == 0
    assert '"place": 3' in capsys.readouterr().out
    file.write_bytes(b"ok\n\xff")
    assert main(["read", str(file)]) == 2 and "UTF-8" in capsys.readouterr().err
    assert main(["read", str(tmp_path / "none")]) == 2
