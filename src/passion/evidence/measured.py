"""Samples behind a printed mean, SD, median, quartile distance or rank-sum P value."""

from __future__ import annotations

from typing import Any

from passion.evidence.base import Base
from passion.evidence.disclosure import shown_statistic
from passion.evidence.ranks import rank_sums
from printed import notation
from printed.errors import InputError
from printed.fit import samples
from printed.sets import CompatibleSet, Range
from printed.stats import ranksum_u

STATISTICS = ("mean", "sd", "median", "iqr")


class MeasuredEvidence(Base):
    """What is left of the measured quantities."""

    def sample(
        self, comparison: str, group: str = "treated", *, n: int | None = None, **limits: Any
    ) -> CompatibleSet:
        """All samples of a group that have the printed statistics.

        Parameters
        ----------
        comparison : str
            For instance ``tissue_loss`` or ``motor``.
        group : str
        n : int, optional
            Children measured; all of the group by default.
        **limits
            What else is taken for granted, in the words of ``samples.sample_set``: ``min``,
            ``max``, ``step``, ``quartile``.

        Returns
        -------
        CompatibleSet
            Asked by the name of a statistic: ``mean``, ``sd``, ``share<100``, ``t:100``.
        """
        claims = [c for c in self.register.comparison(comparison) if c.group == group]
        stated = {c.kind: c.printed for c in claims if c.kind in STATISTICS}
        if self.records is not None:
            measure = next(c.measure for c in claims if c.kind in STATISTICS)
            values = self.records.values(measure, group)
            return CompatibleSet(bounds=lambda name: _one(shown_statistic(values, name)), size=1)
        everyone = n or self._total(claims[0])
        found = samples.sample_set(everyone, **stated, **limits)
        return CompatibleSet(bounds=lambda name: _range(found.bounds(name)))

    def statistic(self, comparison: str, kind: str, group: str = "treated") -> Range:
        """What a printed mean, SD, median or quartile distance leaves of itself.

        The unrounded value lies anywhere in the printed number's interval, the upper end of
        which need not be reached.
        """
        claim = self.register.find(comparison, kind, group)
        if self.records is not None:
            return _one(self.records.statistic(claim.measure, group, kind))
        span = claim.interval()
        return Range(span.lower, span.upper, all(span.closed))

    def mean_interval(
        self, comparison: str, group: str = "treated", *, n: int | None = None, level: float = 0.95
    ) -> tuple[Range, Range]:
        """Lower and upper end of Student's interval of the mean, each over all that fits.

        Returns
        -------
        tuple of Range
            The range of the lower end, and that of the upper end.
        """
        from scipy.special import stdtrit

        mean, sd = (self.statistic(comparison, kind, group) for kind in ("mean", "sd"))
        if self.records is not None:
            measure = self.register.find(comparison, "mean", group).measure
            size = len(self.records.values(measure, group))
        else:
            size = n or self._total(self.register.find(comparison, "mean", group))
        reach = notation.exact(float(stdtrit(size - 1, (1 + level) / 2)) / size**0.5)
        # Both ends are monotone in the mean and in the SD, so the corners of the rounding box
        # are the extremes.
        attained = mean.attained and sd.attained
        low = Range(mean.low - reach * sd.high, mean.high - reach * sd.low, attained)
        high = Range(mean.low + reach * sd.low, mean.high + reach * sd.high, attained)
        return low, high

    def superiority(self, comparison: str, method: str = "exact") -> Range:
        """Probability that a treated child scores above a registry child, ties half.

        Over every rank sum that fits the printed P value, medians and quartile distances, for
        every possible size of the registry group.
        """
        rows = self.rank_sums(comparison, method)
        ends = [
            end
            for row in rows
            for side in ("superiority_low", "superiority")
            for end in row[side] or ()
        ]
        if not ends:
            raise InputError(f"no rank sum fits the printed numbers of {comparison!r}")
        return Range(min(ends), max(ends))

    def rank_sums(self, comparison: str, method: str = "exact") -> tuple[dict[str, Any], ...]:
        """Rank sums that fit P, medians and quartile distances: a row a registry size."""
        if self.records is not None:
            return (self._observed_ranks(comparison, method),)
        treated, registry = self.size("treated"), self.size("registry")
        rows = rank_sums(self.register, comparison, treated, registry)
        return tuple(row for row in rows if row["method"] == method)

    def _observed_ranks(self, comparison: str, method: str) -> dict[str, Any]:
        """The one row that the children's records give."""
        assert self.records is not None
        measure = self.register.find(comparison, "p_value").measure
        one, two = (self.records.values(measure, name) for name in ("treated", "registry"))
        u, pairs = float(ranksum_u(one, two)), len(one) * len(two)
        low = {"u_low": None, "superiority_low": None}
        high = {"u_high": [u, u], "superiority": [u / pairs, u / pairs]}
        return {"n1": len(one), "n2": len(two), "method": method, **low, **high}


def _one(value: Any) -> Range:
    """The range of one value: what records leave."""
    return Range(value, value)


def _range(bound: samples.Bound) -> Range:
    low = None if bound.min_infinite else bound.min
    high = None if bound.max_infinite else bound.max
    return Range(low, high, bound.min_attained and bound.max_attained)
