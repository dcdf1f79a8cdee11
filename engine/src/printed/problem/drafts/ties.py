"""Two items of a draft made one: groups that are compared, and the P value of their comparison."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from printed.errors import InputError
from printed.problem.items import KINDS

# What can stand side by side, and the kinds that hold one, two or more groups of it.
SHARES, MEANS, MEDIANS = "shares", "means", "medians"
_PAIRED = {"table": SHARES, "ttest": MEANS, "medians": MEDIANS}
_ONE = {  # a P value may wait beside a single group for the other one
    SHARES: (("count", "table"), ("k", "percent")),
    MEDIANS: (("sample", "medians"), ("median", "iqr")),
    MEANS: (("sample", "ttest"), ("mean", "sd", "se")),
}
_ALL = {
    SHARES: ("crosstab", lambda groups: {"rows": [groups]}),
    MEANS: ("anova", lambda groups: {"groups": groups}),
}


@dataclass(frozen=True)
class _Sides:
    """An item as groups beside each other and what is printed of their comparison."""

    family: str | None
    groups: list[Any]
    printed: dict[str, Any]


def tied(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The item that two items make together: both groups compared, or a P value given its test.

    Parameters
    ----------
    one, other : mapping
        As a problem file has them.

    Returns
    -------
    dict
        An item, which may still lack a size.

    Raises
    ------
    InputError
        If they print different things, or both print the same one.

    Examples
    --------
    >>> shares = {"kind": "count", "k": 25, "n": 48}, {"kind": "count", "k": 12, "n": 42}
    >>> table = tied(*shares)
    >>> tied(table, {"kind": "statistic", "statistic": "z", "p": "0.03"})
    {'kind': 'table', 'group1': '25/48', 'group2': '12/42', 'p': '0.03'}
    """
    for first, second in ((one, other), (other, one)):
        if _only_p(second):
            if "p" in first or "p" not in KINDS[first["kind"]].printed_keys:
                raise InputError(f"a {first['kind']} has no place for this P")
            return {**first, "p": second["p"]}
    left, right = _sides(one), _sides(other)
    if left.family is None or left.family != right.family:
        raise InputError(f"a {one['kind']} and a {other['kind']} are not groups of one comparison")
    both = left.printed.keys() & right.printed.keys()
    if both:
        raise InputError(f"both print {', '.join(sorted(both))}: drop one of them first")
    groups, printed = left.groups + right.groups, left.printed | right.printed
    if len(groups) == 2:
        kind = next(kind for kind, family in _PAIRED.items() if family == left.family)
        return {"kind": kind, "group1": groups[0], "group2": groups[1], **printed}
    if left.family not in _ALL:
        raise InputError(f"more than two {left.family} are compared by no test that is known here")
    kind, laid = _ALL[left.family]
    return {"kind": kind, **laid(groups), **printed}


def _only_p(item: Mapping[str, Any]) -> bool:
    return item["kind"] == "statistic" and "p" in item and "value" not in item


def _sides(item: Mapping[str, Any]) -> _Sides:
    """The groups of an item; no family where it has none."""
    kind = item["kind"]
    rest = {key: value for key, value in item.items() if key != "kind"}
    if kind in _PAIRED and {"group1", "group2"} <= rest.keys():
        return _Sides(_PAIRED[kind], [rest.pop("group1"), rest.pop("group2")], rest)
    if kind == "crosstab" and len(rest.get("rows", ())) == 1:
        return _Sides(SHARES, list(rest.pop("rows")[0]), rest)
    if kind == "anova" and "groups" in rest:
        return _Sides(MEANS, list(rest.pop("groups")), rest)
    for family, (kinds, keys) in _ONE.items():
        if kind in kinds and not set(keys).isdisjoint(rest):
            group = {key: rest.pop(key) for key in ("n", *keys) if key in rest}
            return _Sides(family, [_share(group) if family == SHARES else group], rest)
    return _Sides(None, [], {})


def _share(item: Mapping[str, Any]) -> str:
    """A share as a group of a table has it."""
    k, n, percent = (item.get(key) for key in ("k", "n", "percent"))
    if k is None:
        return f"{percent}/{n}" if n is not None else str(percent)
    shown = f" ({percent})" if percent else ""
    return f"{k}/{n}{shown}" if n is not None else f"{k}{shown}"


def sized(kind: str, values: Mapping[str, str], group: int, size: str) -> dict[str, str]:
    """An item's flat values with the size of one group put in, where it has the group without it.

    Parameters
    ----------
    kind : str
    values : mapping
        Text by path, as of `printed.problem.places.flat`.
    group : int
        Counted from 1.
    size : str
        A number, or the name of an unknown.

    Examples
    --------
    >>> sized("table", {"group1": "12 (40%)", "group2": "29%"}, 2, "42")
    {'group1': '12 (40%)', 'group2': '29%/42'}
    >>> sized("ttest", {"group1.mean": "20"}, 1, "30")["group1.n"]
    '30'
    """
    found = dict(values)
    for path in (f"group{group}", f"rows.1.{group}"):
        text = found.get(path, "")
        if text and "/" not in text and " of " not in text:
            share = re.fullmatch(r"(\S+?)\s*(\(.*\))?", text.strip())
            first, rest = share.groups() if share else (text, None)
            between = "/" if size.isdigit() else " of "
            found[path] = f"{first}{between}{size}" + (f" {rest}" if rest else "")
    for start in (f"group{group}", f"groups.{group}"):
        inside = any(path.startswith(f"{start}.") and text for path, text in found.items())
        if inside and not found.get(f"{start}.n"):
            found[f"{start}.n"] = size
    return found
