"""What a few added words would let a reader recompute: which of them removes most that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from printed.errors import InputError
from printed.fit.result import Result
from printed.problem import Problem, choices
from printed.problem.items import Group
from printed.problem.joint import components
from printed.problem.trial import Component, explicit
from printed.questions.answer import Answer, as_table

METHODS = {
    "test": "the test", "ranksum": "how the rank-sum P was found", "ttest": "which t test",
    "crosstab": "the test", "mcnemar": "the test", "share": "the method of the interval",
    "interval": "the method of the interval", "odds_ratio": "the method of the odds ratio",
    "risk_ratio": "the method of the risk ratio",
    "risk_difference": "the method of the risk difference",
    "efficacy": "the method of the efficacy",
    "number_needed": "the method of the number needed to treat",
    "d": "which SD", "d_ci": "the method of the interval",
    "rate": "the method of the interval of a rate",
    "rate_ratio": "the method of the rate ratio",
    "rate_test": "the test of the rates",
}  # fmt: skip
SIZES = ("n", "n1", "n2")
MOST = 20_000  # data of one convention that are looked at
Datum = tuple[Any, ...]


def lint(problem: Problem) -> list[dict[str, Any]]:
    """Tokens that are missing, by how much of the open set each removes in the worst case.

    Parameters
    ----------
    problem : Problem

    Returns
    -------
    list of dict
        ``item``, ``missing``, ``token`` (such as ``of 36``, or the names one of which is meant),
        ``removes`` (the least share of what is open that it removes, whatever it turns out to
        be), ``open`` (how many pairs of data and methods there are) and ``left`` (how many are
        left in the worst case); those that leave least come first.

    Examples
    --------
    >>> from printed.problem import read_problem
    >>> text = 'items:\\n  cp: {kind: count, n: [1, 39], percent: "58%"}\\n'
    >>> [(row["missing"], row["open"]) for row in lint(read_problem(text))]
    [('the denominator', 8)]
    """
    found = [row for group in components(problem.items) for row in _part(problem, group)]
    return sorted(found, key=lambda row: (row["left"], -row["removes"]))


def _part(problem: Problem, group: Sequence[Any]) -> list[dict[str, Any]]:
    """The tokens of items that are tied to each other."""
    part = Component(group, problem.conventions)
    rules = choices.rules_of(group)
    given = {
        rule: problem.conventions.get(rule, choices.KNOWN[rule])
        if rule in METHODS
        else problem.conventions.get(rule, choices.KNOWN[rule])[:1]
        for rule in rules
    }
    items = {item.name: item for item in group}
    # What is open: data together with the methods by which they give what is printed.
    whole: dict[tuple[Datum, Datum], int] = {}
    try:
        for names in choices.combinations(rules, given):
            by = tuple((rule, name) for rule, name in names.items() if rule in METHODS)
            for unknowns, members in islice(explicit([part.solutions(names) or []]), MOST):
                datum, weight = _datum(unknowns, members, items)
                whole[(datum, by)] = weight
    except InputError:
        return []
    if len(whole) < 2:
        return []
    total = sum(whole.values())
    unprinted = any(
        side.source == "default"
        for item in group
        for side in (getattr(item, "group1", None), getattr(item, "group2", None))
        if isinstance(side, Group)
    )  # how far was searched is ours, so that no number is named
    named = ", ".join(name for name in items if items[name].kind != "relation")
    rows = []

    def row(item: str, missing: str, token: str, left: Mapping[Any, int]) -> None:
        worst = max(left.values())
        if worst < total:
            rows.append(
                {"item": item, "missing": missing, "token": token,
                 "removes": 1 - worst / total, "left": worst, "open": total}
            )  # fmt: skip

    sizes = sorted({name for datum, _ in whole for name, _ in datum if _is_size(name)})
    several = sum("." not in name for name in sizes) > 1
    for quantity in sizes:
        left: dict[Any, int] = {}
        for (datum, _), weight in whole.items():
            value = dict(datum).get(quantity)
            left[value] = left.get(value, 0) + weight
        first = next(iter(whole))[1]
        sole = {dict(datum).get(quantity) for datum, by in whole if by == first}
        item, _, inner = quantity.partition(".")
        which = inner if inner not in ("", "n") else item if several and not inner else ""
        missing = f"the denominator {which}".rstrip()
        token = f"of {next(iter(sole))}" if len(sole) == 1 and not unprinted else "of N"
        row(item if inner else named, missing, token, left)
    for rule in (rule for rule in rules if rule in METHODS):
        left = {}
        for (_, by), weight in whole.items():
            name = dict(by)[rule]
            left[name] = left.get(name, 0) + weight
        row(named, METHODS[rule], " or ".join(left), left)
    return rows


def _is_size(name: str) -> bool:
    item, _, inner = name.partition(".")
    return inner in SIZES or not inner


def _datum(
    unknowns: Mapping[str, int], members: Mapping[str, Any], items: Mapping[str, Any]
) -> tuple[Datum, int]:
    """The sizes and counts of a solution, and how many rank sums it leaves."""
    found: dict[str, int] = {name: n for name, n in unknowns.items() if "." not in name}
    weight = 1
    for name, member in members.items():
        item = items[name]
        shown = item.shown(member)
        for key, value in shown.items():
            if isinstance(value, int) and not isinstance(value, bool):
                size_known = key in SIZES and any(unknowns.get(one) == value for one in item.shared)
                if not size_known:
                    found[f"{name}.{key}"] = value
        tails = (shown.get("u_low"), shown.get("u_high"))
        weight *= max(1, int(sum(ends[1] - ends[0] + 1 for ends in tails if ends)))
    return tuple(sorted(found.items())), weight


def answer(problem: Problem, file: str) -> Answer:
    """The same as a reader sees it."""
    rows = lint(problem)
    result = Result(rows, call={"file": file})
    shown = [
        {"item": row["item"], "missing": row["missing"], "token": row["token"],
         "removes": f"{100 * row['removes']:.0f}% of {row['open']}"}
        for row in rows
    ]  # fmt: skip
    return Answer(result, (as_table(shown, title="what is missing, what removes most first"),))
