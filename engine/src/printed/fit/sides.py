"""What is printed of one group of children: its count, its denominator, its percentage."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from printed.errors import InputError
from printed.fit import counts, nearest
from printed.fit.counts import Candidates

_BOTH = re.compile(r"(\d+)\s*(?:/\s*(\d+)\s*)?[(\[]\s*(\d+(?:[.,·]\d+)?\s*%?)\s*[)\]]")


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
            found = counts.of_share(counts.read_percent(self.percent, rounding), sizes)
            return found if self.k is None else found.with_count(self.k)
        if self.k is not None:
            return Candidates(tuple((size, self.k, self.k) for size in sizes if size >= self.k))
        return Candidates(tuple((size, 0, size) for size in sizes))

    def nearest(self, n: tuple[int, int], rounding: str = "half-up") -> list[nearest.Miss]:
        """The shares of this group that come nearest to its percentage; none without one.

        >>> [miss["text"] for miss in read_side("82%/37").nearest((1, 1))]
        ['81.1%', '83.8%']
        """
        if self.percent is None:
            return []
        share = counts.read_percent(self.percent, rounding)
        sizes = range(n[0], n[1] + 1) if self.n is None else range(self.n, self.n + 1)
        return nearest.ranked(share, counts.shares(share, sizes, self.k))


def counted(side: Side) -> Side:
    """A side without its percentage, where its count and its denominator say all.

    >>> counted(read_side("2/64 (4.2%)")).percent is None
    True
    """
    known = side.k is not None and side.n is not None
    return replace(side, percent=None) if known else side


def read_side(text: str) -> Side:
    """Read ``4/10``, ``4/?``, ``?/10``, ``81%``, ``81%/36``, ``43/51 (84.3%)`` or ``?``.

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
    both = _count_and_share(text)
    if both is not None:
        return both
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


def _count_and_share(text: str) -> Side | None:
    """A count printed with its percentage, such as ``43/51 (84.3%)`` or ``39 (69.4)``."""
    match = _BOTH.fullmatch(text.strip())
    if match is None:
        return None
    k, n, share = match.groups()
    percent = f"{share.rstrip(' %')}%"
    counts.read_percent(percent)
    side = Side(text, _count(k, text), None if n is None else _count(n, text), percent)
    if side.n is not None and (side.n < 1 or (side.k or 0) > side.n):
        raise InputError(f"{text!r}: the count exceeds its denominator")
    return side


def _count(word: str, text: str) -> int:
    if word.isascii() and word.isdigit() and len(word) >= 10:
        raise InputError(f"{text!r} is too large a group; at most 999999999")
    if not (word.isascii() and word.isdigit()):
        raise InputError(f"{text!r} is no group; write 4/10, 4/?, ?/10, 81%, 81%/36 or ?")
    return int(word)
