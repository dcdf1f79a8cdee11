"""Statements at their edges: the 5% level, the ends of intervals, what is not printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from scipy import stats as scipy_stats

from printed import notation, statements
from printed.readings import OF, WITHOUT, Assumption, read_conventions
from printed.register import parse
from printed.sets import Range
from printed.verdicts import judge

HEAD = "id,statement,group,measure,kind,printed,comparison,states,over\n"
SIZES = "n1,Size,one,size,count,10,,,\nn2,Size,two,size,count,12,,,\n"
RULES = (
    "table:\n  headline: {test: fisher, rounding: half-up}\n"
    "ranksum:\n  headline: {test: exact, rounding: half-up}\n"
    "sample:\n  headline: {ddof: 1, rounding: half-up}\n"
)
RANKS = "assumptions:\n  ranks: {value: the test was of ranks, applies: {test: rank-sum}}\n"


def register(rows, rules=RULES + RANKS, sizes=SIZES):
    return parse((HEAD + sizes + rows).encode(), conventions=read_conventions(rules))


def judged(rows, **told):
    return judge(register(rows, **told))


def inferences(kind, group="both", comparison="c", points=("",), senses=("higher", "lower")):
    rows = ""
    for sense in senses:
        for point in points:
            for over in ("sample", "population"):
                states = f"{kind}_{sense}{' ' if point else ''}{point}"
                name = f"{sense}{point.rstrip('%')}_{over}"
                rows += f"{name},Says,{group},score,inference,so,{comparison},{states},{over}\n"
    return rows


LEVELS = "a,Level,one,score,{kind},5,c,,\nb,Level,two,score,{kind},9,c,,\n"
SDS = "sa,SD,one,score,sd,1,c,,\nsb,SD,two,score,sd,1,c,,\n"


@pytest.mark.parametrize("kind", ["mean", "median"])
@pytest.mark.parametrize(
    ("p", "small"),
    [("0.04", True), ("0.049", True), ("<0.05", True), ("<0.001", True), ("0.05", False),
     ("0.051", False), ("0.5", False), (">0.5", False), ("<0.06", False)],
)  # fmt: skip
def test_of_a_population_two_levels_differ_by_their_p_value_only(kind, p, small):
    rows = LEVELS.format(kind=kind) + (SDS if kind == "mean" else "")
    rows += f"p,P,both,score,p_value,{p},c,,\n" + inferences(kind)
    found = judged(rows)
    assert found["higher_sample"].verdict == "unsupported"
    assert found["lower_sample"].verdict == "supported"
    for sense, word in (("higher", "unsupported"), ("lower", "supported")):
        verdict = found[f"{sense}_population"]
        # That the test was of ranks is taken for granted: with it P is of the medians.
        granted = "_if" if kind == "median" else ""
        assert verdict.verdict == (word + granted if small else "undecided")
        assert verdict.recomputed.text.endswith(f", P={p}")
        assert "5% level" in verdict.reason


def test_without_a_test_nothing_is_said_of_a_population():
    rows = LEVELS.format(kind="median") + inferences("median")
    assert judged(rows)["lower_population"].verdict == "undecided"
    # Where nothing says that the test was of ranks, its P says nothing of medians.
    rows += "p,P,both,score,p_value,0.001,c,,\n"
    assert judged(rows)["lower_population"].verdict == "supported_if"
    found = judged(rows, rules=RULES)
    assert found["lower_population"].verdict == "undecided"
    assert "without a test" in found["lower_population"].reason
    assert found["lower_sample"].verdict == "supported"
    # Of one level alone nothing is compared.
    alone = LEVELS.format(kind="median").splitlines(keepends=True)[0]
    assert judged(alone + inferences("median"))["lower_sample"].recomputed.text == ""


@pytest.mark.parametrize(("k1", "k2"), [(2, 9), (9, 2), (5, 6), (5, 5), (0, 0)])
def test_shares_are_compared_exactly_and_populations_at_the_5_percent_level(k1, k2):
    one, two = Fraction(k1, 10), Fraction(k2, 12)
    (row,) = [r for r in register("i,Says,both,s,inference,so,,differs,sample\n") if r.id == "i"]
    from dataclasses import replace

    cases = {"less_often": one < two, "more_often": one > two, "differs": one != two}
    for states, true in cases.items():
        claim = replace(row, states=states)
        found = statements.shares(claim, [(k1, 10, k2, 12, 0.5)], False)
        assert found.holds is true and found.word == ("supported" if true else "unsupported")
        assert found.text == f"{k1} of 10 against {k2} of 12"
        for p, small in ((0.01, True), (0.05, True), (0.0501, False), (1.0, False)):
            found = statements.shares(claim, [(k1, 10, k2, 12, p)], True)
            assert found.holds is (true if small else None)
            assert found.text.startswith(f"{k1} of 10 against {k2} of 12, P ")
        both = [(k1, 10, k2, 12, 0.01), (k2, 10, k1, 12, 0.01)]
        same = statements.shares(claim, both[:1], True).holds == statements.shares(
            claim, both[1:], True).holds  # fmt: skip
        assert (statements.shares(claim, both, True).holds is None) == (not same)


def test_a_long_list_says_how_many_it_is_and_a_short_one_names_all():
    for length in range(1, 7):
        found = [(k, 10) for k in range(length)]
        text = statements.counts(found, "count", "is", Fraction(99), False).text
        if length <= 3:
            assert text == " or ".join(f"{k} of 10" for k in range(length))
        else:
            assert text == f"{length} counts, from 0 of 10 to {length - 1} of 10"


@pytest.mark.parametrize("k", [0, 1, 3, 5, 9, 10])
@pytest.mark.parametrize("limit", [10, 30, 50, 90])
@pytest.mark.parametrize("sense", ["below", "above"])
def test_a_rate_of_a_population_is_held_to_the_ends_of_its_exact_interval(k, limit, sense):
    low = scipy_stats.beta.ppf(0.025, k, 11 - k) if k else 0.0
    high = scipy_stats.beta.ppf(0.975, k + 1, 10 - k) if k < 10 else 1.0
    under, beyond = high < limit / 100, low > limit / 100
    true, false = (under, beyond) if sense == "below" else (beyond, under)
    told = statements.counts([(k, 10)], "rate", sense, Fraction(limit), True)
    assert told.holds is (True if true else False if false else None)
    assert sense in told.reason and f"{limit}" in told.reason
    told = statements.counts([(k, 10)], "rate", sense, Fraction(limit), False)
    assert told.holds is (10 * k < limit if sense == "below" else 10 * k > limit)
    assert sense in told.reason
    found = statements.counts([(k, 10)], "count", "is", Fraction(3), False)
    assert found.holds is (k == 3) and "whether the count is 3" in found.reason


@pytest.mark.parametrize("sense", ["below", "above"])
def test_an_interval_of_a_mean_lies_below_or_above_or_cannot_be_told(sense):
    lower, upper = Range(Fraction(1), Fraction(2), False), Range(Fraction(5), Fraction(6), False)
    for point, below, above in (
        (0, False, True), (1, None, None), (2, None, None), (3, None, None), (5, None, None),
        (6, None, None), (7, True, False), (Fraction(1, 2), False, True),
    ):  # fmt: skip
        # Below: the upper end is below the point for all data; not below: even the lower is above.
        told = statements.interval_of_mean(lower, upper, sense, Fraction(point))
        assert told.holds is (below if sense == "below" else above), point
        assert ("upper" if sense == "below" else "lower") in told.text and sense in told.reason
        assert ("5.0 and 6.0" if sense == "below" else "1.0 and 2.0") in told.text


def test_a_mean_against_a_number_is_judged_by_what_is_printed_of_it():
    mean, sd = "a,Level,one,score,mean,5,,,\n", "s,SD,one,score,sd,0.1,,,\n"
    points = ("4", "5", "6", "99")
    says = inferences("mean", "one", "", points, ("below", "above"))
    seen = "assumptions:\n  seen: {value: all were seen, applies: {denominator: all}}\n"
    with_sd = judged(mean + sd + says, rules=RULES + seen)
    without = judged(mean + says)
    for sense in ("below", "above"):
        for point in points:
            # A mean printed as 5 lies from 4.5 to 5.5.
            true = {"4": False, "5": None, "6": True, "99": True}[point]
            true = true if sense == "below" or true is None else not true
            for found in (with_sd, without):
                assert found[f"{sense}{point}_sample"].verdict == statements.WORDS[true]
            told = with_sd[f"{sense}{point}_population"].verdict
            assert told.removesuffix("_if") == statements.WORDS[true], (sense, point)
            alone = without[f"{sense}{point}_population"]
            assert alone.verdict == "undecided" and "no interval is printed" in alone.reason
    median = judged("a,Level,one,score,median,5,,,\n" + inferences("median", "one", "", ("9",),
                                                                 ("below",)))  # fmt: skip
    assert median["below9_sample"].verdict == "supported"
    assert median["below9_population"].verdict == "undecided"


def test_two_numbers_are_told_apart_where_all_that_both_can_be_is_apart():
    numbers = [notation.parse(text) for text in ("0.8", "0.9", "1.0", "1", "2", "-1")]
    for a in numbers:
        for b in numbers:
            grid_a = [a.lower + (a.upper - a.lower) * i / 20 for i in range(21)]
            grid_b = [b.lower + (b.upper - b.lower) * i / 20 for i in range(21)]
            pairs = {x < y for x in grid_a if a.contains(x) for y in grid_b if b.contains(y)}
            expected = pairs.pop() if len(pairs) == 1 else None
            assert statements.below(a, b) is expected, (a.text, b.text)


def test_words_that_no_number_contradicts_have_no_verdict_of_numbers():
    for states in ("hedge", "other", ""):
        rows = f"i,Says,one,score,inference,so,,{states},sample\na,Level,one,score,mean,5,,,\n"
        assert judged(rows)["i"].verdict not in ("supported", "unsupported")
    assert statements.over([]) is None and statements.over([False, False]) is False
    assert [statements.WORDS[one] for one in (True, False, None)] == [
        "supported", "unsupported", "undecided"]  # fmt: skip


def test_a_group_is_about_its_own_numbers():
    rows = "a,Level,one,score,mean,5,,,\nb,Level,two,score,mean,9,,,\n"
    for group, word in (("one", "supported"), ("two", "unsupported")):
        says = f"i,Says,{group},score,inference,so,,mean_below 7,sample\n"
        assert judged(rows + says)["i"].verdict == word
    other = "i,Says,one,other,inference,so,,mean_below 7,sample\n"
    assert judged(rows + other)["i"].recomputed.text == ""


# --------------------------------------------------------------------------- readings


def test_every_alternative_and_every_assumption_is_a_reading_of_its_own():
    rules = (
        "table:\n  headline: {test: fisher, rounding: half-up}\n"
        "  alternatives:\n    test: {pearson: A, yates: B}\n    rounding: {truncate: C}\n"
        "    p_rule: {truncate: D}\n"
        "  conditions: {rounding: shares were rounded as usual}\n"
        "ranksum:\n  headline: {test: exact}\n  alternatives:\n    test: {asymptotic: E}\n"
        "    p_rule: {truncate: F}\n"
        "sample:\n  headline: {ddof: 1}\n  alternatives:\n    ddof: {0: G}\n"
        "    rounding: {truncate: H}\n"
        "assumptions:\n"
        "  all: {value: all were seen, applies: {denominator: all}, without: of unknown number}\n"
        "  ranks: {value: the test was of ranks, condition: ranks were used,\n"
        "          applies: {test: rank-sum}}\n"
        "  words: {value: only words}\n"
    )
    known = read_conventions(rules)
    readings = {one.name: one for one in known.readings()}
    assert list(readings) == [
        "pearson", "yates", "truncate (percentage)", "truncate (P value)", "asymptotic",
        "truncate (P value) (ranksum)", "n", "truncate (percentage) (sample)",
        f"{WITHOUT}all", f"{WITHOUT}ranks",
    ]  # fmt: skip
    first = known.first
    for name, reading in readings.items():
        if not reading.changed:
            assert reading.rules == first.rules and name == WITHOUT + reading.dropped[0]
            continue
        section, rule, value = reading.changed
        for kind, own in (("table", "table"), ("medians", "ranksum"), ("ttest", "sample"),
                          ("count", "table"), ("ranksum", "ranksum"), ("ratio",
                           "sample")):  # fmt: skip
            was, now = first.convention_of(kind), reading.convention_of(kind)
            assert (was != now) == (own == section), (name, kind)
            assert own != section or getattr(now, rule) == value
        assert reading.changes({"table": ("test",)}) == (section == "table" and rule == "test")
        assert reading.changes({kind: (rule,) for kind in ("table", "medians", "sample")})
        assert not reading.changes({"table": ("sd",), "sample": ("test",)}) or rule == "sd"
    assert readings[f"{WITHOUT}all"].changes({}) and not first.changes({"table": ("test",)})
    titles = known.titles()
    assert titles[f"{WITHOUT}all"] == "of unknown number"
    assert titles[f"{WITHOUT}ranks"] == "without taking for granted that ranks were used"
    assert titles["truncate (percentage)"].startswith(OF["table", "rounding"] + ": ")
    assert titles["truncate (P value) (ranksum)"].startswith(OF["ranksum", "p_rule"] + ": ")
    assert known.condition(readings["truncate (percentage)"]) == "shares were rounded as usual"
    assert known.condition(readings["pearson"]).startswith("the test was ")
    assert known.condition(readings["n"]).startswith("the SD is ")
    assert known.condition(readings[f"{WITHOUT}all"]) == "all were seen"


def test_an_assumption_covers_where_it_applies():
    everywhere = Assumption("a", "v")
    narrow = Assumption("a", "v", groups=("one",), comparisons=("c",), kinds=("table",))
    for group in ("one", "two"):
        for comparison in ("c", "d"):
            for kind in ("table", "count"):
                assert everywhere.covers(group, comparison, kind)
                assert narrow.covers(group, comparison, kind) == (
                    (group, comparison, kind) == ("one", "c", "table"))  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ("table:\n  headline: {test: fishy}", "table: unknown test 'fishy'; one of"),
        ("table:\n  headline: {tests: fisher}", "table: unknown tests 'fisher'; no such rule"),
        ("table:\n  alternatives: {test: {fishy: why}}", "unknown test 'fishy'"),
        ("table:\n  alternatives: {rest: {fisher: why}}", "unknown rest"),
        ("sample:\n  headline: {ddof: 2}", "sample: unknown sd '2'"),
        ("- a", "is a mapping"),
        ("assumptions: {a: {reason: why}}", "needs a value"),
        ("assumptions: {a: {value: ' '}}", "needs a value"),
        ("assumptions: {a: {value: v, applies: {where: x}}}", "unknown 'where' under applies"),
        ("assumptions: {a: {value: v, applies: {denominator: some}}}", "all or shared"),
    ],
)  # fmt: skip
def test_conventions_that_cannot_be_used_say_what_is_wrong(rules, fault):
    from printed.errors import InputError

    with pytest.raises(InputError, match=fault):
        read_conventions(rules)


def test_a_group_of_an_assumption_may_be_one_or_several():
    rules = "assumptions:\n  a: {{value: v, applies: {{{}}}}}\n"
    for applies, groups in (("group: one", ("one",)), ("groups: [one, two]", ("one", "two")),
                            ("denominator: shared", ())):  # fmt: skip
        (one,) = read_conventions(rules.format(applies)).assumptions
        assert one.groups == groups and (one.name, one.value) == ("a", "v")
