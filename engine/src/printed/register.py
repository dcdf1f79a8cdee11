"""A paper's claims, row by row, and the problem that they make together.

A register is a folder: ``claims.csv`` (one row a printed number or checkable inference),
``groups.csv`` (the groups, each with the claim that prints its size) and ``conventions.yaml`` (how
the numbers are read: headline, alternatives, assumptions). It *compiles* to a problem: nothing here
solves, and nothing here knows a paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from printed import limits, notation
from printed.errors import InputError
from printed.notation import Printed
from printed.problem.drafts.tokens import spelled
from printed.readings import Conventions, read_conventions
from printed.tabular import read_csv

if TYPE_CHECKING:
    from printed.problem import Problem

SHARES = ("count", "percent")
STATISTICS = ("mean", "sd", "se", "median", "iqr")
CONTRASTS = (
    "p_value", "odds_ratio", "risk_ratio", "risk_difference", "difference", "ratio", "ci",
    "statistic",
)  # fmt: skip
OTHERS = ("range", "threshold", "date", "number", "word", "inference")
KINDS = (*SHARES, *STATISTICS, *CONTRASTS, *OTHERS)
# Words that print a number, and the number that each stands for; Latin numbers are levels.
WORDS: dict[str, int | None] = {
    "no": 0, "none": 0, "nobody": 0, "without": 0, "zero": 0, "single": 1, "once": 1, "one": 1,
    "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5,
    "post hoc": None,
}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# What an inference can state; X is a number, and a percentage where it speaks of a rate.
STATES = re.compile(
    r"less_often|more_often|(?:mean|median)_(?:higher|lower)|differs|hedge|other|"
    r"(?:mean|median)_(?:below|above) -?\d+(?:\.\d+)?|count_is \d+|"
    r"rate_(?:below|above) \d+(?:\.\d+)?%"
)
OVER = ("sample", "population")
POINTS = "percentage points"  # the unit of a difference of shares that is printed without %
NOTE = "With rows of the full text, typed in by whoever built this copy"
TO_CONFIRM = "to confirm"  # in the column `confirm`: a row that nobody has compared with the print
_REGISTRATION = re.compile(r"[A-Z]{2,}[A-Z0-9/-]*\d{5,}")
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Claim:
    """One printed number, or one inference, with where it stands and what it speaks of.

    The fields are the columns of ``claims.csv``; ``printed`` is the string exactly as printed, and
    ``statement`` is in the register's own words. ``states`` and ``over`` say of an inference what
    it states, and whether of the sample or of the population behind it. ``confirm`` is empty, or
    "to confirm" in a row that was drafted and that nobody has compared with the print.
    """

    id: str
    statement: str
    group: str
    measure: str
    kind: str
    printed: str
    page: str = ""
    timepoint: str = ""
    unit: str = ""
    denominator: str = ""
    comparison: str = ""
    source: str = ""
    locator: str = ""
    note: str = ""
    states: str = ""
    over: str = ""
    confirm: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that the claim speaks of; a range may span several."""
        return tuple(self.measure.split())

    @property
    def in_points(self) -> bool:
        """Whether it is a difference in percentage points, which its unit says, not its print."""
        return self.unit == POINTS and "%" not in self.printed

    @property
    def family(self) -> str:
        """What it is read together with: its comparison, or all that is printed of its measure.

        A row that names neither is read by itself.
        """
        own = " ".join((self.measure, self.group, self.timepoint)) if self.measure else self.id
        return self.comparison or own

    def interval(self, rounding: str = "half-up", p_rule: str = "nearest") -> Printed:
        """The values that the printed number can stand for."""
        kind = "p_value" if self.kind == "p_value" else None
        return _parsed(self.printed, rounding, kind, p_rule)

    def number(self) -> int | None:
        """The whole number that a count or a number-word stands for; None if it is none."""
        if self.kind == "word":
            return WORDS.get(self.printed.lower(), spelled(self.printed))
        if self.kind not in ("count", "number"):
            return None
        value = self.interval().value
        return int(value) if value is not None and value.denominator == 1 else None


COLUMNS = ("id", "statement", "group", "measure", "kind", "printed")
OPTIONAL = tuple(one.name for one in fields(Claim) if one.name not in COLUMNS)


@lru_cache(maxsize=4096)
def _parsed(text: str, rounding: str, kind: str | None, p_rule: str) -> Printed:
    """The same few strings are asked for by every page, and by each of many data sets."""
    return notation.parse(text, rounding, kind=kind, p_rule=p_rule)


@dataclass(frozen=True)
class Group:
    """Some of a paper's subjects.

    Parameters
    ----------
    group, label : str
        Its name in the register, and how a reader calls it.
    size : str
        The claim that prints how many it holds.
    part_of : str
        The group that all of it belong to, if it is a part.
    colour : str
    """

    group: str
    label: str
    size: str = ""
    part_of: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Register:
    """The claims in the order of the file, the groups, and how the numbers are read.

    Rows that are still to be confirmed are no claims: they bind nothing and are not judged.
    """

    claims: tuple[Claim, ...]
    groups: tuple[Group, ...] = ()
    conventions: Conventions = field(default_factory=Conventions)
    to_confirm: tuple[Claim, ...] = ()

    @cached_property
    def _hash(self) -> int:
        return hash((self.claims, self.groups, id(self.conventions)))

    def __hash__(self) -> int:
        return self._hash

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claims}

    def __getitem__(self, claim_id: str) -> Claim:
        try:
            return self._by_id[claim_id]
        except KeyError:
            raise KeyError(f"no claim {claim_id!r} in the register") from None

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._by_id

    def page(self, page: str) -> tuple[Claim, ...]:
        """The claims of one page."""
        return tuple(claim for claim in self if claim.page == page)

    @cached_property
    def families(self) -> dict[str, tuple[Claim, ...]]:
        """The claims that are read together, by the name of their family."""
        found: dict[str, list[Claim]] = {}
        for claim in self:
            found.setdefault(claim.family, []).append(claim)
        return {name: tuple(claims) for name, claims in found.items()}

    @cached_property
    def _by_comparison(self) -> dict[str, tuple[Claim, ...]]:
        found: dict[str, list[Claim]] = {}
        for claim in self:
            found.setdefault(claim.comparison, []).append(claim)
        return {name: tuple(claims) for name, claims in found.items()}

    def comparison(self, name: str) -> tuple[Claim, ...]:
        """The claims that belong to one comparison."""
        return self._by_comparison.get(name, ())

    def find(self, comparison: str, kind: str, group: str | None = None) -> Claim:
        """The one claim of a kind (and group) in a comparison; KeyError if there is none."""
        for claim in self.comparison(comparison):
            if claim.kind == kind and (group is None or claim.group == group):
                return claim
        raise KeyError(f"comparison {comparison!r} has no {kind} of {group or 'any group'}")

    def group(self, name: str) -> Group:
        """A group by its name; KeyError if there is none."""
        for group in self.groups:
            if group.group == name:
                return group
        raise KeyError(f"no group {name!r} in the register")

    @cached_property
    def arms(self) -> tuple[str, ...]:
        """The groups that are part of no other, in their order."""
        return tuple(group.group for group in self.groups if not group.part_of)

    def size(self, group: str) -> int | None:
        """How many a group holds, as printed; None where nothing says so."""
        if group not in {one.group for one in self.groups}:
            return None
        claim = self.group(group).size
        return self[claim].number() if claim in self else None

    def problem(self) -> Problem:
        """The problem that the claims make under the headline reading.

        Examples
        --------
        >>> text = b"id,statement,group,measure,kind,printed\\n"
        >>> text += b"n,Treated,arm,size,count,10\\ncp,Had palsy,arm,palsy,percent,20%\\n"
        >>> [item.name for item in parse(text).problem().items]
        ['palsy_arm']
        """
        from printed.compiled import compiled  # above this: it compiles any register

        return compiled(self, self.conventions.first).problem

    def without(self, *claim_ids: str) -> Register:
        """The register as if some claims were not printed; the size of an arm stays known."""
        kept = {group.size for group in self.groups if not group.part_of}
        gone = set(claim_ids) - kept
        return replace(self, claims=tuple(one for one in self if one.id not in gone))


# --------------------------------------------------------------------------- reading


def load(place: Path | str, fulltext: Path | str | None = None) -> Register:
    """Read and check a register.

    Parameters
    ----------
    place : path
        A folder with ``claims.csv``, ``groups.csv`` and ``conventions.yaml``, of which the last
        two may be left out; or the file of claims alone, whose neighbours they are.
    fulltext : path, optional
        A folder of further files of the same form: what a reader of the whole paper has typed from
        its tables. Its rows join those of the register.

    Returns
    -------
    Register

    Raises
    ------
    InputError
        At the first row that is not right, with file, row, column and reason.
    """
    path = Path(place)
    claims = path / "claims.csv" if path.is_dir() else path
    content = _content(claims)
    beside = claims.parent
    groups = _content(beside / "groups.csv") if (beside / "groups.csv").is_file() else b""
    rules = beside / "conventions.yaml"
    conventions = DEFAULT
    if rules.is_file():
        try:
            conventions = read_conventions(_content(rules).decode("utf-8-sig"), rules.name)
        except UnicodeDecodeError:
            raise InputError("not UTF-8; save the file as UTF-8", file=rules.name) from None
    found = parse(content, groups, conventions, claims.name)
    return found if fulltext is None else with_fulltext(found, fulltext)


def with_fulltext(register: Register, folder: Path | str) -> Register:
    """A register with the rows of every file of claims in a folder.

    Raises
    ------
    InputError
        At the first row that is not right, with the file it stands in.
    """
    for file in fulltext_files(folder):
        register = joined(register, rows_of(_content(file), file.name), file.name)
    return register


def fulltext_files(folder: Path | str) -> list[Path]:
    """The files of claims in a folder of a full text, in the order of their names.

    Raises
    ------
    InputError
        If there is no such folder, or none in it.
    """
    place = Path(folder).expanduser()
    files = sorted(place.glob("*.csv")) if place.is_dir() else []
    if not files:
        raise InputError("holds no file of claims (CSV)", file=str(folder))
    return files


def rows_of(content: bytes, name: str) -> list[Claim]:
    """The rows of one file of claims, each with its form checked when it is joined."""
    return [Claim(**row) for row in read_csv(content, name, COLUMNS, OPTIONAL)]


def joined(register: Register, more: list[Claim], name: str = "full text") -> Register:
    """A register with further rows.

    Raises
    ------
    InputError
        At the first row that is not right, or whose id is taken.
    """
    names = {group.group for group in register.groups}
    waiting = tuple(claim for claim in more if claim.confirm == TO_CONFIRM)
    fresh = tuple(claim for claim in more if claim.confirm != TO_CONFIRM)
    whole = replace(
        register,
        claims=(*register.claims, *fresh),
        to_confirm=(*register.to_confirm, *waiting),
    )
    seen = {claim.id for claim in register}
    for row, claim in enumerate(more, start=2):
        if claim in waiting:
            continue
        _check(claim, names, name, row)
        if claim.id in seen:
            raise InputError(f"id {claim.id!r} is taken", file=name, row=row, column="id")
        seen.add(claim.id)
        _check_denominator(whole, claim, name, row)
    return whole


def _content(path: Path) -> bytes:
    try:
        # Neither a device nor a pipe, which may never end.
        if not path.is_file():
            raise InputError("cannot be read (there is no such file)", file=str(path))
        with path.open("rb") as opened:
            return opened.read(limits.CLAIMS_BYTES.most + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=str(path)) from None


DEFAULT = Conventions()


@lru_cache(maxsize=64)
def parse(
    claims: bytes,
    groups: bytes = b"",
    conventions: Conventions | None = None,
    name: str = "claims.csv",
) -> Register:
    """The register that the bytes of its files hold.

    Parameters
    ----------
    claims, groups : bytes
        Without a file of groups, those that the claims name are the groups, in their order, each
        of the size that a count of ``measure`` "size" prints.
    conventions : Conventions, optional
    name : str
        Of the file of claims, for messages.

    Examples
    --------
    >>> text = b"id,statement,group,measure,kind,printed\\ncp,Had palsy,arm,palsy,percent,20%\\n"
    >>> parse(text)["cp"].printed
    '20%'
    """
    every = tuple(rows_of(claims, name))
    if not every:
        raise InputError("holds no row below its heads: one claim a row", file=name)
    drafted = tuple(claim for claim in every if claim.confirm == TO_CONFIRM)
    found = tuple(claim for claim in every if claim.confirm != TO_CONFIRM)
    known = _groups(groups, found) if groups else _named(found)
    rows: dict[str, int] = {}
    names = {group.group for group in known}
    for row, claim in enumerate(every, start=2):
        if claim.confirm == TO_CONFIRM:
            continue  # its form is looked at once somebody stands by it
        _check(claim, names, name, row)
        if claim.id in rows:
            first = rows[claim.id]
            raise InputError(
                f"id {claim.id!r} stands in row {first} already", file=name, row=row, column="id"
            )
        rows[claim.id] = row
    waiting = {claim.id for claim in drafted}
    register = Register(found, known, conventions or DEFAULT, drafted)
    for group in known:
        if group.size in waiting:
            continue  # until then it is a group of unknown size
        if group.size and group.size not in rows:
            raise InputError(
                f"group {group.group!r}: no claim {group.size!r} prints its size",
                file="groups.csv",
            )
        if group.size and register[group.size].number() is None:
            raise InputError(
                f"group {group.group!r}: its size {register[group.size].printed!r} is no number",
                file=name,
                row=rows[group.size],
                column="printed",
            )
        if group.size and register.size(group.group) == 0:
            raise InputError(
                f"group {group.group!r}: its size is 0; a group has 1 member or more",
                file=name,
                row=rows[group.size],
                column="printed",
            )
    for claim in found:
        _check_denominator(register, claim, name, rows[claim.id])
    return register


def _groups(content: bytes, claims: tuple[Claim, ...]) -> tuple[Group, ...]:
    columns = ("group", "label")
    rows = read_csv(content, "groups.csv", columns, ("size", "part_of", "colour"))
    found: dict[str, Group] = {}
    for number, row in enumerate(rows, start=2):
        group = Group(**row)
        if not _ID.fullmatch(group.group) or group.group in ("both", *found):
            raise InputError(
                f"{group.group!r} cannot name a group",
                file="groups.csv",
                row=number,
                column="group",
            )
        if group.part_of and group.part_of not in found:
            raise InputError(
                f"part of {group.part_of!r}, which no row above names",
                file="groups.csv",
                row=number,
                column="part_of",
            )
        found[group.group] = group
    return tuple(found.values())


def _named(claims: tuple[Claim, ...]) -> tuple[Group, ...]:
    names = dict.fromkeys(one.group for one in claims if one.group not in ("", "both"))
    sizes = {one.group: one.id for one in reversed(claims) if one.measure == "size"}
    return tuple(Group(name, name.replace("_", " "), sizes.get(name, "")) for name in names)


def _check(claim: Claim, groups: set[str], name: str, row: int) -> None:
    """Raise InputError unless the row is one that can be read."""

    def refuse(column: str, message: str) -> InputError:
        return InputError(message, file=name, row=row, column=column)

    if not _ID.fullmatch(claim.id):
        raise refuse("id", f"{claim.id!r} is no id; use lower-case letters, digits and _")
    if claim.confirm:
        told = f"{claim.confirm!r} is neither empty (confirmed) nor {TO_CONFIRM!r}"
        raise refuse("confirm", told)
    if not claim.statement.strip():
        raise refuse("statement", "is empty")
    if claim.kind not in KINDS:
        raise refuse("kind", f"unknown kind {claim.kind!r}; one of {', '.join(KINDS)}")
    if claim.group not in groups | {"", "both"}:
        listed = ", ".join(sorted(groups))
        raise refuse("group", f"unknown group {claim.group!r}; one of {listed}, both")
    if claim.page and not re.fullmatch(r"\w+", claim.page):
        raise refuse("page", f"{claim.page!r} is no page; use the name of its notebook")
    if not claim.printed.strip():
        raise refuse("printed", f"is empty; the {claim.kind} as printed is missing")
    if claim.kind != "inference" and (claim.states or claim.over):
        raise refuse(
            "states" if claim.states else "over", f"belongs to an inference, not a {claim.kind}"
        )
    if claim.states and not STATES.fullmatch(claim.states):
        raise refuse("states", f"{claim.states!r} is no statement that is known")
    if claim.over and claim.over not in OVER:
        raise refuse("over", f"unknown {claim.over!r}; one of {', '.join(OVER)}")
    try:
        check_printed(claim)
    except InputError as error:
        raise refuse("printed", error.message) from None


def check_printed(claim: Claim) -> None:
    """Raise InputError unless what is printed is a number, or words, of the claim's kind."""
    text, kind = claim.printed, claim.kind
    if kind in ("inference", "ci", "statistic"):
        return  # an inference is words; the others are read with the number that they belong to
    if kind == "word":
        known = text.lower() in WORDS or spelled(text) is not None
        if not known and not _REGISTRATION.fullmatch(text):
            raise InputError(f"{text!r} is no known number-word or registration")
        return
    if kind == "date":
        parse_date(text)
        return
    read = claim.interval()
    expected: dict[str, tuple[str, ...]] = {
        "percent": ("percent",),
        "range": ("range",),
        "p_value": ("p_value",),
    }
    if read.kind not in expected.get(kind, ("number", "percent")):
        raise InputError(f"{text!r} is no {kind}")
    if kind == "percent" and not 0 <= read.value <= 100:
        raise InputError(f"{text!r} lies outside 0% to 100%")
    if kind == "count" and (read.kind != "number" or read.value.denominator != 1 or read.value < 0):
        raise InputError(f"{text!r} is no count")
    if kind == "count":
        limits.DENOMINATOR.check(int(read.value))
    if kind == "risk_difference" and read.kind == "number":
        most = 100 if claim.in_points else 1
        if abs(read.value) > most:
            raise InputError(f"{text!r} is no difference of shares, unless its unit is {POINTS!r}")
    if kind in ("sd", "se", "iqr") and read.value < 0:
        raise InputError(f"{text!r}: a {kind} is not negative")


def _check_denominator(register: Register, claim: Claim, name: str, row: int) -> None:
    text = claim.denominator
    if not text or text.isdigit():
        return
    if text not in register or register[text].number() is None:
        raise InputError(
            f"{text!r} is neither a number nor a claim that prints one",
            file=name,
            row=row,
            column="denominator",
        )


def parse_date(text: str) -> tuple[int, int | None]:
    """Year and month of a printed date such as ``February 2020`` or ``1994``.

    >>> parse_date("February 2020"), parse_date("1994")
    ((2020, 2), (1994, None))
    """
    month, _, year = text.rpartition(" ")
    if not re.fullmatch(r"(19|20)\d\d", year) or (month and month not in MONTHS):
        raise InputError(f"{text!r} is no date such as February 2020 or 1994")
    return int(year), MONTHS.index(month) + 1 if month else None
