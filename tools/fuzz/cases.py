"""All kinds of calls, with their share of a run."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from tools.fuzz.contract import Case
from tools.fuzz.files import records, scans
from tools.fuzz.papers import problems, tables, texts
from tools.fuzz.registers import registers, variants
from tools.fuzz.words import words

__all__ = ["CASES", "variants"]

CASES: Mapping[str, tuple[st.SearchStrategy[Case], float]] = {
    "words": (words(), 0.4),
    "problems": (problems(), 0.14),
    "texts": (texts(), 0.12),
    "tables": (tables(), 0.12),
    "records": (records(), 0.1),
    "registers": (registers(), 0.06),
    "scans": (scans(), 0.06),
}
