"""Registers of other papers, and registers printed from known data, with no code of theirs.

What is printed is printed here by code that shares nothing with the engine: decimals by `decimal`,
P values by scipy.
"""

from __future__ import annotations

import random
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from scipy import stats as scipy_stats

from printed import compiled, problem, statements
from printed.contradictions import combination
from printed.errors import InputError
from printed.readings import read_conventions
from printed.register import Claim, Group, Register, load, parse
from printed.verdicts import judge

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "registers"
RULES = """
table:
  headline: {test: fisher, rounding: half-up, p_rule: nearest}
  alternatives:
    test: {pearson: the plain chi-square, yates: with its correction}
  conditions: {test: the test was Fisher's}
assumptions:
  same:
    value: the outcomes of a group are of the same children
    condition: the outcomes of a group are of the same children
    applies: {denominator: shared, group: arm}
"""
TESTS = {
    "fisher": lambda a, b, c, d: scipy_stats.fisher_exact([[a, b], [c, d]])[1],
    "pearson": lambda a, b, c, d: scipy_stats.chi2_contingency([[a, b], [c, d]], False)[1],
    "yates": lambda a, b, c, d: scipy_stats.chi2_contingency([[a, b], [c, d]], True)[1],
}


def digits(value: float | Decimal, places: int) -> str:
    """A number as a paper prints it, halves away from zero."""
    return str(Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def percent(k: int, n: int, places: int) -> str:
    return digits(Decimal(100 * k) / Decimal(n), places) + "%"


def drawn(seed: int) -> tuple[Register, dict[str, tuple[int, int]], dict[str, bool]]:
    """A register printed from true tables, the counts behind its shares, and what is true."""
    rng = random.Random(seed)
    n1, size = rng.randint(6, 30), rng.randint(8, 45)
    shared = rng.random() < 0.7
    test = "fisher" if not shared or rng.random() < 0.6 else rng.choice(["pearson", "yates"])
    counted = rng.randint(5, size)
    rows = [
        Claim("n_one", "Children of the first group", "one", "children", "count", str(n1)),
        Claim("n_arm", "Children of the other group", "arm", "children", "count", str(size)),
    ]
    truth: dict[str, tuple[int, int]] = {}
    holds: dict[str, bool] = {}
    for number in range(rng.randint(1, 3)):
        n2 = counted if shared else rng.randint(5, size)
        k1, k2 = rng.randint(0, n1), rng.randint(0, n2)
        if k1 + k2 in (0, n1 + n2):
            k1 = 1 if k1 == 0 else k1 - 1
        places = rng.choice([0, 0, 1])
        p = digits(TESTS[test](k1, n1 - k1, k2, n2 - k2), rng.choice([2, 3]))
        name = f"o{number}"
        told = [("one", "one", str(n1), k1, n1), ("arm", "arm", "", k2, n2)]
        for group, _, denominator, k, n in told:
            claim = f"{name}_{group}"
            rows.append(
                Claim(
                    claim, "A share", group, name, "percent", percent(k, n, places),
                    denominator=denominator, comparison=name,
                )
            )  # fmt: skip
            truth[claim] = k, n
        rows.append(Claim(f"{name}_p", "A P value", "both", name, "p_value", p, comparison=name))
        rows.append(
            Claim(
                f"{name}_less", "Less often", "both", name, "inference", "less often",
                comparison=name, states="less_often", over="sample",
            )
        )  # fmt: skip
        holds[f"{name}_less"] = k1 * n2 < k2 * n1
    groups = (Group("one", "one", "n_one"), Group("arm", "arm", "n_arm"))
    return Register(tuple(rows), groups, read_conventions(RULES)), truth, holds


def check(seed: int) -> None:
    register, truth, holds = drawn(seed)
    judged = judge(register)
    words = {name: verdict.verdict for name, verdict in judged.items()}
    assert "impossible" not in words.values(), (seed, words)
    for name, (k, n) in truth.items():
        if words[name] == "determined":
            assert judged[name].recomputed.text == f"{k} of {n}", (seed, name)
    for name, true in holds.items():
        if words[name] == ("unsupported" if true else "supported"):
            raise AssertionError((seed, name, true, words[name]))


@pytest.mark.parametrize("seed", range(50))
def test_true_data_are_never_called_impossible_nor_wrongly_determined(seed):
    check(seed)


@pytest.mark.validate
@pytest.mark.parametrize("seed", range(50, 550))
def test_many_true_data_are_never_called_impossible_nor_wrongly_determined(seed):
    check(seed)


def shares(rows: int) -> Register:
    """So many outcomes of 24 children, every third with a share that is of no count up to 24."""
    told = [
        Claim(f"o{i}", "A share", "one", f"o{i}", "percent", "50%" if i % 3 else "49.9%")
        for i in range(rows)
    ]
    size = Claim("n_one", "Children", "one", "children", "count", "24")
    return Register((size, *told), (Group("one", "one", "n_one"),), read_conventions(RULES))


def test_what_is_made_of_a_register_is_made_once_however_long_it_is(monkeypatch):
    """A register of thousands of rows takes seconds, since no row has the whole made anew."""
    made = []
    for name in ("_Compiler", "components"):
        real = getattr(compiled, name)
        monkeypatch.setattr(
            compiled, name, lambda *given, name=name, real=real: made.append(name) or real(*given)
        )
    counted = []
    for rows in (9, 90):
        made.clear()
        words = [verdict.verdict for verdict in judge(shares(rows)).values()]
        assert words.count("impossible") == rows // 3
        counted.append(Counter(made))
    assert counted[0] == counted[1]


# --------------------------------------------------------------------------- papers


def test_a_cohort_whose_percentage_was_cut_off():
    judged = judge(load(EXAMPLES / "husson_2010"))
    assert judged["palsy"].recomputed.text == "19 of 73"
    tract = judged["palsy_tract"]
    assert (tract.verdict, tract.recomputed.text) == ("other_reading", "16 of 24")
    assert tract.condition == "only with percentages: decimals cut off"


SECOND = EXAMPLES.parent / "second_paper"


def test_a_share_that_its_group_is_too_small_for():
    judged = judge(load(SECOND))
    # 3.5% of at most 27 patients is no count: 1 of 27 prints as 3.7%.
    assert judged["infection_mycophenolate"].verdict == "impossible"
    assert judged["infection_mycophenolate"].conflict == ("infection_mycophenolate",)
    assert [v.claim for v in judged.values() if v.verdict == "impossible"] == [
        "infection_mycophenolate"
    ]


def test_without_a_file_of_groups_a_group_has_the_size_that_is_printed_first(tmp_path):
    (tmp_path / "claims.csv").write_text(
        "id,statement,group,measure,kind,printed\n"
        "signs,Children with the sign,cohort,sign,count,9\n"
        "enrolled,Children enrolled,cohort,size,count,36\n"
        "followed,Children followed,cohort,size,count,30\n",
        encoding="utf-8",
    )
    assert [(one.group, one.size) for one in load(tmp_path).groups] == [("cohort", "enrolled")]


def test_a_renamed_register_has_the_same_verdicts():
    register = load(SECOND)
    ids = {claim.id: f"row_{number}" for number, claim in enumerate(register)}
    names = {"cyclophosphamide": "red", "mycophenolate": "blue"}
    from dataclasses import replace

    renamed = replace(
        register,
        claims=tuple(
            replace(one, id=ids[one.id], group=names.get(one.group, one.group))
            for one in register
        ),
        groups=tuple(
            replace(one, group=names.get(one.group, one.group), size=ids[one.size])
            for one in register.groups
        ),
    )
    before, after = judge(register), judge(renamed)
    for claim in register:
        old, new = before[claim.id], after[ids[claim.id]]
        assert (old.verdict, old.recomputed, old.condition) == (
            new.verdict, new.recomputed, new.condition,
        )  # fmt: skip


# --------------------------------------------------------------------------- rows to confirm

TO_CONFIRM = (
    b"id,confirm,statement,group,measure,kind,printed\n"
    b"n,,Size,arm,size,count,10\n"
    b"cp,,Had palsy,arm,palsy,percent,20%\n"
    b"many,to confirm,Had palsy,arm,palsy,count,9\n"
    b"odd,to confirm,,nobody,,no kind,\n"
)


def test_a_row_to_confirm_binds_nothing_and_its_form_is_not_yet_looked_at():
    register = parse(TO_CONFIRM)
    assert [claim.id for claim in register] == ["n", "cp"]
    assert [claim.id for claim in register.to_confirm] == ["many", "odd"]
    assert judge(register)["cp"].recomputed.text == "1 of 5 or 2 of 10"
    confirmed = parse(TO_CONFIRM.replace(b"many,to confirm", b"many,"))
    assert judge(confirmed)["cp"].verdict == "impossible"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [(b"odd,to confirm", b"odd,", "statement"), (b"many,to confirm", b"many,yes", "confirm")],
)
def test_a_row_is_looked_at_once_it_is_confirmed(old, new, column):
    with pytest.raises(InputError) as raised:
        parse(TO_CONFIRM.replace(old, new))
    assert raised.value.column == column


def test_a_group_whose_size_is_to_be_confirmed_is_of_unknown_size():
    groups = b"group,label,size\narm,the arm,n\n"
    register = parse(TO_CONFIRM.replace(b"n,,Size", b"n,to confirm,Size"), groups)
    assert register.size("arm") is None
    assert judge(register)["cp"].verdict == "compatible"


def test_two_shares_of_groups_of_unknown_size_are_not_tried_and_say_why():
    rows = (
        b"id,statement,group,measure,kind,printed,comparison\n"
        b"a,Had it,one,,percent,15.6%,x\nb,Had it,two,,percent,3.5%,x\np,P,both,,p_value,0.04,x\n"
    )
    verdict = judge(parse(rows))["a"]
    assert verdict.verdict == "stated"
    assert "no row that groups.csv names prints how large a group is" in verdict.recomputed.text


# --------------------------------------------------------------------------- lone contrasts


@pytest.mark.parametrize(
    ("kind", "estimate", "ci", "p", "contradicted"),
    [
        # exp(mean of the logs of the ends) is 0.849 and z is 1.65: all three are of one error.
        ("ratio", "0.85", "0.70-1.03", "0.10", ()),
        ("ratio", "0.85", "0.70-1.03", "0.40", ("c", "p")),
        # The middle of the interval is 16.85, and z is 16.9 / 7.93 = 2.13.
        ("difference", "16.9", "1.3 to 32.4", "0.033", ()),
        ("difference", "19.6", "1.3 to 32.4", "0.033", ("e", "c")),
    ],
)
def test_an_estimate_is_held_to_its_interval_and_its_p(kind, estimate, ci, p, contradicted):
    rows = "id,statement,group,measure,kind,printed,comparison\n" + "".join(
        f"{name},Printed,both,,{what},{printed},x\n"
        for name, what, printed in (("e", kind, estimate), ("c", "ci", ci), ("p", "p_value", p))
    )
    judged = judge(parse(rows.encode()))
    assert tuple(v.claim for v in judged.values() if v.verdict == "impossible") == contradicted


@pytest.mark.parametrize(
    "rows",
    [
        [("odds_ratio", "2.0"), ("ci", "1.0-4.0"), ("ci", "1.5-9.0"), ("p_value", "0.05")],
        [("odds_ratio", "2.0"), ("ci", "1.0-4.0"), ("p_value", "0.05"), ("p_value", "0.9")],
        [("odds_ratio", "2.0"), ("p_value", "0.9"), ("ci", "1.0-4.0"), ("p_value", "0.05")],
        [("odds_ratio", "2.0"), ("odds_ratio", "7.0"), ("ci", "1.0-4.0"), ("p_value", "0.05")],
        [("odds_ratio", "2.0"), ("ratio", "7.0"), ("ci", "1.0-4.0")],
        [("ci", "1.0-4.0"), ("p_value", "0.9")],
        [("odds_ratio", "2.0")],
    ],
)
def test_two_of_a_kind_beside_an_estimate_are_of_two_models(rows):
    """Which of them belong together is not printed: nothing is held against anything."""
    text = "id,statement,group,measure,kind,printed,comparison\n" + "".join(
        f"r{i},Printed,both,,{what},{printed},x\n" for i, (what, printed) in enumerate(rows)
    )
    assert {one.verdict for one in judge(parse(text.encode())).values()} == {"stated"}


def test_a_difference_of_shares_says_its_unit_or_is_refused():
    rows = "id,statement,group,measure,kind,printed,unit\nd,Of shares,,x,risk_difference,9.84,{}\n"
    with pytest.raises(InputError, match="percentage points"):
        parse(rows.format("").encode())
    assert parse(rows.format("percentage points").encode())["d"].in_points


def test_spelled_numbers_to_ninety_nine_are_words():
    rows = b"id,statement,group,measure,kind,printed\nn,Took part,,size,word,Fifty-nine\n"
    assert parse(rows)["n"].number() == 59
    with pytest.raises(InputError, match="number-word"):
        parse(rows.replace(b"Fifty-nine", b"fifty-many"))


def test_a_document_that_prints_otherwise_is_the_one_that_is_named():
    text = b"id,statement,group,measure,kind,printed\nn,Treated,arm,size,count,10\n"
    documents = [("10", "one report", True), ("12", "another report", False)]
    judged = judge(parse(text), sources=lambda claim: documents)["n"]
    assert judged.verdict == "contradicted"
    assert judged.recomputed.text == "12 (another report)"
    assert judged.reason == "another report"


@pytest.mark.parametrize(
    ("kind", "measure", "printed", "unit", "word"),
    [("number", "age", "5", "years", "corroborated"), ("number", "age", "5", "months", "stated"),
     ("number", "stay", "5", "years", "stated"), ("number", "age", "6", "years", "stated")],
)  # fmt: skip
def test_a_document_bears_on_a_row_that_prints_the_same_of_the_same(
    kind, measure, printed, unit, word
):
    """Measure, print and unit: with any other it is another number."""
    text = "id,statement,group,measure,kind,printed,unit\na,Age,arm,age,number,5,years\n"
    text += f"b,Again,arm,{measure},{kind},{printed},{unit}\n"

    def sources(claim):
        return [("5", "a report", True)] if claim.id == "a" else []

    judged = judge(parse(text.encode()), sources=sources)
    assert (judged["a"].verdict, judged["b"].verdict) == ("corroborated", word)


@pytest.mark.parametrize(
    ("text", "what"),
    [("table: x", "table"), ("table: {headline: [a]}", "table: headline"),
     ("table: {alternatives: [a]}", "table: alternatives"),
     ("table: {alternatives: {test: x}}", "alternatives of test"),
     ("table: {conditions: 5}", "table: conditions"), ("assumptions: [a]", "assumptions"),
     ("assumptions: {a: {value: v, applies: x}}", "assumption 'a': applies")],
)  # fmt: skip
def test_what_is_no_mapping_of_conventions_is_named(text, what):
    with pytest.raises(InputError, match=rf"{what}.*no mapping"):
        read_conventions(text)


@pytest.mark.parametrize("part", ["headline: {{{0}: {1}}}", "alternatives: {{{0}: {{{1}: why}}}}"])
@pytest.mark.parametrize(
    ("section", "rule", "name", "why"),
    [
        ("table", "test", "fischer", "one of"),
        ("table", "rounding", "up", "one of"),
        ("ranksum", "quartile", "type-0", "one of"),
        ("sample", "ddof", "3", "one of"),
        ("table", "colour", "red", "no such rule"),
    ],
)
def test_a_convention_that_nobody_knows_is_refused_wherever_it_stands(
    part, section, rule, name, why
):
    """An alternative of a rule of which no headline is told as well."""
    with pytest.raises(InputError, match=f"{section}: unknown .*{name}.*{why}"):
        read_conventions(f"{section}:\n  {part.format(rule, name)}\n")


def test_an_empty_list_of_alternatives_is_none():
    assert read_conventions("table: {alternatives: {test: }}").alternatives["table"]["test"] == {}


# --------------------------------------------------------------------------- not overdone


@pytest.mark.parametrize(("size", "word"), [(20, "impossible"), (1200, "other_reading")])
def test_what_is_too_large_for_a_listed_test_is_no_contradiction(size, word):
    """No test gives equal shares so small a P; at 1200 a group Barnard's cannot be tried."""
    rows = "id,statement,group,measure,kind,printed,comparison\n"
    rows += f"n1,Size,one,size,count,{size},\nn2,Size,two,size,count,{size},\n"
    rows += "a,Had,one,sign,percent,50.0%,x\nb,Had,two,sign,percent,50.0%,x\n"
    rows += "p,P,both,sign,p_value,0.001,x\n"
    rules = RULES.replace("pearson: the plain chi-square, yates: with its correction", "barnard: B")
    judged = judge(parse(rows.encode(), conventions=read_conventions(rules)))
    assert [judged[name].verdict for name in "abp"] == [word] * 3


def test_a_statement_that_fails_in_one_reading_only_says_in_which():
    """15% of 1000 is at most 154 rounded, and up to 159 cut off."""
    rows = (
        b"id,statement,group,measure,kind,printed,states,over\nn,Size,one,size,count,1000,,\n"
        b"a,Had,one,sign,percent,15%,,\ni,Many,one,sign,inference,many,rate_above 15.5%,sample\n"
    )
    rules = RULES.replace("    test: {", "    rounding: {truncate: digits cut off}\n    test: {")
    rules = rules.replace("{test: the test", "{rounding: the share was rounded, test: the test")
    verdict = judge(parse(rows, conventions=read_conventions(rules)))["i"]
    assert (verdict.verdict, verdict.condition) == ("unsupported_if", "the share was rounded")


def test_two_readings_at_once_change_what_both_change_and_never_one_thing_twice():
    """Every pair of readings but two names of one rule of one section, once, with both changes."""
    text = """
table:
  headline: {test: fisher, rounding: half-up}
  alternatives: {test: {pearson: a, yates: b}, rounding: {truncate: c}}
sample:
  headline: {rounding: half-up}
  alternatives: {rounding: {truncate: d, half-even: e}}
assumptions:
  all: {value: all were seen, applies: {denominator: all}}
  same: {value: they are the same, applies: {denominator: shared}}
"""
    known = read_conventions(text)
    first, readings = known.first, list(known.readings())
    assert len(readings) == 7
    found = combination(readings, first)
    # 21 pairs; pearson with yates, and truncate with half-even of samples, are each one rule.
    pairs = {frozenset((one.name, other.name)) for one, other, _ in found}
    assert len(found) == len(pairs) == 19
    assert frozenset(("pearson", "yates")) not in pairs
    assert frozenset(("truncate (percentage)", "truncate (percentage) (sample)")) in pairs
    for one, other, both in found:
        assert both.name == f"{one.name}, {other.name}"
        assert both.dropped == (*one.dropped, *other.dropped)
        rules = {section: dict(own) for section, own in first.rules}
        for section, rule, name in (each.changed for each in (one, other) if each.changed):
            rules[section][rule] = name
        assert {section: dict(own) for section, own in both.rules} == rules


def test_a_register_and_a_text_are_problems_in_one_call():
    made = load(EXAMPLES / "husson_2010").problem()
    assert isinstance(made, problem.Problem) and problem.solve(made).results["rows"]
    draft = problem.read_text("4/10 vs 29/36, P=.02")
    assert draft.json()["items"][0]["kind"] == "table"


@pytest.mark.parametrize(
    ("share", "p"), [("40%", "0.020"), ("60%", "0.003"), ("50%", "0.011"), ("67%", "0.002")]
)
def test_a_reading_that_leaves_another_single_count_makes_it_conditional(share, p):
    """None of 10 against a share of up to 40: one count by each test, and not the same one."""
    left = {
        test: [
            f"{k} of {n}"
            for n in range(1, 41)
            for k in range(1, n + 1)
            if percent(k, n, 0) == share and digits(TESTS[test](0, 10, k, n - k), 3) == p
        ]
        for test in ("fisher", "pearson")
    }
    (by_fisher,), (by_pearson,) = left.values()
    assert by_fisher != by_pearson
    rows = "id,statement,group,measure,kind,printed,denominator,comparison\n"
    rows += "n1,Size,one,size,count,10,,\nn2,Size,two,size,count,40,,\n"
    rows += f"a,Had,one,sign,percent,0%,10,x\nb,Had,two,sign,percent,{share},,x\n"
    rows += f"p,P,both,sign,p_value,{p},,x\n"
    verdict = judge(parse(rows.encode(), conventions=read_conventions(RULES)))["b"]
    assert (verdict.verdict, verdict.recomputed.text) == ("determined_if", by_fisher)
    assert verdict.condition == "the test was Fisher's"
    assert verdict.by_convention["pearson"] == {"verdict": "determined", "text": by_pearson}


@pytest.mark.parametrize("seed", range(20))
def test_the_outer_ends_of_many_intervals_are_those_of_all_of_them(seed):
    """By scipy's exact interval of every count, none left out."""
    rng = random.Random(seed)
    sizes = rng.sample(range(1, 120), 12)
    found = [(k, n) for n in sizes for k in rng.sample(range(n + 1), min(n + 1, 3))]
    exact = [scipy_stats.binomtest(k, n).proportion_ci(method="exact") for k, n in found]
    low, high = min(one.low for one in exact), max(one.high for one in exact)
    for sense in ("below", "above"):
        for point in (Fraction(99), Fraction(1), Fraction(50)):
            said = statements.counts(found, "rate", sense, point, population=True)
            under, beyond = high < point / 100, low > point / 100
            true, false = (under, beyond) if sense == "below" else (beyond, under)
            assert said.holds is (True if true else False if false else None)
            assert f"rates up to {digits(100 * high, 0)}% remain" in said.text
