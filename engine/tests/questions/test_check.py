"""The report of a whole paper, its page, the sheet of INSPECT-SR, and what is missing."""

import csv
import json
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from scipy import stats as scipy_stats

from printed import questions
from printed.cli import main
from printed.problem import read_problem, solve
from printed.questions import shown
from printed.questions.answer import plain
from printed.questions.check import answer, check, checked, joined, letter, parts, told
from printed.questions.lint import lint
from printed.questions.page import page

ROOT = Path(__file__).parents[3]
PAPERS = ROOT / "examples" / "papers"
FAULTS = ("does_not_fit", "contradicts")


def expected():
    with (PAPERS / "EXPECTED.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("file", ["c01_knee", "c09_ketamine", "c11_bedsore", "c28_telmisartan"])
def test_a_paper_is_reported_as_was_found_without_the_engine(file):
    rows = {(row["item"], row["quantity"]): row for row in check(PAPERS / f"{file}.yaml")["rows"]}
    told = [row for row in expected() if row["file"] == file]
    assert told
    for row in told:
        found = rows[row["item"], row["quantity"].replace(" ", ".")]
        assert bool(found["fits"]) == (row["verdict"] == "fits"), (row, found)


def test_faults_come_first_and_each_has_its_nearest_miss():
    report = check(PAPERS / "c01_knee.yaml")
    verdicts = [row["verdict"] in FAULTS for row in report["rows"]]
    assert verdicts == sorted(verdicts, reverse=True) and any(verdicts)
    fault = report["rows"][0]
    assert (fault["item"], fault["nearest"][0]["text"]) == ("no_blood2", "57.1%")
    assert any("no_blood2.percent" in one["facts"] for one in report["conflicts"])
    assert "57.1%" in report["letter"] and "slip in print" in report["letter"]
    for word in ("fraud", "fabricat", "wrong", "error", "misconduct"):
        assert word not in report["letter"].lower()


def test_a_convention_that_serves_a_whole_table_is_found():
    """Seven rows whose P is Fisher's, cut off: no other convention serves all of them."""
    rows = [(3, 20, 9, 21), (5, 30, 14, 31), (2, 18, 8, 22), (7, 40, 17, 41), (1, 15, 6, 16)]
    from printed.notation import text
    from printed.stats import table_p

    items = {
        f"row{i}": {"kind": "table", "group1": f"{a}/{b}", "group2": f"{c}/{d}",
                    "p": text(table_p(a, b, c, d, "fisher"), 4, "truncate")}
        for i, (a, b, c, d) in enumerate(rows)
    }  # fmt: skip
    (found,) = check({"items": items})["tables"]
    assert found["served"] == found["rows"] == 5
    assert all(one.startswith("fisher") and "P truncate" in one for one in found["conventions"])
    said = " ".join(getattr(block, "text", "") for block in answer({"items": items}).blocks)
    assert "5 of 5 rows" in said


def test_a_number_that_was_not_checked_is_no_row_of_a_table_of_conventions():
    """It would be a row that no convention serves; of two that are left there is no table."""
    counts = {"a": (8, 14, "57.1%"), "b": (9, 14, "64.3%"), "c": (5, 14, "35.7%"),
              "d": (3, 14, "21.4%")}  # fmt: skip
    problem = read_problem({"items": {name: count(*one) for name, one in counts.items()}})
    found = [checked(part) for part in parts(problem)]
    for unchecked, rows in (("", 4), ("d", 3), ("cd", 0)):
        for part in found:
            for row in part["rows"]:
                if row["item"] in unchecked and row["quantity"] == "percent":
                    row |= {"verdict": "not_checked", "fits": [], "recomputed": None}
        tables = joined(problem, found)["tables"]
        assert [(one["rows"], one["served"]) for one in tables] == [(rows, rows)] * bool(rows)


def test_each_of_forty_rows_has_its_answer():
    items = {}
    for i in range(20):
        items[f"t{i}"] = {"kind": "table", "group1": f"{3 + i}/{30 + i}",
                          "group2": f"{9 + i}/{31 + i}", "p": "0.05"}  # fmt: skip
        items[f"m{i}"] = {"kind": "ttest", "group1": {"n": 30, "mean": f"{20 + i}", "sd": "4"},
                          "group2": {"n": 30, "mean": "21", "sd": "2"}, "p": "0.02"}  # fmt: skip
    report = check({"items": items})
    assert len([row for row in report["rows"] if row["quantity"] == "p"]) == 40


def test_the_page_holds_everything_and_asks_for_nothing(tmp_path):
    told = answer(PAPERS / "c01_knee.yaml", "c01")
    text = page("Checked", [("c01 <&>", told.blocks)])
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|<script", text)
    assert "c01 &lt;&amp;&gt;" in text and 'class="fault"' in text and "<!doctype html>" in text
    assert text.count("<table>") == text.count("</table>") >= 1
    out = tmp_path / "out.html"
    assert main(["check", str(PAPERS / "c01_knee.yaml"), "--report", str(out)]) == 1
    assert "57.1%" in out.read_text(encoding="utf-8")


def test_inspect_sr_worked_examples_are_reproduced():
    """INSPECT-SR, checks 4.8 and 4.9 (Wilkinson and others, doi 10.1101/2025.09.03.25334905).

    Apgar scores are whole numbers of 30 newborns: 8.96, 9.96, and 9.93 with SD 0.18 cannot be.
    20 and 4 against 21 and 2, 30 each: the printed P of 0.02 can be, as P goes down to 0.006.
    """
    apgar = {"kind": "sample", "n": 30, "min": 0, "max": 10, "step": 1}
    items = {
        "a896": {**apgar, "mean": "8.96"},
        "a996": {**apgar, "mean": "9.96"},
        "a993": {**apgar, "mean": "9.93", "sd": "0.18"},
        "right": {**apgar, "mean": "8.97"},
        "t": {"kind": "ttest", "group1": {"n": 30, "mean": "20", "sd": "4"},
              "group2": {"n": 30, "mean": "21", "sd": "2"}, "p": "0.02"},
        "share": {"kind": "count", "k": 8, "n": 14, "percent": "58%"},
    }  # fmt: skip
    rounded = {"items": items, "conventions": {"rounding": ["half-up"]}}
    # Cut off, 269/30 would print 8.96; the guidance takes means to be rounded.
    told = answer(read_problem(rounded), sheet="inspect-sr")
    report = told.result.results
    refused = {fact.split(".")[0] for one in report["conflicts"] for fact in one["facts"]}
    assert {"a896", "a996", "a993"} <= refused and "right" not in refused
    (p,) = [row for row in report["rows"] if (row["item"], row["quantity"]) == ("t", "p")]
    assert p["fits"] and round(p["recomputed"]["min"], 3) == 0.006
    sheet = {row["check"]: row["finding"] for row in report["sheet"]}
    assert all(name in sheet["4.8"] for name in ("a896", "a996", "a993"))
    assert "share percent" in sheet["4.6"] and "fit" in sheet["4.9"]
    assert sheet["4.1"] == "needs a person" and len(sheet) == 11
    assert not any("overall" in text or "concern" in text for text in sheet.values())


def test_what_is_missing_is_ordered_by_what_it_leaves():
    problem = read_problem({
        "unknowns": {"n": [1, 39]},
        "items": {
            "plic": {"kind": "table", "group1": "4/10", "group2": "81% of n", "p": "0.02"},
            "leg": {"kind": "table", "group1": "1/10", "group2": "61% of n", "p": "0.01"},
        },
        "conventions": {"table": ["fisher", "n-1", "pearson", "yates"]},
    })  # fmt: skip
    rows = lint(problem)
    assert {row["missing"] for row in rows[:2]} == {"the denominator", "the test"}
    assert any(row["token"] == "of 36" for row in rows)
    assert all(0 < row["removes"] < 1 for row in rows)
    assert not lint(read_problem({"items": {"a": {"kind": "count", "k": 1, "n": 2}}}))


@pytest.mark.parametrize(
    ("share", "p"),
    [("81%", "0.02"), ("81%", "0.04"), ("67%", "0.1"), ("75%", "0.1"), ("67%", "0.2")],
)
def test_what_a_word_removes_is_what_it_removes_at_the_worst(share, p):
    """Counted here: each size and each test with the pairs of data and test that it leaves."""
    tests = {
        "fisher": lambda table: scipy_stats.fisher_exact(table)[1],
        "pearson": lambda table: scipy_stats.chi2_contingency(table, correction=False)[1],
    }
    fitting = [
        (name, n)
        for n in range(1, 40)
        for k in range(n + 1)
        if Decimal(100 * k / n).quantize(Decimal(1), ROUND_HALF_UP) == int(share[:-1])
        for name, test in tests.items()
        if Decimal(test([[4, 6], [k, n - k]])).quantize(Decimal(p), ROUND_HALF_UP) == Decimal(p)
    ]
    assert len(fitting) > 2
    paper = {"items": {"a": {"kind": "table", "group1": "4/10", "group2": f"{share} of n", "p": p}},
             "unknowns": {"n": [1, 39]}, "conventions": {"table": list(tests)}}  # fmt: skip
    found = {row["missing"]: row for row in lint(read_problem(paper))}
    for missing, place in (("the test", 0), ("the denominator", 1)):
        worst = max(Counter(pair[place] for pair in fitting).values())
        assert (missing in found) == (worst < len(fitting))
        if missing in found:
            row = found[missing]
            assert (row["left"], row["open"]) == (worst, len(fitting))
            assert row["removes"] == pytest.approx(1 - worst / len(fitting))


def test_the_register_of_the_book_lacks_of_36_and_the_test_first(capsys):
    if not (ROOT / "data" / "published").is_dir():
        pytest.skip("the engine stands alone")
    assert main(["lint", str(ROOT / "data" / "published"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]
    first = [row for row in rows if "plic" in row["item"]]
    assert rows[: len(first)] == first
    assert {row["missing"] for row in first} == {"the denominator", "the test"}
    assert "of 36" in {row["token"] for row in first}


def test_what_a_pasted_text_lacks_is_named_without_a_number_that_nobody_printed(tmp_path, capsys):
    text = tmp_path / "abstract.txt"
    text.write_text("The sign was seen in 4/10 treated children versus 81% of others (P=0.02).")
    assert main(["lint", str(text), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]
    assert {(row["missing"], row["token"].partition(" or ")[0]) for row in rows} == {
        ("the denominator n2", "of N"), ("the test", "fisher"),
    }  # fmt: skip
    # One size alone of those that are searched fits, which nobody printed all the same.
    text.write_text("The sign was seen in 4/10 treated children versus 81% of others (P=0.0197).")
    assert main(["lint", str(text), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]
    assert [row["token"] for row in rows if "denominator" in row["missing"]] == ["of N"]
    text.write_text("It was seen in many.")
    assert main(["lint", str(text)]) == 2


def test_a_text_is_checked_only_when_somebody_says_so(tmp_path, capsys):
    file = tmp_path / "abstract.txt"
    file.write_text("25/48 (52%) with A, 12/42 (29%) with B (P = 0.03)", encoding="utf-8")
    assert main(["check", str(file)]) == 2 and "--yes" in capsys.readouterr().err
    assert main(["check", str(file), "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["results"]
    assert told["rows"][0]["verdict"] == "fits"
    table = tmp_path / "rows.csv"
    table.write_text("x,A (n=48),B (n=42),P\nhealed,25 (52%),12 (29%),0.9\n", encoding="utf-8")
    assert main(["check", str(file), str(table), "--yes", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["results"]
    assert [one["file"] for one in told] == [str(file), str(table)]
    empty = tmp_path / "none.txt"
    empty.write_text("Nothing is printed here.", encoding="utf-8")
    assert main(["check", str(empty), "--yes"]) == 2
    assert main(["check", str(PAPERS / "c01_knee.yaml"), "--sheet", "x"]) == 2
    assert main(["check", str(PAPERS / "c01_knee.yaml"), "--report", "/no/such/x.html"]) == 2


def test_what_was_not_checked_says_why():
    report = check({"items": {
        "wide": {"kind": "crosstab", "rows": [["33%", "18%", "69%"]], "p": "0.03",
                 "n": [[3, 400], [3, 400], [3, 400]]},
        "cp": {"kind": "count", "k": 8, "n": 14, "percent": "57%"},
    }})  # fmt: skip
    assert any(row["item"] == "wide" for row in report["not_checked"])
    assert any(row["item"] == "cp" and row["verdict"] == "fits" for row in report["rows"])
    assert json.dumps(plain(report))


@pytest.mark.parametrize(
    "answer",
    [
        lambda most: questions.percent("50%", n="1:20", max_results=most),
        lambda most: questions.table("4/10", "50%", n="1:100", max_results=most),
    ],
)
def test_a_list_that_is_cut_says_so_and_a_whole_one_does_not(answer):
    cut = "the list was cut"
    assert cut in "\n".join(map(str, answer(3).blocks))
    assert cut not in "\n".join(map(str, answer(1000).blocks))


def test_what_contradicts_is_a_fault_whatever_its_rows_say(tmp_path, capsys):
    path = tmp_path / "p.yaml"
    path.write_text(
        'items:\n  a: {kind: count, k: 3, n: 10, percent: "30%"}\n  b: {kind: count, k: 4, n: 10}\n'
        "relations: [a.k + b.k = 9]\n"
    )
    assert main(["check", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["results"]
    assert told["conflict"] == told["conflicts"][0]["facts"]
    path.write_text(
        "unknowns: {n: [200, 290]}\nitems:\n"
        '  a: {kind: count, k: 4, n: n, percent: "1.7%"}\n'
        '  b: {kind: count, k: 6, n: n, percent: "2.4%"}\n'
        "conventions: {rounding: [half-up]}\n"
    )
    assert main(["check", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["searched"] == {"n": [200, 290, "given"]}
    together = "a, k (4); a, percent (1.7%); b, percent (2.4%)."
    assert f"do not go together in any data that we tried: {together}" in told["results"]["letter"]
    assert "we come to" not in told["results"]["letter"]


def count(k, n, percent=None):
    return {"kind": "count", "k": k, "n": n, **({"percent": percent} if percent else {})}


CONTRADICTIONS = [  # what cannot be together, and whether one of them cannot be by itself
    ({"items": {"a": count([0, 12], 12, "58%"), "b": count([0, 10], 10, "50%")},
      "relations": ["a.k + b.k = 20"]}, ("58%", "a.k + b.k = 20", "(12)", "(10)"), False),
    ({"items": {"a": count(3, 10), "b": count(4, 10)}, "relations": ["a.k + b.k = 9"]},
     ("a, k (3)", "b, k (4)", "a.k + b.k = 9"), False),
    ({"items": {"a": count(8, 14, "58%")}}, ("For a, percent, 58%", "57.1%"), True),
    ({"items": {"a": count(8, 14, "58%"), "b": count(3, 10), "c": count(4, 10)},
      "relations": ["b.k + c.k = 9"]}, ("For a, percent, 58%", "57.1%", "b.k + c.k = 9"), True),
    ({"unknowns": {"n": [5, 60]}, "items": {"a": count(7, "n", "13%"), "c": count(9, "n", "25%")}},
     ("a, k (7); a, percent (13%)", "c, percent (25%)"), False),
    ({"items": {"t": {"kind": "table", "group1": "4/10", "group2": "29/36", "p": "0.9"}}},
     ("For t, p, 0.9",), True),
]  # fmt: skip


@pytest.mark.parametrize(("paper", "told", "alone"), CONTRADICTIONS)
def test_the_letter_names_what_does_not_go_together_and_nothing_that_fits(paper, told, alone):
    """Each number of a contradiction with what is printed; a nearest value only of a misfit."""
    report = check(paper)
    letter = report["letter"]
    assert all(words in letter for words in told), letter
    assert ("we come to" in letter) is alone
    for row in report["rows"]:
        if row["verdict"] == "fits":
            assert f"For {row['item']}, {row['quantity']}" not in letter
    for conflict in report["conflicts"]:
        assert all(fact.split(".")[0].replace("_", " ") in letter for fact in conflict["facts"]
                   if not fact.startswith("relation"))  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "misfits", "told"),
    [
        (["a.k", "a.percent"], ["a.percent"], False),  # its misfit says it already
        (["a.ci.low", "a.p"], ["a.ci"], True),  # of which no misfit is named
        (["a.ci", "a.p"], ["a.ci.low"], False),  # an end of it is a misfit
        (["a.mean", "a.sd"], [], True),  # each fits, and not the other
        (["a.percent", "b.percent"], ["a.percent"], True),
        (["a.k", "b.k", "relation1.holds"], [], True),
        (["b.mean", "b.sd"], ["a.mean"], True),  # another item's misfit
    ],
)
def test_a_contradiction_is_left_to_a_misfit_only_where_it_is_of_that_item_alone(
    facts, misfits, told
):
    def row(name):
        item, _, quantity = name.partition(".")
        return {"item": item, "quantity": quantity, "printed": "7", "recomputed": None,
                "nearest": [], "verdict": "does_not_fit"}  # fmt: skip

    report = {"rows": list(map(row, misfits)), "conflicts": [{"facts": facts, "exchanged": []}]}
    said = letter(report)
    assert ("do not go together" in said) is told
    assert said.count("is printed") == len(misfits)


@pytest.mark.parametrize(
    "file",
    ["a24_ep", "b2_false_conflict_count", "c07_accelerometer", "c12_biotin", "c14_colectomy"],
)
def test_a_paper_has_a_letter_where_something_is_at_fault_and_only_there(file):
    report = check(PAPERS / f"{file}.yaml")
    faults = [row for row in report["rows"] if row["verdict"] in FAULTS]
    assert bool(report["letter"]) == bool(faults or report["conflicts"])
    misfits = [row for row in faults if row["verdict"] == "does_not_fit"]
    assert all(f" {row['printed']} is printed" in report["letter"] for row in misfits)


def test_what_is_open_is_open_under_any_convention():
    """Each convention leaves sizes of its own; the report counts all of them once."""
    tree = {
        "unknowns": {"n": [1, 39]},
        "items": {"x": {"kind": "table", "group1": "4/10", "group2": "81% of n", "p": "0.02"}},
    }
    found = solve(read_problem(tree)).results["by_convention"].values()
    sizes = [set(one["unknowns"].get("n", ())) for one in found]
    every = set().union(*sizes)
    assert all(one < every for one in sizes)
    (left,) = check(tree)["open"]
    assert left == {"quantity": "n", "values": len(every), "min": min(every), "max": max(every)}


def test_a_contradiction_says_all_that_was_searched_in_the_order_given():
    """Every range, fact, exchanged item and method, and whether it is a smallest set."""
    told = {"facts": ["a.p", "b.p"], "ranges": {"n": (1, 9), "m": (2, 8), "k": (3, 7)},
            "smallest": True, "exchanged": ["a", "b"], "conventions": ["one", "two"]}  # fmt: skip
    lines = [line.text for line in shown._conflict(told)]
    assert lines == [
        "these contradict each other under the methods tried, with n from 1 to 9, m from 2 to 8, "
        "k from 3 to 7 as given: a.p, b.p (no smaller set does)",
        "  with the two groups of a in the other order they go together",
        "  with the two groups of b in the other order they go together",
        "  tried: one, two",
    ]
    bare = {**told, "ranges": {}, "smallest": False, "exchanged": [], "conventions": []}
    assert [line.text for line in shown._conflict(bare)] == [
        "these contradict each other under the methods tried: a.p, b.p "
        "(none can be left out, as far as was searched)"
    ]


@pytest.mark.parametrize("served", [4, 5])
@pytest.mark.parametrize("names", [1, 2, 3, 4])
def test_a_convention_of_a_table_is_the_only_one_or_one_of_several(served, names):
    """Up to three are told by name where they serve all rows; else one, and how many there are."""
    listed = ["one", "two", "three", "four"][:names]
    read = read_problem({"items": {"a": {"kind": "count", "n": 9, "percent": "33%"}}})
    table = {"kind": "table", "quantity": "p", "rows": 5, "served": served, "conventions": listed}
    blocks = told(read, {**check(read), "tables": [table]}).blocks
    lines = [block.text for block in blocks if hasattr(block, "text")]
    word = f"one is among {names} that serve"
    if served == 5 and names <= 3:
        word = f"only {' or '.join(listed)} serves"
    assert f"table, p: {word} {served} of 5 rows" in lines


@pytest.mark.parametrize(("error", "told"), [(0.0123, "1.23%"), (0.5, "50%"), (0.002, "0.2%")])
def test_what_a_number_is_off_by_is_told_in_percent(error, told):
    """Of an approximate number of samples, of its check, and of draws that are nearly uniform."""
    about = {"log10": 20.5, "error": error, "check": {"method": "estimate", "log10": 20.5,
                                                       "error": error}}  # fmt: skip
    text = shown._about({"datasets_method": "integral", "datasets_about": about})
    assert text.count(told) == 2 and text.count("%") == 2
    law = shown._law({"law": "near-uniform", "law_details": {"bias": error}})
    assert f"than {told} of probability" in law
