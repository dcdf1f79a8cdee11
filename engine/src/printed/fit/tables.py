"""Every 2x2 table that fits what is printed of two groups and of the contrast between them.

Either side may lack its count, its denominator, or both. The P values of the conventions that
sum integer weights are compared with the printed P exactly wherever a float could err.

Cost: where a printed P alone restricts the counts, a few looks at each denominator find the
stretches in question, and each table in them costs the smaller margin: of the two million
tables of 4/10 against an unknown k/n up to n=2000 about a quarter of a million are looked at,
within a second with numpy. Without it a paper's size (a few thousand tables) is a matter of a
second too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from printed.errors import InputError
from printed.fit import contrasts, counts, nearest
from printed.fit.contrasts import Contrast
from printed.fit.counts import Candidates
from printed.fit.matching import (
    WORTH_NUMPY,
    Table,
    blocks,
    has_numpy,
    matching,
    read_p,
    select,
    too_slow,
)
from printed.fit.result import Result
from printed.fit.sides import Side, read_side
from printed.notation import P_RULES, ROUNDINGS, Printed, check_rule
from printed.stats import tables as exact_tables
from printed.stats.intervals import EXACT

__all__ = ["Side", "Table", "matching", "read_p", "read_side", "search"]

ALL = "all"
DEFAULT_RANGE = (1, 100)
MAX_PAIRS = 30_000_000  # tables in question where a P value chooses among them
MAX_POOL = 1_000_000  # tables in question where each is looked at by itself
MAX_RESULTS = 100_000
SLOW_CONTRASTS = (
    "koopman", "miettinen-nurminen", "mee", "cornfield", "cornfield-cc", "baptista-pike",
    "baptista-pike-midp",
)  # fmt: skip
MAX_SLOW = 20_000  # tables of one of these
MOST_KNOWN = 100_000  # tables that are kept for the next choice of methods
MAX_COUNTS = 10_000_000  # possible counts of group 1, over all tables, of a conditional odds ratio
MAX_MISSES = 2_000  # tables whose numbers are told beside an empty answer
MAX_SLOW_MISSES = 20  # by an unconditional test
COLUMNS = (
    "k1", "n1", "k2", "n2", "convention", "p", "odds_ratio", "odds_ratio_infinite", "rounding",
    "p_rule",
)  # fmt: skip
Choice = tuple[Contrast, ...]  # a method for each printed contrast
Columns = Sequence[Sequence]  # k1, n1, k2, n2 and the P value


class TooSlow(InputError):
    """A method that takes too long for so many tables."""


def search(
    side1: str,
    side2: str,
    *,
    n1: tuple[int, int] | None = None,
    n: tuple[int, int] | None = None,
    p: str | None = None,
    tests: str | Sequence[str] = ALL,
    rounding: str | Sequence[str] = "half-up",
    p_rule: str | Sequence[str] = "nearest",
    total: int | None = None,
    events: int | None = None,
    effects: Mapping[str, str] | None = None,
    effect_methods: str | Sequence[str] = ALL,
    level: float = 0.95,
    side: str | None = None,
    z: str | float = EXACT,
    transposed: bool = False,
    max_results: int = MAX_RESULTS,
) -> Result:
    """Every table that fits both sides and, where given, the printed P and contrasts.

    Parameters
    ----------
    side1, side2 : str
        ``4/10``, ``4/?``, ``?/10``, ``81%``, ``81%/36`` or ``?``.
    n1, n : tuple of int, optional
        Range of the denominator of side 1 and of side 2, where it is not known; what ``total``
        leaves, else 1 to 100, where left out.
    p : str, optional
        The P value as printed.
    tests : str or sequence of str
        Conventions of `printed.stats.tables`, by name or ``all`` of ``CONVENTIONS``.
    rounding, p_rule : str or sequence of str
        Rules of ``printed``; with several, each is tried.
    total, events : int, optional
        Children, and children with the event, in both groups together.
    effects : mapping, optional
        Printed contrasts of group 1 against group 2: ``odds_ratio``, ``risk_ratio``,
        ``risk_difference`` and each with ``_ci``, for instance
        ``{"odds_ratio": "8.3", "odds_ratio_ci": "1.2-60.0"}``.
    effect_methods : str or sequence of str
        Methods of ``exact.effects`` for them, or ``all``.
    level : float
        Confidence level of the intervals.
    side : {"less", "greater"}, optional
        The tests are one-sided: the alternative is a smaller, or a larger, share on side 1.
    z : {"exact"} or number
        The normal deviate of the intervals: see `printed.stats.intervals.deviate`.
    transposed : bool
        Whether the contrasts took the columns of the table for its rows.
    max_results : int
        Rows at the most.

    Returns
    -------
    Result
        Rows ``{"k1", "n1", "k2", "n2", "convention", "p", "odds_ratio",
        "odds_ratio_infinite", "rounding", "p_rule"}``, and for each printed contrast its
        ``"odds_ratio_method"`` and so on.

    Raises
    ------
    InputError
        If the input is not usable, or too many tables would have to be looked at.

    Examples
    --------
    >>> found = search("4/10", "81%", n=(1, 39), p="0.02", tests="fisher")
    >>> [(row["k2"], row["n2"]) for row in found]
    [(26, 32), (29, 36), (30, 37)]
    >>> found = search("?", "?", total=36, events=21, tests="fisher", n1=(1, 35),
    ...                effects={"risk_ratio": "2.2", "risk_ratio_ci": "1.1-4.4"})
    >>> {(row["k1"], row["n1"], row["k2"], row["n2"]) for row in found}
    {(15, 19, 6, 17)}
    """
    names = read_tests(tests)
    exact_tables.check_side(side)
    sides = read_side(side1), read_side(side2)
    searched = {
        name: _range(one, given, total)
        for name, one, given in zip(("n1", "n"), sides, (n1, n), strict=True)
    }
    (n1, n) = ((low, high) for low, high, _ in searched.values())
    question = Question(
        *sides, n1, n, p, total, events, dict(effects or {}),
        level, side, z, transposed,
    )  # fmt: skip
    roundings, p_rules = listed(rounding), listed(p_rule)
    for rule in roundings:
        check_rule(rule, ROUNDINGS, "rounding")
    for rule in p_rules:
        check_rule(rule, P_RULES, "P rule")
    methods = listed(effect_methods)
    counts.check_limit(max_results)
    tried: dict[str, None] = {}
    not_tried: dict[str, str] = {}
    found = chain.from_iterable(
        _rows(columns, name, rule, p_rounding, labels)
        for rule in roundings
        for name, p_rounding, labels, found_blocks in question.answers(
            rule, names, p_rules, None if ALL in methods else methods, tried, not_tried
        )
        for columns in found_blocks
    )
    rows = list(islice(found, max_results))
    truncated = next(found, None) is not None
    if truncated:
        for name in names:
            if name not in tried:
                not_tried.setdefault(name, "the list was full before; raise the limit")
    call = {
        "side1": side1,
        "side2": side2,
        "n1": list(n1),
        "n": list(n),
        "p": p,
        "rounding": roundings,
        "p_rule": p_rules,
        "total": total,
        "events": events,
        "effects": question.effects,
        "side": side,
        "z": z,
        "transposed": transposed,
    }
    return Result(
        rows,
        call=call,
        conventions=list(tried),
        not_tried=[{"convention": key, "reason": why} for key, why in not_tried.items()],
        n_range=(n if question.side2.n is None else n1 if question.side1.n is None else None)
        if tried
        else None,
        truncated=truncated,
        searched={
            name: ends
            for (name, ends), one in zip(searched.items(), sides, strict=True)
            if one.n is None and tried
        },
        nearest=[] if rows else question.nearest(roundings[0], names, p_rules[0], methods),
        columns=(
            *COLUMNS,
            *dict.fromkeys(f"{key.removesuffix('_ci')}_method" for key in effects or ()),
        ),
    )


def _range(
    side: Side, given: tuple[int, int] | None, total: int | None
) -> tuple[int, int, str]:
    """The denominators to search, and where they are from."""
    if given is not None:
        return (*given, "given")
    if total is not None and total > 1:
        return (1, total - 1, "printed")
    return (*DEFAULT_RANGE, "default" if side.n is None else "printed")


@dataclass(frozen=True)
class Question:
    """What is printed of one table."""

    side1: Side
    side2: Side
    n1: tuple[int, int]
    n2: tuple[int, int]
    p: str | None = None
    total: int | None = None
    events: int | None = None
    effects: Mapping[str, str] = field(default_factory=dict)
    level: float = 0.95
    side: str | None = None
    z: str | float = EXACT
    transposed: bool = False

    @property
    def free(self) -> bool:
        """Whether the two sides are tied by nothing but a P value."""
        return self.total is None and self.events is None and not self.effects

    def nearest(
        self, rounding: str, tests: Sequence[str], p_rule: str, methods: Sequence[str]
    ) -> list[dict]:
        """What the printed shares would be where no count makes them, and P and contrasts."""
        left = self.side1.candidates(self.n1, rounding)
        right = self.side2.candidates(self.n2, rounding)
        found: list[dict] = [
            {"quantity": name, **miss}
            for name, side, sizes, made in (
                ("side1", self.side1, self.n1, left), ("side2", self.side2, self.n2, right),
            )
            if not len(made)
            for miss in side.nearest(sizes, rounding)
        ]  # fmt: skip
        try:
            chosen = pool(left, right, self.total, self.events, (), MAX_MISSES)
        except InputError:  # of very many, some of each size
            chosen = few(left, right, MAX_MISSES) if self.free else []
        if self.p is not None:
            slow = len(chosen) > MAX_SLOW_MISSES
            values = (
                (name, exact_tables.table_p(*table, name, self.side), written(table))
                for name in tests
                if not (slow and name in exact_tables.UNCONDITIONAL)
                and not too_slow(name, *in_one(chosen))
                for table in chosen
            )
            p = read_p(self.p, rounding, p_rule)
            found += ({"quantity": "p", **miss} for miss in nearest.of(p, values))
        named = None if ALL in methods else methods
        by_quantity: dict[str, tuple[Contrast, Printed, list[tuple[str, Any, str]]]] = {}
        for one in contrasts.read(
            self.effects, rounding, named, self.level, self.z, self.transposed
        ):
            for quantity, printed, end in one.printed_numbers():
                values_of = by_quantity.setdefault(quantity, (one, printed, []))[2]
                values_of += (
                    (one.method, one.value(end, *table), written(table)) for table in chosen
                )
        for quantity, (one, printed, values_of) in by_quantity.items():
            misses = nearest.of(printed, values_of, one.unit)
            found += ({"quantity": quantity, **miss} for miss in misses)
        return sorted(found, key=lambda miss: miss["distance"] == 0)  # what misses is told first

    def answers(
        self,
        rounding: str,
        tests: Sequence[str],
        p_rules: Sequence[str],
        methods: Sequence[str] | None,
        tried: dict[str, None],
        not_tried: dict[str, str],
    ) -> Iterator[tuple[str, str, dict[str, str], Iterable[Columns]]]:
        """The tables under each test, rule for P and method; notes what was and was not tried.

        Yields
        ------
        test, rule for P, labels of the methods, blocks of columns
        """
        left = self.side1.candidates(self.n1, rounding)
        right = self.side2.candidates(self.n2, rounding)
        if self.free:
            check_size(len(left) * len(right) if self.p is not None else 0, MAX_PAIRS)
        read = list(
            contrasts.read(self.effects, rounding, methods, self.level, self.z, self.transposed)
        )
        every = [] if self.free else pool(left, right, self.total, self.events)
        known: dict[Choice, list[Table]] = {}
        for choice in contrasts.combinations(read):
            labels = {f"{one.name}_method": one.method for one in choice}
            chosen = None
            if not self.free:
                try:
                    chosen = narrowed(every, choice, known)
                except TooSlow as error:
                    not_tried[" and ".join(labels.values())] = error.message
                    continue
            tried.update({f"{one.name}: {one.method}": None for one in choice})
            for name in tests:
                sides = (left, right) if chosen is None else in_one(chosen)
                reason = too_slow(name, *sides, p_is_printed=self.p is not None)
                if reason:
                    not_tried[name] = reason
                    continue
                tried[name] = None
                for p_rule in p_rules if self.p is not None else p_rules[:1]:
                    p = None if self.p is None else read_p(self.p, rounding, p_rule)
                    if chosen is None:
                        yield name, p_rule, labels, columns_of(left, right, name, p, self.side)
                    else:
                        yield name, p_rule, labels, [
                            in_columns(select(chosen, name, p, self.side))
                        ]


def pool(
    left: Candidates,
    right: Candidates,
    total: int | None = None,
    events: int | None = None,
    choice: Sequence[Contrast] = (),
    limit: int = MAX_POOL,
) -> list[Table]:
    """The pairs of candidates that have the total, the events and the contrasts.

    Raises
    ------
    InputError
        If too many would have to be looked at.

    Examples
    --------
    >>> sides = read_side("?").candidates((1, 3)), read_side("2/?").candidates((1, 3))
    >>> pool(*sides, total=4, events=3)
    [Table(k1=1, n1=1, k2=2, n2=3), Table(k1=1, n1=2, k2=2, n2=2)]
    """
    longest = {n: last - first + 1 if events is None else 1 for n, first, last in right.runs}
    whole = sum(longest.values())
    size = sum(
        (last - first + 1) * (whole if total is None else longest.get(total - n, 0))
        for n, first, last in left.runs
    )
    check_size(size, limit)
    if size > MOST_KNOWN:
        return narrowed(_every(left, right, total, events), choice, {})
    every, known = _shared(left, right, total, events)
    return list(narrowed(every, choice, known))


def _every(
    left: Candidates, right: Candidates, total: int | None, events: int | None
) -> list[Table]:
    runs = {n: (first, last) for n, first, last in right.runs}
    return list(_pairs(left, runs, total, events))


@lru_cache(maxsize=4)
def _shared(
    left: Candidates, right: Candidates, total: int | None, events: int | None
) -> tuple[list[Table], dict[Choice, list[Table]]]:
    """The pairs with what choices leave of them: a problem asks for both under each convention."""
    return _every(left, right, total, events), {}


def narrowed(
    every: list[Table], choice: Sequence[Contrast], known: dict[Choice, list[Table]]
) -> list[Table]:
    """Those of the tables that fit each contrast, quick methods first; what is known is kept.

    Parameters
    ----------
    every : list of Table
    choice : sequence of Contrast
    known : dict
        What earlier choices left of the same tables: choices that begin alike share it.

    Raises
    ------
    TooSlow
        If a method takes too long for what the others leave.
    """
    kept: list[Table] = every
    asked: Choice = ()
    for contrast in sorted(choice, key=lambda one: one.method in SLOW_CONTRASTS):
        steps = (contrast,) if contrast.method in SLOW_CONTRASTS else contrast.steps()
        if contrast.conditional and (*asked, *steps) not in known:
            check_counts(kept, contrast.method)
        for step in steps:
            asked = (*asked, step)
            if asked not in known:
                known[asked] = _fitting(kept, step)
            kept = known[asked]
    return kept


def _fitting(found: list[Table], contrast: Contrast) -> list[Table]:
    """The tables that fit a contrast; TooSlow where its method is too slow for so many."""
    if contrast.method in SLOW_CONTRASTS:
        found = [table for table in found if contrast.may_fit(*table)]
        if len(found) > MAX_SLOW:
            raise TooSlow(
                f"the {contrast.method} interval is too slow for {len(found)} tables, more "
                f"than {MAX_SLOW}; give the estimate, a count, a total or another method"
            )
    if not contrast.conditional:
        return [table for table in found if contrast.fits(*table)]
    # By margins, which share their laws; then back in order.
    kept = {table for table in sorted(found, key=margins) if contrast.fits(*table)}
    return [table for table in found if table in kept]


def margins(table: Table) -> tuple[int, int, int]:
    """Both sizes of a table, and the events of both groups together.

    >>> margins(Table(4, 10, 29, 36))
    (10, 36, 33)
    """
    return table.n1, table.n2, table.k1 + table.k2


def few(left: Candidates, right: Candidates, most: int) -> list[Table]:
    """The first and the last count of the smallest and of the largest sizes, no more than so many.

    >>> sides = read_side("?").candidates((1, 3)), read_side("2/?").candidates((2, 90))
    >>> [tuple(table) for table in few(*sides, 4)]
    [(0, 1, 2, 2), (0, 1, 2, 90), (3, 3, 2, 2), (3, 3, 2, 90)]
    """
    share = max(1, math.isqrt(most) // 2)

    def ends(one: Candidates) -> list[tuple[int, int]]:
        every = [(k, n) for n, first, last in one.runs for k in dict.fromkeys((first, last))]
        return list(dict.fromkeys((*every[:share], *every[-share:])))

    return [Table(*one, *other) for one in ends(left) for other in ends(right)]


def check_counts(found: Sequence[Table], method: str) -> None:
    """Raise TooSlow where a conditional method would go through too many counts in all."""
    size = sum(min(k1 + k2, n1 + n2 - k1 - k2, n1, n2) + 1 for k1, n1, k2, n2 in found)
    if size > MAX_COUNTS:
        raise TooSlow(
            f"the {method} odds ratio is too slow for {size} possible counts in {len(found)} "
            f"tables, more than {MAX_COUNTS}; give a count, a total or another method"
        )


def _pairs(
    left: Candidates, runs: Mapping[int, tuple[int, int]], total: int | None, events: int | None
) -> Iterator[Table]:
    for n1, least, most in left.runs:
        # Before the counts are gone through: there can be millions beside no size of group 2.
        sizes = [n2 for n2 in (runs if total is None else (total - n1,)) if n2 in runs]
        for k1 in range(least, most + 1) if sizes else ():
            for n2 in sizes:
                first, last = runs[n2]
                if events is not None:
                    k2 = events - k1
                    first, last = (k2, k2) if first <= k2 <= last else (1, 0)
                for k2 in range(first, last + 1):
                    yield Table(k1, n1, k2, n2)


def read_tests(tests: str | Sequence[str]) -> list[str]:
    """The named conventions, all of them for ``all``; InputError for an unknown one.

    >>> read_tests("fisher")
    ['fisher']
    """
    names = listed(tests)
    for name in names:
        if name not in (ALL, *exact_tables.CONVENTIONS, *exact_tables.FURTHER):
            known = ", ".join((*exact_tables.CONVENTIONS, *exact_tables.FURTHER, ALL))
            raise InputError(f"unknown test {name!r}; one of {known}")
    return list(exact_tables.CONVENTIONS) if ALL in names else names


def written(table: Table) -> str:
    """The counts of both groups.

    >>> written(Table(4, 10, 29, 36))
    '4/10 v 29/36'
    """
    return f"{table.k1}/{table.n1} v {table.k2}/{table.n2}"


def in_one(chosen: Sequence[Table]) -> tuple[Candidates, Candidates]:
    """Candidates with as many pairs, and as many children, as these tables."""
    largest = max((table.n1 + table.n2 for table in chosen), default=1)
    return Candidates(((largest, 0, len(chosen) - 1),)), Candidates(((0, 0, 0),))


def check_size(tables: int, limit: int) -> None:
    """Refuse, with a way out, what would take too long to look at."""
    if tables > limit:
        raise InputError(
            f"{tables} tables would have to be looked at, more than {limit}; "
            "narrow --n or --n1, or give a count, a denominator, a percentage or the total"
        )


def listed(names: str | Iterable[str]) -> list[str]:
    """One name or several as a list without repeats."""
    return [names] if isinstance(names, str) else list(dict.fromkeys(names))


def columns_of(
    left: Candidates,
    right: Candidates,
    convention: str,
    p: Printed | None,
    side: str | None = None,
) -> Iterator[Columns]:
    """The tables of `matching` as blocks of columns k1, n1, k2, n2 and P value."""
    if len(left) * len(right) >= WORTH_NUMPY and has_numpy(convention):
        yield from blocks(left, right, convention, p, side)
    else:
        yield in_columns(matching(left, right, convention, p, side))


def in_columns(found: Iterable[tuple[Table, float]]) -> Columns:
    """Tables with their P values as columns."""
    return list(zip(*((*table, value) for table, value in found), strict=True)) or [[]] * 5


def _rows(
    columns: Columns, convention: str, rounding: str, p_rule: str, labels: Mapping[str, str]
) -> Iterator[dict]:
    for k1, n1, k2, n2, p in zip(*columns, strict=True):
        against = k2 * (n1 - k1)
        yield {
            "k1": k1,
            "n1": n1,
            "k2": k2,
            "n2": n2,
            "convention": convention,
            "p": p if p == p else None,
            "odds_ratio": k1 * (n2 - k2) / against if against else None,
            "odds_ratio_infinite": not against and k1 * (n2 - k2) > 0,
            "rounding": rounding,
            "p_rule": p_rule,
            **labels,
        }
