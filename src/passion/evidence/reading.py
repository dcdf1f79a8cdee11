"""How the printed comparisons are read: the readings of the register, as pages ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from passion.claims import Register, load
from printed.readings import Reading


def headline() -> Reading:
    """The reading that ``conventions.yaml`` puts first."""
    return load().conventions.first


def alternatives() -> tuple[tuple[str, str, Reading], ...]:
    """Every other convention of tables, each changed singly: ``(rule, name, reading)``."""
    return tuple(
        (reading.changed[1], reading.changed[2], reading)
        for reading in load().conventions.readings()
        if reading.changed and reading.changed[0] == "table"
    )


def without(assumption: str) -> Reading:
    """The headline reading without one assumption of ``conventions.yaml``."""
    load().conventions.assumption(assumption)  # a name that is none is an error here
    return replace(headline(), name=f"without:{assumption}", dropped=(assumption,))


def table_comparisons(register: Register) -> tuple[str, ...]:
    """The comparisons that print a percentage of both groups."""
    names = dict.fromkeys(claim.comparison for claim in register if claim.comparison)
    return tuple(
        name
        for name in names
        if {"treated", "registry"}
        <= {claim.group for claim in register.comparison(name) if claim.kind == "percent"}
    )


WITHOUT = {"shared": "own denominators", "all": "any number scanned"}
RULES = {"rounding": " (percentage)", "p_rule": " (P value)"}


def dropped(register: Register) -> Iterator[tuple[str, str, list[tuple[str, Reading]]]]:
    """Each assumption on tables, with the readings that are possible without it.

    Yields
    ------
    name, value, readings
        The assumption's name and words from ``conventions.yaml``, and ``(label, reading)``.
    """
    for one in register.conventions.assumptions:
        if one.kinds and "table" not in one.kinds:
            continue
        found = [
            (f"{name}{RULES.get(rule, '')}", reading)
            for rule, name, reading in alternatives()
            if rule in one.rules
        ]
        if one.denominator:
            found = [(WITHOUT[one.denominator], without(one.name))]
        yield one.name, one.value, found
