"""What solutions leave of a printed number: counts, values, or a stretch of a continuum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit.contrasts import METHODS, point
from printed.problem.items import Item
from printed.problem.items.extremes import assignments
from printed.problem.joint import Solution
from printed.register import Claim
from printed.sets import CompatibleSet, Count, Range

BEYOND = 3  # a recomputed P value is shown with so many more decimals than printed
SAMPLE_FACTS = ("mean", "sd", "median")


@dataclass(frozen=True)
class Recomputed:
    """What the printed numbers leave of a target, in words and as a range."""

    text: str
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Left:
    """What one reading leaves of a target.

    Parameters
    ----------
    recomputed : Recomputed
    size : int or None
        How many values; None of a continuum.
    key : object
        Equal for two readings that leave the same.
    """

    recomputed: Recomputed
    size: int | None
    key: Any

    @property
    def single(self) -> bool:
        """Whether one value is left."""
        return self.size == 1


NOTHING = Left(Recomputed("nothing found"), 0, ())


def target(claim: Claim, item: Item, fact: str, solutions: Sequence[Solution]) -> Left:
    """What solutions leave of a printed number.

    Parameters
    ----------
    claim : Claim
    item : Item
        That holds the number.
    fact : str
        Its name there.
    solutions : sequence of Solution
        Of the item and all that are tied to it.
    """
    members = [one for solution in solutions for one in solution.members[item.name]]
    if not members:
        return NOTHING
    if item.kind == "table":
        return _of_tables(claim, fact, members)
    if item.kind == "count":
        return counted(CompatibleSet(Count(*one) for one in members))
    if item.kind == "extremes":
        return _of_extremes(members)
    if item.kind == "sample" and fact in SAMPLE_FACTS:
        return _of_samples(claim, fact, members)
    return _as_printed(claim, members)


def counted(values: CompatibleSet[Count]) -> Left:
    """Counts as what is left."""
    members = tuple(sorted(set(values)))
    shares = [k / n for k, n in members if n]  # rounded alike, so that the ends are too
    span = (min(shares), max(shares)) if shares else (None, None)
    return Left(Recomputed(values.describe(), *span), len(members), members)


def of_p(values: Sequence[float], decimals: int) -> Left:
    """P values as what is left."""
    members = tuple(sorted(set(values)))
    text = Range(members[0], members[-1]).text(decimals + BEYOND)
    return Left(Recomputed(text, members[0], members[-1]), len(members), members)


def _of_tables(claim: Claim, fact: str, members: Sequence[Any]) -> Left:
    if fact == "p":
        return of_p([p for _, p in members if p == p], claim.interval().decimals)
    if fact in METHODS:
        points, decimals = (100, claim.interval().decimals) if claim.in_points else (1, 0)
        return of_p([points * float(point(fact, *table) or 0) for table, _ in members], decimals)
    first = fact == "group1"
    return counted(
        CompatibleSet(Count(t.k1, t.n1) if first else Count(t.k2, t.n2) for t, _ in members)
    )


def _of_extremes(members: Sequence[tuple[tuple[int, ...], int]]) -> Left:
    lowest = CompatibleSet(Count(found[0], n) for found, n in members)
    highest = CompatibleSet(Count(found[-1], n) for found, n in members)
    size = sum(assignments(found) for found, _ in members)
    text = f"{lowest.describe()} to {highest.describe()}, {size} assignments"
    span = float(min(lowest).share), float(max(highest).share)
    return Left(Recomputed(text, *span), size, tuple(members))


def _of_samples(claim: Claim, fact: str, members: Sequence[Any]) -> Left:
    bounds = [one.bounds(fact) for one in members]
    if any(one.min_infinite or one.max_infinite for one in bounds):
        return _as_printed(claim, members)
    low, high = min(one.min for one in bounds), max(one.max for one in bounds)
    return interval(low, high, claim.interval().decimals)


def _as_printed(claim: Claim, members: Sequence[Any]) -> Left:
    """A number on a continuum of which something fits: all that its print can stand for."""
    try:
        span = claim.interval()
    except InputError:  # an interval, say, which is no one number
        return Left(Recomputed(claim.printed), None, len(members))
    if span.lower is None or span.upper is None:
        return Left(Recomputed(claim.printed), None, len(members))
    return interval(span.lower, span.upper, span.decimals)


def interval(low: Any, high: Any, decimals: int) -> Left:
    """A stretch of a continuum as what is left."""
    first, last = (notation.text(end, decimals + 1) for end in (low, high))
    text = first if low == high else f"between {first} and {last}"
    return Left(Recomputed(text, float(low), float(high)), 1 if low == high else None, (low, high))
