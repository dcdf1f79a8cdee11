"""Counts and denominators that print as a given percentage.

Cost grows with the number of denominators; every count in question is found by integer
division, so nothing is searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

from printed import limits, notation
from printed.errors import InputError
from printed.fit import nearest
from printed.fit.result import Result
from printed.notation import Printed

LARGEST_N = limits.DENOMINATOR.most
MAX_RESULTS = 100_000
UNKNOWN_N = 1_000  # up to here where nothing says how large a denominator may be


def from_percent(
    text: str,
    n: tuple[int, int],
    rounding: str | Sequence[str] = "half-up",
    *,
    max_results: int = MAX_RESULTS,
) -> Result:
    """Every k of n that prints as the percentage.

    Parameters
    ----------
    text : str
        As printed, for instance ``81%`` or ``40.0 %``.
    n : tuple of int
        Smallest and largest denominator, both included.
    rounding : str or sequence of str
        Rules of ``printed.ROUNDINGS``.
    max_results : int
        Rows at the most.

    Returns
    -------
    Result
        Rows ``{"k", "n"}`` in the order of n, then k; empty when none fits. With several rules
        each has its own rows, which name it as ``"rounding"``.

    Raises
    ------
    InputError
        If the text is no percentage from 0% to 100%, or the range of n is not usable.

    Examples
    --------
    >>> from_percent("81%", (30, 37)).results
    [{'k': 25, 'n': 31}, {'k': 26, 'n': 32}, {'k': 29, 'n': 36}, {'k': 30, 'n': 37}]
    """
    rules = [rounding] if isinstance(rounding, str) else list(dict.fromkeys(rounding))
    check_range(n)
    check_limit(max_results)
    shares = [(rule, read_percent(text, rule)) for rule in rules]
    found = (
        {"k": k, "n": size, **({"rounding": rule} if len(rules) > 1 else {})}
        for rule, share in shares
        for size in range(n[0], n[1] + 1)
        for first, last in [run_of(share, size)]
        for k in range(first, last + 1)
    )
    rows = list(islice(found, max_results))
    misses: list[nearest.Miss] = []
    if not rows:
        misses = nearest.ranked(shares[0][1], neighbours(shares[0][1], range(n[0], n[1] + 1)))
    return Result(
        rows,
        searched={"n": (*n, "given")},
        nearest=[{"quantity": "percent", **miss} for miss in misses],
        call={"percent": text, "n": list(n), "rounding": rules},
        conventions=rules,
        n_range=n,
        columns=("k", "n", *(("rounding",) if len(rules) > 1 else ())),
        truncated=next(found, None) is not None,
    )


@dataclass(frozen=True)
class Candidates:
    """Counts in question: for each denominator a run of counts without gaps.

    Parameters
    ----------
    runs : tuple of (n, first, last)
        A run with last < first is empty.

    Examples
    --------
    >>> list(Candidates(((2, 0, 1), (3, 2, 2))))
    [(0, 2), (1, 2), (2, 3)]
    """

    runs: tuple[tuple[int, int, int], ...]

    def __len__(self) -> int:
        return self._length

    # Asked for thousands of times of the same runs, which can be as many as there are sizes.
    @cached_property
    def _length(self) -> int:
        return sum(last - first + 1 for _, first, last in self.runs)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((k, n) for n, first, last in self.runs for k in range(first, last + 1))

    @cached_property
    def largest(self) -> int:
        """The largest denominator, 0 if there is none."""
        return max((n for n, _, _ in self.runs), default=0)

    def with_count(self, k: int) -> Candidates:
        """Those with this count.

        >>> list(Candidates(((2, 0, 1), (3, 1, 2))).with_count(2))
        [(2, 3)]
        """
        return Candidates(tuple((n, k, k) for n, a, b in self.runs if a <= k <= b))

    def arrays(self) -> tuple[Any, Any]:
        """The counts and denominators as two arrays, in the order of iteration."""
        import numpy as np

        if not self.runs:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        n, first, last = np.array(self.runs, dtype=np.int64).T
        lengths = last - first + 1
        starts = np.repeat(first - np.cumsum(lengths) + lengths, lengths)
        return starts + np.arange(lengths.sum()), np.repeat(n, lengths)


def of_share(share: Printed, sizes: Iterable[int]) -> Candidates:
    """The counts whose percentage lies in the interval, for each denominator.

    >>> list(of_share(notation.parse("81%"), [35, 36]))
    [(29, 36)]
    """
    runs = ((n, *run_of(share, n)) for n in sizes)
    return Candidates(tuple(run for run in runs if run[1] <= run[2]))


def run_of(share: Printed, n: int) -> tuple[int, int]:
    """First and last count of n whose percentage lies in the interval; swapped if none does.

    >>> run_of(notation.parse("81%"), 36)
    (29, 29)
    """
    first, last = 0, n
    if share.lower is not None:
        top, bottom = share.lower.numerator * n, share.lower.denominator * 100
        first = max(0, -(-top // bottom) if share.closed[0] else top // bottom + 1)
    if share.upper is not None:
        top, bottom = share.upper.numerator * n, share.upper.denominator * 100
        last = min(n, top // bottom if share.closed[1] else -(-top // bottom) - 1)
    return first, last


def neighbours(share: Printed, sizes: Iterable[int]) -> Iterator[tuple[Fraction, str]]:
    """For each denominator the percentages next to a printed one, with their counts.

    >>> [data for _, data in neighbours(notation.parse("69.4%"), [56])]
    ['38/56', '39/56']
    """
    for n in sizes:
        below = share.value.numerator * n // (share.value.denominator * 100)
        for k in (below, below + 1):
            if k <= n:
                yield Fraction(100 * k, n), f"{k}/{n}"


def shares(
    share: Printed, sizes: Iterable[int], k: int | None = None
) -> Iterator[tuple[Fraction, str]]:
    """The percentages of a printed count for each denominator; without one those next to it.

    >>> [data for _, data in shares(notation.parse("4.2%"), [64], 2)]
    ['2/64']
    """
    if k is None:
        yield from neighbours(share, sizes)
    else:
        yield from ((Fraction(100 * k, n), f"{k}/{n}") for n in sizes if n >= max(k, 1))


def reach(share: Printed | None, n: tuple[int, int], k: tuple[int, int] | None = None) -> int:
    """The denominator up to which all counts of the share can be gone through.

    Parameters
    ----------
    share : Printed or None
        Rounding rules move the ends of the counts of a percentage and hardly their number.
    n, k : tuple of int
        Ranges; the second end of ``n`` where there are no more pairs than `limits.PAIRS`.

    Examples
    --------
    >>> reach(notation.parse("81%", "either"), (1, 100)), reach(None, (1, 100_000))
    (100, 705)
    """
    least, most = k or (0, n[1])
    pairs = 0
    for size in range(n[0], n[1] + 1):
        first, last = (0, size) if share is None else run_of(share, size)
        pairs += max(0, min(last, most) - max(first, least) + 1)
        if pairs > limits.PAIRS.most:
            return size - 1
    return n[1]


def read_percent(text: str, rounding: str = "half-up") -> Printed:
    """The percentage as an interval; InputError if it is none, or outside 0% to 100%."""
    share = notation.parse(text, rounding)
    if share.kind != "percent":
        raise InputError(f"{text!r} is not a percentage such as 81%")
    below = share.upper is not None and share.upper <= 0 and not share.contains(0)
    above = share.lower is not None and share.lower >= 100 and not share.contains(100)
    if not 0 <= share.value <= 100 or below or above:
        raise InputError(f"{text!r}: a share of children lies between 0% and 100%")
    return share


def check_limit(max_results: int) -> None:
    """Raise InputError unless there is room for a row, and for all of them."""
    if max_results < 1:
        raise InputError(f"at most {max_results} results leave nothing to show; give 1 or more")
    limits.ROWS.check(max_results, "--max-results")


def check_range(n: tuple[int, int], what: str = "n") -> None:
    """Raise InputError unless the range is 1 <= first <= last and not absurdly long."""
    first, last = n
    if first < 1:
        raise InputError(f"{what} starts at {first}; a denominator is at least 1")
    if last < first:
        raise InputError(f"{what} {first}:{last} has its ends swapped")
    if last > LARGEST_N:
        raise InputError(f"{what} goes up to {last}; at most {LARGEST_N} can be searched")
