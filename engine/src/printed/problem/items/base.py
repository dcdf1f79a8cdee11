"""What a join needs of a printed item, and the convention under which items are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from printed.errors import InputError
from printed.problem.tree import Node

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
    ttest: str = "student"
    interval: str = "t"
    share: str = "wilson"
    crosstab: str = "pearson"
    mcnemar: str = "exact"


class Item(Protocol):
    """A printed item of a problem: how it is read, what it constrains, what can be asked of it.

    A kind is one class in one file, named once more in `printed.problem.items.KINDS`.
    """

    kind: ClassVar[str]  # as a problem file names it
    printed_keys: ClassVar[tuple[str, ...]]  # keys whose values are printed, and so quoted
    other_keys: ClassVar[tuple[str, ...]]  # all other keys
    needed_keys: ClassVar[tuple[str, ...]]  # those without which there is no such item

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> Any:
        """The item from its entries in a problem file, whose keys are already known.

        Parameters
        ----------
        name : str
        entries : mapping
            Every entry with its place.
        printed : mapping
            The text of each printed value.
        unknowns : mapping
            The range of each unknown.

        Raises
        ------
        InputError
            With the place of what cannot be used.
        """

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

    def check_quantity(self, quantity: str) -> None:
        """Raise InputError unless it is a quantity of such an item that can be bounded."""

    def ends(self, quantity: str, member: Any) -> tuple[Any, Any, bool]:
        """The least and the greatest value of a quantity under one member, and whether reached.

        Infinite floats where there is no bound; None where the quantity does not exist.
        """

    def shown(self, member: Any) -> dict[str, Any]:
        """A member as a solution shows it."""


def check_among(quantity: str, known: tuple[str, ...]) -> None:
    """Raise InputError unless the quantity is one of these."""
    if quantity not in known:
        raise InputError(f"cannot bound {quantity!r}; ask for {', '.join(known)}")
