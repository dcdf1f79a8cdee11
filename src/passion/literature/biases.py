"""How large biases of a historical comparison have been elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from passion.literature.sources import Sourced, read_register
from passion.paths import LITERATURE

BIASES = ("instrument", "norms", "selection", "other trials", "missing scans")


@dataclass(frozen=True)
class BiasSize(Sourced):
    """One size of a bias in another source; the fields are the columns of the file."""

    id: str
    bias: str
    statement: str
    value: str
    reference: str
    low: str
    high: str
    unit: str
    sd: str
    years: str
    denominator: str
    population: str
    source: str
    locator: str
    source_kind: str
    note: str
    looked: str
    how: str
    reread: str

    filled = ("id", "statement", "value", "population", "source", "locator")
    words = {"bias": BIASES}

    @property
    def in_sd(self) -> Fraction | None:
        """The difference in standard deviations; None where no standard deviation is given.

        >>> from printed import notation
        >>> notation.text(bias_sizes()[0].in_sd, 2)
        '0.53'
        """
        if not self.sd:
            return None
        return (Fraction(self.value) - Fraction(self.reference)) / Fraction(self.sd)

    @property
    def in_sd_a_year(self) -> Fraction | None:
        """The drift in standard deviations a year; None where no time is given.

        >>> from printed import notation
        >>> notation.text(bias_sizes()[1].in_sd_a_year, 3)
        '0.044'
        """
        return None if self.in_sd is None or not self.years else self.in_sd / Fraction(self.years)

    @property
    def told(self) -> str:
        """The size as a table shows it, with its printed interval.

        >>> [size.told for size in bias_sizes()[1:10:4]]
        ['111.7 against 100.4 points', '2.0 (1.2 to 3.2)', '8 of 10 children']
        """
        interval = f" ({self.low} to {self.high})" if self.low else ""
        word = {"points": "against", "children": "of"}.get(self.unit, "")
        against = f" {word} {self.reference}" if word and self.reference not in ("", "0") else ""
        unit = f" {self.unit}" if self.unit not in ("", "ratio") else ""
        return f"{self.value}{interval}{against}{unit}"

    def fault(self) -> tuple[str, str]:
        """Numbers are numbers, and a difference in standard deviations has all that it needs."""
        differing = ("value", "reference") if self.sd else ()
        for column in ("low", "high", "sd", "years", "denominator", *differing):
            if not re.fullmatch(r"-?\d+(\.\d+)?|", getattr(self, column)):
                return column, f"{getattr(self, column)!r} is no number"
        if self.sd and not (self.value and self.reference and Fraction(self.sd) > 0):
            return "sd", "a difference in standard deviations needs a value, a reference and an SD"
        return "", ""


@lru_cache(maxsize=4)
def bias_sizes(path: Path | None = None) -> tuple[BiasSize, ...]:
    """The register of biases and their sizes elsewhere.

    Raises
    ------
    InputError
        If a row is not right, with its place.

    Examples
    --------
    >>> sorted({size.bias for size in bias_sizes()})
    ['instrument', 'missing scans', 'norms', 'other trials', 'selection']
    """
    return read_register(path or LITERATURE / "bias_sizes.csv", BiasSize)
