"""Every 2x2 table that fits what is printed of two groups and of the test between them.

Either side may lack its count, its denominator, or both. The P values of the conventions that
sum integer weights are compared with the printed P exactly wherever a float could err.

Cost: tables in question times the smaller margin of each. All tables of 4/10 against an
unknown k/n up to n=2000 (two million) take about a second with numpy; without it a paper's
size (up to a few thousand tables) is a matter of a second too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from passion import printed
from passion.compatible import counts
from passion.compatible.counts import Candidates
from passion.compatible.result import Result
from passion.errors import InputError
from passion.exact import tables as exact_tables
from passion.printed import Printed

ALL = "all"
DEFAULT_RANGE = (1, 100)
MAX_PAIRS = 30_000_000
MAX_RESULTS = 100_000
WORTH_NUMPY = 300  # fewer tables are done sooner by integers than numpy is imported
UNCONDITIONAL_TABLES, UNCONDITIONAL_SIZE = 400, 200
EDGE = 1e-9  # a float P this near an edge of the printed interval is decided by integers


class Table(NamedTuple):
    """k1 of n1 in group 1, k2 of n2 in group 2."""

    k1: int
    n1: int
    k2: int
    n2: int


@dataclass(frozen=True)
class Side:
    """What is known of one group: its count, its denominator, its percentage."""

    text: str
    k: int | None = None
    n: int | None = None
    percent: str | None = None

    def candidates(self, n: tuple[int, int], rounding: str = "half-up") -> Candidates:
        """Every (k, n) of this group, n over the range unless it is known."""
        counts.check_range(n)
        sizes = range(n[0], n[1] + 1) if self.n is None else range(self.n, self.n + 1)
        if self.percent is not None:
            return counts.of_share(counts.read_percent(self.percent, rounding), sizes)
        if self.k is not None:
            return Candidates(tuple((size, self.k, self.k) for size in sizes if size >= self.k))
        return Candidates(tuple((size, 0, size) for size in sizes))


def read_side(text: str) -> Side:
    """Read ``4/10``, ``4/?``, ``?/10``, ``81%``, ``81%/36`` or ``?``.

    Raises
    ------
    InputError
        If the text is none of these, or its count exceeds its denominator.

    Examples
    --------
    >>> read_side("81%/36")
    Side(text='81%/36', k=None, n=36, percent='81%')
    """
    if not isinstance(text, str):
        raise InputError(f"{text!r} is not a printed string; quote it")
    first, _, second = (part.strip() for part in text.partition("/"))
    percent = first if "%" in first else None
    if percent is not None:
        counts.read_percent(percent)
    k = None if percent is not None or first == "?" else _count(first, text)
    n = None if second in ("", "?") else _count(second, text)
    if (k is not None and not second) or (n is not None and n < 1):
        raise InputError(f"{text!r} is no group; write 4/10, 4/?, ?/10, 81%, 81%/36 or ?")
    if k is not None and n is not None and k > n:
        raise InputError(f"{text!r}: the count exceeds its denominator")
    return Side(text, k, n, percent)


def _count(word: str, text: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise InputError(f"{text!r} is no group; write 4/10, 4/?, ?/10, 81%, 81%/36 or ?")
    return int(word)


def search(
    side1: str,
    side2: str,
    *,
    n1: tuple[int, int] = DEFAULT_RANGE,
    n: tuple[int, int] = DEFAULT_RANGE,
    p: str | None = None,
    tests: str | Sequence[str] = ALL,
    rounding: str | Sequence[str] = "half-up",
    p_rule: str | Sequence[str] = "nearest",
    max_results: int = MAX_RESULTS,
) -> Result:
    """Every table that fits both sides and, where given, the printed P.

    Parameters
    ----------
    side1, side2 : str
        ``4/10``, ``4/?``, ``?/10``, ``81%``, ``81%/36`` or ``?``.
    n1, n : tuple of int
        Range of the denominator of side 1 and of side 2, where it is not known.
    p : str, optional
        The P value as printed.
    tests : str or sequence of str
        Conventions of ``exact.CONVENTIONS``, or ``all``.
    rounding, p_rule : str or sequence of str
        Rules of ``printed``; with several, each is tried.
    max_results : int
        Rows at the most.

    Returns
    -------
    Result
        Rows ``{"k1", "n1", "k2", "n2", "convention", "p", "odds_ratio",
        "odds_ratio_infinite", "rounding", "p_rule"}``.

    Raises
    ------
    InputError
        If the input is not usable, or too many tables would have to be looked at.

    Examples
    --------
    >>> found = search("4/10", "81%", n=(1, 39), p="0.02", tests="fisher")
    >>> [(row["k2"], row["n2"]) for row in found]
    [(26, 32), (29, 36), (30, 37)]
    """
    first, second = read_side(side1), read_side(side2)
    names = _listed(tests)
    names = list(exact_tables.CONVENTIONS) if ALL in names else names
    for name in names:
        if name not in exact_tables.CONVENTIONS:
            known = ", ".join((*exact_tables.CONVENTIONS, ALL))
            raise InputError(f"unknown test {name!r}; one of {known}")
    roundings, p_rules = _listed(rounding), _listed(p_rule)
    counts.check_limit(max_results)
    rows: list[dict] = []
    tried: set[str] = set()
    not_tried: dict[str, str] = {}
    truncated = False
    for rule in roundings:
        left, right = first.candidates(n1, rule), second.candidates(n, rule)
        _check_size(len(left) * len(right) if p is not None else 0)
        for name in names:
            reason = too_slow(name, left, right)
            if reason:
                not_tried[name] = reason
                continue
            tried.add(name)
            for p_rounding in p_rules if p is not None else p_rules[:1]:
                value = None if p is None else read_p(p, rule, p_rounding)
                for table, p_value in matching(left, right, name, value):
                    if len(rows) == max_results:
                        truncated = True
                        break
                    rows.append(_row(table, name, p_value, rule, p_rounding))
    call = {
        "side1": side1,
        "side2": side2,
        "n1": list(n1),
        "n": list(n),
        "p": p,
        "rounding": roundings,
        "p_rule": p_rules,
    }
    return Result(
        rows,
        call=call,
        conventions=[name for name in names if name in tried],
        not_tried=[{"convention": key, "reason": why} for key, why in not_tried.items()],
        n_range=n,
        truncated=truncated,
    )


def read_p(text: str, rounding: str = "half-up", p_rule: str = "nearest") -> Printed:
    """A printed P value as an interval; InputError if it is none."""
    return printed.parse(text, rounding, kind="p_value", p_rule=p_rule)


def matching(
    left: Candidates, right: Candidates, convention: str, p: Printed | None = None
) -> Iterator[tuple[Table, float]]:
    """Tables of a left and a right (k, n) whose P value prints as given, with that P value.

    Parameters
    ----------
    left, right : Candidates
    convention : str
    p : Printed, optional
        Without it every table is handed out.

    Yields
    ------
    Table, float
        In the order of the left, then the right candidates.
    """
    if len(left) * len(right) >= WORTH_NUMPY and convention not in exact_tables.UNCONDITIONAL:
        try:
            import numpy  # noqa: F401
            import scipy  # noqa: F401
        except ImportError:
            pass  # the standard library gives the same answer, later
        else:
            yield from _matching_fast(left, right, convention, p)
            return
    for k1, n1 in left:
        for k2, n2 in right:
            table = Table(k1, n1, k2, n2)
            value = exact_tables.table_p(*table, convention)
            if p is None or _prints(table, convention, value, p):
                yield table, value


def _matching_fast(
    left: Candidates, right: Candidates, convention: str, p: Printed | None
) -> Iterator[tuple[Table, float]]:
    import numpy as np

    from passion.exact import fast

    k2, n2 = right.arrays()
    if p is None:
        low, high = -math.inf, math.inf
    else:
        low = -math.inf if p.lower is None else float(p.lower)
        high = math.inf if p.upper is None else float(p.upper)
    for k1, n1 in left:
        values = fast.table_p(k1, n1, k2, n2, convention, (low, high))
        if p is None:
            found = np.arange(len(values))
            doubtful = np.zeros(len(values), dtype=bool)
        else:
            with np.errstate(invalid="ignore"):
                found = np.flatnonzero((values >= low - EDGE) & (values <= high + EDGE))
            chosen = values[found]
            doubtful = (np.abs(chosen - low) < EDGE) | (np.abs(chosen - high) < EDGE)
        rows = (doubtful, k2[found], n2[found], values[found])
        for unsure, k, n, value in zip(*(column.tolist() for column in rows), strict=True):
            table = Table(k1, n1, k, n)
            if not unsure or (p is not None and _prints(table, convention, value, p)):
                yield table, value


def _prints(table: Table, convention: str, value: float, p: Printed) -> bool:
    """Whether the P value prints as given; at an edge, by integers where the test allows."""
    if math.isnan(value):
        return False
    if any(end is not None and abs(value - float(end)) < EDGE for end in (p.lower, p.upper)):
        name = convention
        if name == "expected-5":
            name = "fisher" if exact_tables.smallest_expected(*table) < 5 else "pearson"
        if name in exact_tables.INTEGER_CONVENTIONS:
            return p.contains(exact_tables.table_p_exact(*table, name))
    return p.contains(value)


def too_slow(convention: str, left: Candidates, right: Candidates) -> str | None:
    """Why a convention is not tried on these candidates; None if it is."""
    if convention not in exact_tables.UNCONDITIONAL or not len(left) or not len(right):
        return None
    try:
        import scipy  # noqa: F401
    except ImportError:
        return "needs scipy, which is not there"
    pairs, size = len(left) * len(right), left.largest + right.largest
    if pairs > UNCONDITIONAL_TABLES:
        return f"too slow for {pairs} tables; at most {UNCONDITIONAL_TABLES}"
    if size > UNCONDITIONAL_SIZE:
        return f"too slow for {size} children; at most {UNCONDITIONAL_SIZE}"
    return None


def _check_size(pairs: int) -> None:
    if pairs > MAX_PAIRS:
        raise InputError(
            f"{pairs} tables would have to be looked at, more than {MAX_PAIRS}; "
            "narrow --n or --n1, or give a count, a denominator or a percentage"
        )


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(dict.fromkeys(names))


def _row(table: Table, convention: str, p: float, rounding: str, p_rule: str) -> dict:
    ratio, infinite = exact_tables.sample_odds_ratio(*table)
    return {
        **table._asdict(),
        "convention": convention,
        "p": None if math.isnan(p) else p,
        "odds_ratio": ratio,
        "odds_ratio_infinite": infinite,
        "rounding": rounding,
        "p_rule": p_rule,
    }
