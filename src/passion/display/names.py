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
