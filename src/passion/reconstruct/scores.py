"""Two samples of scores with printed medians, quartile distances and rank sum, drawn together.

Scores are whole numbers of a fine unit and no two are equal. Each group is drawn from a named
shape, stretched and shifted until its median and quartile distance print as they should; then
scores that neither of them rests on are moved past each other until the rank sum fits.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from printed.errors import InputError
from printed.fit.samples.quantiles import quantile_weights
from printed.notation import Printed

UNITS = 100  # of a score
FARTHEST = 4 * UNITS  # scores beyond are drawn anew
MOST_PAIRS = 5_000  # of samples tried
MOST_MOVES = 300  # of single scores, in one pair of samples
STEP = 25  # units: the mean length of a move
SHARES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
SHAPES = ("normal", "heavy tails", "long tail above", "long tail below")


@dataclass(frozen=True)
class Printing:
    """A group and what is printed of it."""

    n: int
    median: Printed
    iqr: Printed


def pair(rng: Any, one: Printing, other: Printing, u: int) -> tuple[list[int], list[int]]:
    """Scores of two groups that print as they should, with a given rank sum.

    Parameters
    ----------
    rng : numpy.random.Generator
    one, other : Printing
    u : int
        Pairs in which the first group's score is the higher.

    Returns
    -------
    tuple of list of int
        Ascending, in hundredths of a score.

    Raises
    ------
    InputError
        If no pair was found; the numbers may not go together.
    """
    for _ in range(MOST_PAIRS):
        first, second = sample(rng, one), sample(rng, other)
        if first is None or second is None or set(first) & set(second):
            continue
        if moved(rng, first, second, u):
            return first, second
    raise InputError(f"no scores of {one.n} and {other.n} children were found with U = {u}")


def sample(rng: Any, wanted: Printing) -> list[int] | None:
    """A sample of one drawn shape with the printed median and quartile distance, or None.

    The targets are drawn evenly within the printed intervals, kept a unit and a half off their
    ends, which rounding to the grid cannot undo.
    """
    shape = SHAPES[rng.integers(len(SHAPES))]
    if shape == "normal":
        raw = rng.standard_normal(wanted.n)
    elif shape == "heavy tails":
        raw = rng.standard_t(3, wanted.n)
    else:
        raw = rng.gamma(1.5, size=wanted.n) * (1 if shape.endswith("above") else -1)
    drawn = sorted(raw.tolist())
    low, middle, high = (part / 4 for part in quarters(drawn))
    ends = [
        (float(span.lower) * UNITS + 1.5, float(span.upper) * UNITS - 1.5)  # type: ignore[arg-type]
        for span in (wanted.median, wanted.iqr)
    ]
    median, distance = (rng.uniform(*end) for end in ends)
    scale = distance / (high - low)
    scores = [int(median + (value - middle) * scale + 1000.5) - 1000 for value in drawn]
    if max(-scores[0], scores[-1]) > FARTHEST or len(set(scores)) < wanted.n:
        return None
    return scores if prints(scores, wanted) else None


def prints(scores: Sequence[int], wanted: Printing) -> bool:
    """Whether ascending scores have the printed median and quartile distance."""
    low, middle, high = quarters(scores)
    median, distance = Fraction(middle, 4 * UNITS), Fraction(high - low, 4 * UNITS)
    return wanted.median.contains(median) and wanted.iqr.contains(distance)


def quarters(ascending: Sequence[Any]) -> list[Any]:
    """Four times the lower quartile, the median and the upper quartile, of type 7.

    >>> quarters([1, 2, 3, 4])
    [7, 10, 13]
    """
    return [
        sum(weight * ascending[place] for place, weight in places)
        for places in _places(len(ascending))
    ]


def moved(rng: Any, first: list[int], second: list[int], u: int) -> bool:
    """Move scores, in place, until the rank sum is the one wanted; whether it was reached.

    A score that the median and the quartiles rest on stays; the others stay between those.
    """
    missing = u - sum(bisect_left(second, score) for score in first)
    lists = (first, second)
    free = [
        (side, i, below, above)
        for side, scores in enumerate(lists)
        for i, below, above in _free(scores)
    ]
    taken = {*first, *second}
    picks = rng.integers(len(free), size=MOST_MOVES).tolist()
    for pick, length in zip(picks, rng.exponential(STEP, MOST_MOVES).tolist(), strict=True):
        if not missing:
            return True
        side, index, below, above = free[pick]
        scores, others = lists[side], lists[1 - side]
        up = (missing > 0) == (side == 0)
        old = scores[index]
        new = old + (1 if up else -1) * (1 + int(length))
        if not below < new < above or new in taken:
            continue
        passed = bisect_left(others, new) - bisect_left(others, old)
        gain = passed if side == 0 else -passed
        if abs(missing - gain) > abs(missing):
            continue
        missing -= gain
        taken ^= {old, new}
        del scores[index]
        insort(scores, new)
    return not missing


@lru_cache(maxsize=256)
def _places(n: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Places, and their weights in quarters, of the lower quartile, the median, the upper one."""
    return tuple(
        tuple((rank - 1, int(4 * weight)) for rank, weight in quantile_weights(n, share).items())
        for share in SHARES
    )


def _free(scores: Sequence[int]) -> list[tuple[int, int, int]]:
    """The places whose score may move, each with the two scores that it must stay between."""
    held = sorted({place for places in _places(len(scores)) for place, _ in places})
    fixed = [-FARTHEST - 1, *(scores[place] for place in held), FARTHEST + 1]
    return [
        (i, fixed[gap], fixed[gap + 1])
        for i in range(len(scores))
        if i not in held
        for gap in [bisect_left(held, i)]
    ]
