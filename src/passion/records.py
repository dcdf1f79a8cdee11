"""Individual records of the children, where somebody has them.

One row a child, both cohorts. The records are not public; with a file of them in place (named
by the environment variable ``PASSION_RECORDS``) the same notebooks reproduce the paper.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from passion.claims import read_csv
from passion.compatible.samples.quantiles import quantile
from passion.errors import InputError
from passion.printed import exact

VARIABLE = "PASSION_RECORDS"
COHORTS = ("treated", "registry")
YES_NO = (
    "plic_asymmetry",
    "peduncle_asymmetry",
    "cerebral_palsy",
    "behavioral_problem",
    "language_problem",
    "visual_field_defect",
    "epilepsy",
    "related_adverse_event",
    "unrelated_adverse_event",
)
NUMBERS = (
    "birth_year",
    "gestational_age",
    "tissue_loss_ratio",
    "gmfcs",
    "motor_z",
    "cognitive_z",
)
TEXTS = ("child", "cohort", "sex", "affected_side", "motor_instrument", "cognitive_instrument")
COLUMNS = (
    "child",
    "cohort",
    "birth_year",
    "sex",
    "gestational_age",
    "affected_side",
    "tissue_loss_ratio",
    "plic_asymmetry",
    "peduncle_asymmetry",
    "cerebral_palsy",
    "gmfcs",
    "motor_z",
    "motor_instrument",
    "cognitive_z",
    "cognitive_instrument",
    "behavioral_problem",
    "language_problem",
    "visual_field_defect",
    "epilepsy",
    "related_adverse_event",
    "unrelated_adverse_event",
)
# A delay is a Z score below this (register: delay_threshold).
DERIVED = {"motor_delay": "motor_z", "cognitive_delay": "cognitive_z"}
DELAY = -1.0


@dataclass(frozen=True)
class Records:
    """The children's records; a measure is None where a child was not assessed.

    Parameters
    ----------
    rows : tuple of dict
        One a child, with the columns of the schema, read into bool, float, str or None.
    name : str
        The file's name, for the banner.
    checksum : str
        SHA-256 of the file.
    """

    rows: tuple[dict, ...] = field(hash=False)  # dicts cannot be hashed; the checksum is
    name: str = ""
    checksum: str = ""

    def of(self, group: str) -> Iterator[dict]:
        """The children of a group: ``treated``, ``registry`` or ``treated_cp``."""
        cohort = group.removesuffix("_cp")
        for row in self.rows:
            if row["cohort"] == cohort and (cohort == group or row["cerebral_palsy"]):
                yield row

    def values(self, measure: str, group: str) -> list[float]:
        """The measure of every assessed child of the group, in no telling order."""
        source = DERIVED.get(measure, measure)
        values = sorted(row[source] for row in self.of(group) if row[source] is not None)
        return [value < DELAY for value in values] if measure in DERIVED else values

    def statistic(self, measure: str, group: str, kind: str, rule: str | None = None) -> Fraction:
        """Mean, SD, median or quartile distance of the group; exact where it is rational.

        Parameters
        ----------
        kind : {"mean", "sd", "median", "iqr"}
        rule : str, optional
            ``1`` or ``0`` for the SD's divisor n - 1 or n; a quartile rule such as ``type-7``.
        """
        data = [exact(value) for value in self.values(measure, group)]
        if kind == "median":
            return Fraction(quantile(data, Fraction(1, 2)))
        if kind == "iqr":
            name = rule or "type-7"
            return Fraction(
                quantile(data, Fraction(3, 4), name) - quantile(data, Fraction(1, 4), name)
            )
        mean = sum(data, Fraction(0)) / len(data)
        if kind == "mean":
            return mean
        squares = sum(((value - mean) ** 2 for value in data), Fraction(0))
        return exact(math.sqrt(squares / (len(data) - int(rule or 1))))

    def count(self, measures: str | Sequence[str], group: str) -> tuple[int, int]:
        """Children with any of the measures, of those assessed for all of them."""
        names = [measures] if isinstance(measures, str) else list(measures)
        k = n = 0
        for row in self.of(group):
            seen = [row[DERIVED.get(name, name)] for name in names]
            if any(value is None for value in seen):
                continue
            n += 1
            k += any(
                value < DELAY if name in DERIVED else bool(value)
                for name, value in zip(names, seen, strict=True)
            )
        return k, n


def from_environment() -> Records | None:
    """The records that ``PASSION_RECORDS`` names; None where it is not set."""
    path = os.environ.get(VARIABLE)
    return load(path) if path else None


def load(path: Path | str) -> Records:
    """Read a file of records.

    Raises
    ------
    InputError
        If the file cannot be read, or a cell is not of its column's type.
    """
    import hashlib

    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=file.name) from None
    return _parse(content, file.name, hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=4)
def _parse(content: bytes, name: str, checksum: str) -> Records:
    rows = read_csv(content, name, COLUMNS)
    read = tuple(_row(row, name, number) for number, row in enumerate(rows, start=2))
    return Records(read, name, checksum)


def _row(row: dict[str, str], name: str, number: int) -> dict:
    read: dict = {}
    for column, text in row.items():
        value: object = text or None
        try:
            if text and column in YES_NO:
                value = {"yes": True, "no": False}[text]
            elif text and column in NUMBERS:
                value = float(text)
                if not math.isfinite(value):
                    raise ValueError
        except (KeyError, ValueError):
            wanted = "yes or no" if column in YES_NO else "a number"
            raise InputError(
                f"{text!r} is not {wanted}", file=name, row=number, column=column
            ) from None
        read[column] = value
    if read["cohort"] not in COHORTS:
        raise InputError(
            f"{row['cohort']!r} is no cohort; treated or registry",
            file=name,
            row=number,
            column="cohort",
        )
    return read
