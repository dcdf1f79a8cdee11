"""Which rank sums give a printed P, for given group sizes."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, islice, product
from numbers import Real
from typing import Any

from printed import limits
from printed.errors import InputError
from printed.fit import nearest
from printed.fit.counts import check_range
from printed.fit.ranksum.tail import place_exact, place_normal
from printed.fit.ranksum.ties import Work, tail_with_ties
from printed.fit.result import Result
from printed.notation import Printed, parse
from printed.stats.ranks import ALL_METHODS, METHODS, null_counts, z_squared

MAX_RESULTS = 100_000
COLUMNS = (
    "n1", "n2", "method", "u_low", "u_high", "superiority", "attained", "rounding", "p_rule",
)  # fmt: skip
EXACT_WORK = 30_000_000  # steps n1 n2 min(n1, n2) over all sizes, about three seconds
# Where values may be equal: the same, and (n1 + n2)^1.5 for normal methods; seconds each.
TIED_WORK, NORMAL_WORK = 3_000_000, 1_000_000
MAX_SIZES = 20_000
MOST_MISSES = 20  # pairs of sizes whose nearest P values are told where none fits
Range = tuple[int, int]
Rule = tuple[str, str, Printed]


def search(
    p: str,
    n1: int | Range,
    n2: int | Range,
    method: str | Sequence[str] = "all",
    ties: str = "none",
    rounding: str | Sequence[str] = "half-up",
    p_rule: str | Sequence[str] = "nearest",
    max_results: int = MAX_RESULTS,
    equal: bool = False,
) -> Result:
    """The values of U of group 1 whose rank-sum test prints the P value.

    Parameters
    ----------
    p : str
        As printed, for instance ``0.003`` or ``<0.001``.
    n1, n2 : int or (first, last)
        Group sizes; of a range both ends are included.
    method : str or sequence of str
        ``exact``, ``asymptotic``, ``continuity`` (see `printed.stats.ranks`), or ``all``.
    ties : {"none", "any"}
        Whether values may be equal. With ``any`` the P of a U depends on the whole pattern of
        ties; see Returns.
    rounding, p_rule : str or sequence of str
        Rules of `printed.notation`; each combination has its own rows.
    max_results : int
        Most rows.
    equal : bool
        Whether both groups have one size.

    Returns
    -------
    Result
        Rows ``{"n1", "n2", "method", "u_low", "u_high", "superiority", "attained", "rounding",
        "p_rule"}``; sizes for which no U gives the P have no row. ``u_low`` and ``u_high`` are
        the ends, both included, in the lower and upper tail (mirror images); ``superiority`` is
        ``u_high`` over n1 n2. ``attained`` is true when both ends are reached. With
        ``ties="any"`` the ends are outer bounds: no data with this P lie outside; the row then
        also has ``u_high_attained``, ends that explicit patterns of ties reach, or null.

    Raises
    ------
    InputError
        If the P, a size or a name is not usable.

    Notes
    -----
    P never grows with the distance of U from n1 n2 / 2, so that both ends are found by
    bisection. Exact P values are compared with the printed edges as fractions, normal ones with
    as many decimals as it takes. The exact distribution costs n1 n2 min(n1, n2) steps; sizes
    beyond 30 million steps in all are listed as not tried. Where values may be equal all methods
    have such a limit, and patterns of ties are tried for some seconds.

    Examples
    --------
    >>> search("0.003", 10, 36, "exact").results[0]["u_high"]
    [287, 290]
    """
    methods = read_methods(method)
    first, second = read_range(n1, "n1"), read_range(n2, "n2")
    if ties not in {"none", "any"}:
        raise InputError(f"unknown ties {ties!r}; one of none, any")
    pairs = _sizes(first, second, equal)
    if max_results < 1:
        raise InputError(f"the most rows to list is at least 1, not {max_results}")
    limits.ROWS.check(max_results, "--max-results")
    roundings = [rounding] if isinstance(rounding, str) else list(rounding)
    p_rules = [p_rule] if isinstance(p_rule, str) else list(p_rule)
    rules = [
        (name, p_name, parse(p, name, kind="p_value", p_rule=p_name))
        for name, p_name in product(roundings, p_rules)
    ]
    not_tried: dict[str, str] = {}
    found = _rows(pairs, methods, ties, rules, not_tried)
    rows = list(islice(found, max_results))
    truncated = next(found, None) is not None
    call = {
        "p": p,
        "n1": list(first),
        "n2": list(second),
        "method": methods,
        "ties": ties,
        "rounding": roundings,
        "p_rule": p_rules,
    }
    return Result(
        rows,
        call=call,
        conventions=methods,
        not_tried=[{"convention": k, "reason": v} for k, v in not_tried.items()],
        n_range=second,
        searched={
            name: (*ends, "given") for name, ends in (("n1", first), ("n2", second))
        },
        nearest=[] if rows or ties == "any" else _nearest(pairs, methods, rules[0][2]),
        truncated=truncated,
        columns=(*COLUMNS, *(("u_high_attained",) if ties == "any" else ())),
    )


def refused(n1: Range, n2: Range, method: str, ties: str, equal: bool = False) -> str | None:
    """Why a method is not tried on all sizes; None if it is.

    >>> refused((2, 40), (2, 40), "exact", "any")
    'too many allocations from n1=23, n2=22 on'
    """
    not_tried: dict[str, str] = {}
    for _ in _tried(_sizes(n1, n2, equal), [method], ties, not_tried):
        if not_tried:
            break
    return not_tried.get(method)


def _sizes(first: Range, second: Range, equal: bool) -> list[tuple[int, int]]:
    """The pairs of sizes, the first group's slowest; InputError if they are too many."""
    long1, long2 = (last - least + 1 for least, last in (first, second))
    asked = min(long1, long2) if equal else long1 * long2
    if asked > MAX_SIZES:
        raise InputError(f"{asked} pairs of sizes are too many; at most {MAX_SIZES}")
    every = range(first[0], first[1] + 1), range(second[0], second[1] + 1)
    return [(n, n) for n in every[0] if n in every[1]] if equal else list(product(*every))


def _tried(
    sizes: Iterable[tuple[int, int]], methods: list[str], ties: str, not_tried: dict[str, str]
) -> Iterator[tuple[int, int, str]]:
    """The sizes with each method, as long as it is not too much; notes what is."""
    work, most = 0, EXACT_WORK if ties == "none" else TIED_WORK
    normal = 0
    for (size1, size2), name in product(sizes, methods):
        if name.startswith("exact"):
            work += size1 * size2 * min(size1, size2)
            if work > most:
                reason = f"too many allocations from n1={size1}, n2={size2} on"
                not_tried.setdefault(name, reason)
                continue
        elif ties != "none":
            normal += math.isqrt((size1 + size2) ** 3)
            if normal > NORMAL_WORK:
                reason = f"too many patterns of ties from n1={size1}, n2={size2} on"
                not_tried.setdefault(name, reason)
                continue
        yield size1, size2, name


def _rows(
    sizes: Iterable[tuple[int, int]],
    methods: list[str],
    ties: str,
    rules: list[Rule],
    not_tried: dict[str, str],
) -> Iterator[dict[str, Any]]:
    """The rows in the order of n1, n2, method and rule; notes what is too large to try."""
    patterns = Work()
    for size1, size2, name in _tried(sizes, methods, ties, not_tried):
        for rule, p_name, value in rules:
            row = _row(size1, size2, name, ties, value, patterns)
            if row is not None:
                yield row | {"rounding": rule, "p_rule": p_name}


def _nearest(
    sizes: Iterable[tuple[int, int]], methods: list[str], p: Printed
) -> list[nearest.Miss]:
    """The P values of the U on both sides of the printed one, of the first few sizes."""
    found = []
    for n1, n2 in islice(sizes, MOST_MISSES):
        for name in methods:
            if name.startswith("exact") and n1 * n2 * min(n1, n2) > EXACT_WORK // MOST_MISSES:
                continue
            place, value = _placed(n1, n2, name, p)
            above = bisect_left(range(n1 * n2 // 2 + 1), 0, key=place)
            found += [
                (name, value(u), f"U {u} of {n1} v {n2}")
                for u in (above - 1, above)
                if 0 <= u <= n1 * n2 // 2
            ]
    return [{"quantity": "p", **miss} for miss in nearest.of(p, found)]


def _row(
    n1: int, n2: int, method: str, ties: str, p: Printed, patterns: Work
) -> dict[str, Any] | None:
    """One row, or None when no U gives the P."""
    pairs = n1 * n2
    if ties == "none":
        ends = tail_without_ties(n1, n2, method, p)
        if ends is None:
            return None
        low, high = ends
        return _ends(n1, n2, method, [low, high], [pairs - high, pairs - low]) | {"attained": True}
    tied = tail_with_ties(n1, n2, method, p, patterns)
    if tied is None:
        return None
    (near, far), reached = tied
    low_ends, high_ends = ([(pairs - far) / 2, (pairs - near) / 2], _upper(pairs, (near, far)))
    return _ends(n1, n2, method, low_ends, high_ends) | {
        "attained": reached == (near, far),
        "u_high_attained": None if reached is None else _upper(pairs, reached),
    }


def _upper(pairs: int, away: tuple[int, int]) -> list[float]:
    return [(pairs + d) / 2 for d in away]


def _ends(
    n1: int, n2: int, method: str, low: Sequence[float], high: Sequence[float]
) -> dict[str, Any]:
    return {
        "n1": n1,
        "n2": n2,
        "method": method,
        "u_low": low,
        "u_high": high,
        "superiority": [u / (n1 * n2) for u in high],
    }


def tail_without_ties(n1: int, n2: int, method: str, p: Printed) -> tuple[int, int] | None:
    """First and last U of the lower tail with this P when no values are equal.

    >>> tail_without_ties(3, 3, "exact", parse("0.1"))
    (0, 0)
    """
    return monotone_span(n1 * n2 // 2, _placed(n1, n2, method, p)[0])


def _placed(
    n1: int, n2: int, method: str, p: Printed
) -> tuple[Callable[[int], int], Callable[[int], float]]:
    """Whether the P of a U of the lower tail lies below, in or above the printed one; and that P.

    P grows with U up to half of n1 n2.
    """
    if method.startswith("exact"):
        arrangements, below = _tail(n1, n2)

        def place(u: int) -> int:
            return place_exact(min(Fraction(1), Fraction(2 * below[u], arrangements)), p)

        def value(u: int) -> float:
            return min(1.0, float(Fraction(2 * below[u], arrangements)))
    else:
        continuity = method == "continuity"

        def place(u: int) -> int:
            return place_normal(z_squared(2 * u, n1, n2, continuity=continuity), p)

        def value(u: int) -> float:
            square = z_squared(2 * u, n1, n2, continuity=continuity)
            return math.erfc(math.sqrt(float(square or 0) / 2))

    return place, value


@lru_cache(maxsize=128)
def _tail(n1: int, n2: int) -> tuple[int, list[int]]:
    """All allocations without ties, and how many give each U of the lower half or less."""
    below = list(accumulate(null_counts(n1, n2)[: n1 * n2 // 2 + 1]))
    return math.comb(n1 + n2, n1), below


def monotone_span(last: int, place: Callable[[int], int]) -> tuple[int, int] | None:
    """The run of 0..last placed inside, for a P that does not fall along the way.

    >>> monotone_span(9, lambda u: (u > 5) - (u < 3))
    (3, 5)
    """
    steps = range(last + 1)
    low = bisect_left(steps, 0, key=place)
    high = bisect_right(steps, 0, lo=low, key=place) - 1
    return (low, high) if low <= high else None


def read_methods(method: str | Sequence[str]) -> list[str]:
    """The named methods, ``all`` standing for the three of the contract."""
    names = [method] if isinstance(method, str) else list(method)
    chosen: list[str] = []
    for name in names:
        if name != "all" and name not in ALL_METHODS:
            raise InputError(f"unknown method {name!r}; one of {', '.join(ALL_METHODS)}, all")
        chosen += [m for m in (METHODS if name == "all" else (name,)) if m not in chosen]
    return chosen


def read_range(n: int | Range, what: str) -> Range:
    """A size or a range of sizes as a checked range."""
    ends = tuple(n) if isinstance(n, (tuple, list)) else (n, n)
    numbers = all(isinstance(e, Real) and not isinstance(e, bool) for e in ends)
    if len(ends) != 2 or not numbers or any(not math.isfinite(e) or int(e) != e for e in ends):
        raise InputError(f"{what} is a size or a range of two sizes, not {n!r}")
    first, last = (int(e) for e in ends)
    check_range((first, last), what)
    return first, last
