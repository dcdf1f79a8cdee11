"""The register: every number, number-word and checkable inference of the paper's abstract.

A row is refused with its place and reason, and nothing is built from half a register.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from passion.paths import PUBLISHED
from printed import limits, plain_text
from printed.errors import InputError
from printed.notation import Printed
from printed.notation import parse as parse_printed

if TYPE_CHECKING:
    from printed.problem.tree import Node

KINDS = (
    "count",
    "percent",
    "range",
    "mean",
    "sd",
    "median",
    "iqr",
    "p_value",
    "threshold",
    "date",
    "number",
    "word",
    "inference",
)
GROUPS = ("treated", "treated_cp", "registry", "both", "")
PAGES = (
    "01_cohorts",
    "02_flow",
    "03_outcomes",
    "04_tissue_loss",
    "05_mri_asymmetry",
    "06_motor",
)
# Number-words of the abstract, and the number that each stands for.
WORDS = {"no": 0, "none": 0, "without": 0, "single": 1, "two": 2, "i": 1, "post hoc": None}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_REGISTRATION = re.compile(r"NCT\d{8}")
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Claim:
    """One printed number, or one inference, with where it stands and what it speaks of.

    The fields are the columns of ``data/published/claims.csv``; ``printed`` is the string
    exactly as printed, and ``statement`` is in this project's own words.
    """

    id: str
    page: str
    statement: str
    group: str
    measure: str
    timepoint: str
    kind: str
    printed: str
    unit: str
    denominator: str
    comparison: str
    source: str
    locator: str
    note: str

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that the claim speaks of; a range may span several."""
        return tuple(self.measure.split())

    def interval(self, rounding: str = "half-up", p_rule: str = "nearest") -> Printed:
        """The values that the printed number can stand for."""
        kind = "p_value" if self.kind == "p_value" else None
        return _parsed(self.printed, rounding, kind, p_rule)

    def number(self) -> int | None:
        """The whole number that a count or a number-word stands for; None if it is none.

        >>> load()["cp_count"].number()
        2
        """
        if self.kind == "word":
            return WORDS.get(self.printed.lower())
        return int(self.interval().value) if self.kind in ("count", "number") else None


COLUMNS = tuple(field.name for field in fields(Claim))


@lru_cache(maxsize=1024)
def _parsed(text: str, rounding: str, kind: str | None, p_rule: str) -> Printed:
    """The same few strings are asked for by every page, and by each of many data sets."""
    return parse_printed(text, rounding, kind=kind, p_rule=p_rule)


@dataclass(frozen=True)
class Register:
    """The claims in the order of the file.

    Examples
    --------
    >>> register = load()
    >>> register["plic_registry"].printed
    '81%'
    >>> [claim.id for claim in register.comparison("cp")]
    ['cp_count', 'cp_percent']
    """

    claims: tuple[Claim, ...]

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    @cached_property
    def _hash(self) -> int:
        return hash(self.claims)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in reversed(self.claims)}

    @cached_property
    def _by_comparison(self) -> dict[str, tuple[Claim, ...]]:
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.comparison, []).append(claim)
        return {name: tuple(claims) for name, claims in found.items()}

    def __getitem__(self, claim_id: str) -> Claim:
        if claim_id not in self._by_id:
            raise KeyError(f"no claim {claim_id!r} in the register")
        return self._by_id[claim_id]

    def page(self, page: str) -> tuple[Claim, ...]:
        """The claims of one page."""
        return tuple(claim for claim in self if claim.page == page)

    def comparison(self, name: str) -> tuple[Claim, ...]:
        """The claims that belong to one comparison."""
        return self._by_comparison.get(name, ())

    def find(self, comparison: str, kind: str, group: str | None = None) -> Claim:
        """The one claim of a kind (and group) in a comparison; KeyError if there is none."""
        for claim in self.comparison(comparison):
            if claim.kind == kind and (group is None or claim.group == group):
                return claim
        raise KeyError(f"comparison {comparison!r} has no {kind} of {group or 'any group'}")


def load(path: Path | str | None = None) -> Register:
    """Read and check a register of claims.

    Parameters
    ----------
    path : path, optional
        A CSV file with the columns of ``Claim``; the paper's own by default.

    Returns
    -------
    Register

    Raises
    ------
    InputError
        At the first row that is not right, with file, row, column and reason.
    """
    file = Path(path) if path is not None else PUBLISHED / "claims.csv"
    try:
        # Neither a device nor a pipe, which may never end.
        if not file.is_file():
            raise InputError("cannot be read (there is no such file)", file=str(file))
        with file.open("rb") as opened:
            content = opened.read(limits.CLAIMS_BYTES.most + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=str(file)) from None
    return parse(content, file.name)


@lru_cache(maxsize=64)
def parse(content: bytes, name: str = "claims.csv") -> Register:
    """The register that a file's bytes hold; see ``load``."""
    rows = read_csv(content, name, COLUMNS)
    claims = tuple(Claim(**row) for row in rows)
    seen: dict[str, int] = {}
    for row, claim in enumerate(claims, start=2):
        _check(claim, name, row)
        if claim.id in seen:
            first = seen[claim.id]
            raise InputError(
                f"id {claim.id!r} stands in row {first} already", file=name, row=row, column="id"
            )
        seen[claim.id] = row
    register = Register(claims)
    for comparison in dict.fromkeys(claim.comparison for claim in claims):
        _check_comparison(register, comparison, name, seen)
    return register


# What a cell begins with that a spreadsheet takes for a formula; no printed string does.
FORMULA = ("=", "@", "+", "\t", "\r")


def read_csv(content: bytes, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a comma-separated file that has exactly these columns.

    Raises
    ------
    InputError
        If the bytes are no UTF-8, or the header or a row has other columns, or a cell is one that a
        spreadsheet would run as a formula.
    """
    if len(content) > limits.CLAIMS_BYTES.most:
        raise InputError(str(limits.CLAIMS_BYTES.refusal("too large a file")), file=name)
    try:
        text = content.decode("utf-8-sig")  # spreadsheets write a byte order mark
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8; save the file as UTF-8", file=name, row=row) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[dict[str, str]] = []
    header: list[str] | None = None
    try:
        for number, cells in enumerate(reader, start=1):
            if header is None:
                header = cells
                if tuple(header) != columns:
                    raise InputError(
                        f"the columns are {', '.join(columns)}; found {', '.join(header)}",
                        file=name,
                        row=1,
                    )
            elif len(cells) != len(columns):
                raise InputError(
                    f"{len(cells)} columns instead of {len(columns)}", file=name, row=number
                )
            else:
                found = dict(zip(columns, cells, strict=True))
                for column, cell in found.items():
                    fault = _fault(cell)
                    if fault is not None:
                        raise InputError(fault, file=name, row=number, column=column)
                if len(rows) == limits.CLAIMS.most:
                    fault = str(limits.CLAIMS.refusal("too many"))
                    raise InputError(fault, file=name, row=number)
                rows.append(found)
    except csv.Error as error:
        # The csv module's own limit lies higher than ours, wherever another library moves it.
        if "field limit" in str(error):
            fault = str(limits.CELL.refusal("too long"))
            raise InputError(fault, file=name, row=len(rows) + 2) from None
        raise InputError(f"not readable as CSV: {error}", file=name, row=len(rows) + 2) from None
    if header is None:
        raise InputError("the file is empty", file=name)
    return rows


def _fault(cell: str) -> str | None:
    """Why a cell cannot be one of a register; None where it can."""
    if cell.startswith(FORMULA) or "\x00" in cell:
        return "begins like a spreadsheet's formula, or holds a byte of zero"
    if len(cell) > limits.CELL.most:
        return str(limits.CELL.refusal("too long"))
    return plain_text.fault(cell)


def _check(claim: Claim, name: str, row: int) -> None:
    """Raise InputError unless the row is one that the engine can read."""

    def refuse(column: str, message: str) -> InputError:
        return InputError(message, file=name, row=row, column=column)

    if not _ID.fullmatch(claim.id):
        raise refuse("id", f"{claim.id!r} is no id; use lower-case letters, digits and _")
    for column in ("statement", "source", "locator"):
        if not getattr(claim, column).strip():
            raise refuse(column, "is empty")
    for column, known in (("page", PAGES), ("kind", KINDS), ("group", GROUPS)):
        value = getattr(claim, column)
        if value not in known:
            raise refuse(column, f"unknown {column} {value!r}; one of {', '.join(known)}")
    if not claim.printed.strip():
        raise refuse("printed", f"is empty; the {claim.kind} as printed is missing")
    try:
        _check_printed(claim)
    except InputError as error:
        raise refuse("printed", error.message) from None


def _check_printed(claim: Claim) -> None:
    text, kind = claim.printed, claim.kind
    if kind == "inference":
        return
    if kind == "word":
        if text.lower() not in WORDS and not _REGISTRATION.fullmatch(text):
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
        limits.CHILDREN.check(int(read.value))
    if kind in ("sd", "iqr") and read.value < 0:
        raise InputError(f"{text!r}: a {kind} is not negative")


def parse_date(text: str) -> tuple[int, int | None]:
    """Year and month of a printed date such as ``February 2020`` or ``1994``.

    >>> parse_date("February 2020"), parse_date("1994")
    ((2020, 2), (1994, None))
    """
    month, _, year = text.rpartition(" ")
    if not re.fullmatch(r"(19|20)\d\d", year) or (month and month not in MONTHS):
        raise InputError(f"{text!r} is no date such as February 2020 or 1994")
    return int(year), MONTHS.index(month) + 1 if month else None


def _check_comparison(register: Register, comparison: str, name: str, rows: dict[str, int]) -> None:
    """Two printed groups of one measure need the P value between them."""
    members = register.comparison(comparison) if comparison else ()
    for kind in ("percent", "median", "mean"):
        printed_groups = [claim for claim in members if claim.kind == kind]
        if {claim.group for claim in printed_groups} >= {"treated", "registry"} and not any(
            claim.kind == "p_value" for claim in members
        ):
            raise InputError(
                f"comparison {comparison!r} has two groups and no row of kind p_value",
                file=name,
                row=rows[printed_groups[-1].id],
                column="comparison",
            )


def _nodes(node: Node) -> Iterator[Node]:
    """A value of a YAML file and all within it."""
    yield node
    within = node.value.values() if isinstance(node.value, dict) else node.value
    for one in within if not isinstance(within, str) else ():
        yield from _nodes(one)


@lru_cache(maxsize=4)
def conventions(path: Path | str | None = None) -> dict[str, Any]:
    """The headline convention of each kind of comparison, and the alternatives with reasons.

    >>> conventions()["table"]["headline"]["test"]
    'fisher'
    """
    import yaml

    from printed.problem.tree import read_file

    file = Path(path) if path is not None else PUBLISHED / "conventions.yaml"
    tree = read_file(file)  # refuses tags, aliases, keys that stand twice
    for node in _nodes(tree):
        fault = plain_text.fault(node.value) if isinstance(node.value, str) else None
        if fault is not None:
            raise node.error(fault)
    return yaml.safe_load(file.read_text(encoding="utf-8"))
