"""What a verdict says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Word -> what it means; the legend and the tests read this.
MEANINGS: dict[str, str] = {
    "determined": (
        "under the headline reading, the printed numbers together leave exactly one value"
    ),
    "compatible": "several values fit everything printed; the range is shown",
    "impossible": "no data found, under the listed rules, that give these numbers together",
    "reproduced": "the children's records give the printed number",
    "differs": "the children's records give another number under the headline convention",
    "stated": "an input that nothing else printed constrains",
    "corroborated": "another document of the same trial prints the same",
    "contradicted": "another document of the same trial prints something else",
    "supported": "the statement holds for all data that fit",
    "unsupported": "the statement holds for no data that fit",
    "undetermined": "the statement holds for part of the data that fit",
}
FAILING = ("impossible", "differs")  # `passion verify` exits with 1 if one of these is found


@dataclass(frozen=True)
class Recomputed:
    """What the printed numbers leave of a target, in words and as a range."""

    text: str
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Verdict:
    """One claim judged.

    Parameters
    ----------
    claim, page, statement, printed : str
        As in the register.
    target : str
        The quantity that the printed number rounds.
    recomputed : Recomputed
    verdict : str
        A key of ``MEANINGS``.
    by_convention : mapping of str to dict
        ``{"verdict", "text"}`` under each other convention, changed singly.
    datasets : int or None
        How many values the target has; None for a continuum.
    conflict : tuple of str
        Claims of a smallest contradicting set, this one included.
    assumptions : tuple of (name, value)
    reproduced_under : tuple of str
        With records: the other conventions that would give the printed number.
    reason : str
        Of an inference, or of a source that corroborates or contradicts.
    """

    claim: str
    page: str
    statement: str
    printed: str
    target: str
    recomputed: Recomputed
    verdict: str
    by_convention: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    datasets: int | None = None
    conflict: tuple[str, ...] = ()
    assumptions: tuple[tuple[str, str], ...] = ()
    reproduced_under: tuple[str, ...] = ()
    reason: str = ""

    def json(self) -> dict[str, Any]:
        """The row that ``passion verify --json`` prints."""
        return {
            "claim": self.claim,
            "page": self.page,
            "printed": self.printed,
            "target": self.target,
            "recomputed": {
                "text": self.recomputed.text,
                "min": self.recomputed.minimum,
                "max": self.recomputed.maximum,
            },
            "verdict": self.verdict,
            "by_convention": {key: dict(value) for key, value in self.by_convention.items()},
            "datasets": self.datasets,
            "conflict": list(self.conflict),
            "assumptions": [{"name": name, "value": value} for name, value in self.assumptions],
            "reproduced_under": list(self.reproduced_under),
            "reason": self.reason,
        }
