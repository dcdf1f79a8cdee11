"""Rank sums compatible with printed numbers: U and superiority from P, medians and quartiles."""

from passion.compatible.ranksum.between import count_below, envelope, joint, superiority_range
from passion.compatible.ranksum.group import Group, group, prints
from passion.compatible.ranksum.search import search
from passion.compatible.ranksum.witness import witness

__all__ = [
    "Group",
    "count_below",
    "envelope",
    "group",
    "joint",
    "prints",
    "search",
    "superiority_range",
    "witness",
]
