"""How large biases of a historical comparison have been elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from passion.claims import read_csv
from passion.errors import InputError
from passion.literature.facts import SECOND_HAND, SOURCE_KINDS
from passion.paths import LITERATURE

BIASES = ("instrument", "norms", "selection", "other trials", "missing scans")


@dataclass(frozen=True)
class BiasSize:
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

    @property
    def second_hand(self) -> bool:
        """Whether it comes from news or a blog, which every use must say."""
        return self.source_kind in SECOND_HAND

    @property
    def in_sd(self) -> Fraction | None:
        """The difference in standard deviations; None where no standard deviation is given.

        >>> from passion import printed
        >>> printed.text(bias_sizes()[0].in_sd, 2)
        '0.53'
        """
        if not self.sd:
            return None
        return (Fraction(self.value) - Fraction(self.reference)) / Fraction(self.sd)

    @property
    def in_sd_a_year(self) -> Fraction | None:
        """The drift in standard deviations a year; None where no time is given.

        >>> from passion import printed
        >>> printed.text(bias_sizes()[1].in_sd_a_year, 3)
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
    file = path or LITERATURE / "bias_sizes.csv"
    sizes: list[BiasSize] = []
    columns = tuple(BiasSize.__dataclass_fields__)
    for number, row in enumerate(read_csv(file.read_bytes(), file.name, columns), start=2):
        size = BiasSize(**row)
        column, message = _fault(size, sizes)
        if message:
            raise InputError(message, file=file.name, row=number, column=column)
        sizes.append(size)
    return tuple(sizes)


def _fault(size: BiasSize, earlier: list[BiasSize]) -> tuple[str, str]:
    """The column of a row that is not right, and why; two empty strings where all is."""
    for column in ("id", "statement", "value", "population", "source", "locator"):
        if not getattr(size, column).strip():
            return column, "is empty"
    if size.id in (other.id for other in earlier):
        return "id", f"id {size.id!r} stands twice"
    for column, words in (("bias", BIASES), ("source_kind", SOURCE_KINDS)):
        if getattr(size, column) not in words:
            return column, f"{getattr(size, column)!r} is none of {', '.join(words)}"
    differing = ("value", "reference") if size.sd else ()
    for column in ("low", "high", "sd", "years", "denominator", *differing):
        if not re.fullmatch(r"-?\d+(\.\d+)?|", getattr(size, column)):
            return column, f"{getattr(size, column)!r} is no number"
    if size.sd and not (size.value and size.reference and Fraction(size.sd) > 0):
        return "sd", "a difference in standard deviations needs a value, a reference and an SD"
    return "", ""
