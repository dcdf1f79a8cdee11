"""What records give in place of what the print leaves: one value a claim, shown without a child.

With records in place the compatible set has one member. The same claims are asked, by the same
readings; no more is shown of a statistic than one digit beyond the print, and nothing of so few
that it would be one child's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, Protocol

from printed import notation, statements
from printed.left import Left, Recomputed, counted
from printed.problem.items import Convention
from printed.readings import Reading
from printed.register import SHARES, STATISTICS, Claim, Register
from printed.sets import CompatibleSet, Count, Range
from printed.statements import Statement
from printed.stats import ranks, table_p
from printed.stats.tables import MOST_EXACT

FEWEST = 3  # subjects behind anything shown
# Above so many pairs the exact distribution of a rank sum, with ties, takes minutes.
MOST_EXACT_PAIRS = 5_000
ORDER = ("median", "iqr")  # statistics that may be a single subject's value


class Data(Protocol):
    """Records, one row a subject."""

    def size(self, group: str) -> int:
        """The subjects of a group."""

    def count(self, measures: str | Sequence[str], group: str) -> tuple[int, int]:
        """Subjects with any of the measures, of those assessed for all of them."""

    def values(self, measure: str, group: str) -> list[Any]:
        """The measure of every assessed subject of a group."""

    def statistic(self, measure: str, group: str, kind: str, rule: str | None) -> Any:
        """A statistic of the group; None of fewer than two."""

    def printed(self, claim: Claim) -> tuple[str, str] | None:
        """What the records print in the place of a claim, and what is shown if they differ."""


@dataclass(frozen=True)
class FromRecords:
    """Records as the verdicts ask them.

    Parameters
    ----------
    register : Register
    data : Data
    """

    register: Register
    data: Data

    def __hash__(self) -> int:
        return id(self)

    # ----------------------------------------------------------------- counts and tests

    def tables(
        self, claim: Claim, convention: Convention
    ) -> tuple[int, int, int, int, float] | None:
        """The observed table of a comparison of two groups, with its P value."""
        pair = self._pair(claim)
        if len(pair) != 2:
            return None
        (k1, n1), (k2, n2) = (self.data.count(claim.measures, group) for group in pair)
        known = bool(n1 and n2)
        p = float(table_p(k1, n1, k2, n2, convention.test)) if known else float("nan")
        return k1, n1, k2, n2, p

    def _pair(self, claim: Claim) -> tuple[str, ...]:
        """The groups that a comparison is between, in the register's order."""
        told = {one.group for one in self.register.families[claim.family]} - {"", "both"}
        named = [group.group for group in self.register.groups if group.group in told]
        return tuple(named or self.register.arms[:2])

    def _shares(self, claim: Claim) -> list[Fraction]:
        """The shares of several measures, least first; none where one was assessed in nobody."""
        found = [self.data.count(one, claim.group) for one in claim.measures]
        return sorted(Fraction(k, n) for k, n in found) if all(n for _, n in found) else []

    def _item(self, claim: Claim) -> str:
        """The kind of item by whose conventions a P value or a statistic is read."""
        tested = any(one.kind == "p_value" for one in self.register.families[claim.family])
        if claim.kind == "p_value" and self._kind(claim) == "share":
            return "table"
        of_ranks = claim.kind == "p_value" or (claim.kind in ORDER and tested)
        return "medians" if of_ranks else "sample"

    def _kind(self, claim: Claim) -> str:
        """What is compared: shares, or levels."""
        family = self.register.families[claim.family]
        return "share" if any(one.kind in SHARES for one in family) else "level"

    # ----------------------------------------------------------------- what the verdicts ask

    def left(self, claim: Claim, reading: Reading) -> Left | None:
        """What the records give for a claim; None where they cannot tell."""
        if claim.kind == "range" and len(claim.measures) > 1:
            shares = self._shares(claim)
            if not shares:
                return Left(Recomputed("nobody assessed"), 1, ())
            text = f"{notation.percent(shares[0])} to {notation.percent(shares[-1])}"
            return Left(Recomputed(text), 1, text)
        if claim.kind == "p_value":
            return self._p(claim, reading)
        if claim.kind in STATISTICS:
            return self._statistic(claim, reading)
        if self._counts(claim):
            count = Count(*self.data.count(claim.measures, claim.group))
            return counted(CompatibleSet([count]))
        told = self.data.printed(claim)
        return None if told is None else Left(Recomputed(self._shown(claim, told)), 1, told)

    def _shown(self, claim: Claim, told: tuple[str, str]) -> str:
        return told[0] if told[0].lower() == claim.printed.lower() else told[1]

    def _counts(self, claim: Claim) -> bool:
        if claim.kind in SHARES and claim.measure and not self._is_size(claim):
            return True
        return claim.kind == "word" and claim.number() is not None and claim.unit == "children"

    def _is_size(self, claim: Claim) -> bool:
        sizes = {group.size for group in self.register.groups if not group.part_of}
        return claim.measure in {self.register[one].measure for one in sizes if one}

    def _p(self, claim: Claim, reading: Reading) -> Left:
        if self._kind(claim) == "share":
            table = self.tables(claim, reading.convention_of("table"))
            assert table is not None
            p = table[4]
        else:
            one, two = (self.data.values(claim.measure, group) for group in self._pair(claim))
            if min(len(one), len(two)) < FEWEST:
                return Left(Recomputed(f"fewer than {FEWEST} children"), 1, ())
            p = ranks.ranksum_p(one, two, self._method(claim, reading))
        if p != p:
            return Left(Recomputed("nobody assessed"), 1, ())
        text = notation.text(
            p, claim.interval().decimals + (3 if self._kind(claim) == "share" else 1)
        )
        return Left(Recomputed(text, p, p), 1, p)

    def _method(self, claim: Claim, reading: Reading) -> str:
        method = reading.convention_of("medians").ranksum
        pairs = prod(len(self.data.values(claim.measure, group)) for group in self._pair(claim))
        return "asymptotic" if method == "exact" and pairs > MOST_EXACT_PAIRS else method

    def _statistic(self, claim: Claim, reading: Reading) -> Left:
        values = self.data.values(claim.measure, claim.group)
        if len(values) < FEWEST:
            return Left(Recomputed(f"fewer than {FEWEST} children"), 1, ())
        rule = None
        if claim.kind == "sd":
            rule = "1" if reading.convention_of("sample").sd == "n-1" else "0"
        elif claim.kind == "iqr":
            rule = reading.convention_of("medians").quartile
        value = self.data.statistic(claim.measure, claim.group, claim.kind, rule)
        text = notation.text(value, claim.interval().decimals + 1)
        # A median may be one child's value: no more of it is told, here or as a number.
        at = float(text) if claim.kind in ORDER else float(value)
        return Left(Recomputed(text, at, at), 1, value)

    def prints(self, claim: Claim, reading: Reading) -> bool:
        """Whether what the records give prints as the paper does."""
        found = self.left(claim, reading)
        if found is None:
            return False
        if claim.kind in ("p_value", *STATISTICS):
            convention = reading.convention_of(self._item(claim))
            return found.key != () and claim.interval(
                convention.rounding, convention.p_rule
            ).contains(found.key)
        if claim.kind == "range" and len(claim.measures) > 1:
            ends = claim.interval(reading.convention_of("extremes").rounding).parts
            shares = self._shares(claim)
            return bool(shares) and all(
                part.contains(100 * share)
                for part, share in zip((ends[0], ends[-1]), (shares[0], shares[-1]), strict=True)
            )
        if self._counts(claim):
            k, n = self.data.count(claim.measures, claim.group)
            if claim.kind == "percent":
                rounding = reading.convention_of("table").rounding
                return bool(n) and claim.interval(rounding).contains(Fraction(100 * k, n))
            return k == claim.number()
        return found.recomputed.text.lower() == claim.printed.lower()

    def statement(self, claim: Claim, reading: Reading) -> Statement | None:
        """Whether an inference holds of the children observed, or of children like them."""
        population = claim.over == "population"
        if claim.states in statements.WORDING:
            return None
        if claim.states in ("less_often", "more_often", "differs"):
            table = self.tables(claim, reading.convention_of("table"))
            if table is None or not (table[1] and table[3]):
                return Statement(None, "nobody assessed")
            return statements.shares(claim, [table], population)
        what, _, rest = claim.states.partition("_")
        if rest in ("higher", "lower"):
            return self._level(claim, what, rest, reading, population)
        sense, _, number = rest.partition(" ")
        point = notation.exact(number.rstrip("%"))
        if what in ("count", "rate"):
            found = self.data.count(claim.measures, claim.group)
            if not found[1]:
                return Statement(None, "nobody assessed")
            return statements.counts([found], what, sense, point, population)
        return self._mean(claim, what, sense, point, population)

    def _level(
        self, claim: Claim, what: str, direction: str, reading: Reading, population: bool
    ) -> Statement:
        values = [self.data.values(claim.measure, group) for group in self._pair(claim)]
        if min(map(len, values)) < FEWEST:
            return Statement(None, f"fewer than {FEWEST} children")
        one, two = (
            self.data.statistic(claim.measure, group, what, None) for group in self._pair(claim)
        )
        true = one > two if direction == "higher" else one < two
        text = f"{what} {notation.text(one, 2)} against {notation.text(two, 2)}"
        if not population:
            return Statement(true, text, f"the {what}s of the records are compared")
        p = ranks.ranksum_p(values[0], values[1], self._method(claim, reading))
        small = p <= statements.LEVEL
        text += f", P {notation.text(p, 4)}"
        return Statement(true if small else None, text, "held to the 5% level of the rank-sum test")

    def _mean(
        self, claim: Claim, what: str, sense: str, point: Fraction, population: bool
    ) -> Statement:
        values = self.data.values(claim.measure, claim.group)
        if len(values) < FEWEST:
            return Statement(None, f"fewer than {FEWEST} children")
        mean = self.data.statistic(claim.measure, claim.group, what, None)
        if not population or what == "median":
            true = (mean < point) is (sense == "below") and mean != point
            text = f"{what} {notation.text(mean, 1)}"
            return Statement(true if not population else None, text, f"the {what} of the records")
        from printed.stats.student import quantile

        sd = self.data.statistic(claim.measure, claim.group, "sd", "1")
        reach = notation.exact(quantile(0.975, len(values) - 1) / len(values) ** 0.5) * sd
        lower, upper = Range(mean - reach, mean - reach), Range(mean + reach, mean + reach)
        return statements.interval_of_mean(lower, upper, sense, point)

    def assumptions(self, claim: Claim) -> tuple[tuple[str, str], ...]:
        """What a recomputed number rests on beside the records."""
        if claim.kind == "p_value" and self._kind(claim) == "share":
            test = self.register.conventions.first.convention_of("table").test
            if sum(map(self.data.size, self._pair(claim))) > MOST_EXACT:
                test += f", in floating point: more than {MOST_EXACT} children"
            return (("test", test),)
        if claim.kind == "p_value":
            method = self._method(claim, self.register.conventions.first)
            return (("test", f"rank sum, {method}"), ("rounding", "half-up"))
        named = {"sd": ("divisor", "n - 1"), "iqr": ("quartiles", "type-7")}
        more = (named[claim.kind],) if claim.kind in named else ()
        return (*more, ("rounding", "half-up")) if claim.kind in STATISTICS else ()
