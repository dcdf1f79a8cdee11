"""What a draft leaves open: true numbers of methods that a text does not name are not accused."""

import pytest

from printed.problem.drafts import read_table, read_text
from printed.problem.drafts.settle import (
    INTERVAL,
    OF_ALL,
    OF_COUNTS,
    OF_EFFICACY,
    OF_P,
    OF_RATE,
    OF_TIME,
    name_of,
)
from printed.questions import check

HEAD = "\tA (n = 30)\tB (n = 31)"


def table(head, line, more=""):
    return read_table(f"{HEAD}\t{head}\nHealed\t{line}{more}").items


# R: fisher.test(matrix(c(5, 25, 13, 18), 2, byrow = TRUE)): OR 0.2830 (0.0665 to 1.0360), P 0.0486
# exp(log(rr) + c(-1, 1) * 1.96 * sqrt(1/5 - 1/30 + 1/13 - 1/31)): RR 0.3974 (0.1614 to 0.9785);
# prop.test(c(5, 13), c(30, 31), correct = FALSE): P 0.0305; prop.test(5, 30, correct = FALSE) and
# prop.test(13, 31, correct = FALSE) in Newcombe's way: -0.2527 (-0.4492 to -0.0233).
@pytest.mark.parametrize(
    ("head", "line", "key"),
    [("OR (95% CI)\tP", "0.28 (0.07 to 1.04)\t0.049", "odds_ratio"),
     ("RR (95% CI)\tP", "0.40 (0.16 to 0.98)\t0.049", "risk_ratio"),
     ("Difference (95% CI)\tP", "-25.3 (-44.9 to -2.3)\t0.031", "risk_difference"),
     ("Risk difference\t95% CI\tP", "-25.3%\t-44.9 to -2.3%\t0.031", "risk_difference")],
)  # fmt: skip
def test_a_contrast_of_the_counts_beside_it_is_tied_to_them(head, line, key):
    (item,) = table(head, f"5 (17%)\t13 (42%)\t{line}")
    assert item.kind == "table" and {key, f"{key}_ci", "p"} <= item.tree.keys()
    assert not item.missing
    report = check.check({"items": {"a": item.tree}})
    assert not report["conflicts"] and report["letter"] == ""


def test_the_other_order_of_the_groups_is_tied_too():
    (item,) = table("Odds ratio (95% CI)", "5 (17%)\t13 (42%)\t3.61 (1.09 to 11.94)")
    assert item.tree["group1"] == "13/31 (42%)" and item.tree["odds_ratio"] == "3.61"


@pytest.mark.parametrize(
    ("groups", "line"),
    [
        ((30, 31), "5 (17%)\t13 (42%)\t0.28 (0.08 to 0.62)"),
        # 10.1136/bmjopen-2019-029368, PMC6661648, table 4: 38/132 by 19/44 is 0.667
        ((44, 132), "19 (43.2)\t38 (28.8)\t0.66 (0.43 to 1.03)"),
        # 10.1093/bjs/znad160: 414/450 by 272/300 is 1.015; it may be adjusted
        ((300, 450), "272 (90.7)\t414 (92.0)\t1.02 (0.97, 1.06)"),
    ],
)
def test_where_two_of_three_numbers_are_of_the_counts_a_reader_has_to_say(groups, line):
    name = "OR" if groups == (30, 31) else "Risk ratio"
    head = "\tA (n = {})\tB (n = {})\t{} (95% CI)".format(*groups, name)
    counts, ratio = read_table(f"{head}\nDesign\t{line}").items
    assert ratio.missing == (OF_COUNTS,) and counts.missing == ()
    assert name.lower().replace(" ", "_") not in counts.tree


# 10.1016/S0140-6736(21)00234-8, PMC7852454, table 2: the interval of none of 14964 is another's.
def test_an_efficacy_beside_its_counts_brings_its_method():
    head = "\tTotal\tVaccine\tPlacebo\tVaccine efficacy (95% CI)\tp value"
    lines = ("Forties\t17\t4/3848 (0.1%)\t13/1259 (1.0%)\t90.0% (71.1-96.5)\t<0.0001",
             "Severe\t20\t0/14964\t20/4902 (0.4%)\t100% (94.4-100.0)\t<0.0001")  # fmt: skip
    tied, counts, alone = read_table("\n".join((head, *lines))).items
    assert tied.tree["method"] == "odds-baptista-pike-midp" and tied.tree["efficacy"]
    assert counts.kind == "table" and "efficacy" not in counts.tree
    assert alone.missing == (OF_EFFICACY,)


def test_a_proportion_difference_is_one_of_shares_though_it_is_called_a_mean():
    """10.1186/s13063-022-07049-3, table 4: 15.2% (0.2 to 30.3), P 0.051, by Wald and chi-square."""
    head = "\tA\tB\tProportion mean difference (95% CI)\tp value"
    line = "Half\t34/78 (43.6%)\t21/74 (28.4%)\t15.2% (0.2 to 30.3)\t0.051"
    (item,) = read_table(f"{head}\n{line}").items
    assert item.tree["risk_difference"] == "15.2%" and item.tree["p"] == "0.051"
    assert item.tree["risk_difference_ci"] == "0.2 to 30.3%"
    assert not check.check({"items": {"a": item.tree}})["conflicts"]


@pytest.mark.parametrize("head", ["OR (95% CI)", "Adjusted OR (95% CI)", "RR (95% CI)"])
def test_an_estimate_that_is_not_of_the_counts_is_not_tied(head):
    counts, ratio = table(head, "5 (17%)\t13 (42%)\t0.31 (0.11 to 0.87)")
    assert counts.kind == "table" and ratio.kind == "ratio"
    assert "odds_ratio" not in counts.tree


def test_an_adjusted_estimate_is_not_tied_though_it_may_be_that_of_the_counts():
    counts, ratio = table("Adjusted OR (95% CI)", "5 (17%)\t13 (42%)\t0.28 (0.08 to 0.92)")
    assert (counts.kind, ratio.kind) == ("table", "ratio")


def test_p_of_the_interval_itself_brings_its_own_test():
    # R: summary(glm(cbind(c(5, 13), c(25, 18)) ~ c(1, 0), binomial)): P 0.0354; the table's own
    # tests give 0.0314 (N - 1) to 0.0595 (Yates).
    (item,) = table("OR (95% CI)\tP", "5 (17%)\t13 (42%)\t0.28 (0.08 to 0.92)\t0.0354")
    assert item.tree["test"] == "wald" and item.tree["p"] == "0.0354"


def test_a_p_value_of_another_test_leaves_both_apart():
    found = table("OR (95% CI)\tP", "5 (17%)\t13 (42%)\t0.28 (0.08 to 0.92)\t0.009")
    assert [item.kind for item in found] == ["table", "ratio"]
    assert found[1].missing == (OF_P,)


# R: set.seed(1); x <- rexp(9); y <- rexp(9, 3): Wilcoxon's P beside means and SDs.
def test_means_beside_the_p_value_of_a_rank_test_are_left_open():
    line = "3.2 \u00b1 1.9\t4.4 \u00b1 2.6\t{}"
    (item,) = read_table(f"{HEAD}\tP\nPain\t{line.format('0.09')}").items
    assert item.missing == (OF_P,)
    (item,) = read_table(f"{HEAD}\tP\nPain\t{line.format('0.044')}").items
    assert not item.missing
    # Where the table says that it is a t test, it is held to it.
    (item,) = read_table(f"{HEAD}\tP (t test)\nPain\t{line.format('0.09')}").items
    assert not item.missing and item.tree["p"] == "0.09"
    both = f"{HEAD}\tP (t test or Mann-Whitney)\nPain\t{line.format('0.09')}"
    assert read_table(both).items[0].missing == (OF_P,)


def test_a_percentage_of_those_with_data_is_left_open():
    (item,) = read_table(f"{HEAD}\tP\nFever\t5 (17.2%)\t13 (42%)\t").items
    assert item.missing == (f"{OF_ALL} (5/30 (17.2%))",)
    # One that no smaller number of persons has is held to all; one with its own size too.
    assert not read_table(f"{HEAD}\nFever\t5 (15.2%)\t13 (42%)").items[0].missing
    assert not read_table("\tA\tB\nFever\t5/30 (17.2%)\t13/31 (42%)").items[0].missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        # R: exp(fisher.test(...)$conf.int), poisson.test(c(5, 13), c(30, 31)): not symmetric
        ("The odds ratio was 0.28 (95% CI 0.07 to 1.04).", ()),
        ("The odds ratio was 0.28 (95% CI 0.06 to 0.98).", (INTERVAL,)),
        ("The rate ratio was 0.40 (95% CI 0.11 to 1.18).", (INTERVAL,)),
        ("The hazard ratio was 0.28 (95% CI 0.07 to 0.98).", ()),
        ("The mean difference was 1.0 (95% CI 0.2 to 3.8).", ()),
        ("The hazard ratio was 0.85 (95% CI 0.70 to 1.03; P = 0.04).", (OF_P,)),
        ("The hazard ratio was 0.85 (95% CI 0.70 to 1.03; P = 0.10).", ()),
    ],
)  # fmt: skip
def test_an_interval_or_p_of_a_text_that_is_not_walds(text, missing):
    (item,) = read_text(text).items
    assert item.kind == "ratio"
    assert item.missing == missing


def test_p_of_shares_is_held_to_the_tests_of_shares_unless_a_model_is_named():
    text = "Healed were 5/30 (17%) with A and 13/31 (42%) with B (P = 0.2)."
    assert read_text(text).items[0].missing == ()
    assert read_text(text + " P is of a logistic regression.").items[0].missing == (OF_P,)


@pytest.mark.parametrize(
    ("said", "name"),
    [("Hazard ratio", "hazard"), ("OR (95% CI)", "odds_ratio"), ("aOR", ""), ("RR, model 2", ""),
     ("Difference in proportions", "risk_difference"), ("HR, adjusted", "hazard"),
     ("Mean difference", "mean"), ("mL/h or less", ""), ("Ratio", ""),
     ("Absolute risk reduction", "risk_difference"), ("Crude OR; HR", "hazard")],
)  # fmt: skip
def test_what_an_estimate_is_called(said, name):
    assert name_of(said) == name


def test_the_level_of_an_interval_is_that_of_its_head():
    (item,) = table("OR (90% CI)", "5 (17%)\t13 (42%)\t0.28 (0.10 to 0.76)")
    assert item.tree["level"] == "90"
    assert not check.check({"items": {"a": item.tree}})["conflicts"]


# 10.1056/NEJMoa1908973: of 2012 with 184 events 9.3% is a Kaplan-Meier estimate; 184/2012 is 9.1%.
def test_a_percentage_beside_a_hazard_ratio_may_be_an_estimate_over_time():
    text = "Events occurred in 184 of 2012 patients (9.3%)"
    (alone,) = read_text(f"{text}.").items
    assert alone.missing == ()
    ratio = "(hazard ratio, 1.36; 95% CI, 1.09 to 1.70; P=0.006)"
    first, second = read_text(f"{text} {ratio}.").items
    assert first.missing == (f"{OF_TIME} (184/2012 (9.3%))",) and second.missing == ()
    (less, _) = read_text(f"{text.replace('9.3', '8.3')} {ratio}.").items
    assert less.missing == ()  # no estimate over time is less than the count by all


# 10.2147/CLEP.S143563, PMC5679565; 10.1016/S1473-3099(12)70037-3, PMC3420068; 10.1136/rmdopen
RATES = {
    "Person-years|Number of outcomes|Incidence rate (95% CI) per 100 person-years":
        ("8,959|74|0.83 (0.66\u20131.04)", (100, 74, "8959", "0.83", "0.66 to 1.04")),
    "N|Events/pyr|Rate/100pyr|Crude HR (95%CI)":
        ("219|95/ 328.1|28.95|0.79 (0.60, 1.04)", (100, 95, "328.1", "28.95", None)),
    "Events (n)|Person-years|Incidence rates per 1,000 person-years":
        ("208|3101|67.1 (58.6\u201376.8)", (1000, 208, "3101", "67.1", "58.6 to 76.8")),
}  # fmt: skip


@pytest.mark.parametrize("head", RATES)
def test_a_row_of_events_person_time_and_rate_is_a_rate(head):
    line, (per, events, time, rate, ci) = RATES[head]
    item = read_table(f"|{head}\nExposed|{line}").items[0]
    group = {"events": events, "time": time, "rate": rate, **({"ci": ci} if ci else {})}
    assert item.tree == {"kind": "rates", "per": per, "group1": group} and not item.missing
    report = check.check({"items": {"a": item.tree}})
    assert not report["conflicts"]


def test_a_rate_that_is_not_its_events_by_its_time_is_told_and_a_standardised_one_is_not():
    head = "|Person-years|Deaths|{} (95% CI) per 100 person-years\nExposed|8,959|74|{}"
    (item,) = read_table(head.format("Rate", "0.93 (0.66-1.04)")).items
    assert not item.missing and check.check({"items": {"a": item.tree}})["conflicts"]
    (item,) = read_table(head.format("Standardised rate", "0.93 (0.74-1.17)")).items
    assert item.missing == (OF_RATE,)
    (item,) = read_table(head.format("Rate", "0.83 (0.50-1.24)")).items  # of another law
    assert item.missing == (OF_RATE,)


@pytest.mark.parametrize("second", ["0.70", "0.049"])
def test_where_counts_and_their_contrast_each_have_a_p_value_none_is_dropped(second):
    head = f"{HEAD}\tP\tOR (95% CI)\tP"
    line = f"Healed\t5 (17%)\t13 (42%)\t0.049\t0.28 (0.07 to 1.04)\t{second}"
    found = read_table(f"{head}\n{line}").items
    assert [item.tree["p"] for item in found if "p" in item.tree] == ["0.049", second]
