"""An estimate of any model with its interval and P: hazard, odds and rate ratios, differences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from printed.errors import InputError
from printed.fit import means
from printed.fit.estimates import Law
from printed.fit.spans import Span
from printed.problem.items.base import Convention
from printed.problem.items.continuous import DEVIATES, one_of, read_level
from printed.problem.items.estimated import Estimated
from printed.problem.items.ttest import check_estimate
from printed.problem.tree import Node
from printed.problem.values import placed

SCALES = ("log", "linear")
# Degrees of freedom that nobody printed, in pieces so narrow that P and interval stay together.
_FREEDOM = (2, 2.2, 2.5, 2.8, 3.2, 3.6, *range(4, 13), 15, 20, 30, 60, 120, math.inf)


@dataclass(frozen=True)
class RatioItem(Estimated):
    """A Wald estimate: its interval is symmetric on a scale, and P is of estimate by error there.

    On the linear scale interval and P may be of a t law whose degrees of freedom are not printed.

    Examples
    --------
    >>> from printed.problem import solve
    >>> item = {"kind": "ratio", "estimate": "0.85", "ci": "0.70-1.03", "p": "0.10"}
    >>> len(solve({"items": {"hazard": item}}).results["solutions"]) > 0
    True
    """

    kind: ClassVar[str] = "ratio"
    label: ClassVar[str] = "an estimate with its interval"
    printed_keys: ClassVar[tuple[str, ...]] = ("estimate", "ci", "p")
    other_keys: ClassVar[tuple[str, ...]] = ("level", "scale", "z")
    needed_keys: ClassVar[tuple[str, ...]] = ()
    quantities: ClassVar[tuple[str, ...]] = ("estimate", *Estimated.quantities)

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> RatioItem:
        """The item from its entries in a problem file."""
        chosen = {
            key: one_of(entries, key, known)
            for key, known in (("scale", SCALES), ("z", tuple(DEVIATES)))
        }
        told = check_estimate(entries, printed, "estimate")
        if not told:
            raise InputError(f"{name}: a ratio needs any of estimate, ci, p")
        if chosen["scale"] == "log":
            place = entries["ci"] if "ci" in entries else entries.get("estimate")
            ends = means.interval_ends(told["ci"]) if "ci" in told else ()
            one = [means.one_number(told["estimate"])] if "estimate" in told else []
            for printed_one in (*one, *ends):
                if printed_one.value < 0:
                    assert place is not None
                    with placed(place):
                        raise InputError(
                            f"{printed_one.text}: a ratio is not negative; "
                            "a difference has scale: linear"
                        )
        options = (("level", read_level(entries)), *chosen.items())
        return cls(name, (), tuple(told.items()), options)

    @property
    def methods(self) -> tuple[str, ...]:
        """On the log scale the law is normal; of a difference it may be t."""
        asked = {"ci", "p"} <= set(self.facts) and self.option("z") == "exact"
        return ("interval",) if asked and self.option("scale") == "linear" else ()

    def laws(
        self, sizes: Mapping[str, int], convention: Convention
    ) -> tuple[means.Laws, means.Laws]:
        """A normal law, or t laws of any degrees of freedom."""
        if self.methods and convention.interval == "t":
            pairs = zip(_FREEDOM, _FREEDOM[1:], strict=False)
            anyone = [(Law(df=pair), means.ANY_SPREAD) for pair in pairs]
            return anyone, anyone
        how = means.multiplier("normal", DEVIATES[self.option("z")])
        law = [(Law(**how), means.ANY_SPREAD)]
        return law, law

    def to_scale(self, span: Span) -> Span:
        """Logarithms of a ratio."""
        if self.option("scale") == "linear":
            return span
        low, high = span.floats
        ends = [math.log(end) if end > 0 else -math.inf for end in (low, high)]
        found = means.floats_span(*ends)
        return Span(found.low, found.high, span.closed)

    def from_scale(self, value: float) -> float:
        """Back to a ratio."""
        if self.option("scale") == "linear":
            return value
        return math.exp(value) if value < 700 else math.inf
