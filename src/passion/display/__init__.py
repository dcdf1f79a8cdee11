"""How the book looks and reads: figures, tables, badges, prose, one set of marks and colors.

Everything loads on first use, so that ``from passion import display`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "badge": "badges",
    "sign": "badges",
    "glue_badges": "badges",
    "glue_words": "badges",
    "count_verdicts": "register_tables",
    "verdict_picture": "summary",
    "answer": "ask",
    "code": "ask",
    "command": "ask",
    "example": "ask",
    "engine_size": "ask",
    "forms": "ask",
    "term": "prose",
    "link": "prose",
    "listed": "prose",
    "questions": "prose",
    "check": "register_tables",
    "check_claims": "register_tables",
    "checked": "register_tables",
    "ledger": "register_tables",
    "HEADS": "names",
    "STROKES": "names",
    "TESTS": "names",
    "forest": "",
    "reading": "names",
    "style": "",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOME[name]
    place = home if "." in home else f"{__name__}.{home or name}"
    found = import_module(place)
    return getattr(found, name) if home else found


def __dir__() -> list[str]:
    return sorted(_HOME)
