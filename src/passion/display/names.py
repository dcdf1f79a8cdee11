"""What a reader calls things that the engine has a short name for."""

from __future__ import annotations

# As short as the margin of a figure; `printed.stats.CONVENTIONS` says what each is.
TESTS = {
    "fisher": "Fisher",
    "fisher-central": "Fisher, smaller tail twice",
    "midp-minlike": "mid-P",
    "midp-central": "mid-P, smaller tail twice",
    "pearson": "Pearson",
    "yates": "Yates",
    "n-1": "N-1",
    "lr": "likelihood ratio",
    "barnard": "Barnard",
    "boschloo": "Boschloo",
    "expected-5": "chi-square, else Fisher",
}

ROUNDINGS = {
    "half-even": "halves to even",
    "either": "either half",
    "truncate": "decimals cut off",
    "trailing-zero": "last zero dropped",
    "journal": "three decimals below 0.01",
}

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
    return TESTS[rule] if kind == "test" else f"{kind}: {ROUNDINGS[rule]}"
