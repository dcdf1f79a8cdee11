"""How the printed comparisons are read: one convention, and assumptions that can be dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from passion.claims import Register, conventions
from printed.fit.tables import read_side
from printed.problem.joint import Convention, Group, TableItem


@dataclass(frozen=True)
class Reading:
    """One way to read the register's tables.

    Parameters
    ----------
    convention : Convention
        The test and the rounding rules, the same for every table.
    shared : bool
        Whether the tables have one registry denominator.
    all_treated : bool
        Whether every treated child was scanned.
    """

    convention: Convention = Convention()
    shared: bool = True
    all_treated: bool = True


@lru_cache(maxsize=1)
def headline() -> Reading:
    """The reading that ``conventions.yaml`` puts first."""
    return Reading(Convention(**conventions()["table"]["headline"]))


@lru_cache(maxsize=1)
def alternatives() -> tuple[tuple[str, str, Reading], ...]:
    """Every other convention, each changed singly: ``(kind, name, reading)``."""
    listed: dict[str, dict[str, str]] = conventions()["table"]["alternatives"]
    first = headline()
    return tuple(
        (kind, name, replace(first, convention=replace(first.convention, **{kind: name})))
        for kind, names in listed.items()
        for name in names
    )


def table_comparisons(register: Register) -> tuple[str, ...]:
    """The comparisons that print a percentage of both groups."""
    names = dict.fromkeys(claim.comparison for claim in register if claim.comparison)
    return tuple(
        name
        for name in names
        if {"treated", "registry"}
        <= {claim.group for claim in register.comparison(name) if claim.kind == "percent"}
    )


def table_items(
    register: Register, reading: Reading, left_out: frozenset[str] = frozenset()
) -> list[TableItem]:
    """The register's tables as the engine takes them.

    Parameters
    ----------
    register : Register
    reading : Reading
    left_out : frozenset of str
        Claims taken as not printed.
    """
    treated = _cohort(register, "n_treated")
    registry = _cohort(register, "n_registry")
    items = []
    for name in table_comparisons(register):
        one = register.find(name, "percent", "treated")
        two = register.find(name, "percent", "registry")
        p = register.find(name, "p_value")
        if {one.id, two.id, p.id} <= left_out:
            continue
        item = TableItem(
            name,
            Group(read_side(one.printed), (treated if reading.all_treated else 1, treated)),
            Group(read_side(two.printed), (1, registry), "registry" if reading.shared else None),
            p.printed,
        )
        for part, claim in (("group1", one), ("group2", two), ("p", p)):
            if claim.id in left_out:
                item = item.without(part)
        items.append(item)
    return items


def claim_of(register: Register, comparison: str, part: str) -> str:
    """The claim behind one part of a table item: ``group1``, ``group2`` or ``p``."""
    if part == "p":
        return register.find(comparison, "p_value").id
    return register.find(comparison, "percent", "treated" if part == "group1" else "registry").id


def dropped(register: Register) -> Iterator[tuple[str, str, list[tuple[str, Reading]]]]:
    """Each assumption, with the readings that are possible without it.

    Yields
    ------
    name, value, readings
        The assumption's name and words from ``conventions.yaml``, and ``(label, reading)``.
    """
    first = headline()
    known: dict[str, Any] = conventions()["assumptions"]
    rules = ("rounding", "p_rule")
    readings: dict[str, list[tuple[str, Reading]]] = {
        "shared_denominator": [("own denominators", replace(first, shared=False))],
        "treated_denominator": [("any number scanned", replace(first, all_treated=False))],
        "one_test": [(name, r) for kind, name, r in alternatives() if kind == "test"],
        "rounding": [
            (f"{name} ({'P value' if kind == 'p_rule' else 'percentage'})", r)
            for kind, name, r in alternatives()
            if kind in rules
        ],
    }
    for name, words in known.items():
        yield name, words["value"], readings.get(name, [])


def _cohort(register: Register, claim_id: str) -> int:
    size = register[claim_id].number()
    assert size is not None  # the register holds a count there
    return size
