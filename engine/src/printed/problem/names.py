"""What a reader calls a convention, whose short name is for files and options."""

from __future__ import annotations

from collections.abc import Mapping

# The field of a `Convention` -> its short names -> the words for them, as short as a margin.
NAMES: Mapping[str, Mapping[str, str]] = {
    "test": {
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
    },
    "rounding": {
        "half-up": "to the nearest, halves up",
        "half-even": "halves to even",
        "either": "a half either way",
        "truncate": "decimals cut off",
    },
    "p_rule": {
        "nearest": "to the nearest",
        "truncate": "decimals cut off",
        "trailing-zero": "last zero dropped",
        "journal": "three decimals below 0.01",
    },
    "ranksum": {
        "exact": "exact",
        "asymptotic": "normal approximation",
        "continuity": "normal approximation, corrected",
    },
    "quartile": {
        "type-2": "those of SAS",
        "type-6": "those of SPSS and Minitab",
        "type-7": "those of R and spreadsheets",
        "tukey": "the hinges of a box plot",
    },
    "sd": {"n-1": "divided by n − 1", "n": "divided by n"},
    "ttest": {"student": "Student", "welch": "Welch"},
    "interval": {"t": "by t", "normal": "by the normal distribution"},
    "share": {
        "clopper-pearson": "Clopper-Pearson",
        "wilson": "Wilson",
        "jeffreys": "Jeffreys",
        "mid-p": "mid-P",
        "wilson-cc": "Wilson, corrected",
        "agresti-coull": "Agresti-Coull",
        "wald": "Wald",
        "wald-cc": "Wald, corrected",
    },
    "crosstab": {
        "pearson": "Pearson",
        "lr": "likelihood ratio",
        "freeman-halton": "Freeman-Halton",
        "trend": "trend",
    },
    "mcnemar": {
        "exact": "exact",
        "mid-p": "mid-P",
        "chi2": "chi-square",
        "chi2-cc": "chi-square, corrected",
    },
    "d": {
        "cohen": "by the pooled SD",
        "hedges": "by the pooled SD, with Hedges' factor",
        "average": "by the mean variance",
        "glass": "by the SD of group 2",
    },
    "d_ci": {
        "normal": "by the normal distribution",
        "t": "by t",
        "noncentral-t": "by noncentral t",
    },
    "rate": {
        "exact": "Garwood",
        "log": "on the log scale",
        "byar": "Byar",
        "wald": "Wald",
    },
    "rate_ratio": {
        "log": "on the log scale",
        "exact": "Clopper-Pearson, given all events",
        "mid-p": "mid-P, given all events",
        "wilson": "Wilson, given all events",
    },
    "rate_test": {
        "wald": "of the log ratio",
        "score": "score",
        "exact": "exact",
        "exact-central": "exact, smaller tail twice",
        "mid-p": "mid-P, smaller tail twice",
    },
    "odds_ratio": {
        "sample": "of the table",
        "conditional": "given both margins",
        "conditional-midp": "given both margins, mid-P",
        "haldane": "Haldane",
        "cornfield": "Cornfield",
    },
    "risk_ratio": {
        "koopman": "Koopman",
        "miettinen-nurminen": "Miettinen-Nurminen",
        "katz": "Katz",
        "haldane": "Haldane",
    },
    "risk_difference": {
        "newcombe": "Newcombe",
        "miettinen-nurminen": "Miettinen-Nurminen",
        "mee": "Mee",
        "agresti-caffo": "Agresti-Caffo",
        "wald": "Wald",
        "newcombe-cc": "Newcombe, corrected",
        "wald-cc": "Wald, corrected",
    },
}
NAMES = {
    **NAMES,
    "efficacy": {**NAMES["risk_ratio"], "odds": "of the odds ratio",
                 "odds-cornfield": "of the odds ratio, Cornfield"},
    "number_needed": NAMES["risk_difference"],
}
# What each is a rule for.
RULES: Mapping[str, str] = {
    "test": "test",
    "rounding": "rounding",
    "p_rule": "rounding of P",
    "ranksum": "rank-sum test",
    "quartile": "quartiles",
    "sd": "SD",
    "ttest": "t test",
    "interval": "interval of a mean",
    "share": "interval of a share",
    "crosstab": "test of the cross table",
    "mcnemar": "McNemar's test",
    "d": "difference in SDs",
    "d_ci": "interval of a difference in SDs",
    "rate": "interval of a rate",
    "rate_ratio": "interval of a rate ratio",
    "rate_test": "test of two rates",
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "risk_difference": "risk difference",
    "efficacy": "efficacy",
    "number_needed": "number needed to treat",
}


def called(rule: str, name: str) -> str:
    """The words for a convention.

    Parameters
    ----------
    rule : str
        A field of a `Convention`.
    name : str
        One of its short names.

    Examples
    --------
    >>> called("test", "midp-central"), called("quartile", "type-6"), called("quartile", "type-1")
    ('mid-P, smaller tail twice', 'those of SPSS and Minitab', 'those of type 1')
    """
    kind, _, number = name.partition("type-")
    if not kind and name not in NAMES[rule]:
        return f"those of type {number}"
    return NAMES[rule].get(name, name)
