"""What a reader calls the readings that a page steps through."""

from __future__ import annotations

from printed.problem.names import NAMES, called

TESTS = NAMES["test"]

# Kinds of stroke and scan of `data/imaging/kinds.csv`; a radiologist knows MCA, its page says it.
STROKES = {
    "mca-small": "MCA, small",
    "mca-medium": "MCA, medium",
    "mca-large": "MCA, large",
    "emboli": "scattered emboli",
    "border-zone": "border zone",
    "branch": "one branch",
    "perforator": "perforator",
    "midline-shift": "shifted midline",
    "overgrowth": "other side overgrown",
    "swelling": "swollen newborn",
    "gliosis": "scar, little cyst",
    "haemorrhage": "bleeding",
    "skull": "skull, with masks",
    "skull, no mask": "skull, no masks",
    "thick": "thick slices",
    "oblique": "oblique slices",
    "ghosting": "ghosting",
    "coil-bias": "uneven coil",
}

# What the heads of simulated infants were made of.
HEADS = {
    "bent MNI152 template": "adult, bent",
    "formula": "from formulas",
    "atlas": "infant atlas",
}


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
