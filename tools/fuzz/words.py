"""Questions of the command line: any of its options, as the command itself declares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st
from typer.main import get_command

from printed.cli import application, commands
from printed.problem.choices import KNOWN
from tools.fuzz.contract import Case
from tools.fuzz.values import (
    ANYTHING,
    COUNTED,
    DECIMAL,
    INTERVAL,
    PRINTED,
    SHARE,
    SIZES,
    SPREAD,
    WHOLE,
    WITH_INTERVAL,
    P,
    mostly,
)  # fmt: skip

PROGRAMS = st.sampled_from(["printed", "passion"])
JSON = st.sampled_from([("--json",), ("--json",), ()])
NAMES = st.sampled_from([*(name for known in KNOWN.values() for name in known), "all", "none"])


def named(*rules: str) -> st.SearchStrategy[str]:
    """The names of some rules."""
    return st.sampled_from([*(name for rule in rules for name in KNOWN[rule]), "all"])

ASKED = ("percent", "table", "sample", "ranksum", "ttest")
SIDE = st.one_of(COUNTED, SHARE, st.just("?"), WHOLE.map(lambda k: f"{k}/?"),
                 WHOLE.map(lambda n: f"?/{n}"), st.tuples(SHARE, WHOLE).map("/".join),
                 COUNTED.map(lambda one: f"{one} (40%)"))  # fmt: skip
MEAN = st.tuples(SPREAD, WHOLE).map("/".join)
POINTS = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", ""]), DECIMAL).map("".join)
ONE = st.integers(1, 50).map(str)
FEW: Mapping[str, st.SearchStrategy[str]] = {  # of any question
    "p": P, "rounding": named("rounding"), "p_rule": named("p_rule"), "max_results": ONE,
    "json": st.just(""),
}
USUAL: Mapping[str, Mapping[str, st.SearchStrategy[str]]] = {
    "percent": {"percent": SHARE, "n": SIZES},
    "table": {
        "side1": SIDE, "side2": SIDE, "n1": SIZES, "n": SIZES, "test": named("test"),
        "effect_method": named("odds_ratio", "risk_ratio", "risk_difference"),
        "odds_ratio": st.one_of(DECIMAL, WITH_INTERVAL), "odds_ratio_ci": INTERVAL,
        "risk_ratio": DECIMAL, "risk_ratio_ci": INTERVAL, "risk_difference_ci": INTERVAL,
        "risk_difference": st.one_of(DECIMAL, SHARE), "total": ONE, "events": ONE,
    },
    "sample": {
        "n": ONE, "quartile": named("quartile"), "iqr": st.one_of(DECIMAL, INTERVAL),
        "mean": st.one_of(DECIMAL, SPREAD), "median": st.one_of(DECIMAL, WITH_INTERVAL),
        "sd": DECIMAL, "se": DECIMAL, "low": st.integers(-50, 5).map(str),
        "high": st.integers(0, 200).map(str), "lowest": DECIMAL, "highest": DECIMAL,
        "share": st.tuples(POINTS, SHARE).map("=".join), "draw": WHOLE, "seed": WHOLE,
        "bound": st.one_of(
            st.sampled_from(["mean", "sd", "median", "q1", "q3", "min", "max"]),
            POINTS.map(lambda at: f"share{at}"), DECIMAL.map(lambda mu: f"t:{mu}")),
        "ddof": st.sampled_from(["0", "1"]), "items": st.integers(1, 4).map(str),
        "step": st.sampled_from(["1", "0.5", "0.1", "2"]),
        "law": st.sampled_from(["multisets", "ordered"]),
    },
    "ranksum": {
        "n1": SIZES, "n2": SIZES, "method": named("ranksum"),
        "ties": st.sampled_from(["none", "any"]),
    },
    "ttest": {
        "sides": MEAN, "test": named("ttest"), "difference": DECIMAL, "ci": INTERVAL, "t": DECIMAL,
        "mean": DECIMAL, "sd": DECIMAL, "se": DECIMAL, "n": ONE,
        "level": st.sampled_from(["95", "90", "99.9"]), "rounding": named("rounding"),
        "side": st.sampled_from(["two-sided", "greater", "less"]),
    },
}  # fmt: skip
PAIRED = ("n", "mean", "sd", "se")  # what a t test has of pairs alone


SELDOM = st.integers(0, 3).map(lambda die: die == 0)


@cache
def _parameters() -> Mapping[str, Sequence[Any]]:
    """Arguments and options of each question, as the command declares them."""
    group: Any = get_command(application("printed", commands.ENGINE))
    return {name: group.commands[name].params for name in ASKED}


@st.composite
def words(draw: Any) -> Case:
    """A question with any of its options."""
    name = draw(st.sampled_from(ASKED))
    asked, places = [*draw(JSON)], []
    usual = {**FEW, **USUAL[name]}
    pairs = name == "ttest" and draw(st.booleans())
    for one in _parameters()[name]:
        value = mostly(usual.get(one.name, PRINTED), ANYTHING)
        if one.param_type_name == "argument":
            count = 1 if one.nargs == 1 else 0 if pairs else draw(mostly(st.just(2), st.just(3)))
            places += [draw(value) for _ in range(count)]
        elif one.name == "json" or (
            name == "ttest" and one.name in ("paired", *PAIRED) and not pairs
        ) or not (one.required or (pairs and one.name in ("paired", "n")) or draw(SELDOM)):
            continue
        elif one.is_flag:
            asked.append(one.opts[0])
        else:
            for _ in range(draw(st.integers(1, 2)) if one.multiple else 1):
                said = draw(value)
                both = draw(st.booleans())
                asked += [f"{one.opts[0]}={said}"] if both else [one.opts[0], said]
    if draw(st.integers(0, 40)) == 0:
        asked.append(draw(ANYTHING))
    if any(text.startswith("-") for text in places):
        places.insert(0, "--")
    return Case(draw(PROGRAMS), (name, *asked, *places))
