"""Sentences written in other ways say the same; other words, other groups, other numbers do not."""

import itertools

import pytest

from printed.errors import InputError
from printed.problem.drafts import pasted, read_text
from printed.problem.drafts.ties import sized, tied
from printed.problem.drafts.tokens import LONGEST, TENS, WORDS, spelled


def trees(text):
    return [item.tree for item in read_text(text).items]


def one(text):
    """The only item of a text, of which nothing is left over."""
    draft = read_text(text)
    assert len(draft.items) == 1 and not draft.unmatched, (text, draft)
    return draft.items[0]


def kinds(item):
    return [(token.kind, token.text) for token in item.tokens]


RATIO = {"kind": "ratio", "estimate": "0.66", "ci": "0.45 to 0.98"}
RATIOS = [
    *(f"{name} ratio" for name in
      ("hazard", "odds", "risk", "rate", "incidence rate", "prevalence", "likelihood")),
    "relative risk", "HR", "OR", "RR", "IRR", "PR", "SHR", "SIR", "LR", "aHR", "AOR", "ORs",
]  # fmt: skip
LINEAR = [
    *(f"{name} difference" for name in
      ("mean", "risk", "absolute", "adjusted", "treatment", "group", "between-group")),
    "difference", "differences", "adjusted mean difference", "MD", "SMD", "WMD", "RD", "ARD",
    "beta", "\u03b2",
]  # fmt: skip


@pytest.mark.parametrize("name", RATIOS)
def test_every_name_of_a_ratio_makes_one(name):
    assert one(f"The {name} was 0.66 (95% CI 0.45 to 0.98).").tree == RATIO
    alone = one(f"The {name} was 0.66, P = 0.04.")
    assert alone.tree == {"kind": "ratio", "estimate": "0.66", "p": "0.04"}
    assert alone.missing == ("the interval",)


@pytest.mark.parametrize("name", LINEAR)
def test_every_name_of_a_difference_makes_one_on_a_linear_scale(name):
    assert one(f"The {name} was 0.66 (95% CI 0.45 to 0.98).").tree == {**RATIO, "scale": "linear"}
    alone = one(f"The {name} = 0.66.")
    assert alone.tree == {"kind": "ratio", "estimate": "0.66", "scale": "linear"}
    assert alone.missing == ("the interval",)


def test_no_name_is_guessed_for_an_estimate_without_one():
    for text in ("0.66 (95% CI 0.45 to 0.98)", "0.66 (0.45 to 0.98)", "5 days (95% CI 3 to 7)"):
        assert one(text).missing == ("whether it is a ratio or a difference",)
    # The nearest name before it in its own sentence is what it is.
    for text, scale in (
        ("The hazard ratio was low in men, 0.66 (95% CI 0.45 to 0.98).", None),
        ("The OR was low. It was 0.66 (95% CI 0.45 to 0.98).", "linear"),
    ):
        assert trees(text)[-1].get("scale") == scale, text


LEVELS = ["95%", "95 %", "95 per cent", "95per cent"]
NAMES = [
    "CI", "ci", "C.I.", "CIs", "CrI", "confidence interval", "confidence intervals",
    "Confidence Interval", "confidence limits", "confidence limit", "credible interval",
    "confidence interval (CI)", "confidence interval [CI]",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_an_interval_is_one_by_whatever_name_and_however_its_ends_are_divided(name):
    levels = itertools.cycle(LEVELS)
    for mark in (" ", ": ", ", ", " = ", "; ", " of ", " from ", " (", " ["):
        shut = {" (": ")", " [": "]"}.get(mark, "")
        assert one(f"OR 0.66 ({next(levels)} {name}{mark}0.45 to 0.98{shut})").tree == RATIO
    for before, after in (("(", ")"), ("[", "]"), (", ", ""), ("; ", ""), (" ", "")):
        assert one(f"OR 0.66{before}95% {name} 0.45 to 0.98{after}.").tree == RATIO
    share = one(f"Ill were 12% (95% {name} 8 to 17).")
    assert share.tree == {"kind": "count", "percent": "12%", "ci": "8 to 17"}
    assert ("level", "95%") in kinds(share)


@pytest.mark.parametrize(
    "between", [" to ", "-", " - ", "\u2010", "\u2011", "\u2012", "\u2013", " \u2013 ", "\u2014",
                "\u2212", ", ", "; "],
)  # fmt: skip
@pytest.mark.parametrize("sign", ["-", "\u2212"])
def test_the_ends_of_an_interval_keep_their_signs(between, sign):
    assert one(f"OR 0.66 (95% CI 0.45{between}0.98)").tree == RATIO
    text = f"mean difference {sign}7.9 (95% CI {sign}13.1{between}{sign}2.2)"
    tree = one(text).tree
    assert tree["estimate"] == f"{sign}7.9" and tree["ci"] == f"{sign}13.1 to {sign}2.2"
    assert one(f"MD 1.0 (95% CI {sign}.5{between}2%)").tree["ci"] == f"{sign}.5 to 2%"


def test_only_another_level_than_95_is_told():
    for level, told in (("95%", None), ("90%", "90%"), ("99 %", "99 %"), ("97.5%", "97.5%")):
        tree = one(f"OR 0.66 ({level} CI 0.45 to 0.98)").tree
        assert tree.get("level") == told
        assert {**tree, "level": None} == {**RATIO, "level": None}
    # A level is no share, whatever kind of interval it is of.
    for kind in ("bootstrap", "prediction", "uncertainty", "reference"):
        assert not any("percent" in tree for tree in trees(f"within the 95% {kind} interval"))
    assert trees("95% of them")[0]["percent"] == "95%"


@pytest.mark.parametrize(
    ("text", "p"),
    [
        ("p = 0.03", "0.03"), ("P=0.03", "0.03"), ("P 0.03", "0.03"), ("p-value 0.03", "0.03"),
        ("p value = 0.03", "0.03"), ("P values of 0.03", "0.03"), ("P of .03", ".03"),
        ("P < 0.03", "< 0.03"), ("P<.03", "<.03"), ("P\u22640.03", "\u22640.03"),
        ("P\u22650.03", "\u22650.03"), ("P>0.03", ">0.03"), ("P = 0\u00b703", "0\u00b703"),
        ("P = 3 \u00d7 10-5", "3 \u00d7 10-5"), ("P = 3 x 10\u22125", "3 x 10\u22125"),
        ("P = NS", "NS"), ("p: NS", "NS"), ("p n.s.", "n.s."), ("(NS)", "NS"),
        ("P not significant", "not significant"), ("(not significant)", "not significant"),
    ],
)  # fmt: skip
def test_a_p_value_as_it_is_written_is_of_what_stands_before_it(text, p):
    assert one(f"The OR was 0.66 (0.45 to 0.98), {text}.").tree == {**RATIO, "p": p}
    shares = one(f"Ill were 12/30 versus 9/31 ({text}).")
    assert shares.tree == {"kind": "table", "group1": "12/30", "group2": "9/31", "p": p}
    assert shares.sides == (1, 1, 2, 2, 0)


@pytest.mark.parametrize(
    "about", ["P for trend", "P for the trend", "p for interaction", "P for the interaction",
              "P for heterogeneity", "P-interaction", "P int", "p trend"],
)  # fmt: skip
def test_a_p_value_of_a_trend_or_an_interaction_is_of_no_result_before_it(about):
    for told in ("The OR was 0.66 (0.45 to 0.98)", "Ill were 12/30 versus 9/31",
                 "It was 20 \u00b1 4 versus 21 \u00b1 2"):  # fmt: skip
        before, p = read_text(f"{told}, {about} = 0.03.").items
        assert before.tree == one(f"{told}.").tree
        assert p.tree == {"kind": "statistic", "statistic": "z", "p": "0.03"}
        assert p.missing == ("what was compared",)
        assert kinds(p) == [("p-interaction" if "int" in about else "p", "0.03")]


def test_what_is_no_p_value_is_none():
    for text in ("P = 3%", "p53 was 12", "step 0.03", "cap: NS"):
        assert not any("p" in tree for tree in trees(f"The OR was 0.66 (0.45 to 0.98), {text}."))


SHARE = {"kind": "count", "k": 12, "n": 30, "percent": "40%"}


@pytest.mark.parametrize(
    "text",
    ["12 of 30 (40%)", "12/30 (40 %)", "12 of the 30 patients (40%)", "12/30, 40%", "12/30 [40%]",
     "12 / 30; (40%)", "40% (12/30)", "40% of the patients (12/30)", "40% [12 of 30]",
     "40% of women (12 of 30)", "twelve of 30 (40%)", "Twelve of 30 (forty per cent)",
     "12 of 30 (40 percent)", "12 of 30 (40 per cent)"]
    + [f"40% (12 of 30 {who})" for who in
       ("patients", "patient", "children", "infants", "newborns", "women", "men", "persons",
        "people", "subjects", "participants", "cases", "deaths", "events", "eyes")],
)  # fmt: skip
def test_a_share_with_its_count_and_denominator_is_one_however_they_are_put(text):
    item = one(f"It befell {text}.")
    assert item.tree == SHARE and not item.missing
    assert {kind for kind, _ in kinds(item)} == {"count", "n", "percent"}


@pytest.mark.parametrize(
    "text",
    ["40% (n = 12)", "40% (N=12)", "40% (12) of them", "n = 12, 40%", "n=12; 40%", "12 (40%)",
     "12 [40%]", "12 patients (40%)", "12 very old patients (40%)", "twelve (40%)",
     "12 (40%, more)"]
    + [f"40% (12) {who}" for who in ("patients", "children", "events", "eyes", "men")]
    + [f"40% (twelve {who})" for who in ("patients", "deaths", "newborns", "subjects")],
)  # fmt: skip
def test_a_count_with_its_percentage_lacks_its_denominator(text):
    item = one(f"It befell {text}.")
    assert item.tree == {"kind": "count", "k": 12, "percent": "40%"}
    assert item.missing == ("the denominator of 12 (40%)",)


def test_a_count_or_a_percentage_alone():
    assert one("It befell 12/30.").tree == {"kind": "count", "k": 12, "n": 30}
    for text in ("40%", "40 %", "Forty percent", "forty per cent", "40 per cent"):
        item = one(f"It befell them: {text} died.")
        assert item.tree == {"kind": "count", "percent": "40%"}
        assert item.missing == ("the denominator of 40%",)
    for text in ("12/30/2020", "12 and 13", "in 1/2/3 months", "40-50%", "40 \u2013 50%"):
        assert trees(f"It was {text} then.") == [], text
    (item,) = read_text("There were 12 and 13 (40%) of them.").items
    assert item.tree["k"] == 13  # two counts are no words between a count and its share


def test_a_share_with_its_interval():
    whole = {**SHARE, "ci": "20 to 60"}
    for text in ("12 of 30 (40%, 95% CI 20 to 60)", "12/30 (40%; 95% CI 20 to 60)",
                 "12 of 30 patients (40% [95% CI 20 to 60])"):  # fmt: skip
        assert one(text).tree == whole
    assert one("12 (40%; 90% CI 20 to 60)").tree == {
        "kind": "count", "k": 12, "percent": "40%", "ci": "20 to 60", "level": "90%",
    }  # fmt: skip


def test_thousands_are_one_number_however_they_are_divided():
    for mark in (",", "\u2009", "\u202f", " ", "\u00a0"):
        tree = one(f"It befell 1{mark}204 of 3{mark}010 (40%).").tree
        assert (tree["k"], tree["n"]) == (1204, 3010), mark
    assert one("It befell 1204 of 3010 (40%).").tree["k"] == 1204


def test_every_word_is_its_number_and_no_other_is_one():
    listed = [*WORDS, *(ten + one for ten in TENS for one in ("", *(f"-{w}" for w in WORDS[:9])))]
    numbers = [*range(1, 20), *(number for number in range(20, 100))]
    assert [spelled(word) for word in listed] == numbers
    assert [spelled(word.upper()) for word in listed] == numbers
    for word in ("", "few", "ten-one", "twenty-ten", "twenty-", "one-two", "hundred"):
        assert spelled(word) in ({"twenty-": 20}.get(word), None)
    for word, number in (("ninety-nine", 99), ("nineteen", 19), ("forty-two", 42), ("six", 6)):
        assert one(f"It befell {word} of 99 (9%).").tree["k"] == number


# --------------------------------------------------------------------------- groups


SIDES = {  # two groups of every form that can stand beside another
    "shares": ("25/48 (52%)", "12/42 (29%)"),
    "counts": ("25/48", "12/42"),
    "percentages": ("52%", "29%"),
    "spreads": ("20.1 \u00b1 4.2", "21.3 \u00b1 2.7"),
    "brackets": ("20.1 (SD 4.2)", "21.3 (SD 2.7)"),
    "errors": ("20.1 (SE 4.2)", "21.3 (SE 2.7)"),
    "medians": ("5 (IQR 3-7)", "6 (IQR 4-9)"),
}
KIND = {"shares": "table", "counts": "table", "percentages": "table", "medians": "medians"}
COMPARED = ["versus", "vs", "vs.", "v", "v.", "against", "compared with", "compared to", "than",
            "whereas", "but only"]  # fmt: skip
BESIDE = ["and", "or", ","]


@pytest.mark.parametrize("form", SIDES)
@pytest.mark.parametrize("word", [*COMPARED, *BESIDE])
def test_two_groups_are_compared_by_a_word_or_by_a_p_value(form, word):
    one_side, other = SIDES[form]
    blank = "" if word == "," else " "
    text = f"It was {one_side}{blank}{word} {other}"
    (with_p,) = read_text(f"{text} (P = 0.03).").items
    (turned,) = read_text(f"It was {other}{blank}{word} {one_side} (P = 0.03).").items
    assert with_p.kind == KIND.get(form, "ttest") and with_p.tree["p"] == "0.03"
    assert with_p.tree == {**turned.tree, "group1": turned.tree["group2"],
                           "group2": turned.tree["group1"]}  # fmt: skip
    assert with_p.tree["group1"] != with_p.tree["group2"]
    without = trees(f"{text}.")
    if word in COMPARED:
        bare = {key: value for key, value in with_p.tree.items() if key != "p"}
        assert without == [bare]
    else:
        assert [tree["kind"] for tree in without] == [
            "count" if KIND.get(form) == "table" else "sample"] * 2  # fmt: skip
    # Taking one group away takes it away and leaves the other as it was.
    for left, group in ((one_side, "group1"), (other, "group2")):
        (alone,) = read_text(f"It was {left}.").items
        told = with_p.tree[group]
        if isinstance(told, dict):
            assert alone.tree == {"kind": "sample", **told}
        else:
            assert f"{alone.tree.get('k', alone.tree.get('percent'))}" in told


def test_groups_of_different_forms_are_never_compared():
    for a, b in itertools.permutations(("12/30 (40%)", "20.1 \u00b1 4.2", "5 (IQR 3-7)"), 2):
        assert len(trees(f"It was {a} versus {b}.")) == 2


@pytest.mark.parametrize("form", SIDES)
def test_three_groups_with_a_p_value_are_one_item_with_three(form):
    a, b = SIDES[form]
    (item,) = read_text(f"It was {a}, {b} and {a} (P = 0.03).").items
    two = one(f"It was {a} versus {b}.").tree
    first, second = two["group1"], two["group2"]
    if two["kind"] == "table":
        assert item.tree == {"kind": "crosstab", "rows": [[first, second, first]], "p": "0.03"}
    elif two["kind"] == "ttest":
        assert item.tree == {"kind": "anova", "groups": [first, second, first], "p": "0.03"}
        assert item.missing == tuple(f"the size of group {i}" for i in (1, 2, 3))
    else:
        assert item.tree == {"kind": "medians", "group1": first, "group2": second,
                             "group3": first, "p": "0.03"}  # fmt: skip
        assert item.missing == (
            *(f"the size of group {i}" for i in (1, 2, 3)), "a test of three groups"
        )  # fmt: skip
    assert max(item.sides) == 3 and item.sides[-1] == 0


def test_a_group_or_a_p_value_that_stands_too_far_away_is_another_thing():
    def away(length, last):  # words of this length, with the last word at their end
        return " " + "x" * (length - len(last) - 3) + f" {last} "

    for length, count in ((89, 1), (90, 1), (91, 2)):
        assert len(trees(f"12/30{away(length, 'versus')}9/31.")) == count
    for length, count in ((55, 1), (56, 1), (57, 2)):
        assert len(trees(f"12/30 versus 9/31{away(length, 'and')}P = 0.3.")) == count
    assert trees("12/30; versus 9/31.")[0]["kind"] == "count"


def test_a_p_value_is_of_all_groups_or_of_none():
    """A number between a mean and P is of a group that was not read."""
    for text in ("Medians were 5 and 6 (P = 0.3).", "The mean was 5, 6 in others (P = 0.3)."):
        first, p = read_text(text).items
        assert "p" not in first.tree and p.tree["p"] == "0.3"
    assert one("The median was 5 (P = 0.3).").tree["p"] == "0.3"
    # P of a share alone waits for the other group, as its kind is that of a comparison.
    assert one("Ill were 12/30 (P = 0.3).").missing == ("the other group",)
    # A compared pair and what stands beside it without a word.
    (three,) = read_text("It was 12/30, 9/31 versus 8/32, P = 0.3.").items
    assert len(three.tree["rows"][0]) == 3
    first, second = read_text("It was 12/30 versus 9/31, 8/32 versus 7/33, P = 0.3.").items
    assert first.tree == {"kind": "table", "group1": "12/30", "group2": "9/31"}
    assert second.tree == {"kind": "table", "group1": "8/32", "group2": "7/33", "p": "0.3"}


def test_shares_with_intervals_of_their_own_are_compared_by_their_p_value_only():
    text = "It was 12 of 30 (40%; 95% CI 20 to 60) versus 9 of 31 (29%; 95% CI 14 to 48)"
    assert [tree["ci"] for tree in trees(f"{text}.")] == ["20 to 60", "14 to 48"]
    (item,) = read_text(f"{text}, P = 0.3.").items
    assert item.tree == {"kind": "table", "group1": "12/30 (40%)", "group2": "9/31 (29%)",
                         "p": "0.3"}  # fmt: skip
    assert {kind for kind, _ in kinds(item)} == {"count", "n", "percent", "p"}
    assert len(item.sides) == len(item.tokens) == 7
    unmatched = {token.text for token in read_text(f"{text}, P = 0.3.").unmatched}
    assert unmatched == {"95%", "20 to 60", "14 to 48"}


def test_a_sentence_ends_where_it_ends():
    for text, count in (
        ("Ill were 12/30 vs. 9/31.", 1), ("Ill were 12/30. Versus 9/31 were well.", 2),
        ("Ill were 12/30! Versus 9/31 were well.", 2), ("Ill were 12/30? Versus 9/31.", 2),
        ("Ill were 12/30. versus 9/31.", 2), ("Ill were 12/30, i.e. versus 9/31.", 1),
    ):  # fmt: skip
        assert len(trees(text)) == count, text


def test_before_and_after_are_compared_and_it_is_asked_whether_of_the_same():
    same = "whether the same persons were measured twice"
    for text, kind in (
        ("It fell from 40% to 12%.", "table"),
        ("It fell from 20 \u00b1 4 to 15 \u00b1 3.", "ttest"),
        ("It fell from 20 kg to 15 kg.", "ttest"),
        ("It fell from 40% to about 12% (P = 0.3).", "table"),
    ):
        item = read_text(text).items[0]
        assert item.kind == kind and item.missing[-1] == same, text
        assert set(item.sides) - {0} == {1, 2}
    for text in ("It was 40% versus 12%.", "It was (20 kg vs 15 kg)."):
        assert same not in read_text(text).items[0].missing


# --------------------------------------------------------------------------- means and medians


@pytest.mark.parametrize(
    "text",
    ["20 \u00b1 4", "20\u00b14", "20 +/- 4", "20 +- 4", "20 +\u2212 4", "20 +/\u2212 4",
     "20 kg \u00b1 4", "20% \u00b1 4", "20 (SD 4)", "20 (SD, 4)", "20 [SD = 4]", "20 mm (SD: 4)",
     "20 (s.d. 4)", "mean (SD) age was 20 (4)"],
)  # fmt: skip
def test_a_mean_with_its_sd(text):
    item = one(f"It was {text}.")
    assert item.tree == {"kind": "sample", "mean": "20", "sd": "4"}
    assert kinds(item) == [("mean", "20"), ("sd", "4")] and item.missing == ("n",)


@pytest.mark.parametrize(
    "text",
    ["20 (SE 4)", "20 (SEM 4)", "20 [SEM: 4]", "20 (SE = 4)", "20 \u00b1 4 SEM", "20 \u00b1 4 SE",
     "20 \u00b1 4 (SEM)", "20 \u00b1 4 standard error", "20 \u00b1 4 (values are mean \u00b1 SE)",
     "20 \u00b1 4, with their standard errors"],
)  # fmt: skip
def test_a_mean_with_its_standard_error_is_none_with_an_sd(text):
    item = one(f"It was {text}.")
    assert item.tree == {"kind": "sample", "mean": "20", "se": "4"}
    assert kinds(item) == [("mean", "20"), ("se", "4")]


def test_a_change_with_its_spread_and_its_interval():
    for spread, key in (("4", "sd"), ("4 kg", "sd"), ("4%", "sd")):
        item = one(f"It fell: 20 \u00b1 {spread} (95% CI 18 to 22).")
        assert item.tree == {"kind": "paired", "mean": "20", key: "4", "ci": "18 to 22"}
        assert item.missing == ("n",)
    item = one("Values are \u00b1 SE. It fell: 20 \u00b1 4 (95% CI 12 to 28).")
    assert item.tree == {"kind": "paired", "mean": "20", "se": "4", "ci": "12 to 28"}
    assert kinds(item)[1] == ("se", "4")


@pytest.mark.parametrize(
    "text",
    ["median 5 (IQR 3-7)", "median 5 days (3-7)", "median (IQR) was 5 (3 to 7)", "5 d (IQR: 3-7)",
     "5 [interquartile range, 3-7]", "Median 5 [IQR = 3;7]", "medians of 5 (3 \u2013 7)",
     "5 (Interquartile range 3-7)".replace("I", "i")],
)  # fmt: skip
def test_a_median_with_its_quartiles(text):
    item = one(f"It was {text}.")
    assert item.tree == {"kind": "sample", "median": "5", "iqr": "3:7"}
    assert item.missing == ("n",) and [kind for kind, _ in kinds(item)] == ["median", "iqr"]


def test_quartiles_extremes_and_centres_alone():
    for text, tree, missing in (
        ("IQR 3-7", {"iqr": "3:7"}, ("n", "the median")),
        ("IQR, 4", {"iqr": "4"}, ("n", "the median")),
        ("range 3-7", {"lowest": "3", "highest": "7"}, ("n",)),
        ("range: 3 to 7", {"lowest": "3", "highest": "7"}, ("n",)),
        ("range (\u22123 to 7)", {"lowest": "\u22123", "highest": "7"}, ("n",)),
        ("the median of 5", {"median": "5"}, ("n",)), ("the mean of 5", {"mean": "5"}, ("n",)),
        ("the average of 5", {"mean": "5"}, ("n",)),
    ):  # fmt: skip
        item = one(f"It was {text}.")
        assert item.tree == {"kind": "sample", **tree} and item.missing == missing
    # Digits of a name or a time are no mean, and those of a percentage are of a share.
    for name in ("SF-36", "24-hour", "25(OH)D", "IL-6", "O2"):
        assert trees(f"The mean {name} was 5.") == [{"kind": "sample", "mean": "5"}]
    assert [tree["kind"] for tree in trees("The mean was 5%.")] == ["count"]


@pytest.mark.parametrize("word", ["vs", "vs.", "versus", "compared with", "compared to"])
def test_two_bare_numbers_are_means_or_medians_as_their_sentence_says(word):
    for said, kind, key in (("mean age", "ttest", "mean"), ("median age", "medians", "median"),
                            ("average age", "ttest", "mean"),
                            ("mean or, rather, median age", "medians", "median")):  # fmt: skip
        item = one(f"The {said} differed (4 {word} 5).")
        assert item.tree == {"kind": kind, "group1": {key: "4"}, "group2": {key: "5"}}
        assert item.missing == ("the sizes",) and item.sides == (1, 2)
        assert kinds(item) == [(key, "4"), (key, "5")]
    item = one(f"It differed (4 {word} 5).")
    assert item.kind == "ttest" and item.missing == ("the sizes", "mean or median")
    for text in (f"(4 {word} 5%)", f"(4 {word} 5 \u00b1 2)", f"(4 {word} 5 (3))"):
        assert "ttest" not in [tree["kind"] for tree in trees(f"It was {text}.")]


@pytest.mark.parametrize(
    ("text", "name", "df"),
    [("t = 2.1", "t", None), ("t(28) = 2.1", "t", 28), ("t (28)=2.1", "t", 28),
     ("F(1, 30) = 2.1", "F", [1, 30]), ("F = 2.1", "F", None), ("r(20) = 2.1", "r", 20),
     ("z = 2.1", "z", None), ("\u03c7\u00b2(1) = 2.1", "chi2", 1), ("\u03c72(3) = 2.1", "chi2", 3),
     ("chi-square(2) = 2.1", "chi2", 2), ("chi-squared(2) = 2.1", "chi2", 2),
     ("chisquare = 2.1", "chi2", None)],
)  # fmt: skip
def test_a_statistic_by_its_name_and_degrees_of_freedom(text, name, df):
    item = read_text(f"It differed, {text}.").items[0]
    tree = {"kind": "statistic", "statistic": name, "value": "2.1"}
    assert item.tree == (tree if df is None else {**tree, "df": df})
    if df is None and name != "z":
        assert item.missing == ("the degrees of freedom",)
    if df is None and name == "z":
        assert item.missing == ()


# --------------------------------------------------------------------------- shares or changes


@pytest.mark.parametrize(
    "word", ["by", "fell", "falling", "rose", "reduced", "increased", "decreased", "changed",
             "lower", "higher", "efficacy"],
)  # fmt: skip
def test_a_percentage_by_which_something_changed_is_no_share(word):
    for words in ("", " altogether, in fact,"):
        item = one(f"It was {word}{words} 12% (95% CI 8 to 17).")
    assert item.tree["kind"] == "ratio" and item.tree["estimate"] == "12%"


@pytest.mark.parametrize(
    "word", ["sensitivity", "specificity", "predictive value", "PPV", "NPV", "accuracy",
             "prevalence", "incidence", "proportion"],
)  # fmt: skip
def test_a_percentage_of_persons_is_a_share_even_where_it_changed(word):
    share = {"kind": "count", "percent": "12%", "ci": "8 to 17"}
    assert one(f"The {word} was 12% (8 to 17).").tree == share
    assert one(f"A higher {word} of 12% (95% CI 8 to 17).").tree == share
    assert one("The yield was 12% (8 to 17).").tree["kind"] == "ratio"


# --------------------------------------------------------------------------- numbers and places


def test_digits_of_a_name_are_no_number_and_a_number_is_taken_whole():
    for text in ("O2 was given", "p53 rose", "by SF-36 it was", "IL-6 fell"):
        assert trees(text) == []
    for number in ("0.71", ".71", "0\u00b771", "1,071", "71"):
        tree = one(f"The OR was {number} (95% CI {number} to {number}).").tree
        assert tree["estimate"] == number and tree["ci"] == f"{number} to {number}"
    assert trees("version 1.2.3 of it") == []
    assert one("OR 0.66 (95%CI0.45 to 0.98)").tree == RATIO  # where a blank was lost


@pytest.mark.parametrize("start", ["", "Then, ", "\n\n  ", "\u00b1\u03c7 "])
def test_a_number_keeps_its_place_whatever_stands_before(start):
    text = "12/30 (40%) versus 9/31 (29%), P = 0.03; in all 77."
    plain, moved = read_text(text), read_text(start + text)
    for a, b in zip(plain.items[0].tokens, moved.items[0].tokens, strict=True):
        assert (a.kind, a.text, a.at + len(start)) == (b.kind, b.text, b.at)
        assert b.end == b.at + len(b.text)
    assert [(t.text, t.at - len(start)) for t in moved.unmatched] == [("77", text.index("77"))]


def test_the_longest_text_is_read_and_a_longer_one_is_refused():
    assert read_text("a" * LONGEST).items == ()
    with pytest.raises(InputError, match=f"{LONGEST + 1} characters"):
        read_text("a" * (LONGEST + 1))


def test_a_draft_as_a_file_says_what_is_missing_and_what_was_not_matched():
    draft = read_text("Ill were 12/30 (40%). The mean age was 20 \u00b1 4. There were 77 beds.")
    lines = draft.yaml().splitlines()
    assert lines[1] == "items:"
    assert '  i1: {kind: count, k: 12, n: 30, percent: "40%"}' in lines
    assert '  # i2: {kind: sample, mean: "20", sd: "4"}' in lines
    assert lines[lines.index("# not matched:") :] == ["# not matched:", "#   77 at 58"]
    assert sum("not in the text: n" in line for line in lines) == 1
    assert [item.name for item in draft.complete] == ["i1"]
    told = draft.json()
    assert told["unmatched"] == [{"text": "77", "place": 58}]
    assert told["items"][1]["missing"] == ["n"] and told["items"][0]["missing"] == []
    assert told["items"][0]["numbers"][0] == {"kind": "count", "text": "12", "place": 9}
    assert "# no item is complete" in read_text("The mean was 5.").yaml()
    assert "not matched" not in read_text("12/30").yaml()


# --------------------------------------------------------------------------- two items made one


def item(kind, **entries):
    return {"kind": kind, **entries}


@pytest.mark.parametrize(
    ("a", "b", "kind", "groups"),
    [
        (item("count", k=12, n=30, percent="40%"), item("count", percent="29%", n=31), "table",
         ("12/30 (40%)", "29%/31")),
        (item("count", k=12), item("count", k=9, percent="29%"), "table", ("12", "9 (29%)")),
        (item("count", percent="40%"), item("count", percent="29%"), "table", ("40%", "29%")),
        (item("sample", n=9, mean="5", sd="1"), item("sample", mean="6", se="2"), "ttest",
         ({"n": 9, "mean": "5", "sd": "1"}, {"mean": "6", "se": "2"})),
        (item("sample", n=9, median="5", iqr="3:7"), item("sample", median="6"), "medians",
         ({"n": 9, "median": "5", "iqr": "3:7"}, {"median": "6"})),
    ],
)  # fmt: skip
def test_two_groups_are_made_one_item_in_their_order(a, b, kind, groups):
    assert tied(a, b) == item(kind, group1=groups[0], group2=groups[1])
    assert tied(b, a) == item(kind, group1=groups[1], group2=groups[0])
    assert tied({**a, "p": "0.03"}, b) == {**tied(a, b), "p": "0.03"}
    assert tied(a, {**b, "p": "0.03"}) == {**tied(a, b), "p": "0.03"}
    three = tied(a, b), a
    if kind == "table":
        rows = [[groups[0], groups[1], groups[0]]]
        assert tied(*three) == item("crosstab", rows=rows)
        assert tied(tied(*three), b) == item("crosstab", rows=[[*rows[0], groups[1]]])
    elif kind == "ttest":
        assert tied(*three) == item("anova", groups=[groups[0], groups[1], groups[0]])
        assert len(tied(tied(*three), b)["groups"]) == 4
    else:
        with pytest.raises(InputError, match="more than two medians"):
            tied(*three)


def test_what_is_not_of_one_comparison_is_not_made_one():
    share, mean = item("count", k=12, n=30), item("sample", n=9, mean="5", sd="1")
    median = item("sample", n=9, median="5")
    for a, b in itertools.permutations((share, mean, median, item("ratio", estimate="0.6")), 2):
        with pytest.raises(InputError, match="are not groups of one comparison"):
            tied(a, b)
    with pytest.raises(InputError, match="are not groups"):
        tied(item("crosstab", rows=[["1", "2"], ["3", "4"]]), share)
    with pytest.raises(InputError, match="both print p: drop"):
        tied({**share, "p": "0.3"}, {**share, "p": "0.4"})


@pytest.mark.parametrize(
    ("kind", "values", "group", "size", "changed"),
    [
        ("table", {"group1": "12 (40%)", "group2": "29%"}, 1, "30", {"group1": "12/30 (40%)"}),
        ("table", {"group1": "12 (40%)", "group2": "29%"}, 2, "31", {"group2": "29%/31"}),
        ("table", {"group1": "12", "group2": "9"}, 1, "n", {"group1": "12 of n"}),
        ("table", {"group1": "12/30", "group2": "9 of n"}, 1, "31", {}),
        ("table", {"group1": "12/30", "group2": "9 of n"}, 2, "31", {}),
        ("crosstab", {"rows.1.1": "12", "rows.1.2": "9 (29%)"}, 2, "31",
         {"rows.1.2": "9/31 (29%)"}),
        ("ttest", {"group1.mean": "5", "group2.mean": "6"}, 2, "9", {"group2.n": "9"}),
        ("ttest", {"group1.mean": "5", "group1.n": "8"}, 1, "9", {}),
        ("ttest", {"group1.mean": "", "group2.mean": "6"}, 1, "9", {}),
        ("anova", {"groups.1.mean": "5", "groups.2.mean": "6"}, 2, "9", {"groups.2.n": "9"}),
        ("medians", {"group1.median": "5", "group2.median": "6"}, 1, "9", {"group1.n": "9"}),
    ],
)  # fmt: skip
def test_a_size_is_put_into_its_group_where_it_has_none(kind, values, group, size, changed):
    assert sized(kind, values, group, size) == {**values, **changed}


# --------------------------------------------------------------------------- what was pasted


ROW = "Died\t3/40\t9/41\t0.06"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("items:\n  a: {kind: count, n: 3}", "problem"), ("title: x\nitems :\n", "problem"),
        (" items: of a text", "text"), ("<table><tr><td>1</td></tr></table>", "table"),
        ("< TD>1", "table"), ("<th>x", "table"), ("<tb>x", "text"),
        (f"{ROW}\n{ROW}", "table"), (ROW, "text"), ("a\tb\nc\td", "text"),
        (f"{ROW}\n{ROW}\n1\n2", "text"), (f"{ROW}\n{ROW}\n{ROW}\n1\n", "table"),
        ("|a|b|c|\n|1|2|3|", "table"), ("", "text"), ("a,b,c\n1,2,3", "table"),
        ("one two three four,one two three four,x y z u\n" * 2, "table"),
        ("one two three four five,one two three four,x y z u\n" * 2, "text"),
        ("one two three four five six\ta b c d e f\tx y z u v w\n" * 2, "table"),
    ],
)  # fmt: skip
def test_what_was_pasted_is_known_by_its_look(text, form):
    assert pasted.form_of(text) == form
    if form != "problem" and any(c.isdigit() for c in text) and form == "text":
        assert pasted.read(text, form) == read_text(text)


def test_the_words_of_a_number_are_of_its_own_sentence_and_whole():
    def words(text, *numbers):
        found = read_text(text)
        tokens = [t for i in found.items for t in i.tokens] + list(found.unmatched)
        return pasted.words(text, [t for t in tokens if t.text in numbers])

    assert words("Closed were 25/48 with A.", "25", "48") == ("Closed were ", "25/48", " with A.")
    before, inside, after = words("Many fell ill. Of 48 one died. Then all.", "48")
    assert (before, inside, after) == ("Of ", "48", " one died.")
    long = "characters " * 9
    before, inside, after = words(f"{long}77 {long}", "77")
    assert inside == "77" and before == "\u2026 characters characters characters "
    assert after.strip() in ("characters\u2026", "characters \u2026")
    assert words("In\n all  77\tbeds", "77") == ("In all ", "77", " beds")


def test_every_value_of_an_item_has_the_numbers_that_stand_in_it():
    found = one("12/30 (40%) versus 9/31 (29%), P = 0.03")
    told = pasted.sources({k: v for k, v in found.tree.items() if k != "kind"}, found.tokens)
    texts = {path: [t.text for t in tokens] for path, tokens in told.items()}
    assert texts == {"group1": ["12", "30", "40%"], "group2": ["9", "31", "29%"], "p": ["0.03"]}
    found = one("OR 0.66 (95% CI 0.45 to 0.98)")
    told = pasted.sources({"estimate": "0.66", "low": "0.45", "high": "0.98"}, found.tokens)
    assert [t.text for t in told["low"]] == [t.text for t in told["high"]] == ["0.45 to 0.98"]
    # The same number twice: each of its places is used once, in the order of the text.
    same = one("12/30 versus 12/30")
    told = pasted.sources({"group1": "12/30", "group2": "12/30"}, same.tokens)
    places = [[t.at for t in told[path]] for path in ("group1", "group2")]
    assert sorted(places[0] + places[1]) == [t.at for t in same.tokens]
    assert max(places[0]) < min(places[1])
