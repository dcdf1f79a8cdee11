"""Limits: the largest of everything that a user, a file or a link can ask for, with its reason.

A number enters in many places (a command's option, a form, a problem file, a register, a file of
records, the header of a scan), and some numbers would fill the memory before anything could be
said of them. Here is how far each may go, and the one line in which more is refused. What an
algorithm can do within these limits is its own matter and stands beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from printed.errors import InputError


@dataclass(frozen=True)
class Limit:
    """The most of something that can be asked for.

    Parameters
    ----------
    most : int
    of : str
        What is counted, in the plural.
    reason : str
        Why no more: what is usual, or what more would take.

    Examples
    --------
    >>> Limit(5, "apples", "no pocket holds more").check(7, "--pocket")
    Traceback (most recent call last):
    printed.errors.InputError: --pocket: 7; at most 5 apples (no pocket holds more)
    """

    most: int
    of: str
    reason: str

    def check(self, asked: int, where: str = "") -> None:
        """Raise InputError where more is asked for.

        Parameters
        ----------
        asked : int
        where : str
            The option, key or column that asks.
        """
        if asked > self.most:
            raise self.refusal(str(asked), where)

    def read(self, opened: BinaryIO, file: str) -> bytes:
        """All that an opened file holds; InputError where it is more, such as of a device.

        Parameters
        ----------
        opened : binary file
        file : str
            Its name, for the message.
        """
        content = opened.read(self.most + 1)
        if len(content) > self.most:
            raise InputError(f"too large; at most {self.shown} ({self.reason})", file=file)
        return content

    def refusal(self, asked: str, where: str = "") -> InputError:
        """The line that says so, for what cannot be told as a number."""
        place = f"{where}: " if where else ""
        return InputError(f"{place}{asked}; at most {self.shown} ({self.reason})")

    @property
    def shown(self) -> str:
        """The limit as its line tells it.

        >>> SIZE.shown, ROWS.shown
        ('10**15 in size', '1000000 rows')
        """
        zeros = len(str(self.most)) - 1
        return f"{f'10**{zeros}' if zeros > 9 else self.most} {self.of}"


# --------------------------------------------------------------------------- a number by itself

TEXT = Limit(80, "characters of a number", "no printed number is longer")
EXPONENT = Limit(999, "as a power of ten", "a larger one fills the memory with digits")
SIZE = Limit(10**15, "in size", "floats hold no larger number to the unit")
# Above it squares overflow and below it ratios vanish; a P value may be smaller than any of them.
DECADES = Limit(150, "powers of ten from 1", "floats cannot hold the square of such a number")

# --------------------------------------------------------------------------- what is asked

DENOMINATOR = Limit(1_000_000, "as a denominator", "a million take seconds")
ROWS = Limit(1_000_000, "rows", "a million take a gigabyte; ask for a narrower range")
PAIRS = Limit(
    250_000, "counts with their denominators", "more take minutes and gigabytes; narrow a range"
)
LEVELS = Limit(20_000_000, "values between min and max", "each takes 16 bytes")
SECONDS = Limit(
    18, "seconds of processor time",
    "ask for fewer unknowns or narrower ranges; PRINTED_SECONDS=600 before the command gives ten "
    "minutes",
)  # fmt: skip

# --------------------------------------------------------------------------- files

PROBLEM_TEXT = Limit(200_000, "characters of a problem", "a problem file is a page long")
PROBLEM_DEPTH = Limit(8, "levels of nesting", "the form of a problem has four")
TEXT_BYTES = Limit(4 * 2**20, "bytes of a text", "a paper has a tenth of it")
CELL = Limit(10_000, "characters of a cell", "the longest note of a register has a tenth of it")
CLAIMS = Limit(5_000, "rows of a register", "ten seconds; the abstract of a paper has fifty")
CLAIMS_BYTES = Limit(16 * 2**20, "bytes of a register", "five thousand rows take a tenth of it")
RECORDS = Limit(250_000, "rows of records", "a gigabyte of memory")
RECORDS_BYTES = Limit(64 * 2**20, "bytes of records", "a hundred thousand children take a sixth")
RECORDS_CELL = Limit(200, "characters of a cell of records", "a name of an instrument has forty")
VOXELS = Limit(400**3, "voxels", "a head at 0.35 mm has as many")

_POWER = re.compile(r"[eE]([+-]?[\d_]+)\s*$")


def check_number(text: str) -> None:
    """Raise InputError where the text of a number is too long, or its power of ten too large.

    Parameters
    ----------
    text : str
        As Python reads numbers; what is none at all is left to the reader.

    Examples
    --------
    >>> check_number("1e-12")
    >>> check_number("1e1000")
    Traceback (most recent call last):
    printed.errors.InputError: '1e1000'; at most 999 as a power of ten (a larger one fills ...
    """
    if len(text) > TEXT.most:
        raise TEXT.refusal(f"{text[: TEXT.most]!r} and more")
    power = _POWER.search(text)
    if power is not None and abs(int(power.group(1))) > EXPONENT.most:
        raise EXPONENT.refusal(repr(text))
