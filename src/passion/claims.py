"""This paper's register: every number, number-word and checkable inference of its abstract."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from passion.paths import PUBLISHED
from printed import register
from printed.register import KINDS, MONTHS, NOTE, WORDS, Claim, Register, parse_date

__all__ = [
    "FULLTEXT",
    "KINDS",
    "MONTHS",
    "NOTE",
    "WORDS",
    "Claim",
    "Register",
    "conventions",
    "load",
    "parse_date",
]

# A folder with rows of the paper's tables, typed by somebody who has it; they join the register.
FULLTEXT = "PASSION_FULLTEXT"


def load(path: Path | str | None = None, fulltext: Path | str | None = None) -> Register:
    """Read and check a register of claims.

    Parameters
    ----------
    path : path, optional
        A folder or a file of claims, as `printed.register.load` takes them; this paper's own by
        default.
    fulltext : path, optional
        A folder with rows of the full text; that which ``PASSION_FULLTEXT`` names by default, and
        for this paper's own register only.

    Examples
    --------
    >>> load()["plic_registry"].printed
    '81%'
    """
    if path is not None:
        return register.load(path, fulltext)
    return register.load(PUBLISHED, fulltext or os.environ.get(FULLTEXT) or None)


def conventions() -> dict[str, Any]:
    """How the register is read, as ``conventions.yaml`` says it.

    >>> conventions()["table"]["headline"]["test"]
    'fisher'
    """
    return dict(load().conventions.about)
