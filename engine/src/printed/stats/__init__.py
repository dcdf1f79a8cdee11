"""Tests, intervals and effect sizes for one given table or sample."""

from printed.stats.effects import odds_ratio, risk_difference, risk_ratio
from printed.stats.intervals import Estimate, proportion
from printed.stats.ranks import ranksum_p, ranksum_u
from printed.stats.superiority import end_place, shift, superiority, superiority_interval
from printed.stats.tables import CONVENTIONS, table_p, table_p_exact

__all__ = [
    "CONVENTIONS",
    "Estimate",
    "end_place",
    "odds_ratio",
    "proportion",
    "ranksum_p",
    "ranksum_u",
    "risk_difference",
    "risk_ratio",
    "shift",
    "superiority",
    "superiority_interval",
    "table_p",
    "table_p_exact",
]
