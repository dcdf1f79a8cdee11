"""What the pipeline was to reach on simulated infants, and whether it does."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from printed import notation
from tissue_loss.recovery import LARGE, is_covered, is_silent

Row = Mapping[str, Any]
# One stroke, nothing else amiss; the package's own phantoms have no kind.
SINGLE = ("", "mca-medium", "mca-large", "border-zone", "branch")


def mean_error(rows: Sequence[Row]) -> float:
    """Mean of the errors, in points."""
    return statistics.fmean(row["error_points"] for row in rows)


def spread(rows: Sequence[Row]) -> float:
    """Standard deviation of the errors, in points."""
    return statistics.stdev([row["error_points"] for row in rows])


def largest(rows: Sequence[Row]) -> float:
    """The error that is farthest from none."""
    return float(max((row["error_points"] for row in rows), key=abs))


def covered(rows: Sequence[Row]) -> float:
    """Share of the 95% intervals that hold the truth."""
    return statistics.fmean(map(is_covered, rows))


def silent(rows: Sequence[Row]) -> int:
    """How many errors are over 15 points without a warning."""
    return sum(map(is_silent, rows))


@dataclass(frozen=True)
class Target:
    """One aim.

    Parameters
    ----------
    words : str
        What is counted.
    kinds : tuple of str
        Of which kinds of stroke and scan; empty for all.
    least_fraction : float
        Of a hemisphere, that the stroke takes.
    value : callable
        From the infants to the number.
    low, high : float
        Between which the number was to lie.
    share : bool
        Whether it is a share.
    """

    words: str
    kinds: tuple[str, ...]
    least_fraction: float
    value: Callable[[Sequence[Row]], float]
    low: float
    high: float
    share: bool = False

    def wanted(self) -> str:
        """The limits in words."""
        if self.low == self.high == 0:
            return "none"
        ends = [notation.percent(end) if self.share else notation.brief(end)
                for end in (self.low, self.high)]  # fmt: skip
        return " to ".join(ends)


TARGETS = (
    Target("mean error of one large stroke", SINGLE, LARGE, mean_error, -2, 2),
    Target("SD of its errors", SINGLE, LARGE, spread, 0, 6),
    Target("mean error of scattered strokes", ("emboli",), 0, mean_error, -6, 6),
    Target("largest error, skull shown", ("skull", "skull, no mask"), 0, largest, -5, 5),
    Target("95% intervals that hold the truth", (), 0, covered, 0.90, 0.98, share=True),
    Target("silent errors over 15 points", (), 0, silent, 0, 0),
)


def reached(infants: Sequence[Row], on: str) -> list[dict[str, Any]]:
    """Each target beside what is found.

    Parameters
    ----------
    infants : sequence of mapping
        ``lesion_fraction``, ``error_points``, ``ratio_se_points``, ``warned``; of cases of several
        kinds also ``kind`` and ``refused``. Who was refused has no error and is left out.
    on : str
        Which infants they are.

    Returns
    -------
    list of dict
        ``target``, ``on``, ``infants`` (how many), ``wanted``, ``found`` and ``met``, which rests
        on the unrounded number. A target that fewer than two infants bear on, where a spread is
        asked for, or none, is left out.

    Examples
    --------
    >>> case = {"kind": "emboli", "warned": 0, "lesion_fraction": 0.1,
    ...         "error_points": -16.0, "ratio_se_points": 9.0}
    >>> [(row["target"], row["found"], row["met"]) for row in reached([case], "all")]
    [('mean error of scattered strokes', '-16.0', False), \
('95% intervals that hold the truth', '100%', False), ('silent errors over 15 points', '1', False)]
    """
    rows = []
    for target in TARGETS:
        kept = [
            row
            for row in infants
            if not row.get("refused")
            and row["lesion_fraction"] >= target.least_fraction
            and (not target.kinds or row.get("kind", "") in target.kinds)
        ]
        if len(kept) < 1 + (target.value is spread):
            continue
        number = target.value(kept)
        decimals = 0 if isinstance(number, int) else 1
        rows.append(
            {
                "target": target.words,
                "on": on,
                "infants": len(kept),
                "wanted": target.wanted(),
                "found": notation.percent(number)
                if target.share
                else notation.text(number, decimals),
                "met": target.low <= number <= target.high,
            }
        )
    return rows
