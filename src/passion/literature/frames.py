"""The register of rates as a table: each row with its count, its interval, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from passion.literature.rates import (
    COMPARABILITY,
    GRADES,
    Rate,
    audit,
    comparability,
    one_a_family,
)
from printed.sets import Count

DRAWN = TREATED, POOLED, COHORT, WITHOUT = "treated", "cohort, pooled", "cohort", "share alone"
NAMED = ("cerebral palsy", "hemiplegia")


def counted(rate: Rate) -> Count | None:
    """The one count that a row leaves; None where its printed share fits none.

    >>> from passion.literature import outcome_rates
    >>> counted(outcome_rates()[0])
    Count(k=16, n=24)
    """
    found = audit(rate)
    return Count(*found.count) if found.count and found.grade != GRADES[2] else None


def as_named(rate: Rate) -> bool:
    """Whether a row counts children with its outcome, and calls it cerebral palsy or hemiplegia."""
    return rate.counted == "with" and rate.definition in NAMED


def beside(treated: Mapping[str, Iterable[Count]], rates: Iterable[Rate]) -> Any:
    """Treated children and other cohorts below each other, those most like the treated first.

    Parameters
    ----------
    treated : mapping of str to iterable of Count
        For each outcome every count that is left of the treated children.
    rates : iterable of Rate

    Returns
    -------
    pandas.DataFrame
        A row a rate: ``rate`` (None for the treated), ``outcome``, ``group``, ``cohort``,
        ``count``, ``percent`` with its exact interval ``low`` to ``high``, ``told`` and ``drawn``.

    Examples
    --------
    >>> from passion.literature import outcome_rates
    >>> found = beside({"epilepsy": [Count(0, 10)]}, outcome_rates())
    >>> found[["cohort", "told", "drawn"]].values[:2].tolist()
    [['treated', '0 of 10', 'treated'], ['Wagenaar 2018, main branch', '100%', 'share alone']]
    """
    import pandas as pd

    from printed.stats import proportion

    known = sorted(rates, key=lambda rate: COMPARABILITY.index(comparability(rate)))
    pooled = {
        rate for outcome in {r.outcome for r in known} for rate in one_a_family(known, outcome)
    }
    rows: list[tuple[Any, ...]] = [
        (None, outcome, "this trial", "treated", count, TREATED)
        for outcome, counts in treated.items()
        for count in sorted(counts)
    ]
    for rate in known:
        count = counted(rate)
        drawn = WITHOUT if count is None else POOLED if rate in pooled else COHORT
        rows.append((rate, rate.outcome, comparability(rate), rate.label, count, drawn))
    made = []
    for rate, *names, count, drawn in rows:
        exact = proportion(*count) if count else None
        share = exact.estimate if exact else rate.told_share
        told = str(count) if count else rate.value
        ends = (exact.low, share, exact.high) if exact else (None, share, None)
        percents = [None if end is None else 100 * float(end) for end in ends]
        made.append((rate, *names, count, *percents, told, drawn))
    columns = [
        "rate",
        "outcome",
        "group",
        "cohort",
        "count",
        "low",
        "percent",
        "high",
        "told",
        "drawn",
    ]
    frame = pd.DataFrame(made, columns=columns)
    return frame.astype(dict.fromkeys(["low", "percent", "high"], float))
