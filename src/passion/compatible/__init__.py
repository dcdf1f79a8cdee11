"""The old names of the searches for all data that fit: see `printed.fit`, `printed.problem`."""

from passion.compatible import counts, problem, ranksum, samples, tables

__all__ = ["counts", "problem", "ranksum", "samples", "tables"]
