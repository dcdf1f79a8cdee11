"""All samples compatible with the printed statistics of one group."""

from printed.fit.samples.consistency import debit, grim, grimmer
from printed.fit.samples.expressions import Bound, statistic
from printed.fit.samples.programme import TooLarge
from printed.fit.samples.quantiles import (
    QUARTILE_RULES,
    median_weights,
    quantile,
    quantile_weights,
)
from printed.fit.samples.sample_set import SampleSet, sample_set
from printed.fit.samples.search import search

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
