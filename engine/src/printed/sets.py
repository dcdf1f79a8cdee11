"""The one type that the book speaks in: all data compatible with the printed numbers.

A set carries no weights: compatible is not probable, so nothing here averages over members.
With the children's records in place the set has one member, and every range is one value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, Generic, NamedTuple, TypeVar

from printed import notation
from printed.errors import InputError

T = TypeVar("T")
LISTED = 3  # up to so many values are named one by one


class Count(NamedTuple):
    """So many children of so many.

    >>> str(Count(29, 36)), Count(29, 36).share
    ('29 of 36', Fraction(29, 36))
    """

    k: int
    n: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.k, self.n)

    def __str__(self) -> str:
        return f"{self.k} of {self.n}"


class Range(NamedTuple):
    """The smallest and the largest value that the printed numbers leave.

    Parameters
    ----------
    low, high : number or None
        None where there is no bound.
    attained : bool
        Whether some data reach both ends.

    Notes
    -----
    How a range is rounded is decided here and nowhere else. An end that some data reach is a
    number like any other and is rounded as it would be where it stands alone, so that one number
    is printed one way (inwards, 0.11 would become 0.2); an end that only bounds goes outwards,
    so that nothing is left out.
    """

    low: Any
    high: Any
    attained: bool = True

    @property
    def single(self) -> bool:
        """Whether one value is left."""
        return self.low is not None and self.low == self.high

    @classmethod
    def over(cls, values: Iterable[Any]) -> Range:
        """The range of some numbers; InputError if there are none.

        >>> Range.over([3, 1, 2])
        Range(low=1, high=3, attained=True)
        """
        found = list(values)
        if not found:
            raise InputError("no data fit the printed numbers, so there is no range")
        return cls(min(found), max(found))

    def times(self, factor: Any) -> Range:
        """Both ends multiplied; a negative factor exchanges them.

        >>> Range(-0.5, 0.25).times(-100)
        Range(low=-25.0, high=50.0, attained=True)
        """
        low, high = (None if end is None else end * factor for end in self[:2])
        return Range(*((high, low) if factor < 0 else (low, high)), self.attained)

    def text(self, decimals: int = 0) -> str:
        """The range in words.

        >>> Range(Fraction(1, 3), Fraction(2, 3)).text(2), Range(2, 2).text()
        ('between 0.33 and 0.67', '2')
        >>> Range(0.807, 0.943).text(2), Range(0.807, 0.943, attained=False).text(2)
        ('between 0.81 and 0.94', 'between 0.80 and 0.95')
        """
        low, high = self._rounded(decimals)
        if low == high:
            return low or "unbounded"
        if low is None:
            return f"at most {high}"
        return f"at least {low}" if high is None else f"between {low} and {high}"

    def ends(self, decimals: int = 0) -> str | None:
        """The range as a table shows it; None, which becomes a dash, where it has no bounds.

        >>> Range(Fraction(1, 3), Fraction(2, 3)).ends(2), Range(2, 2).ends()
        ('0.33 to 0.67', '2')
        """
        low, high = self._rounded(decimals)
        if low is None or high is None:
            return None
        return low if low == high else f"{low} to {high}"

    def _rounded(self, decimals: int) -> tuple[str | None, str | None]:
        """Both ends as digits: as any number if they are attained, outwards if they bound."""
        low, high = (
            None
            if end is None
            else notation.text(end, decimals)
            if self.attained or self.single
            else notation.text_outward(end, decimals, up=up)
            for end, up in ((self.low, False), (self.high, True))
        )
        return low, high


class CompatibleSet(Generic[T]):
    """Every value that data satisfying all the printed numbers can have.

    Parameters
    ----------
    members : iterable, optional
        The members, where they can be listed.
    bounds : callable, optional
        For a set that cannot be listed: gives the ``Range`` of a named quantity.
    size : int, optional
        How many members a set has that is not listed; None is a continuum.
    assumptions : iterable of str
        What the set rests on, beside the printed numbers.

    Examples
    --------
    >>> registry = CompatibleSet([Count(26, 32), Count(29, 36), Count(30, 37)])
    >>> registry.describe()
    '26 of 32, 29 of 36 or 30 of 37'
    >>> registry.map(lambda count: count.n).range().text()
    'between 32 and 37'
    """

    def __init__(
        self,
        members: Iterable[T] | None = None,
        *,
        bounds: Callable[[str], Range] | None = None,
        size: int | None = None,
        assumptions: Iterable[str] = (),
    ) -> None:
        if (members is None) == (bounds is None):
            raise InputError("a compatible set has members or bounds, and not both")
        self.members: tuple[T, ...] | None = (
            None if members is None else tuple(dict.fromkeys(members))
        )
        self._bounds = bounds
        self._size = size if self.members is None else len(self.members)
        self.assumptions = tuple(assumptions)

    @property
    def size(self) -> int | None:
        """How many members there are; None for a continuum."""
        return self._size

    @property
    def determined(self) -> bool:
        """Whether the printed numbers leave exactly one member."""
        return self.size == 1

    def __bool__(self) -> bool:
        return self.size != 0

    def __iter__(self) -> Iterator[T]:
        return iter(self._listed())

    def __len__(self) -> int:
        return len(self._listed())

    def only(self) -> T:
        """The one member of a determined set; InputError if it has none or several."""
        if not self.determined:
            raise InputError(f"the printed numbers leave {self.size} possibilities, not one")
        return self._listed()[0]

    def map(self, f: Callable[[T], Any]) -> CompatibleSet[Any]:
        """The set of a quantity's values over all members."""
        return CompatibleSet((f(m) for m in self._listed()), assumptions=self.assumptions)

    def range(self, quantity: Callable[[T], Any] | str | None = None) -> Range:
        """Smallest and largest value of a quantity over the whole set.

        Parameters
        ----------
        quantity : callable or str, optional
            A function of a member; for a continuum the name of a statistic, such as ``mean``
            or ``share<100``. Left out: the members themselves.
        """
        if self._bounds is not None:
            if not isinstance(quantity, str):
                raise InputError("a continuum is asked by the name of a statistic, such as 'mean'")
            return self._bounds(quantity)
        if isinstance(quantity, str):
            raise InputError(f"{quantity!r}: a listed set is asked by a function of its members")
        return Range.over(m if quantity is None else quantity(m) for m in self._listed())

    def describe(self, f: Callable[[T], Any] | None = None, decimals: int = 0) -> str:
        """The set in words: ``29 of 36``, or ``between 3 and 10 of 10``.

        Parameters
        ----------
        f : callable, optional
            The quantity to speak of: a ``Count``, or a number.
        decimals : int
            Decimals of a number.
        """
        distinct: Any = dict.fromkeys(m if f is None else f(m) for m in self._listed())
        values: list[Any] = sorted(distinct)
        if not values:
            return "no value"
        if len(values) == 1:
            return _word(values[0], decimals)
        counts = [value for value in values if isinstance(value, Count)]
        if counts:
            values = sorted(counts, key=lambda count: (count.n, count.k))
            same_n = len({count.n for count in counts}) == 1
            if same_n and len(counts) > 1:
                if len(counts) == 2:
                    return f"{values[0].k} or {values[1].k} of {values[0].n}"
                return f"between {values[0].k} and {values[-1].k} of {values[0].n}"
        elif len(values) > LISTED:
            return Range(values[0], values[-1]).text(decimals)
        if len(values) > LISTED:
            first, last = (_word(value, decimals) for value in (values[0], values[-1]))
            return f"{len(values)} possibilities, from {first} to {last}"
        words = [_word(value, decimals) for value in values]
        return f"{', '.join(words[:-1])} or {words[-1]}"

    def _listed(self) -> tuple[T, ...]:
        if self.members is None:
            raise InputError("this set is a continuum; ask for the range of a named statistic")
        return self.members


def _word(value: Any, decimals: int) -> str:
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, Count)
        else (notation.text(value, decimals))
    )
