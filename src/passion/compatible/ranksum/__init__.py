"""Rank sums compatible with printed numbers: U and superiority from P, medians and quartiles."""

from passion.compatible.ranksum.search import search

__all__ = ["search"]
