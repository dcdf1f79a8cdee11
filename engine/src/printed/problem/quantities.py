"""Quantities that a problem can ask for, and their range over all solutions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from printed.errors import InputError
from printed.fit.contrasts import METHODS, point
from printed.fit.samples.expressions import read_expression
from printed.problem.items import CountItem, Item, RanksumItem, SampleItem, TableItem

DATASETS = "datasets"  # the number of samples, a quantity of a sample item
NAMES: dict[type, tuple[str, ...]] = {
    TableItem: (*METHODS, "k1", "n1", "k2", "n2", "p"),
    CountItem: ("k", "n", "share"),
    RanksumItem: ("superiority", "u", "n1", "n2"),
    SampleItem: ("n", DATASETS),
}


def check_quantity(text: str, items: Mapping[str, Item], unknowns: Iterable[str]) -> str:
    """The quantity, if it is one that can be bounded.

    Parameters
    ----------
    text : str
        The name of an unknown, or ``item.quantity`` such as ``plic.odds_ratio``.

    Raises
    ------
    InputError
        If there is no such item, unknown or quantity.
    """
    if text in set(unknowns):
        return text
    name, dot, quantity = text.partition(".")
    if not dot or name not in items:
        known = ", ".join((*items, *unknowns))
        raise InputError(f"cannot bound {text!r}; write item.quantity with one of {known}")
    item = items[name]
    known_names = NAMES[type(item)]
    if quantity not in known_names:
        if isinstance(item, SampleItem):
            read_expression(quantity)
        else:
            raise InputError(f"cannot bound {text!r}; ask for {', '.join(known_names)}")
    return text


def ends(item: Item, quantity: str, member: Any) -> tuple[Any, Any, bool]:
    """The least and the greatest value of a quantity under one member, and whether reached.

    Returns
    -------
    least, greatest, attained
        Infinite floats where there is no bound; None where the quantity does not exist.
    """
    if isinstance(item, TableItem):
        table, p = member
        values = {**table._asdict(), "p": None if p != p else p}
        value = point(quantity, *table) if quantity in METHODS else values[quantity]
        return value, value, True
    if isinstance(item, CountItem):
        k, n = member
        value = {"k": k, "n": n, "share": k / n}[quantity]
        return value, value, True
    if isinstance(item, RanksumItem):
        if quantity in ("n1", "n2"):
            return member[quantity], member[quantity], True
        # Of the tail in which group 1 has the larger values; the mirror image has the same P.
        low, high = member["u_high" if quantity == "u" else quantity]
        return low, high, bool(member.get("attained", True))
    if quantity == "n":
        return member.stated.n, member.stated.n, True
    if quantity == DATASETS:
        count = member.count()
        return count, count, True
    found = member.bounds(quantity)
    low = found.min_infinite_sign * math.inf if found.min_infinite_sign else found.min
    high = found.max_infinite_sign * math.inf if found.max_infinite_sign else found.max
    return low, high, found.min_attained and found.max_attained


def over(values: Iterable[tuple[Any, Any, bool]]) -> dict[str, Any]:
    """The range of a quantity over many members.

    Returns
    -------
    dict
        ``{"min", "max", "attained", "min_infinite", "max_infinite"}``; an infinite end is None, and
        has its sign (1 or -1) in ``"min_infinite_sign"`` or ``"max_infinite_sign"``.

    Examples
    --------
    >>> over([(1, 2, True), (0.5, math.inf, True)])["min"]
    0.5
    """
    least = greatest = None
    attained = True
    for low, high, reached in values:
        if low is None or high is None:
            continue
        least = low if least is None or low < least else least
        greatest = high if greatest is None or high > greatest else greatest
        attained = attained and reached
    infinite = [isinstance(end, float) and math.isinf(end) for end in (least, greatest)]
    signs = {
        f"{side}_infinite_sign": 1 if end == math.inf else -1
        for side, end, far in zip(("min", "max"), (least, greatest), infinite, strict=True)
        if far
    }
    return {
        "min": None if infinite[0] else least,
        "max": None if infinite[1] else greatest,
        "attained": attained and least is not None,
        "min_infinite": infinite[0],
        "max_infinite": infinite[1],
        **signs,
    }
