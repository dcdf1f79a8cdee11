"""All samples compatible with the printed statistics of one group."""

from passion.compatible.samples.consistency import debit, grim, grimmer
from passion.compatible.samples.expressions import Bound
from passion.compatible.samples.measures import statistic
from passion.compatible.samples.programme import TooLarge
from passion.compatible.samples.quantiles import (
    QUARTILE_RULES,
    median_weights,
    quantile,
    quantile_weights,
)
from passion.compatible.samples.sample_set import SampleSet, sample_set
from passion.compatible.samples.search import search

__all__ = [
    "QUARTILE_RULES",
    "Bound",
    "SampleSet",
    "TooLarge",
    "debit",
    "grim",
    "grimmer",
    "median_weights",
    "quantile",
    "quantile_weights",
    "sample_set",
    "search",
    "statistic",
]
