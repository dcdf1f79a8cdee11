"""The children's records, asked for counts and statistics of a group: never for a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from passion.claims import load as load_register
from passion.records.schema import COHORTS, column
from printed.fit.samples.quantiles import quantile
from printed.notation import exact

# A delay is a Z score below this (register: delay_threshold).
DERIVED = {"motor_delay": "motor_z", "cognitive_delay": "cognitive_z"}
DELAY = -1.0


@dataclass(frozen=True, eq=False)
class Records:
    """The children's records; two are the same only if they are one object.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a child, the columns of the schema; numbers as float, all else text or None.
    name : str
        The file's name, for the lines that refuse it. It may be somebody's, and is shown nowhere
        else.
    checksum : str
        SHA-256 of the file.
    """

    frame: Any = field(repr=False)
    name: str = field(default="", repr=False)
    checksum: str = ""
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def reconstructed(self) -> bool:
        """Whether any row says that it was made to fit print."""
        return "reconstructed" in self.frame and bool((self.frame["reconstructed"] == "yes").any())

    @property
    def banner(self) -> str:
        """What every page built from these records says of them."""
        made = "reconstructed records, no child's" if self.reconstructed else "individual records"
        sizes = " and ".join(self._size_in_words(cohort) for cohort in COHORTS)
        return f"Built from {made}: {sizes}, SHA-256 {self.checksum}"

    def of(self, group: str) -> Any:
        """Which rows are of a group: ``treated``, ``registry`` or ``treated_cp``."""
        if group not in self._kept:
            cohort = group.removesuffix("_cp")
            rows = (self.frame["cohort"] == cohort).to_numpy()
            if cohort != group:
                rows = rows & (self.frame["cerebral_palsy"] == "yes").to_numpy()
            self._kept[group] = rows
        return self._kept[group]

    def size(self, group: str) -> int:
        """The children of a group."""
        return int(self.of(group).sum())

    def values(self, measure: str, group: str) -> list[float]:
        """The measure of every assessed child of the group, in no telling order.

        A delay, and whatever is yes or no, comes as True or False.
        """
        key = measure, group
        if key not in self._kept:
            found = self._of(measure)[self.of(group)]
            found = found[found == found]
            found.sort()
            self._kept[key] = found.tolist()
        values = self._kept[key]
        return [value == 1 for value in values] if self._is_flag(measure) else list(values)

    def statistic(
        self, measure: str, group: str, kind: str, rule: str | None = None
    ) -> Fraction | None:
        """Mean, SD, median or quartile distance of the group; exact where it is rational.

        Parameters
        ----------
        kind : {"mean", "sd", "median", "iqr"}
        rule : str, optional
            ``1`` or ``0`` for the SD's divisor n - 1 or n; a quartile rule such as ``type-7``.

        Returns
        -------
        Fraction or None
            None of fewer than two children.

        Notes
        -----
        Decimals are summed as whole numbers of their smallest unit.
        """
        data, unit = self._whole(measure, group)
        n = len(data)
        if n < 2:
            return None
        if kind == "median":
            return Fraction(quantile(data, Fraction(1, 2))) * unit
        if kind == "iqr":
            name = rule or "type-7"
            upper, lower = (quantile(data, Fraction(part, 4), name) for part in (3, 1))
            return Fraction(upper - lower) * unit
        total = sum(data)
        if kind == "mean":
            return Fraction(total, n) * unit
        squares = n * sum(value * value for value in data) - total * total
        variance = Fraction(squares, n * (n - int(rule or 1))) * unit * unit
        return exact(math.sqrt(variance))

    def count(self, measures: str | Sequence[str], group: str) -> tuple[int, int]:
        """Children with any of the measures, of those assessed for all of them."""
        import numpy as np

        names = (measures,) if isinstance(measures, str) else tuple(measures)
        key = "count", names, group
        if key not in self._kept:
            rows = self.of(group)
            seen = np.array([self._of(name)[rows] for name in names])
            assessed = ~np.isnan(seen).any(axis=0)
            some = (seen > 0).any(axis=0) & assessed
            self._kept[key] = int(some.sum()), int(assessed.sum())
        return self._kept[key]

    def _size_in_words(self, cohort: str) -> str:
        size, stated = self.size(cohort), str(load_register().size(cohort))
        other = "" if str(size) == stated else f" (the paper: {stated})"
        return f"{size} {cohort}{other}"

    def _of(self, measure: str) -> Any:
        """One number a child, NaN where it was not assessed; 1 and 0 for yes and no."""
        import numpy as np

        if measure not in self._kept:
            raw = self.frame[DERIVED.get(measure, measure)]
            if measure in DERIVED:
                scores = raw.to_numpy(dtype=float)
                found = np.where(np.isnan(scores), np.nan, scores < DELAY)
            elif self._is_flag(measure):
                said = {"yes": 1.0, "no": 0.0}
                found = np.array([said.get(value, math.nan) for value in raw.tolist()])
            else:
                found = raw.to_numpy(dtype=float)
            self._kept[measure] = found
        return self._kept[measure]

    def _is_flag(self, measure: str) -> bool:
        return measure in DERIVED or column(measure).yes_no

    def _whole(self, measure: str, group: str) -> tuple[list[int], Fraction]:
        """The values in ascending order as whole numbers of one decimal unit, and that unit."""
        key = "whole", measure, group
        if key not in self._kept:
            decimals = [Decimal(repr(float(value))) for value in self.values(measure, group)]
            digits = max((-int(d.as_tuple().exponent) for d in decimals), default=0)
            digits = max(digits, 0)
            self._kept[key] = (
                [int(d.scaleb(digits)) for d in decimals],
                Fraction(1, 10**digits),
            )
        return self._kept[key]
