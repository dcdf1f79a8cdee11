"""All data that fit a whole problem: solutions, what each convention leaves, conflict, bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from printed.fit.counts import check_limit
from printed.fit.result import Result
from printed.problem import choices
from printed.problem.items import Item
from printed.problem.joint import Solution
from printed.problem.quantities import over
from printed.problem.schema import Problem, read_problem
from printed.problem.trial import Trial, check_tried, explicit, number

MAX_RESULTS = 1_000


def solve(
    source: str | Path | Mapping[str, Any] | Problem, *, max_results: int = MAX_RESULTS
) -> Result:
    """Every assignment of data to a problem's items that agrees with all printed numbers.

    Parameters
    ----------
    source : str, Path, mapping or Problem
        A problem file, its text, the same as a mapping, or what `read_problem` made of it.
    max_results : int
        Explicit solutions at the most; numbers and bounds are complete all the same.

    Returns
    -------
    Result
        ``results`` holds

        ``solutions``
            ``{unknown: value, item: {...}, "conventions": [label, ...]}``, one row for each
            distinct solution under one convention for the whole problem.
        ``by_convention``
            For each convention the number of solutions and the unknowns' values.
        ``mixtures``
            Values of the unknowns that only items with unlike conventions give, with each
            item's conventions.
        ``conflict``
            Where there is no solution, a smallest set of printed values (``item.fact``) that
            contradict each other under every convention tried.
        ``bounds``
            ``{"min", "max", "attained", "min_infinite", "max_infinite"}`` of each quantity
            asked for, over all solutions under one convention.

    Raises
    ------
    InputError
        With file, line and column of what cannot be used.

    Notes
    -----
    Items that share no unknown are solved apart; solutions are kept as lists for each item
    under each assignment of the unknowns and multiplied out only for the rows shown. A P value
    is worked out once for a table and a test, whatever the rounding rules.

    Examples
    --------
    >>> found = solve({"unknowns": {"n": [1, 39]}, "items": {
    ...     "plic": {"kind": "table", "group1": "4/10", "group2": "81% of n", "p": "0.02"},
    ...     "leg": {"kind": "table", "group1": "1/10", "group2": "61% of n", "p": "0.01"}},
    ...     "conventions": {"table": ["fisher"], "rounding": ["half-up"], "p_rule": ["nearest"]}})
    >>> [row["n"] for row in found.results["solutions"]]
    [36]
    """
    check_limit(max_results)
    problem = source if isinstance(source, Problem) else read_problem(source)
    trial = Trial(problem.items, problem.conventions)
    by_convention: dict[str, dict[str, Any]] = {}
    groups: dict[tuple, tuple[list[list[Solution]], list[str]]] = {}
    for label, _, parts in trial.conventions():
        by_convention[label] = {
            "solutions": number(parts),
            "unknowns": _values(parts, problem.unknowns) if all(parts) else {},
        }
        if all(parts):
            key = tuple(id(part) for part in parts)
            groups.setdefault(key, (parts, []))[1].append(label)
    check_tried(list(by_convention), trial.refused)
    items = {item.name: item for item in problem.items}
    rows, truncated = _rows(groups.values(), items, max_results)
    results = {
        "solutions": rows,
        "by_convention": by_convention,
        "mixtures": list(trial.mixtures()),
        "conflict": [] if groups else [f"{name}.{fact}" for name, fact in trial.conflict()],
        "bounds": {
            quantity: _bound(quantity, [parts for parts, _ in groups.values()], items)
            for quantity in problem.bounds
        },
    }
    tried = [
        name
        for rule in trial.rules
        for name in problem.conventions.get(rule, choices.KNOWN[rule])
        if name not in trial.refused
    ]
    ranges = list(problem.unknowns.values())
    return Result(
        results,
        call={
            "file": problem.file,
            **problem.about,
            "unknowns": {name: list(values) for name, values in problem.unknowns.items()},
            "items": list(items),
            "bounds": list(problem.bounds),
        },
        conventions=list(dict.fromkeys(tried)),
        not_tried=[{"convention": name, "reason": why} for name, why in trial.refused.items()],
        n_range=ranges[0] if len(ranges) == 1 else None,
        truncated=truncated,
    )


def _values(
    parts: Sequence[Sequence[Solution]], unknowns: Mapping[str, Any]
) -> dict[str, list[int]]:
    """The values that each unknown takes."""
    found: dict[str, set[int]] = {name: set() for name in unknowns}
    for part in parts:
        for solution in part:
            for name in found.keys() & solution.unknowns.keys():
                found[name].add(solution.unknowns[name])
    return {name: sorted(values) for name, values in found.items()}


def _rows(
    groups: Any, items: Mapping[str, Item], max_results: int
) -> tuple[list[dict[str, Any]], bool]:
    """The distinct explicit solutions with the conventions that give them."""
    found: dict[tuple, dict[str, Any]] = {}
    truncated = False
    for parts, labels in groups:
        for unknowns, members in islice(explicit(parts), max_results + 1):
            shown = {
                name: items[name].shown(member)
                for name, member in members.items()
                if items[name].kind != "relation"
            }
            key = (tuple(unknowns.items()), repr(shown))
            if key not in found and len(found) == max_results:
                truncated = True
                break
            asked = {one: value for one, value in unknowns.items() if "." not in one}
            row = found.setdefault(key, {**asked, **shown, "conventions": []})
            row["conventions"] += [name for name in labels if name not in row["conventions"]]
        truncated = truncated or number(parts) > max_results
    return list(found.values()), truncated


def _bound(
    quantity: str, groups: Sequence[Sequence[Sequence[Solution]]], items: Mapping[str, Item]
) -> dict[str, Any]:
    """The range of a quantity over every solution, without multiplying them out."""
    name, _, asked = quantity.partition(".")
    solutions = {id(one): one for parts in groups for part in parts for one in part}.values()
    if name not in items:
        values = [one.unknowns[name] for one in solutions if name in one.unknowns]
        return over((value, value, True) for value in values)
    members = {id(m): m for one in solutions for m in one.members.get(name, ())}.values()
    found = over(items[name].ends(asked, member) for member in members)
    exact = asked == "datasets"  # whole numbers of any size
    for end in ("min", "max"):
        if found[end] is not None:
            found[end] = str(found[end]) if exact else _plain(found[end])
    return found


def _plain(value: Any) -> int | float:
    return value if isinstance(value, int) else float(value)
