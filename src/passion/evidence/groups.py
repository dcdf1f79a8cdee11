"""The values of one group, as they are printed or as they are recorded: the same questions.

`CompatibleGroup` is all samples that have the printed statistics, `ObservedGroup` the one sample of
the children's records. `Evidence.sample` hands out one or the other.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from passion.claims import Claim
from passion.evidence.bias import shift_of
from passion.evidence.disclosure import Envelope, shown_groups, shown_statistic
from passion.evidence.standardised import Blocks, largest, student_d
from printed.fit import ranksum, samples
from printed.notation import Printed
from printed.sets import Range
from printed.stats import ranksum_u

STATISTICS = ("mean", "sd", "median", "iqr")


@dataclass(frozen=True)
class CompatibleGroup:
    """All samples of so many values with the printed statistics.

    Parameters
    ----------
    n : int
        Children measured.
    printed : mapping of str to Claim
        The statistics: mean and SD, or median and quartile distance.
    limits : mapping
        What else is taken for granted, in the words of ``samples.sample_set``.
    """

    n: int
    printed: Mapping[str, Claim]
    limits: Mapping[str, Any]

    @cached_property
    def _samples(self) -> samples.SampleSet:
        stated = {kind: claim.printed for kind, claim in self.printed.items()}
        return samples.sample_set(self.n, **stated, **self.limits)

    def range(self, name: str) -> Range:
        """Where a statistic lies over all of them: ``mean``, ``sd``, ``share<100``, ``t:100``."""
        bound = self._samples.bounds(name)
        low = None if bound.min_infinite else bound.min
        high = None if bound.max_infinite else bound.max
        return Range(low, high, bound.min_attained and bound.max_attained)

    def statistic(self, kind: str) -> Range:
        """What a printed statistic leaves of itself."""
        span = self.printed[kind].interval()
        return Range(span.lower, span.upper, all(span.closed))

    def by_ranks(self, **limits: Any) -> ranksum.Group:
        """The same samples as a rank-sum test asks them, from median and quartile distance."""
        median, iqr = (self.printed[kind].printed for kind in ("median", "iqr"))
        return ranksum.group(self.n, median, iqr, **limits)

    def envelope(self) -> Envelope:
        """The values in ascending order, each with its range."""
        if "mean" in self.printed:
            return self._envelope_of_mean()
        found = self.by_ranks()
        lowest, highest = zip(*found.lowest, strict=True), zip(*found.highest, strict=True)
        return [
            ((rank, rank), Range(float(min(low)), float(max(high)), found.attained))
            for rank, (low, high) in enumerate(zip(lowest, highest, strict=True), 1)
        ]

    def _envelope_of_mean(self) -> Envelope:
        """The bounds of Hawkins; see `passion.evidence.means.envelope`."""
        n, mean, sd = self.n, self.statistic("mean"), self.statistic("sd")
        m_low, m_high = float(mean.low), float(mean.high)
        s_low, s_high = (float(end) * math.sqrt((n - 1) / n) for end in (sd.low, sd.high))
        attained = mean.attained and sd.attained
        found = []
        for k in range(1, n + 1):
            low = m_low - s_high * math.sqrt((n - k) / k)
            high = m_high + s_high * math.sqrt((k - 1) / (n - k + 1))
            if k == n:
                low = m_low + s_low / math.sqrt(n - 1)
            if k == 1:
                high = m_high - s_low / math.sqrt(n - 1)
            found.append(((k, k), Range(low, high, attained)))
        return found

    def extreme_samples(self, low_sd: bool = False) -> list[list[float]]:
        """The two samples in which the sum of the logarithms is extreme, or t on them.

        ``low_sd`` pairs the low ends of mean and SD (for t); else low mean goes with high SD.
        """
        mean, sd = self.statistic("mean"), self.statistic("sd")
        first, second = (sd.low, sd.high) if low_sd else (sd.high, sd.low)
        found = []
        for m, s, above in ((mean.low, first, low_sd), (mean.high, second, not low_sd)):
            step = float(s) / math.sqrt(self.n) * (1 if above else -1)
            apart = float(m) + (self.n - 1) * step
            found.append([float(m) - step] * (self.n - 1) + [apart])
        return found

    def superiority(self, registry: CompatibleGroup) -> Range:
        """The share of pairs in which the child of this group scores higher, from no P."""
        found = ranksum.superiority_range(self.by_ranks(), registry.by_ranks())
        low, high = found["superiority"]
        return Range(low, high, found["attained"])

    def difference_of_means(self, registry: CompatibleGroup, in_registry_sd: bool) -> Range:
        """Open: a median and a quartile distance leave the largest value free."""
        return Range(None, None)

    def cohens_d(self, registry: CompatibleGroup, quartile: str) -> Range:
        """Cohen's d, this group less the other, from no P."""
        one, two = (Blocks(group.n, group.printed, quartile) for group in (self, registry))
        return Range(-largest(two, one), largest(one, two), attained=False)

    def cohens_d_of_student(self, registry: CompatibleGroup, p: Printed) -> Range:
        """Cohen's d had P come from Student's t test, in the direction of the medians."""
        one, two = (group.printed["median"].interval().value for group in (self, registry))
        sign = 1 if one > two else -1
        assert p.lower and p.upper  # no relation sign is printed
        ds = (student_d(float(end), self.n, registry.n) for end in (p.lower, p.upper))
        low, high = sorted(sign * d for d in ds)
        return Range(low, high, all(p.closed))

    def tipping_shift(self, registry: CompatibleGroup, **limits: Any) -> Range:
        """The shift of all scores of the other group at which P can reach 0.05."""
        highest, lowest = self.by_ranks(**limits).highest, registry.by_ranks(**limits).lowest
        most = max(shift_of(x, y) for x in highest for y in lowest)
        return Range(0.0, most, attained=False)


@dataclass(frozen=True)
class ObservedGroup:
    """The values of the children who were measured: one sample, asked as `CompatibleGroup` is.

    What could tell a single child's value is the mean of a group, or is refused (`disclosure`).
    """

    values: list[float] = field(repr=False)

    @property
    def n(self) -> int:
        return len(self.values)

    def range(self, name: str) -> Range:
        return Range.over([shown_statistic(self.values, name)])

    def envelope(self) -> Envelope:
        return shown_groups(self.values)

    def extreme_samples(self, low_sd: bool = False) -> list[list[float]]:
        return [self.values]

    def superiority(self, registry: ObservedGroup) -> Range:
        u = float(ranksum_u(self.values, registry.values))
        return Range.over([u / (self.n * registry.n)])

    def difference_of_means(self, registry: ObservedGroup, in_registry_sd: bool) -> Range:
        unit = statistics.stdev(registry.values) if in_registry_sd else 1.0
        one, two = (statistics.fmean(group.values) for group in (self, registry))
        return Range.over([(one - two) / unit])

    def cohens_d(self, registry: ObservedGroup, quartile: str = "") -> Range:
        samples = self.values, registry.values
        means = [math.fsum(values) / len(values) for values in samples]
        squares = math.fsum(
            (value - mean) ** 2 for values, mean in zip(samples, means, strict=True)
            for value in values
        )  # fmt: skip
        spread = math.sqrt(squares / (self.n + registry.n - 2))
        return Range.over([(means[0] - means[1]) / spread])

    def cohens_d_of_student(self, registry: ObservedGroup, p: Printed) -> Range:
        return self.cohens_d(registry)

    def tipping_shift(self, registry: ObservedGroup, **limits: Any) -> Range:
        return Range.over([shift_of(self.values, registry.values)])
