"""This paper's register: every number, number-word and checkable inference of its abstract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from passion.paths import PUBLISHED
from printed import register
from printed.register import KINDS, MONTHS, WORDS, Claim, Register, parse_date

__all__ = ["KINDS", "MONTHS", "WORDS", "Claim", "Register", "conventions", "load", "parse_date"]


def load(path: Path | str | None = None) -> Register:
    """Read and check a register of claims.

    Parameters
    ----------
    path : path, optional
        A folder or a file of claims, as `printed.register.load` takes them; this paper's own by
        default.

    Examples
    --------
    >>> load()["plic_registry"].printed
    '81%'
    """
    return register.load(PUBLISHED if path is None else path)


def conventions() -> dict[str, Any]:
    """How the register is read, as ``conventions.yaml`` says it.

    >>> conventions()["table"]["headline"]["test"]
    'fisher'
    """
    return dict(load().conventions.about)
