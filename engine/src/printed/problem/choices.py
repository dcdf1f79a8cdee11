"""Which conventions a problem tries: the names of each kind, and their combinations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from printed import notation
from printed.errors import InputError
from printed.fit import means
from printed.fit.contrasts import FURTHER_METHODS, METHODS
from printed.fit.samples import QUARTILE_RULES
from printed.problem.items import Convention, Item
from printed.stats import CONVENTIONS, crosstabs, pairs, rates, standardised
from printed.stats.intervals import MEAN_METHODS, PROPORTION_METHODS
from printed.stats.ranks import METHODS as RANKSUM_METHODS
from printed.stats.tables import FURTHER

# The word in a problem file -> the field of a Convention, in the order in which labels name them.
FIELDS = {
    "table": "test",
    "ranksum": "ranksum",
    "ttest": "ttest",
    "interval": "interval",
    "share": "share",
    "crosstab": "crosstab",
    "mcnemar": "mcnemar",
    "d": "d",
    "d_ci": "d_ci",
    "rate": "rate",
    "rate_ratio": "rate_ratio",
    "rate_test": "rate_test",
    "rounding": "rounding",
    "p_rule": "p_rule",
    "quartile": "quartile",
    "sd": "sd",
    "odds_ratio": "odds_ratio",
    "risk_ratio": "risk_ratio",
    "risk_difference": "risk_difference",
    "efficacy": "efficacy",
    "number_needed": "number_needed",
}
KNOWN: Mapping[str, tuple[str, ...]] = {
    "test": tuple(CONVENTIONS),
    "ranksum": tuple(RANKSUM_METHODS),
    "ttest": means.TESTS,
    "interval": MEAN_METHODS,
    "share": PROPORTION_METHODS,
    "crosstab": crosstabs.TESTS,
    "mcnemar": pairs.TESTS,
    "d": standardised.METHODS,
    "d_ci": standardised.INTERVALS,
    "rate": rates.RATE_METHODS,
    "rate_ratio": rates.RATIO_METHODS,
    "rate_test": rates.RATE_TESTS,
    "rounding": notation.ROUNDINGS,
    "p_rule": notation.P_RULES,
    "quartile": tuple(QUARTILE_RULES),
    "sd": ("n-1", "n"),
    **METHODS,
}
# Those, and what is tried only where it is named.
NAMED: Mapping[str, tuple[str, ...]] = {
    **KNOWN,
    "test": (*CONVENTIONS, *FURTHER),
    **{name: (*METHODS[name], *further) for name, further in FURTHER_METHODS.items()},
}
# What goes before a name that would not say by itself what it is a rule for.
PREFIX = {
    "ranksum": "rank sum ", "d_ci": "d by ", "rate": "rate ", "rate_ratio": "rate ratio ",
    "rate_test": "rates ", "interval": "interval by ", "rounding": "rounding ", "p_rule": "P ",
    "sd": "SD by ",
}  # fmt: skip
MOST_COMBINATIONS = 20_000


# What an item may name for itself, whatever its kind, and the rules that this can be.
OWN: Mapping[str, tuple[str, ...]] = {
    "rounding": ("rounding",),
    "p_rule": ("p_rule",),
    "test": tuple(rule for rule in FIELDS.values() if rule not in ("rounding", "p_rule")),
    "method": tuple(rule for rule in FIELDS.values() if rule not in ("rounding", "p_rule")),
}


def own_rule(key: str, name: str, rules: Sequence[str]) -> str:
    """The rule of an item that a name of its own is one of.

    Raises
    ------
    InputError
        If it is none of any.

    Examples
    --------
    >>> own_rule("method", "katz", ["rounding", "risk_ratio"])
    'risk_ratio'
    """
    mine = [rule for rule in OWN[key] if rule in rules]
    for rule in mine:
        if name in NAMED[rule]:
            return rule
    known = list(dict.fromkeys(one for rule in mine for one in NAMED[rule]))
    if not known:
        raise InputError(f"nothing printed here has a {key} that could be named")
    raise InputError(f"unknown {key} {name!r}; one of {', '.join(known)}")


def rules_of(items: Sequence[Item]) -> tuple[str, ...]:
    """The fields of a convention that matter to any of the items, in the order of labels."""
    wanted = {rule for item in items for rule in item.rules}
    return tuple(field for field in FIELDS.values() if field in wanted)


def number(rules: Sequence[str], given: Mapping[str, tuple[str, ...]]) -> int:
    """How many combinations there are.

    >>> number(["sd", "rounding"], {"rounding": ("half-up",)})
    2
    """
    return math.prod(len(given.get(rule, KNOWN[rule])) for rule in rules)


def combinations(
    rules: Sequence[str], given: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, str]]:
    """One name for each rule, in every combination; all names where none is given.

    >>> [dict(one) for one in combinations(["sd"], {})]
    [{'sd': 'n-1'}, {'sd': 'n'}]
    """
    options = [given.get(rule, KNOWN[rule]) for rule in rules]
    if number(rules, given) > MOST_COMBINATIONS:
        raise InputError(
            f"{number(rules, given)} combinations of conventions, more than {MOST_COMBINATIONS}; "
            "name those to try under conventions"
        )
    return (dict(zip(rules, names, strict=True)) for names in product(*options))


def convention_of(names: Mapping[str, str], rules: Sequence[str]) -> Convention:
    """The convention with these names for the rules, and the defaults elsewhere."""
    return Convention(**{rule: names[rule] for rule in rules})


def label(names: Mapping[str, str], rules: Sequence[str]) -> str:
    """The names in one line.

    >>> label({"test": "fisher", "rounding": "half-up"}, ["test", "rounding"])
    'fisher, rounding half-up'
    """
    return ", ".join(PREFIX.get(rule, "") + names[rule] for rule in rules) or "no convention"
