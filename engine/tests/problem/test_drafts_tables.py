"""Tables written in other ways say the same; other heads, other rows, other cells do not."""

import itertools

import pytest

from printed.errors import InputError
from printed.problem.drafts import cells, columns, grids, read_table, tables
from printed.problem.drafts.cells import Cell

HEAD = "Outcome\tA (n = 48)\tB (n = 42)\tP"


def trees(table):
    return [item.tree for item in read_table(table).items]


def row(a, b, p="0.03", said="Row", head=HEAD):
    return read_table(f"{head}\n{said}\t{a}\t{b}\t{p}")


def one(*args, **told):
    (item,) = row(*args, **told).items
    return item


def roles(*heads, above=()):
    """The roles of columns by their heads."""
    lines = [[Cell(text, 0) for text in line] for line in (*above, ("Outcome", *heads))]
    return [column.role for column in columns.columns_of(lines)[0]][1:]


# --------------------------------------------------------------------------- cells


SHARES = {"kind": "table", "group1": "25/48 (52%)", "group2": "12/42 (29%)", "p": "0.03"}


@pytest.mark.parametrize(
    ("a", "b"),
    [("25 (52%)", "12 (29%)"), ("25 (52)", "12 (29)"), ("25 [52]", "12 [29]"),
     ("25, 52%", "12, 29%"), ("25; 52%", "12; 29%"), ("25 52%", "12 29 %"), ("25(52%)",
      "12( 29 %)"),
     ("25/48 (52%)", "12/42 (29%)"), ("25 / 48 (52)", "12 /42, (29)"), ("52% (25)", "29% (12)"),
     ("52% [25]", "29 % ( 12 )"), ("52 (25/48)", "29 (12/42)"), ("52% (25 / 48)", "29% (12/ 42)"),
     ("25 (52%)*", "12 (29%)\u2020"), ("25 (52%) \u2021", " 12 (29%) **"), ("25; (52%)",
      "12, (29%)")],
)  # fmt: skip
def test_a_share_in_a_cell_however_it_is_put(a, b):
    item = one(a, b)
    assert item.tree == SHARES
    told = {(token.kind, token.text) for token in item.tokens}
    assert {("count", "25"), ("percent", "52"), ("count", "12"), ("p", "0.03")} <= told
    assert [kind for kind, _ in told].count("n") == (2 if "/" in a and "/" in b else 0)
    turned = one(b, a, head="Outcome\tB (n = 42)\tA (n = 48)\tP")
    assert turned.tree == {**SHARES, "group1": SHARES["group2"], "group2": SHARES["group1"]}


def test_counts_and_percentages_alone():
    assert one("25/48", "12/42").tree == {
        "kind": "table", "group1": "25/48", "group2": "12/42", "p": "0.03"}  # fmt: skip
    assert one("52%", "29 %").tree == {
        "kind": "table", "group1": "52%/48", "group2": "29%/42", "p": "0.03"}  # fmt: skip
    assert row("25", "12").items == ()  # of what, nothing says
    for said in ("Row, n (%)", "Row \u2014 no. (%)", "Row, no.", "Row: n", "Number of rows",
                 "No. of rows", "Patients (%)", "Cases, %", "Row, count (%)", "Number (%)",
                 "Row, frequency %", "Num. (%)"):  # fmt: skip
        tree = one("25", "12", said=said).tree
        assert (tree["group1"], tree["group2"]) == ("25/48", "12/42"), said
    for said in ("Weight", "Nor %", "Row (%)", "Row, mean", "Knowledge, score"):
        assert row("25", "12", said=said).items == (), said
    without = one("25 (52%)", "12 (29%)", head="Outcome\tA\tB\tP")
    assert without.tree["group1"] == "25 (52%)"
    assert without.missing == ("the denominator of 25 (52%)", "the denominator of 12 (29%)")


def test_thousands_of_a_table():
    head = "Outcome\tA (n = 4,801)\tB (N=4\u202f202)\tP"
    for a, b in (("1,025 (21.3%)", "1\u202f200 (28.6%)"), ("1 025 (21.3)", "1\u00a0200 (28.6)"),
                 ("1025 (21.3%)", "1\u2009200 (28.6%)")):  # fmt: skip
        tree = one(a, b, head=head).tree
        assert (tree["group1"], tree["group2"]) == ("1025/4801 (21.3%)", "1200/4202 (28.6%)")


@pytest.mark.parametrize("between", [" ", "\u00a0", "\u2009", "\u202f", ",", ""])
def test_the_size_of_a_group_is_whole(between):
    for head in (f"A (n = 4{between}801)", f"A N=4{between}801", f"A, n=4{between}801 men"):
        (column,) = columns.columns_of([[Cell("x", 0), Cell(head, 1)]])[0][1:]
        assert column.size == 4801 and column.role == "group"


def test_more_than_all_is_no_count():
    assert row("49", "12", said="Row, n (%)").items == ()
    assert one("48", "42", said="Row, n (%)").tree["group1"] == "48/48"
    assert row("50 (52%)", "12 (29%)").items == ()


def test_a_percentage_near_its_count_makes_a_count_in_small_groups_only():
    def of(n, a, said="Weight", **told):
        head = f"Outcome\tA (n = {n})\tB (n = {n})\tP"
        found = row(a, a, head=head, said=said, **told).items
        return found[0].kind if found else None

    assert of(100, "27 (27)") == "table" and of(101, "27 (27)") is None
    assert of(101, "27 (27)", said="Weight, n (%)") == "table"
    assert of(540, "27 (5.0)") == "table"  # 27 of 540 is 5.0% exactly
    assert of(540, "27 (5.1)") is None and of(540, "27 (5)") is None
    # Elsewhere the table says that it holds counts.
    (_, last) = read_table("Outcome\tA (n = 540)\tB (n = 540)\tP\n"
                           "Men, n (%)\t270 (50)\t270 (50)\t1\nIll\t27 (5)\t27 (5)\t1"
                           ).items  # fmt: skip
    assert last.kind == "table"
    # Give or take one percent.
    for other, kind in ((48, "ttest"), (49, "table"), (51, "table"), (52, "ttest")):
        assert of(100, f"50 ({other})") == kind
    assert of(48, "52 (25)") == "ttest"  # 25 of 48 are 52%, but nothing says that it is turned
    assert of(48, "25 (52)", said="Weight, mean (SD)") == "ttest"


MEANS = {"kind": "ttest", "group1": {"n": 48, "mean": "20.1", "sd": "4.2"},
         "group2": {"n": 42, "mean": "21.2", "sd": "5.1"}, "p": "0.03"}  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b"),
    [("20.1 \u00b1 4.2", "21.2\u00b15.1"), ("20.1 +/- 4.2", "21.2 +- 5.1"), ("20.1 (4.2)",
     "21.2(5.1)"),
     ("20.1 [4.2]", "21.2 [ 5.1 ]"), ("20.1 (4.2)*", "21.2 (5.1) \u2020"),
     ("20.1 +\u2212 4.2", "21.2 +/\u2212 5.1\u00a7")],
)  # fmt: skip
def test_a_mean_with_its_sd_in_a_cell(a, b):
    for said in ("Row", "Row, mean (SD)", "Row, mean \u00b1 SD", "Row (s.d.)", "Row, average"):
        item = one(a, b, said=said)
        assert item.tree == MEANS
        assert [token.kind for token in item.tokens] == ["mean", "sd", "mean", "sd", "p"]
    for said in ("Row, mean \u00b1 SE", "Row, mean (SEM)", "Row, mean (SE)", "Row, standard error",
                 "Row (s.e.)", "Row, mean \u00b1 standard error"):  # fmt: skip
        item = one(a, b, said=said)
        assert item.tree["group1"] == {"n": 48, "mean": "20.1", "se": "4.2"}, said
        assert item.tokens[1].kind == "se"
    # What the table says of standard errors holds for it, but for a row that says SD.
    head = "Mean \u00b1 SEM\tA (n = 48)\tB (n = 42)\tP"
    assert "se" in one(a, b, head=head).tree["group1"]
    assert "sd" in one(a, b, head=head, said="Row, mean (SD)").tree["group1"]
    without = one(a, b, head="Outcome\tA\tB\tP")
    assert without.missing == ("the size of group 1", "the size of group 2")


def test_no_mean_has_the_spread_of_something_else():
    for said in ("Row, median", "Row, median (range)"):
        assert row("20.1 (4.2)", "21.2 (5.1)", said=said).items == (), said
        assert row("20.1 \u00b1 4.2", "21.2 \u00b1 5.1", said=said).items == (), said
    for said in ("Row, mean (95% CI)", "Mean difference (95% CI)", "Row, mean (confidence limit)"):
        assert row("20.1 (4.2)", "21.2 (5.1)", said=said).items == (), said
    assert one("20.1 (4.2)", "21.2 (5.1)", said="Row, median (IQR)").tree == {
        "kind": "medians", "group1": {"n": 48, "median": "20.1", "iqr": "4.2"},
        "group2": {"n": 42, "median": "21.2", "iqr": "5.1"}, "p": "0.03"}  # fmt: skip


@pytest.mark.parametrize(
    "to", ["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", " to ", ", ", ";"]
)
def test_a_number_with_two_ends_is_what_is_said_of_it(to):
    a, b = f"5 (3{to}7)", f"6 [4{to}9]"
    quartiles = {"kind": "medians", "group1": {"n": 48, "median": "5", "iqr": "3:7"},
                 "group2": {"n": 42, "median": "6", "iqr": "4:9"}, "p": "0.03"}  # fmt: skip
    for said in ("Row, median (IQR)", "Row, median (interquartile range)", "Row, median (Q1-Q3)",
                 "Row, median (25th-75th)", "Row, quartiles", "Row (inter-quartile)",
                 "Row, median (P25-P75)"):  # fmt: skip
        item = one(a, b, said=said)
        assert item.tree == quartiles and item.missing == (), said
    item = one(a, b)
    assert item.tree == quartiles and item.missing == (cells.NOT_SAID,)
    for said in ("Row, median (range)", "Row (min, max)", "Row, max", "Row (minimum-maximum)"):
        (found,) = trees(f"{HEAD}\n{said}\t{a}\t{b}\t0.03")
        assert found == {
            "kind": "medians", "p": "0.03",
            "group1": {"n": 48, "median": "5", "lowest": "3", "highest": "7"},
            "group2": {"n": 42, "median": "6", "lowest": "4", "highest": "9"},
        }, said  # fmt: skip
        three = f"\tA (n = 48)\tB (n = 42)\tC (n = 9)\tP\n{said}\t{a}\t{b}\t{a}\t0.03"
        assert [tree["kind"] for tree in trees(three)] == ["sample"] * 3
    for said in ("Row, mean (95% CI)", "Row, mean (confidence interval)"):
        found = trees(f"{HEAD}\n{said}\t{a}\t{b}\t0.03")
        assert found == [{"kind": "sample", "n": 48, "mean": "5", "ci": "3 to 7"},
                         {"kind": "sample", "n": 42, "mean": "6",
                          "ci": "4 to 9"}], said  # fmt: skip
    for said in ("Row (95% CI)", "Row, median (95% CI)"):  # of what, or how it was made
        assert row(a, b, said=said).items == ()
    for said, scale in (("Hazard ratio", None), ("Mean difference", "linear")):
        assert [tree.get("scale") for tree in trees(f"{HEAD}\n{said}\t{a}\t{b}\t")] == [scale] * 2


def test_a_cell_says_itself_what_its_ends_are():
    item = one("5 (IQR 3-7)", "6 (IQR: 4-9)")
    assert item.tree["group2"] == {"n": 42, "median": "6", "iqr": "4:9"} and item.missing == ()
    (found,) = trees(f"{HEAD}\nRow\t5 (range 3-7)\t6 (range, 4-9)\t")
    groups = (found["group1"], found["group2"])
    assert [(one["lowest"], one["highest"]) for one in groups] == [("3", "7"), ("4", "9")]
    assert row("5 (95% CI 3-7)", "6 (95% CI: 4-9)").items == ()
    found = trees(f"{HEAD}\nRow, mean\t5 (95% CI 3-7)\t6 (95% CI: 4-9)\t")
    assert [tree["ci"] for tree in found] == ["3 to 7", "4 to 9"]


def test_a_percentage_with_two_ends_is_a_share_with_its_interval():
    found = trees(f"{HEAD}\nRow\t52% (38-66)\t29 % (17 to 44%)\t0.03")
    assert found == [
        {"kind": "count", "n": 48, "percent": "52%", "ci": "38 to 66"},
        {"kind": "count", "n": 42, "percent": "29%", "ci": "17 to 44%"},
    ]
    head = "Outcome\tSensitivity (95% CI)\tSpecificity"
    (first, second) = read_table(f"{head}\nRow\t52 (38-66)\t29.5 (17 to 44)").items
    assert first.tree == {"kind": "count", "percent": "52%", "ci": "38 to 66"}
    assert first.missing == ("the denominator of 52%",)
    assert second.tree["percent"] == "29.5%"
    assert read_table(f"{head}\nRow\t0.52 (0.38-0.66)\t0.29 (0.17-0.44)").items[0].tree[
        "percent"] == "0.52%"  # its head says %, in 95% CI  # fmt: skip
    plain = "Outcome\tSensitivity\tSpecificity"
    assert read_table(f"{plain}\nRow\t0.52 (0.38-0.66)\t0.9 (0.8-1)").items == ()


@pytest.mark.parametrize(
    ("text", "p"),
    [("0.03", "0.03"), (".03", ".03"), ("0\u00b703", "0\u00b703"), ("<0.001", "<0.001"),
     ("< 0.001", "< 0.001"), ("\u22640.05", "\u22640.05"), ("> .99", "> .99"),
     ("\u2265 .9", "\u2265 .9"), ("P = 0.03", "0.03"), ("p=0.03", "0.03"), ("P<0.03", "<0.03"),
     ("0.03*", "0.03"), ("0.03a", "0.03"), ("0.03 \u2020", "0.03"), ("NS", "NS"), ("n.s.", "n.s."),
     ("ns", "ns"), ("8.64", None), ("1,204", None), ("1\u00b72", None), ("0.03 (t)", None),
      ("F = 2.1, P = 0.03", "0.03"),
     ("P = 0.03, P = 0.04", None), ("OR 0.9 (0.8-1.1), P = 0.03", None)],
)  # fmt: skip
def test_a_p_value_of_a_cell(text, p):
    found = cells.p_of(Cell(text, 7))
    assert (found and found.text) == p
    if p is not None:
        assert text[found.at - 7 :].startswith(p) and found.kind == "p"
        assert one("25 (52%)", "12 (29%)", p=text).tree["p"] == p


def test_an_estimate_of_a_cell_with_its_name_and_its_p_value():
    for name, role in (("", ""), ("OR ", "ratio"), ("HR = ", "ratio"), ("RR: ", "ratio"),
                       ("MD, ", "difference"), ("mean difference ", "difference"),
                       ("Relative risk=", "ratio")):  # fmt: skip
        for interval in ("(0.7-1.1)", "[0.7, 1.1]", "(95% CI 0.7 to 1.1)", "(95 %CI: 0.7; 1.1)",
                         "; (0.7\u20131.1)*"):  # fmt: skip
            value = cells.interval_of(Cell(f"{name}0.9 {interval}", 3))
            assert value.entries == {"estimate": "0.9", "ci": "0.7 to 1.1"}, (name, interval)
            assert value.text == role
            whole = "   " + f"{name}0.9 {interval}"
            assert all(whole[t.at :].startswith(t.text) for t in value.tokens)
            if not interval.endswith("*"):
                for p in (", P = 0.03", " P<.03", "; p=0.03"):
                    more = cells.interval_of(Cell(f"{name}0.9 {interval}{p}", 3))
                    assert more.tokens[-1].kind == "p" and more.entries == value.entries
    assert cells.interval_of(Cell("0.9", 0)) is None


def test_an_estimate_and_its_interval_in_two_cells():
    value = cells.number_of(Cell(" OR = 0.9%*", 2), Cell("(0.7 to 1.1%)", 20))
    assert value.entries == {"estimate": "0.9%", "ci": "0.7 to 1.1%"} and value.text == "ratio"
    assert [(t.kind, t.at) for t in value.tokens] == [("estimate", 8), ("ci", 21)]
    for a, b in (("0.9", "0.7"), ("x", "0.7-1.1"), ("0.9 (1)", "0.7-1.1")):
        assert cells.number_of(Cell(a, 0), Cell(b, 9)) is None


def test_a_statistic_of_a_cell_by_its_own_name_or_its_column():
    for text, head, name, at in (
        ("t = 2.1", "", "t", 4), ("t(28) = 2.1", "", "t", 8), ("F(1,30)=2.1, P = 0.2", "", "F", 8),
        ("2.1", "t", "t", 0), ("2.1", "T value", "t", 0), ("2.1*", "F", "F", 0), ("2.1", "t-test",
                                                                              "t", 0),
    ):  # fmt: skip
        found_name, token = cells.statistic_of(Cell(text, 5), head)
        assert (found_name, token.text, token.at) == (name, "2.1", 5 + at), text
    for text, head in (("2.1", ""), ("2.1", "Total"), ("2.1%", "t"), ("OR 2.1", "t"), ("x", "t"),
                       ("2.1", "time in F"), ("2.1", "Z")):  # fmt: skip
        assert cells.statistic_of(Cell(text, 0), head) is None, (text, head)


def test_whole_numbers_and_what_is_data():
    for text, number in (("14,964", 14964), (" 7 ", 7), ("1 204", 1204), ("12.5", None), ("", None),
                         ("7a", None), ("-7", None), ("1,20", None)):  # fmt: skip
        assert cells.whole(text) == number
    for text in ("25/48", "25 (52%)", "25, 52%", "20 \u00b1 4"):
        assert cells.holds_data(Cell(text, 0), sure=True) and cells.holds_data(Cell(text, 0))
    for text in ("0.03", "20 (4)x", "NS", "3.1 (1.2)", "5 (3-7)", "3-7", "12", "40%"):
        assert not cells.holds_data(Cell(text, 0), sure=True)
        assert cells.holds_data(Cell(text, 0)) == (text != "20 (4)x")
    assert not cells.holds_data(Cell("A (n = 20)", 0))


# --------------------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("role", "heads"),
    [
        ("p", ["P", "p", "P value", "p-value", "P values", "pvalue", "P*", "Test P", "P\u2020"]),
        ("other", ["P for trend", "P for interaction", "P int", "P trend", "P value for trend",
                   "p-value for interaction", "P-trend", "P-interaction", "Vaccine efficacy",
                   "Reduction", "Test statistic", "kappa", "Cohen's d", "Effect size", "df", "d.f",
                   "t", "F", "Z", "U", "H", "\u03c72", "\u03c7\u00b2", "chi-square", "Chi-squared",
                   "chisquare", "slope", "rho", "r", "t value", "F-value", "t values"]),
        ("ratio", ["OR", "Odds ratio (95% CI)", "HR", "aHR", "Relative risk", "Hazard ratio"]),
        ("difference", ["Difference", "Mean difference (95% CI)", "MD", "Risk difference", "RD",
                        "\u0394 (95% CI)", "\u2206, 95% CI, A-B"]),
        ("ci", ["95% CI", "CI", "95 % confidence interval", "confidence limits", "99% CI*",
                "Confidence interval"]),
        ("share", ["Sensitivity", "Specificity (95% CI)", "PPV", "NPV", "Accuracy", "Prevalence",
                   "Positive predictive value"]),
        ("interval", ["Change (95% CI)", "A vs B", "A versus B", "Effect, confidence"]),
        ("total", ["Total", "All", "Overall", "Both groups", "Entire cohort", "Whole group",
                   "all patients (n = 90)"]),
        ("group", ["A", "Placebo", "Alloy", "A (n = 30)", "Men", "Odds", "A, OR (n = 30)", "Time",
                   "Treatment", "A vs B (n = 30)", "% (95% CI)", "Difference (n = 30)"]),
    ],
)  # fmt: skip
def test_what_a_column_holds_is_what_its_head_says(role, heads):
    for head in heads:
        found = roles(head, "x")
        assert found[0] == role, head


def test_a_column_without_a_head_is_no_group():
    assert roles("A", "B", "P", "") == ["group", "group", "p", "p"]  # statistic and P under one
    assert roles("A", "", "P") == ["group", "other", "p"]
    # Where groups have sizes, a column without one is none of them.
    assert roles("A (n = 3)", "B (n = 4)", "Note") == ["group", "group", "other"]
    assert roles("A (n = 3)", "B", "Note") == ["group", "group", "group"]
    # The column before an interval is what it is the interval of.
    assert roles("Effect", "95% CI") == ["interval", "ci"]
    assert roles("OR", "95% CI", "P") == ["ratio", "ci", "p"]


def test_heads_end_where_data_begin_and_are_three_at_most():
    def heads(*lines):
        return columns.columns_of([[Cell(text, 0) for text in line] for line in lines])[1]

    data = ("Row", "25 (52%)", "12 (29%)")
    assert heads(data) == 0
    assert heads(("x", "A", "B"), data) == 1
    assert heads(("x", "A", "B"), ("", "(n = 48)", "(n = 42)"), data) == 2
    assert heads(("x", "A", "B"), ("", "(n = 48)", ""), data) == 2
    assert heads(("x", "A", "B"), ("Section", "", ""), data) == 1
    assert heads(("x", "A", "B"), ("Section", "word", ""), data) == 1
    assert heads(("x", "A", "B"), ("y", "n", "n"), ("z", "mean", "SD"), ("w", "a", "b")) == 3
    assert heads(("x", "A", "B"), ("Row", "25", "12")) == 1
    assert heads(("Year", "2019", "2020"), data) == 1  # numbers may be heads in the first row


def test_sizes_stand_above_their_columns():
    found = trees("\tA (n = 48)\tB (n = 42)\nOutcome\tn (%)\tn (%)\nIll\t25 (52)\t12 (29)")
    assert found == [{"kind": "table", "group1": "25/48 (52%)", "group2": "12/42 (29%)"}]
    two = "\tA\t\tB\t\n\t(n = 48)\t\t(n = 42)\t\nOutcome\tMean\tSD\tMean\tSD\nAge\t20\t4\t21\t5"
    assert trees(two) == [{"kind": "ttest", "group1": {"n": 48, "mean": "20", "sd": "4"},
                           "group2": {"n": 42, "mean": "21", "sd": "5"}}]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "a", "b", "group"),
    [("Mean", "SD", "20", "4", {"mean": "20", "sd": "4"}), ("M", "(SD)", "20", "(4)",
                                                            {"mean": "20", "sd": "4"}),
     ("Means", "\u00b1 SD", "20", "4", {"mean": "20", "sd": "4"}),
     ("mean 1", "S.D.", "20", "4", {"mean": "20", "sd": "4"}),
     ("Mean", "Standard deviation", "20", "4", {"mean": "20", "sd": "4"}),
     ("Mean", "SE", "20", "4", None), ("Median", "SD", "20", "4", None)],
)  # fmt: skip
def test_two_columns_hold_the_halves_of_a_mean(first, second, a, b, group):
    head = f"Outcome\t{first}\t{second}\t{first}\t{second}\tP"
    found = trees(f"{head}\nAge\t{a}\t{b}\t21\t5\t0.3")
    if group is None:
        assert not any(tree["kind"] == "ttest" and "sd" in tree["group1"] for tree in found)
    else:
        assert found == [{"kind": "ttest", "group1": group,
                          "group2": {"mean": "21", "sd": "5"}, "p": "0.3"}]  # fmt: skip
        for x, y in (("x", b), (a, "x"), ("x", "x"), ("OR 2", b), (a, "OR 2")):
            line = f"Age\t{x}\t{y}\t21\t5\t0.3"
            assert not any(tree["kind"] == "ttest" for tree in trees(f"{head}\n{line}"))


@pytest.mark.parametrize("first", ["n", "N", "No.", "no", "Number", "count", "Events", "event"])
def test_two_columns_hold_a_count_and_its_percentage_with_its_interval(first):
    head = f"Outcome\t{first}\t% (95% CI)\t{first}\t% (95% CI)"
    found = trees(f"{head}\nIll\t25\t52 (38-66)\t 12\t29.5% [17\u201344]")
    assert found == [
        {"kind": "count", "k": 25, "percent": "52%", "ci": "38 to 66"},
        {"kind": "count", "k": 12, "percent": "29.5%", "ci": "17 to 44"},
    ]


def test_the_places_of_halves_are_those_of_the_text():
    for head, line, count in (
        ("n\t% (95% CI)", " 25 \t52 (38-66)", 3),
        ("Mean\tSD", "20\t((4)", 2),
    ):
        table = f"Outcome\t{head}\nIll\t{line}"
        (item,) = read_table(table).items
        assert len(item.tokens) == count
        for token in item.tokens:
            assert table[token.at : token.end] == token.text


@pytest.mark.parametrize(
    ("head", "k", "n"),
    [("Sensitivity", 419, 462), ("Specificity", 245, 311), ("PPV", 419, 485), ("NPV", 245, 288),
     ("Positive predictive value", 419, 485), ("Negative predictive value (95% CI)", 245, 288),
     ("Accuracy", 664, 773)],
)  # fmt: skip
def test_a_diagnostic_share_is_of_its_cells(head, k, n):
    four = {"TP": 419, "TN": 245, "FP": 66, "FN": 43}
    for order in itertools.permutations(four):
        lines = "\t".join(("Outcome", *order, head)) + "\n"
        lines += "\t".join(("All", *(str(four[key]) for key in order), "88.1% (85-91)"))
        (item,) = read_table(lines).items
        assert (item.tree["k"], item.tree["n"], item.tree["percent"]) == (k, n, "88.1%")
        assert ("ci" in item.tree) == ("redictive" not in head and "PV" not in head)
        assert ("ci" in {t.kind for t in item.tokens}) == ("ci" in item.tree)
    for lost in four:  # without one of the cells nothing is counted
        kept = [key for key in four if key != lost]
        lines = "\t".join(("Outcome", *kept, head)) + "\n"
        lines += "\t".join(("All", *(str(four[key]) for key in kept), "88.1% (85-91)"))
        assert "k" not in read_table(lines).items[-1].tree
        cut = "\t".join(("Outcome", *four, head)) + "\n"
        cut += "\t".join(("All", *("x" if key == lost else "9" for key in four), "88.1% (85-91)"))
        assert "k" not in read_table(cut).items[-1].tree


@pytest.mark.parametrize(
    ("said", "crude"),
    [("RR", True), ("Relative risk (95% CI)", True), ("Risk ratio", True),
     ("Risk difference", True),
     ("RD", True), ("ARR", True), ("OR", False), ("Hazard ratio", False), ("Adjusted RR", False),
     ("Multivariable risk ratio", False), ("RR, model 2", False), ("aRR of a relative risk", False),
     ("HR relative risk hazard", False)],
)  # fmt: skip
def test_behind_a_crude_estimate_p_is_of_the_counts_beside_it(said, crude):
    assert columns.is_crude(said) == crude
    table = (
        f"\tA (n = 300)\tB (n = 450)\t{said}\tP\nBase\t272 (90.7)\t414 (92.0)\t1.3 (0.9, 1.8)\t.5"
    )
    counts, estimate = trees(table)
    assert ("p" in counts) == crude and ("p" in estimate) == (not crude)
    # Behind means it is of the difference.
    table = (
        f"\tA (n = 30)\tB (n = 45)\t{said}\tP\nBase\t27 \u00b1 9\t44 \u00b1 9\t1.0 (0.9, 1.1)\t.5"
    )
    means, estimate = trees(table)
    assert "p" not in means and estimate["p"] == ".5"


@pytest.mark.parametrize(
    "label", ["No.", "n", "N", "Number", "No. of patients", "Number of subjects", "n of persons",
              "Patients", "Participants, n", "patients (n)", "Women (No.)", "Eyes", "Infants, no.",
              "No. analyzed", "Number of children analysed", "People", "individuals"],
)  # fmt: skip
def test_a_row_of_sizes_gives_the_rows_below_it_their_sizes(label):
    table = f"\tA\tB\tP\nMen (%)\t52%\t29%\t0.03\n{label}\t48\t4,200\t\nIll\t52%\t29%\t0.03"
    above, below = read_table(table).items
    assert above.missing and (above.tree["group1"], above.tree["group2"]) == ("52%", "29%")
    assert not below.missing
    assert (below.tree["group1"], below.tree["group2"]) == ("52%/48", "29%/4200")


def test_a_row_that_is_not_only_of_sizes_gives_none():
    for label in ("No. of deaths", "", "Patients who fell", "Nothing"):
        table = f"\tA\tB\tP\n{label}\t48\t42\t\nIll\t52%\t29%\t0.03"
        assert read_table(table).items[-1].tree["group1"] == "52%", label
    for second in ("4.2", "42 (9%)", "word"):
        table = f"\tA\tB\tP\nPatients\t48\t{second}\t\nIll\t52%\t29%\t0.03"
        assert read_table(table).items[-1].tree["group1"] == "52%"
    table = "\tA\tB\tTotal\nPatients\t48\t\t90\nIll\t52%\t29%\t41%"
    groups, total = trees(table)
    assert groups["group1"] == "52%/48" and groups["group2"] == "29%"
    assert total == {"kind": "count", "n": 90, "percent": "41%"}


# --------------------------------------------------------------------------- rows


def test_p_belongs_to_what_stands_before_it():
    """Two comparisons beside each other, groups and an estimate, an estimate alone."""
    head = "\tA (n = 48)\tB (n = 42)\tP\tC (n = 40)\tD (n = 50)\tP"
    first, second = trees(f"{head}\nIll\t25 (52%)\t12 (29%)\t.1\t10 (25%)\t20 (40%)\t.2")
    assert (first["group1"], first["p"]) == ("25/48 (52%)", ".1")
    assert (second["group2"], second["p"]) == ("20/50 (40%)", ".2")
    head = "\tA (n = 48)\tB (n = 42)\tP\tOR (95% CI)\tP"
    counts, estimate = trees(f"{head}\nIll\t25 (52%)\t12 (29%)\t.1\t0.9 (0.7-1.1)\t.2")
    assert counts["p"] == ".1" and estimate["p"] == ".2"
    head = "\tA (n = 48)\tB (n = 42)\tOR (95% CI)\tP"
    counts, estimate = trees(f"{head}\nIll\t25 (52%)\t12 (29%)\t0.9 (0.7-1.1)\t.2")
    assert "p" not in counts and estimate["p"] == ".2"
    (alone,) = read_table("\tA (n = 48)\tP\nIll\t25 (52%)\t.2").items
    assert alone.kind == "count" and alone.tree["p"] == ".2" and alone.missing == (
        "the other group",)  # fmt: skip


def test_a_group_that_is_not_understood_is_compared_with_nothing():
    for a, b in (("25 (52%)", "see text"), ("20 \u00b1 4", "12 (29%)"), ("x", "y")):
        draft = row(a, b)
        assert all(item.kind not in ("table", "ttest") for item in draft.items)
    (three,) = read_table(
        "\tA (n = 9)\tB (n = 9)\tC (n = 9)\tP\nIll\t1 (11%)\t\t3 (33%)\t.2"
    ).items
    assert three.tree["group2"] == "3/9 (33%)"
    for nothing in ("-", "\u2013", "\u2014", "\u2212", "..", "...", "NA", "N/A", "\u00a0", " "):
        (item,) = row("25 (52%)", nothing).items
        assert item.tree["k"] == 25


def test_three_groups_of_means_and_of_medians():
    head = "\tA (n = 9)\tB (n = 8)\tC (n = 7)\tP"
    (item,) = read_table(f"{head}\nAge\t5 \u00b1 1\t6 \u00b1 2\t7 \u00b1 3\t.2").items
    assert item.tree == {"kind": "anova", "p": ".2", "groups": [
        {"n": n, "mean": m, "sd": s} for n, m, s in ((9, "5", "1"), (8, "6", "2"), (7, "7",
         "3"))]}  # fmt: skip
    (item,) = read_table(f"{head}\nAge, median (IQR)\t5 (1-9)\t6 (2-8)\t7 (3-9)\t.2").items
    assert item.kind == "medians" and item.tree["group3"] == {"n": 7, "median": "7", "iqr": "3:9"}
    assert item.missing == ("a test of three groups",)


def test_the_statistic_of_a_row_is_of_its_own_test():
    head = "\tA (n = 9)\tB (n = 8)\tt\tP"
    (item,) = read_table(f"{head}\nAge\t5 \u00b1 1\t6 \u00b1 2\t1.3\t.2").items
    assert item.tree["t"] == "1.3" and item.tree["p"] == ".2"
    assert [t.text for t in item.tokens if t.kind == "value"] == ["1.3"]
    (item,) = read_table(f"{head.replace('t', 'F')}\nAge\t5 \u00b1 1\t6 \u00b1 2\t1.3\t.2").items
    assert "f" not in item.tree and "t" not in item.tree  # of two groups no F is read
    (item,) = read_table(f"{head}\nIll\t5 (56%)\t6 (75%)\t1.3\t.2").items
    assert item.kind == "table" and "t" not in item.tree
    (item,) = read_table("\tA (n = 9)\tB (n = 8)\tTest\nAge\t5 \u00b1 1\t6 \u00b1 2\t"
                         "t(15) = 1.3, P = .2").items  # fmt: skip
    assert item.tree["t"] == "1.3" and item.tree["p"] == ".2"


def test_a_row_that_names_others_and_its_p_value():
    head = "\tA (n = 10)\tB (n = 20)\tP"

    def of(*lines):
        return trees("\n".join((head, *lines)))

    whole = of("Stage, n (%)\t\t\t.2", "I\t4\t5\t", "II\t6\t15\t")
    assert whole[0] == {"kind": "crosstab", "rows": [["4", "6"], ["5", "15"]], "p": ".2"}
    assert whole[1] == {"kind": "table", "group1": "4/10", "group2": "5/20"}
    # Not of all: then P stands with no rows.
    part = of("Stage, n (%)\t\t\t.2", "I\t4\t5\t", "II\t5\t15\t")
    assert [tree["kind"] for tree in part] == ["table", "table"]
    assert not any("p" in tree for tree in part)
    # A section has its own categories; what its head says holds for its rows and no others.
    two = of("Stage, n (%)\t\t\t.2", "I\t4\t5\t", "II\t6\t15\t", "Sex\t\t\t.3", "M\t4\t5\t",
             "F\t6\t15\t")  # fmt: skip
    assert [tree.get("p") for tree in two if tree["kind"] == "crosstab"] == [".2"]
    # P beside the first of three categories is of all; beside the first of two it is of a row.
    three = of("Stage, n (%)\t\t\t", "I\t4\t5\t.2", "II\t3\t5\t", "III\t3\t10\t")
    assert three[0] == {"kind": "table", "group1": "4/10", "group2": "5/20"}
    assert three[1]["rows"] == [["4", "3", "3"], ["5", "5", "10"]] and three[1]["p"] == ".2"
    own = of("Stage, n (%)\t\t\t", "I\t4\t5\t.2", "II\t6\t15\t")
    assert [tree.get("p") for tree in own] == [".2", None]
    # Three rows that are no whole: P may be of all of them, and so is of none.
    none = of("Harm, n (%)\t\t\t", "I\t4\t5\t.2", "II\t3\t5\t", "III\t1\t10\t")
    assert [tree.get("p") for tree in none] == [None] * 3
    each = of("Harm, n (%)\t\t\t", "I\t4\t5\t.2", "II\t3\t5\t.3", "III\t1\t10\t.4")
    assert [tree.get("p") for tree in each] == [".2", ".3", ".4"]


def test_what_is_nearest_to_a_cell_says_what_it_is():
    """Its row before its section, its section before its column."""
    head = "\tA (n = 48), {0}\tB (n = 42), {0}\tP"
    words = {"n (%)": "table", "mean (SD)": "ttest"}
    for column, section, label in itertools.product(words, ("", *words), ("", *words)):
        lines = [head.format(column)]
        lines += [f"Section, {section}\t\t\t"] if section else []
        lines += [f"Row, {label}\t25 (5)\t12 (3)\t.2"]
        (item,) = read_table("\n".join(lines)).items
        assert item.kind == words[label or section or column], (column, section, label)


def test_categories_are_found_where_no_row_names_them():
    head = "\tA (n = 10)\tB (n = 20)\tP\nMen, n (%)\t4\t5\t.9"
    rest = [f"{name}, n (%)\t{a}\t{b}\t" for name, a, b in (("II", 3, 5), ("III", 3, 10))]
    found = trees("\n".join((head, "I, n (%)\t4\t5\t.2", *rest)))
    assert [tree.get("p") for tree in found if tree["kind"] == "crosstab"] == [".2"]
    two = trees("\n".join((head, "I, n (%)\t4\t5\t.2", "II, n (%)\t6\t15\t")))
    assert [tree.get("p") for tree in two] == [".9", ".2", None]
    # Three that are no whole: P is of its own row.
    none = trees("\n".join((head, "I, n (%)\t4\t5\t.2", *rest[:1], "III, n (%)\t1\t1\t")))
    assert [tree.get("p") for tree in none] == [".9", ".2", None, None]


def test_a_p_value_of_one_or_none_names_the_rows_that_follow_only_in_its_column():
    head = "\tA (n = 10)\tB (n = 20)\tP"
    rows = "\nI, n (%)\t4\t5\t\nII, n (%)\t6\t15\t"
    for p in ("1", "0", "0.5", "<.001", "NS"):
        found = trees(f"{head}\nStage\t\t\t{p}{rows}")
        assert found[0]["kind"] == "crosstab" and found[0]["p"] == p
    found = trees(f"{head}\nStage, n (%)\t1\t\t{rows}")
    assert [tree["kind"] for tree in found][-2:] == ["table"] * 2
    moved = trees(f"{head}\nStage\t0.5\t\t{rows}")  # it has slipped out of its column
    assert moved[0]["kind"] == "crosstab" and moved[0]["p"] == "0.5"


@pytest.mark.parametrize("said", ["Relative risk/mean difference", "Mean difference or OR"])
@pytest.mark.parametrize("p", ["", "\t0.60"])
def test_under_a_head_of_both_means_have_a_difference_and_counts_a_ratio(said, p):
    head = "\tA (n = 48)\tB (n = 42)" + ("\tP" if p else "") + f"\t{said} (95% CI)"
    found = trees(f"{head}\nAge\t5 \u00b1 1\t6 \u00b1 2{p}\t-1.0 (-1.8, -0.2)"
                  f"\nIll\t25 (52%)\t12 (29%){p}\t1.82 (1.05, 3.15)")  # fmt: skip
    assert [tree["kind"] for tree in found] == ["ttest", "ratio", "table", "ratio"]
    assert found[1]["scale"] == "linear" and "scale" not in found[3]


def test_heads_that_stand_again_are_those_of_the_rows_below_them():
    first = "\tA (n = 56), mean (SD)\tB (n = 57), mean (SD)\tMean difference\t95% CI"
    again = "\tA (n = 56), number (%)\tB (n = 57), number (%)\tOdds ratio\t95% CI"
    rows = ("\nWeight\t29.3 (2.2)\t29.6 (1.8)\t0.3\t-0.4 to 1.1",
            "\nIll\t10 (18)\t6 (11)\t1.8\t0.6 to 5.4")  # fmt: skip
    whole = trees(first + rows[0] + "\n" + again + rows[1])
    assert whole == trees(first + rows[0]) + trees(again + rows[1])
    assert [tree["kind"] for tree in whole] == ["ttest", "ratio", "table"]
    assert whole[2]["odds_ratio"] == "1.8"
    # Sizes of a part alone, or of some columns, are no heads.
    assert len(trees(first + rows[0] + "\nSubgroup\tn = 20\tn = 21\t\t" + rows[0])) == 4


def test_a_p_value_in_a_row_below_its_difference():
    head = "\tA (n = 10)\tB (n = 20)\tDifference (95% CI)"
    for label in ("P", "P value", "p-value", " P values "):
        first, second = trees(
            f"{head}\nAge\t5 \u00b1 1\t6 \u00b1 2\t1.0 (0.2-1.8)\n{label}\t\t\t.01"
        )
        assert "p" not in first and second["p"] == ".01", label
    found = trees(f"{head}\nAge\t5 \u00b1 1\t6 \u00b1 2\t1.0 (0.2-1.8)\nPulse\t\t\t.01")
    assert not any("p" in tree for tree in found)


def test_an_interval_between_medians_says_not_how_it_was_made():
    head = "\tA (n = 9)\tB (n = 8)\t{}"
    line = "\nAge, median (IQR)\t5 (1-9)\t6 (2-8)\t1.0 (0.2-1.8)"
    note = "how the interval between medians was made"
    assert note in read_table(head.format("Difference") + line).items[1].missing
    assert read_table(head.format("Hazard ratio") + line).items[1].missing == ()
    change = read_table(head.format("Change (95% CI)") + line).items[1]
    assert change.missing == ("whether it is a ratio or a difference", note)


# --------------------------------------------------------------------------- forms of a table


LINES = [["Outcome", "A (n = 48)", "B (n = 42)", "P"], ["Ill", "25 (52%)", "12 (29%)", "0.03"],
         ["Age", "20.1 (4.2)", "21.2 (5.1)", "<.001"]]  # fmt: skip
FORMS = {
    "tab": "\n".join("\t".join(line) for line in LINES),
    "tab, crlf": "\r\n".join("\t".join(line) for line in LINES) + "\r\n",
    "csv": "\n".join(",".join(line) for line in LINES),
    "csv quoted": "\n".join(",".join(f'"{cell}"' for cell in line) for line in LINES),
    "bars": "\n".join("|" + "|".join(line) + "|" for line in LINES),
    "bars inside": "\n".join(" | ".join(line) for line in LINES),
    "markdown": "\n".join(
        "| " + " | ".join(line) + " |" for line in (LINES[0], ["---", ":--", ":-:",
         "--:"], *LINES[1:])
    ),
    "blanks": "\n".join("   ".join(line) for line in LINES),
    "html": "<table>" + "".join(
        "<tr>" + "".join(f"<td>{cell.replace('<', '&lt;')}</td>" for cell in line) + "</tr>"
        for line in LINES
    ) + "</table>",
    "html, open": "<TABLE>\n" + "\n".join(
        "<TR>\n" + "\n".join(f"<TH> {cell.replace('<', '')}" for cell in line) for line in LINES
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_one_table_in_every_form_is_one_draft(form):
    text = FORMS[form]
    plain, draft = read_table(FORMS["tab"]), read_table(text)
    for a, b in zip(plain.items, draft.items, strict=True):
        assert a.name == b.name and a.kind == b.kind
        for key in ("group1", "group2"):
            assert a.tree[key] == b.tree[key]
        for token in b.tokens:
            assert text[token.at : token.end] == token.text
    for token in draft.unmatched:
        assert text[token.at : token.end] == token.text
    assert [token.text for token in draft.unmatched][:2] == ["48", "42"]
    assert [item.name for item in draft.items] == ["row1", "row2"]
    assert plain.items[0].quote == "Ill | 25 (52%) | 12 (29%) | 0.03"
    assert grids.rows_of(text)[0][0].text.strip() == "Outcome" or form == "html, open"


@pytest.mark.parametrize("form", ["bars", "bars inside", "markdown"])
def test_a_head_without_a_name_for_the_rows_keeps_every_size_in_its_column(form):
    named, bare = FORMS[form], FORMS[form].replace("Outcome", "", 1)
    for text in (bare, bare.replace("0.03", "").replace("<.001", "")):
        found = read_table(text).items
        assert [item.tree["group1"] for item in found] == [
            item.tree["group1"] for item in read_table(named).items
        ]
        assert found[0].tree["group2"] == "12/42 (29%)"


def test_columns_of_a_table_in_another_order_are_the_same_columns():
    wanted = trees(FORMS["tab"])
    for order in ((0, 1, 2, 3), (0, 2, 1, 3)):
        turned = "\n".join("\t".join(line[i] for i in order) for line in LINES)
        for was, now in zip(wanted, trees(turned), strict=True):
            named = (now["group1"], now["group2"])
            assert set(map(str, named)) == {str(was["group1"]), str(was["group2"])}
            assert (named[0] == was["group1"]) == (order[1] == 1) and now["p"] == was["p"]
    for lines in (LINES, [LINES[0], LINES[2], LINES[1]]):  # rows in another order are the same rows
        assert {str(t) for t in trees("\n".join("\t".join(line) for line in lines))} == set(
            map(str, wanted))  # fmt: skip
    assert trees("\n".join("\t".join(line) for line in LINES[:2])) == wanted[:1]
    # Empty lines and a line of blanks between them change nothing.
    assert trees("\n\n" + FORMS["tab"].replace("\n", "\n \t \n\n") + "\n") == wanted


def test_a_wide_cell_keeps_its_width_and_no_more():
    def widths(span):
        (line,) = grids.rows_of(f"<tr><td colspan='{span}'>a</td><td>b</td></tr>")
        return [cell.text for cell in line]

    for span, width in (("1", 1), ("3", 3), ("0", 1), ("x", 1), ("-2", 1), ("", 1),
                        ("50", 50), ("51", 50), ("9999", 50), ("99999", 1)):  # fmt: skip
        assert widths(span) == ["a", *[""] * (width - 1), "b"], span
    assert [len(line) for line in grids.rows_of("<tr><td colspan=3>a</td></tr><tr><td>b")] == [
        1,
        1,
    ]
    (line,) = grids.rows_of("<td>a<td>b</td> c")  # no row is opened, and text outside is none
    assert [cell.text for cell in line] == ["a", "b"]


def test_the_largest_table_is_read_and_a_larger_one_is_refused(monkeypatch):
    line = "a\tb\n"
    assert read_table(line * tables.MOST_ROWS).items == ()
    with pytest.raises(InputError, match=f"{tables.MOST_ROWS + 1} rows"):
        read_table(line * (tables.MOST_ROWS + 1))
    monkeypatch.setattr(tables, "LARGEST", 40)
    assert read_table(line * 10).items == ()
    with pytest.raises(InputError, match="41 characters"):
        read_table(line * 10 + "a")
    for text in ("", "\n\n", "one\ntwo", "<table></table>"):
        with pytest.raises(InputError, match="no table"):
            read_table(text)


def test_a_quotation_mark_inside_a_cell_moves_no_other_number():
    text = 'Outcome,A (n = 48),B (n = 42),P\n"Ill ""very""",25 (52%),12 (29%),0.03'
    draft = read_table(text)
    assert draft.items[0].tree == SHARES
    for token in [*draft.items[0].tokens, *draft.unmatched]:
        assert text[token.at : token.end] == token.text


def test_of_two_rows_of_sizes_the_nearer_above_holds():
    table = (
        "\tA\tB\tP\nPatients\t48\t42\t\nIll\t52%\t29%\t0.03\n"
        "Patients\t40\t30\t\nWell\t10%\t20%\t0.4"
    )
    above, below = trees(table)
    assert (above["group1"], above["group2"]) == ("52%/48", "29%/42")
    assert (below["group1"], below["group2"]) == ("10%/40", "20%/30")
