"""What a reader calls the readings that a page steps through."""

from __future__ import annotations

from printed.problem.names import NAMES, called

TESTS = NAMES["test"]


def reading(name: str) -> str:
    """A reading of `passion.evidence.effects.readings` as a reader calls it.

    >>> reading("test: lr"), reading("percentage: truncate"), reading("headline")
    ('likelihood ratio', 'percentage: decimals cut off', 'Fisher')
    """
    from passion.evidence import headline

    kind, colon, rule = name.partition(": ")
    if name == "headline":
        return TESTS[headline().convention.test]
    if not colon:
        return name
    if kind == "test":
        return TESTS[rule]
    return f"{kind}: {called('rounding' if kind == 'percentage' else 'p_rule', rule)}"
