"""What a join needs of a printed item, and the convention under which items are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from printed.errors import InputError
from printed.notation import Printed
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
    efficacy: str = "koopman"
    number_needed: str = "newcombe"
    ttest: str = "student"
    interval: str = "t"
    share: str = "wilson"
    crosstab: str = "pearson"
    mcnemar: str = "exact"
    d: str = "cohen"
    d_ci: str = "normal"
    rate: str = "exact"
    rate_ratio: str = "log"
    rate_test: str = "wald"


@dataclass(frozen=True)
class Number:
    """One printed number of an item.

    Parameters
    ----------
    quantity : str
        For instance ``p`` or ``risk_ratio_ci.low``.
    fact : str
        The fact of the item that prints it.
    printed : Printed
        What is printed, under the rules of one convention.
    rules : tuple of str
        The fields of a convention by which it is compared.
    by : str, optional
        That of them on which the recomputed value depends.
    unit : number
        What the printed number 1 stands for in the recomputed values.
    """

    quantity: str
    fact: str
    printed: Printed
    rules: tuple[str, ...] = ("rounding",)
    by: str | None = None
    unit: Any = 1


class TooMany(Exception):
    """More data than can be looked at one by one."""


class Item(Protocol):
    """A printed item of a problem: how it is read, what it constrains, what can be asked of it.

    A kind is one class in one file, named once more in `printed.problem.items.KINDS`. A kind may
    also have what the functions below ask for: ``relaxed``, ``keys``, ``cost``, ``size``,
    ``searched``, ``widened``, ``unbound``, ``reopened``, ``numbers`` and ``recomputed``;
    ``stated_facts`` and ``printed_text`` for its rows; and a true ``dear`` where its members are
    costly to find and are asked for last; and ``inner``, the paths of what stands within its keys,
    such as ``group1.mean`` or ``groups.#.n`` for any number of groups.
    """

    kind: ClassVar[str]  # as a problem file names it
    label: ClassVar[str]  # as a reader is shown it
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


# --------------------------------------------------------------------------- what a kind may have


def relaxed(item: Any, kept: frozenset[str]) -> Any:
    """The item with only these facts; it allows at least what it allowed with all of them.

    Cheaper than `Item.without` where a kind says so: it may allow more than the facts kept do.
    """
    if hasattr(item, "relaxed"):
        return item.relaxed(kept)
    return thinned_to(item, kept)


def thinned_to(item: Any, kept: frozenset[str]) -> Any:
    """The item with only these facts, the others taken as not printed."""
    for fact in item.facts:
        if fact not in kept:
            item = item.without(fact)
    return item


def keys(item: Any, convention: Convention, allowed: Allowed) -> set[Key]:
    """The values that members of the item give its shared unknowns."""
    if hasattr(item, "keys"):
        return set(item.keys(convention, allowed))
    found = item.members(convention, allowed)
    if not item.shared:
        return {()} if any(True for _ in found) else set()  # one member is enough
    return {key for key, _ in found}


def some_key(item: Any, convention: Convention, allowed: Allowed) -> Key | None:
    """One of them, sooner than all; None where there is none."""
    if hasattr(item, "keys"):
        return next(iter(item.keys(convention, allowed)), None)
    return next((key for key, _ in item.members(convention, allowed)), None)


def cost(item: Any, convention: Convention, allowed: Allowed) -> int:
    """Steps that a convention slow enough to be rationed takes here; 0 for all others."""
    return item.cost(convention, allowed) if hasattr(item, "cost") else 0


def size(item: Any, convention: Convention, allowed: Allowed) -> int:
    """How many data are in question; 0 where a kind does not say."""
    return item.size(convention, allowed) if hasattr(item, "size") else 0


def searched(item: Any) -> dict[str, tuple[int, int, str]]:
    """Ranges that were searched besides the unknowns', each printed, given or default."""
    return dict(item.searched()) if hasattr(item, "searched") else {}


def widened(item: Any, last: int) -> Any:
    """The item with every range that is a default going on up to a size."""
    return item.widened(last) if hasattr(item, "widened") else item


def unbound(item: Any) -> Any:
    """The item, allowing at least all that it does whatever is set for a range by default."""
    return item.unbound() if hasattr(item, "unbound") else item


def reopened(item: Any, name: str, last: int) -> Any:
    """The item with a given range taken off: from 1 up to a size."""
    return item.reopened(name, last) if hasattr(item, "reopened") else item


def numbers(item: Any, convention: Convention) -> Iterator[Number]:
    """The printed numbers of the item that can be recomputed."""
    return iter(item.numbers(convention) if hasattr(item, "numbers") else ())


def recomputed(
    item: Any, quantity: str, convention: Convention, allowed: Allowed
) -> Iterator[tuple[Any, str]]:
    """What a printed number is by the data of the item, with the data written out.

    None at the end where there are too many data to look at.
    """
    return iter(item.recomputed(quantity, convention, allowed))
