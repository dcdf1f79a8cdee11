"""What items have in common that print an estimate: its error, interval, statistic and P."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from printed.fit import estimates, means, nearest
from printed.fit.estimates import Ranges, Stated
from printed.fit.spans import Span
from printed.notation import Printed
from printed.problem.items.base import Convention
from printed.problem.items.continuous import Continuous

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Estimated(Continuous):
    """An estimate with any of its standard error, interval, statistic and P.

    A kind adds what its groups say of the estimate and of its error.
    """

    estimate: ClassVar[str] = "estimate"  # the fact that prints it
    signed: ClassVar[bool] = True  # whether a printed statistic has the estimate's sign
    quantities: ClassVar[tuple[str, ...]] = ("se", "t", "p", "ci.low", "ci.high")

    @property
    def methods(self) -> tuple[str, ...]:
        """The multiplier of an interval."""
        return ("interval",) if "ci" in self.facts else ()

    def location(self, sizes: Mapping[str, int], rounding: str) -> Span:
        """The estimates that the groups leave."""
        return Span()

    def laws(
        self, sizes: Mapping[str, int], convention: Convention
    ) -> tuple[means.Laws, means.Laws]:
        """The law with the errors that the groups leave: pieces and nodes, as `means` has them."""
        raise NotImplementedError

    def to_scale(self, span: Span) -> Span:
        """Printed values on the scale on which the interval is symmetric."""
        return span

    def from_scale(self, value: float) -> float:
        """A value as it would be printed."""
        return value

    def stated(self, sizes: Mapping[str, int], convention: Convention, kept: Any = None) -> Stated:
        """The printed numbers as constraints; all, or those kept."""
        told = {key: text for key, text in self.told if kept is None or key in kept}
        rounding, p_rule = convention.rounding, convention.p_rule
        estimate = self.location(sizes, rounding)
        found: dict[str, Any] = {}
        if self.estimate in told:
            printed = self.to_scale(Span.of(means.one_number(told[self.estimate], rounding)))
            estimate = estimate.meet(printed)
        if "ci" in told:
            low, high = means.interval_ends(told["ci"], rounding)
            found |= {"low": self.to_scale(Span.of(low)), "high": self.to_scale(Span.of(high))}
        if "t" in told:
            found["statistic"] = Span.of(means.one_number(told["t"], rounding))
        if "p" in told:
            found["p"] = Span.of(means.read_p(told["p"], rounding, p_rule))
        level, side = self.option("level", 0.95), self.option("side", "two-sided")
        return Stated(estimate=estimate, level=level, side=side, **found)

    def fits(self, sizes: Mapping[str, int], convention: Convention) -> bool:
        """Whether any data print like this."""
        pieces, _ = self.laws(sizes, convention)
        return any(
            estimates.fits(stated, pieces)
            for stated in self._signs(self.stated(sizes, convention))
        )

    def fit(self, sizes: Mapping[str, int], convention: Convention) -> Ranges | None:
        """The ranges over all data that print like this."""
        pieces, nodes = self.laws(sizes, convention)
        found: Ranges = {}
        for stated in self._signs(self.stated(sizes, convention)):
            if estimates.fits(stated, pieces):
                ranges = estimates.ranges(stated, nodes) or estimates.ranges(stated, pieces)
                found = _over(found, ranges or {})
        return self._named(found) if found else None

    def _signs(self, stated: Stated) -> list[Stated]:
        """As printed; with the statistic of the groups in the other order as well."""
        if stated.statistic is None or not self.signed:
            return [stated]
        return [stated, Stated(**{**vars(stated), "statistic": stated.statistic.times(-1)})]

    def _named(self, found: Ranges) -> Ranges:
        names = {self.estimate: "estimate", "ci.low": "low", "ci.high": "high"}
        back = {
            key: (self.from_scale(found[name][0]), self.from_scale(found[name][1]))
            for key, name in names.items()
        }
        return {**back, "se": found["error"], "t": found["statistic"], "p": found["p"]}

    def prints(self, convention: Convention) -> Iterator[tuple[str, str, Printed, str]]:
        """The estimate, both ends of the interval, the statistic and P."""
        told, by = dict(self.told), (*self.methods, "")[0]
        rounding = convention.rounding
        if self.estimate in told:
            printed = means.one_number(told[self.estimate], rounding)
            yield self.estimate, self.estimate, printed, ""
        if "ci" in told:
            for name, end in zip(("low", "high"), means.interval_ends(told["ci"], rounding),
                                 strict=True):  # fmt: skip
                yield f"ci.{name}", "ci", end, by
        if "t" in told:
            yield "t", "t", means.one_number(told["t"], rounding), by
        if "p" in told:
            yield "p", "p", means.read_p(told["p"], rounding, convention.p_rule), by

    def alone(self, quantity: str, sizes: Mapping[str, int], convention: Convention) -> Any:
        """From the groups where they say enough; else from the interval's width, t or P."""
        nodes = self.laws(sizes, convention)[1]
        whole = self.stated(sizes, convention)
        groups = self.location(sizes, convention.rounding)
        printed = self.stated(sizes, convention, (self.estimate,)).estimate
        known = printed if not printed.empty else groups
        level, side = whole.level, whole.side
        bare = all(errors.high is None for _, errors in nodes)  # no spread is printed
        told = dict(self.told)
        if quantity == self.estimate:
            if groups.low is not None and groups.high is not None:
                return self._ends(groups)
            if whole.low is not None and whole.high is not None:
                return self._ends(whole.low.plus(whole.high).times(HALF))
            rest = {key: getattr(whole, key) for key in ("statistic", "p")}
            stated = Stated(level=level, side=side, **rest)
            return None if bare else self._one(estimates.ranges(stated, nodes), quantity)
        stated = Stated(estimate=known, level=level, side=side)
        if bare:
            if quantity in ("p", "t") and whole.low is not None and whole.high is not None:
                joint = Stated(
                    estimate=known, low=whole.low, high=whole.high, level=level, side=side
                )
                found = self._one(estimates.ranges(joint, nodes), quantity)
                if found is not None:
                    return found
                # The interval is not around the estimate: its width alone.
                width = whole.high.plus(whole.low.times(-1)).floats
                nodes = [(law, _by_width(law, level, width)) for law, _ in nodes]
                if known.low is None:
                    middle = whole.low.plus(whole.high).times(HALF)
                    stated = Stated(estimate=middle, level=level, side=side)
            elif quantity == "p" and "t" in told:
                stated = Stated(estimate=known, statistic=whole.statistic, level=level, side=side)
            elif quantity.startswith("ci.") and {"t", "p"} & told.keys():
                key = "statistic" if "t" in told else "p"
                stated = Stated(
                    estimate=known, level=level, side=side, **{key: getattr(whole, key)}
                )  # type: ignore[arg-type]
            elif quantity.startswith("ci.") and whole.low is not None and whole.high is not None:
                other = "high" if quantity == "ci.low" else "low"  # mirrored at the estimate
                span = known.times(2).plus(getattr(whole, other).times(-1))
                return None if None in (span.low, span.high) else self._ends(span)
            else:
                return None
        elif known.low is None:
            return None
        return self._one(estimates.ranges(stated, nodes), quantity)

    def _one(self, found: Ranges | None, quantity: str) -> tuple[float, float] | None:
        if found is None:
            return None
        low, high = self._named(found)[quantity]
        printed = dict(self.told).get("t")
        if quantity == "t" and printed is not None and self.signed:
            value = means.one_number(printed).value
            if (value > 0 and high < 0) or (value < 0 and low > 0):
                return -high, -low  # of the groups in the other order, or without its sign
        return low, high

    def _ends(self, span: Span) -> tuple[float, float] | None:
        """Both ends of a span, moved inwards by a hair where they do not belong to it."""
        if span.empty:
            return None
        low, high = span.floats
        hair = (high - low) * 1e-9
        hairs = (0.0 if span.closed[0] else hair, 0.0 if span.closed[1] else -hair)
        return self._beside(low, hairs[0]), self._beside(high, hairs[1])

    def _beside(self, end: float, hair: float) -> float:
        """An end that is moved by a hair; at nought by less than any number."""
        moved = self.from_scale(end + hair)
        return math.copysign(nearest.BESIDE, hair) if hair and moved == hair else moved


def _by_width(law: estimates.Law, level: float, width: tuple[float, float]) -> Span:
    """The standard errors that an interval's width leaves."""
    least, most = law.multipliers(level)
    return means.floats_span(max(0.0, width[0]) / (2 * most), width[1] / (2 * least))


def _over(one: Ranges, other: Ranges) -> Ranges:
    """What either holds."""
    return {
        key: (min(one.get(key, ends)[0], ends[0]), max(one.get(key, ends)[1], ends[1]))
        for key, ends in other.items()
    } or one
