"""Rank sums compatible with printed numbers: U and superiority from P, medians and quartiles."""

from printed.fit.ranksum.between import count_below, envelope, joint, superiority_range
from printed.fit.ranksum.group import Group, group, prints
from printed.fit.ranksum.search import refused, search
from printed.fit.ranksum.witness import witness

__all__ = [
    "Group",
    "count_below",
    "envelope",
    "group",
    "joint",
    "prints",
    "refused",
    "search",
    "superiority_range",
    "witness",
]
