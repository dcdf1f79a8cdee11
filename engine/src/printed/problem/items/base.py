"""What a join needs of a printed item, and the convention under which items are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Key = tuple[tuple[str, int], ...]  # shared unknowns by name with their values, sorted
Allowed = Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Convention:
    """One way to read printed numbers: the tests, methods and rounding rules."""

    test: str = "fisher"
    rounding: str = "half-up"
    p_rule: str = "nearest"
    ranksum: str = "exact"
    quartile: str = "type-7"
    sd: str = "n-1"
    odds_ratio: str = "sample"
    risk_ratio: str = "koopman"
    risk_difference: str = "newcombe"


class Item(Protocol):
    """What a join needs of an item."""

    @property
    def name(self) -> str:
        """Its name in the problem."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The printed values, by name."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The fields of a convention that matter to it."""

    @property
    def shared(self) -> tuple[str, ...]:
        """The names of its shared unknowns, sorted."""

    def without(self, fact: str) -> Any:
        """The item with one value taken as not printed."""

    def values(self, convention: Convention) -> Allowed:
        """Which values of its shared unknowns are possible at a first look."""

    def members(self, convention: Convention, allowed: Allowed) -> Iterable[tuple[Key, Any]]:
        """The members under a convention, each with the unknowns' values that it needs."""

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Why the convention is not tried on this item; None if it is."""
