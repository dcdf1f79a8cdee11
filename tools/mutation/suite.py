"""The list of mutants, read, and the mutants of the register, one a printed number."""

from __future__ import annotations

import csv
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printed.book.faults import MUTANTS
from printed.book.render import load_yaml
from printed.errors import InputError
from tools.mutation.edits import EDITS, Inapplicable

REGISTER = "data/published/claims.csv"
TOKENS = "data/published/tokens.csv"
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
# The next number as a word: what a slip of the pen would leave.
NEXT_WORD = {
    "no": "single", "none": "single", "without": "single", "single": "two", "Two": "single",
    "I": "II",
}  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One change of one file."""

    how: str
    file: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Mutant:
    """A fault, and the check that must find it.

    Parameters
    ----------
    name : str
    edits : tuple of Edit
    check : str
        A node id of pytest; of a parametrised test without its brackets, any case may find it.
    why : str
        What the fault would do to a reader.
    checksums : bool
        Whether the checksums of the data are written anew, so that another check must find it.
    quick : bool
        Whether ``make test`` tries it.
    """

    name: str
    edits: tuple[Edit, ...]
    check: str
    why: str
    checksums: bool = False
    quick: bool = False

    def apply(self, root: Path) -> None:
        """Put the fault into a copy of the repository.

        Raises
        ------
        Inapplicable
            If the place to be changed is not there exactly once.
        """
        for edit in self.edits:
            path = root / edit.file
            # A compiled file may be as old and as long as the source is now.
            for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
                compiled.unlink()
            try:
                EDITS[edit.how](path, **edit.words)
            except OSError as error:
                raise Inapplicable(f"{edit.file}: {error.strerror}") from None
            except Inapplicable as error:
                raise Inapplicable(f"{edit.file}: {error}") from None


def load(root: Path) -> list[Mutant]:
    """Every mutant of the list, and those of the register.

    Raises
    ------
    InputError
        If the list does not say what it must.
    """
    file = root / MUTANTS
    listed = load_yaml(file)
    found = [_mutant(name, row or {}, file) for name, row in listed["mutants"].items()]
    for kind, row in listed["every_printed_number"].items():
        found += of_the_register(root, kind, row["killed_by"], row["why"], set(row["quick"]))
    names = [mutant.name for mutant in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InputError(f"two mutants are called {sorted(twice)[0]!r}", file=file.name)
    return found


def _mutant(name: str, row: Mapping[str, Any], file: Path) -> Mutant:
    known = {"change", "killed_by", "why", "checksums", "quick"}
    if set(row) - known or not {"change", "killed_by", "why"} <= set(row):
        raise InputError(f"{name}: says {sorted(row)}; known are {sorted(known)}", file=file.name)
    edits = []
    for change in row["change"]:
        ((how, words),) = ((key, value) for key, value in change.items() if key != "in")
        wanted = set(inspect.signature(EDITS[how]).parameters) - {"path"} if how in EDITS else set()
        if how not in EDITS or set(words or {}) != wanted:
            told = f"{how} with {sorted(wanted)}" if how in EDITS else f"one of {sorted(EDITS)}"
            raise InputError(f"{name}: a change is {told}", file=file.name)
        edits.append(Edit(how, change["in"], words or {}))
    options = {key: bool(row.get(key, False)) for key in ("checksums", "quick")}
    return Mutant(name, tuple(edits), row["killed_by"], row["why"], **options)


def of_the_register(root: Path, kind: str, check: str, why: str, quick: set[str]) -> list[Mutant]:
    """Every printed number of the register moved by one unit of its last digit.

    Parameters
    ----------
    root : Path
        The repository.
    kind : {"slip", "carried"}
        ``slip``: in the register alone. ``carried``: in the list of tokens and the checksums as
        well, so that only what is shown can tell.
    check, why : str
    quick : set of str
        Claims that ``make test`` tries.
    """
    with (root / REGISTER).open(encoding="utf-8", newline="") as file:
        claims = [row for row in csv.DictReader(file) if row["kind"] != "inference"]
    with (root / TOKENS).open(encoding="utf-8", newline="") as file:
        tokens = list(csv.DictReader(file))
    found = []
    for claim in claims:
        for number, (old, new) in enumerate(moved(claim["printed"]), 1):
            printed = {"row": claim["id"], "column": "printed", "value": new}
            edits = [Edit("set-cell", REGISTER, printed)]
            if kind == "carried":
                edits += _carried(claim, old, new, tokens)
            name = f"{kind}: {claim['id']}" + (f" ({number})" if number > 1 else "")
            told = f"{why}: {claim['printed']} becomes {new}"
            chosen = claim["id"] in quick and number == 1
            found.append(Mutant(name, tuple(edits), check, told, kind == "carried", chosen))
    return found


def _carried(
    claim: Mapping[str, str], old: str, new: str, tokens: list[dict[str, str]]
) -> Iterator[Edit]:
    """The same change in the list of tokens, wherever the claim's number stands."""
    parts = {claim["printed"]: new}
    if " to " in old:
        parts = dict(zip(old.split(" to "), new.split(" to "), strict=True))
    for row in tokens:
        for before, after in parts.items():
            if row["claim"] == claim["id"] and row["token"].startswith(before) and before != after:
                line = f"{row['sentence']},{row['position']},"
                token = after + row["token"].removeprefix(before)
                words = {"old": f"\n{line}{row['token']},", "new": f"\n{line}{token},"}
                yield Edit("replace", TOKENS, words)


def moved(printed: str) -> list[tuple[str, str]]:
    """A printed text with each of its numbers moved by one unit of its last digit.

    Parameters
    ----------
    printed : str
        A number, several, a month, or a number-word.

    Returns
    -------
    list of (str, str)
        Before and after, one a number; empty where nothing is a number.

    Examples
    --------
    >>> [new for _, new in moved("0.009")], [new for _, new in moved("10% to 20%")]
    (['0.010'], ['11% to 20%', '10% to 21%'])
    >>> moved("April 2021"), moved("Two"), moved("post hoc")
    ([('April 2021', 'May 2021')], [('Two', 'single')], [])
    """
    if printed in NEXT_WORD:
        return [(printed, NEXT_WORD[printed])]
    month = printed.partition(" ")[0]
    if month in MONTHS:
        after = MONTHS[(MONTHS.index(month) + 1) % len(MONTHS)]
        return [(printed, printed.replace(month, after))]
    return [
        (printed, printed[: match.start()] + _next(match.group()) + printed[match.end() :])
        for match in re.finditer(r"\d+(?:\.\d+)?", printed)
    ]


def _next(digits: str) -> str:
    whole = digits.replace(".", "")
    longer = str(int(whole) + 1).zfill(len(whole))
    decimals = len(digits.partition(".")[2])
    return f"{longer[:-decimals]}.{longer[-decimals:]}" if decimals else longer
