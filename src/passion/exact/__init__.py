"""Tests, intervals and effect sizes for one given table or sample."""

from passion.exact.tables import CONVENTIONS, table_p, table_p_exact

__all__ = ["CONVENTIONS", "table_p", "table_p_exact"]
