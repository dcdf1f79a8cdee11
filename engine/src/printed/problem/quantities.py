"""Quantities that a problem can ask for, and their range over all solutions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from printed.errors import InputError
from printed.problem.items import Item


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
    items[name].check_quantity(quantity)
    return text


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
