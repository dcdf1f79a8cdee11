"""All data that fit a whole problem: solutions, what each convention leaves, conflict, bounds."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from printed.errors import InputError
from printed.fit.counts import check_limit
from printed.fit.result import Result
from printed.problem import choices
from printed.problem.conflicts import SECONDS, Conflict, conflicts
from printed.problem.items import Item, base, opened
from printed.problem.joint import Solution
from printed.problem.quantities import over
from printed.problem.rows import rows as rows_of
from printed.problem.schema import Problem, read_problem
from printed.problem.trial import Component, Trial, check_tried, explicit, number

MAX_RESULTS = 1_000
FURTHER = (1_000, 10_000, 100_000)  # how far a range goes on that is a default and holds nothing


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
        ``conflicts``, ``conflict``
            Printed values (``item.fact``) that contradict each other even when each item is read
            by its own convention among those tried: ``{"facts", "ranges", "conventions",
            "smallest"}``, one for each group of items that share unknowns, then again without
            it, until the rest agrees. ``conflict`` holds the facts of the first one.
        ``none_up_to``
            Sizes of which nothing says how large they are, with how far they were searched in
            vain: no data found, and no contradiction either.
        ``rows``
            One for each printed number: see `printed.problem.rows`.
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
    trial, none_up_to = _widened(problem)
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
    items = {item.name: item for item in trial.items}
    rows, truncated = _rows(groups.values(), items, max_results)
    found = [] if groups else _conflicts(trial, problem)
    contradicting = {item for one in found for item, _ in one.facts}
    for part in trial.parts:  # what contradicts whatever the sizes are does not wait for them
        if contradicting & {item.name for item in part.items}:
            none_up_to = {n: last for n, last in none_up_to.items() if n not in _defaults(part)}
    results = {
        "solutions": rows,
        "by_convention": by_convention,
        "mixtures": trial.mixtures(),
        "conflict": found[0].as_json()["facts"] if found else [],
        "conflicts": [one.as_json() for one in found],
        "none_up_to": none_up_to,
        "rows": _numbers(trial, problem, [parts for parts, _ in groups.values()], found),
        "bounds": {
            quantity: _bound(quantity, [parts for parts, _ in groups.values()], items)
            for quantity in problem.bounds
        },
    }
    tried = [
        name
        for rule in choices.rules_of(trial.items)
        for name in problem.conventions.get(rule, choices.KNOWN[rule])
        if name not in trial.refused
    ]
    tried += [name for item in trial.items for _, own in opened(item)[1].items() for name in own]
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
        searched=searched(trial.items, problem.unknowns),
    )


def searched(
    items: Sequence[Item], unknowns: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int, str]]:
    """Every range that is searched, and where it is from.

    >>> searched((), {"n": (1, 39)})
    {'n': (1, 39, 'given')}
    """
    found = {name: (*ends, "given") for name, ends in unknowns.items()}
    for item in items:
        found |= base.searched(item)
    return found


def _widened(problem: Problem) -> tuple[Trial, dict[str, int]]:
    """The problem under every convention, defaults widened where they hold no data."""
    trial = Trial(problem.items, problem.conventions)
    for last in FURTHER:
        empty = [part for part in trial.parts if _defaults(part) and not part.feasible]
        if not empty:
            break
        names = {item.name for part in empty for item in part.items}
        wider = [base.widened(item, last) if item.name in names else item for item in trial.items]
        try:
            further = Trial(wider, problem.conventions)
            for part in further.parts:
                part.labels  # noqa: B018 - what is too large to look at shows here
        except InputError:
            break
        trial = further
    return trial, {
        name: last
        for part in trial.parts
        if not part.feasible
        for name, last in _defaults(part).items()
    }


def _defaults(part: Component) -> dict[str, int]:
    """Sizes of which nothing says how large they are, with how far they are searched."""
    return {
        name: last
        for item in part.items
        for name, (_, last, source) in base.searched(item).items()
        if source == "default"
    }


def _conflicts(trial: Trial, problem: Problem) -> list[Conflict]:
    """What contradicts in each part that no data fit, each item read as serves it best."""
    found: list[Conflict] = []
    given = {
        name: (low, high)
        for name, (low, high, source) in searched(trial.items, problem.unknowns).items()
        if source == "given"
    }
    began = time.process_time()
    for part in trial.parts:
        if not part.feasible:
            items = [base.unbound(item) for item in part.items]
            left = max(0.0, SECONDS - (time.process_time() - began))
            found += conflicts(items, problem.conventions, given, part.untried, left)
    return found


def _numbers(
    trial: Trial,
    problem: Problem,
    groups: Sequence[Sequence[Sequence[Solution]]],
    found: Sequence[Conflict],
) -> list[dict[str, Any]]:
    """A row for each printed number, over the unknowns' values that are left."""
    left: dict[str, set[int]] = {}
    for parts in groups:
        for name, values in _values(parts, problem.unknowns).items():
            left.setdefault(name, set()).update(values)
    allowed = {name: frozenset(values) for name, values in left.items()}
    for part in trial.parts:
        if not groups:
            # A range in which nothing fits is no reason to recompute nothing.
            allowed |= {name: values for name, values in part.allowed.items() if values}
    untried = frozenset(one for part in trial.parts for one in part.untried)
    named = frozenset(fact for one in found for fact in one.as_json()["facts"])
    alone = {part.items[0].name: part.full_labels for part in trial.parts if len(part.items) == 1}
    return rows_of(
        trial.items, problem.conventions, untried, allowed, named, problem.texts, alone
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
