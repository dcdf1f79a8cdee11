"""The set of all samples that agree with what is printed of one group."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit.samples.additive import largest
from printed.fit.samples.boltzmann import About, Boltzmann
from printed.fit.samples.chain import walk
from printed.fit.samples.constraints import Stated, read
from printed.fit.samples.continuous import Continuum
from printed.fit.samples.draws import LAWS, Walk
from printed.fit.samples.expressions import MOMENTS, NO_SAMPLE, Bound, read_expression
from printed.fit.samples.extremes import Extremes
from printed.fit.samples.grid import lay
from printed.fit.samples.programme import Programme, TooLarge, bits_of_all
from printed.fit.samples.quantiles import QUARTER, median_weights, quantile_weights
from printed.fit.samples.squares import Sample, Undecided
from printed.fit.samples.witness import Witnesses

CONTINUUM = "continuum: without a step the values are no grid and cannot be counted"
NOTHING = "no sample agrees with these numbers: nothing to draw"
UNBOUNDED = "unbounded: give min and max, or a mean with an SD; without them values have no end"
_LIST_LIMIT = 100_000
MOST_REAL = 10_000
R_HAT, LEAST_DRAWS = 1.05, 100  # of chains that have mixed
MOST_WRITTEN = 100_000  # values of one sample
LONG_FIELD = 100_000  # bits


class SampleSet:
    """All samples compatible with printed statistics; a set, without weights.

    Parameters
    ----------
    stated : Stated
        From `constraints.read`; `sample_set` does both.

    Notes
    -----
    On a grid the count and the draws come from a dynamic programme over the values (see
    `programme`), the witness and the bounds from questions that are answered at any size (see
    `witness`). Without a step the values form a continuum, which has bounds only.

    Examples
    --------
    >>> samples = sample_set(20, mean="3.5", sd="1.2", min=1, max=7, step=1, rounding="either")
    >>> samples.count()
    283
    >>> samples.bounds("median").json()["min"]
    3.0
    """

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self.grid = lay(stated)
        self._walks: dict[str, Walk] = {}
        self._halves: dict[str, Boltzmann] = {}

    @property
    def reason(self) -> str | None:
        """Why the samples cannot be counted; None when they can."""
        if self.stated.unit is None:
            return CONTINUUM
        return UNBOUNDED if self.grid is None else None

    @cached_property
    def continuum(self) -> Continuum:
        """The same constraints on real numbers; TooLarge where its bounds would take too long."""
        if self.stated.n > MOST_REAL:
            raise TooLarge(
                f"too large: bounds on a continuum are for n up to {MOST_REAL}, not {self.stated.n}"
            )
        return Continuum(self.stated)

    # ------------------------------------------------------------------ count, draws, list

    def _track(self) -> str:
        """Which moments the programme has to carry."""
        assert self.grid is not None
        if self.grid.deviation is not None:
            return "squares"
        return "sum" if self.grid.sums is not None else "none"

    def walk(self, law: str = "multisets") -> Walk:
        """The counted programme of a law, run once."""
        if law not in LAWS:
            raise InputError(f"unknown law {law!r}; one of {', '.join(LAWS)}")
        if self.grid is None:
            raise InputError(self.reason or "")
        if law not in self._walks:
            programme = Programme(self.grid, self._width(law), self._track(), law == "ordered")
            self._walks[law] = Walk(programme)
        return self._walks[law]

    def _width(self, law: str) -> int:
        """Bits that hold the number of all samples of the grid, in whole bytes."""
        assert self.grid is not None
        n, spread = self.grid.n, max(1, self.grid.high - self.grid.low + 1)
        about = n * math.log2(spread) if law == "ordered" else bits_of_all(spread, n)
        if about > LONG_FIELD:  # the programme refuses it, and the number itself is long in coming
            return -(-int(about) // 8) * 8 + 64
        most = spread**n if law == "ordered" else math.comb(spread + n - 1, n)
        return -(-(most.bit_length() + 1) // 8) * 8

    def count(self) -> int | None:
        """The exact number of compatible multisets; None without a bounded grid.

        Raises
        ------
        TooLarge
            When counting would take too much memory or time.
        """
        if self.grid is None:
            return None
        try:
            return self.walk().total
        except TooLarge:  # to store; counting alone keeps one level at a time
            return self._counted

    @cached_property
    def _counted(self) -> int:
        """The number of samples where the programme cannot be stored."""
        assert self.grid is not None
        try:
            programme = Programme(self.grid, self._width("multisets"), self._track(), keep=False)
        except TooLarge:
            if self.exists():
                raise
            return 0
        return sum(end.ways for end in programme.ends())

    def about(self) -> list[About]:
        """The number of compatible multisets where it is too large to be exact, by each method.

        The integral is of the printed mean and SD alone, and left out where order statistics or
        shares are printed, or where it does not settle.

        Raises
        ------
        TooLarge
            When no method serves.
        InputError
            When there is no sample.
        """
        boltzmann = self._boltzmann("multisets")
        assert self.grid is not None
        found = []
        if not self.grid.orders and not self.grid.below:
            with contextlib.suppress(TooLarge):
                found.append(boltzmann.integral())
        return [*found, boltzmann.estimate()]

    def _boltzmann(self, law: str) -> Boltzmann:
        """The random halves of a law, made once."""
        if not self.exists():
            raise InputError(NOTHING)
        if law not in self._halves:
            assert self.grid is not None
            self._halves[law] = Boltzmann(self.grid, law == "ordered")
        return self._halves[law]

    def draws(self, count: int, seed: int | None = None, law: str = "multisets") -> list[list[Any]]:
        """Draws, each ascending; `drawn` tells their law as well.

        Parameters
        ----------
        count : int
        seed : int, optional
            The same seed gives the same draws everywhere.
        law : {"multisets", "ordered"}
            Every multiset equally likely, or every ordered sample.

        Raises
        ------
        InputError
            If there is no sample, or no grid to draw from.
        """
        return self.drawn(count, seed, law)[0]

    def drawn(
        self, count: int, seed: int | None = None, law: str = "multisets"
    ) -> tuple[list[list[Any]], dict[str, Any]]:
        """Draws as `draws` has them, and what is known of their law.

        Returns
        -------
        list, dict
            The law is ``uniform`` (exactly), ``near-uniform`` with ``bias``, the most by which any
            set of samples is more or less likely, or that of a ``chain`` with its diagnostics.
        """
        try:
            counted = self.walk(law)
        except TooLarge:
            return self._drawn_at_any_size(count, seed, law)
        if not counted.total:
            raise InputError(NOTHING)
        return [self._values(one) for one in counted.draws(count, seed)], {"law": "uniform"}

    def _drawn_at_any_size(
        self, count: int, seed: int | None, law: str
    ) -> tuple[list[list[Any]], dict[str, Any]]:
        """The same without the programme: by matched halves, or else by a chain."""
        assert self.grid is not None
        if self.grid.n > MOST_WRITTEN:
            raise TooLarge(f"too large: samples of {self.grid.n} values are not written out")
        try:
            matched = self._boltzmann(law).draws(count, seed)
        except TooLarge as error:
            reason = error.message
        else:
            told = {"law": "near-uniform", "bias": matched.bias, "batches": matched.batches}
            return [self._values(one) for one in matched.samples], told
        assert self._found is not None
        found = walk([self._found, *self._ends()], self.grid, count, seed, law == "ordered")
        mixed = found.r_hat < R_HAT and found.effective >= min(LEAST_DRAWS, count / 2)
        told = {
            "law": "chain",
            "connected": None,
            "mixed": mixed,
            "steps": found.steps,
            "between": found.between,
            "accepted": found.accepted,
            "r_hat": found.r_hat if math.isfinite(found.r_hat) else None,
            "effective": found.effective if math.isfinite(found.effective) else None,
            "reason": reason,
        }
        return [self._values(one) for one in found.samples], told

    def _ends(self) -> list[Sample]:
        """Samples far apart, from which chains start: the highest and the lowest median."""
        middle = Extremes(self.witnesses)
        return middle.samples(self.weights("median"))

    def members(self, limit: int = _LIST_LIMIT) -> list[list[Any]]:
        """Every compatible sample, ascending.

        Raises
        ------
        InputError
            If there are more than ``limit``.
        """
        walk = self.walk()
        if walk.total > limit:
            raise InputError(
                f"{walk.total} samples are too many to list (limit {limit}); "
                "ask for draws, bounds or the count"
            )
        return [self._values(member) for member in walk.members()]

    def _values(self, member: Sequence[int]) -> list[Any]:
        """Grid units as values in the printed unit."""
        assert self.grid is not None
        top, bottom = self.grid.unit.numerator, self.grid.unit.denominator
        if bottom == 1:
            return [x * top for x in member]
        return [x * top / bottom for x in member]

    # ------------------------------------------------------------------ membership

    def __contains__(self, values: Sequence[notation.Number]) -> bool:
        """Whether a sample agrees with everything that is printed, exactly."""
        stated = self.stated
        xs = sorted(notation.exact(value) for value in values)
        n, total = len(xs), sum(xs, Fraction(0))
        if n != stated.n:
            return False
        if stated.unit is not None and any((x / stated.unit).denominator != 1 for x in xs):
            return False
        if stated.low is not None and xs[0] < stated.low:
            return False
        if stated.high is not None and xs[-1] > stated.high:
            return False
        if stated.mean is not None and not stated.mean.contains(total / n):
            return False
        if stated.variance is not None:
            squares = sum((x * x for x in xs), Fraction(0)) - total * total / n
            if not stated.variance.contains(squares / (n - stated.ddof)):
                return False
        for order in stated.orders:
            value = sum(weight * xs[rank - 1] for rank, weight in order.weights.items())
            if not order.interval.contains(Fraction(value)):
                return False
        return all(
            count.fewest
            <= sum(x < count.point or (count.inclusive and x == count.point) for x in xs)
            <= count.most
            for count in stated.counts
        )

    # ------------------------------------------------------------------ bounds

    @cached_property
    def witnesses(self) -> Witnesses:
        """What answers whether samples exist, whatever their number."""
        assert self.grid is not None
        return Witnesses(self.grid)

    def exists(self) -> bool:
        """Whether any sample agrees.

        Raises
        ------
        TooLarge
            When that is not decided within `witness.SECONDS`.
        """
        if self.grid is None:
            return self.continuum.exists()
        return self._found is not None

    @cached_property
    def _found(self) -> Sample | None:
        try:
            return self.witnesses.find()
        except Undecided as error:
            raise TooLarge(error.message) from None

    def witness(self) -> list[Any] | None:
        """One sample that agrees, ascending; None where it is proven that there is none.

        Raises
        ------
        TooLarge
            When that is not decided within `witness.SECONDS`, or the sample is too long to write.
        InputError
            On a continuum.

        Examples
        --------
        >>> sample_set(4, mean="2.0", sd="1.4", min=0, max=4, step=1).witness()
        [1, 1, 2, 4]
        """
        if self.grid is None:
            raise InputError(self.reason or "")
        found = self._found
        if found is None:
            return None
        if self.grid.n > MOST_WRITTEN:
            raise TooLarge(f"too large: a sample of {self.grid.n} values is not written out")
        return self._values([value for value, count in found for _ in range(count)])

    def bounds(self, statistic: str | Callable[[Any], Any]) -> Bound:
        """Sharp bounds of a statistic over all compatible samples.

        Parameters
        ----------
        statistic : str or callable
            ``mean, sd, median, q1, q3, min, max, share<X, share<=X, count<X, t:MU``; or a
            function of one value, whose sum over the sample is bounded (grids only).

        Returns
        -------
        Bound
            On a grid both ends are reached. Without one, see `continuous`; where a grid is
            unbounded or too large, the bounds of the continuum hold it from outside.

        Raises
        ------
        TooLarge
            When neither can be had.
        """
        if callable(statistic):
            return self._additive(statistic)
        expression = read_expression(statistic)
        if self.grid is None:
            real = self.continuum.bounds(expression)
            holds = self.stated.unit is not None and self.continuum.outer(expression)
            return _outer(real) if holds else real
        plain = expression.kind not in ("share", "count", *MOMENTS)
        weights = self.weights(expression.kind) if plain else None
        try:
            return Extremes(self.witnesses).bound(expression, weights, self.stated.ddof)
        except Undecided as error:
            if not self.continuum.outer(expression):
                raise TooLarge(error.message) from None
            return _outer(self.continuum.bounds(expression))

    def weights(self, kind: str) -> dict[int, Fraction]:
        """The order statistics of ``median``, ``q1``, ``q3``, ``min`` or ``max``."""
        n, rule = self.stated.n, self.stated.quartile
        if kind in ("q1", "q3"):
            return quantile_weights(n, QUARTER if kind == "q1" else 3 * QUARTER, rule)
        return median_weights(n) if kind == "median" else {1 if kind == "min" else n: Fraction(1)}

    def _additive(self, value_of: Callable[[Any], Any]) -> Bound:
        """The bounds of the sum of a function of each value."""
        if self.grid is None:
            raise InputError(self.reason or "")
        programme = Programme(self.grid, 1, self._track())
        if not programme.final:
            return NO_SAMPLE
        worth = {x: value_of(self._values([x])[0]) for x in programme.values}
        high = max(best for _, best in largest(programme, worth.__getitem__))
        low = max(best for _, best in largest(programme, lambda x: -worth[x]))
        return Bound(-low, high)


def _outer(found: Bound) -> Bound:
    """The bound of a continuum as one that holds a grid from outside."""
    method = "outer, of the continuum"
    return replace(found, min_attained=False, max_attained=False, method=method)


def sample_set(n: int, **stated: Any) -> SampleSet:
    """All samples compatible with printed statistics.

    Parameters
    ----------
    n : int
    **stated
        The keywords of `constraints.read`: mean, sd, ddof, se, median, iqr, quartile, min, max,
        lowest, highest, step, items, share, rounding.

    Returns
    -------
    SampleSet

    Examples
    --------
    >>> sample_set(10, mean="89", sd="21", min=0, max=200, step=1).count()
    32832766981
    """
    return SampleSet(read(n, **stated))
