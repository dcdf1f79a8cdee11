"""A table of counts with any number of rows and columns, and chi-squared and P of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, ClassVar

from printed.errors import InputError
from printed.fit import counts, means
from printed.fit.sides import Side, counted, read_side
from printed.notation import Printed
from printed.problem.items.base import (
    Allowed,
    Convention,
    Key,
    Number,
    TooMany,
    check_among,
)
from printed.problem.tree import Node
from printed.problem.values import WHOLE, members_of, placed, printed_text, size_of
from printed.stats.crosstabs import Counts, crosstab_chi2, crosstab_p

MOST_TABLES = 20_000
MOST_CELLS = 100
SHOWN = 2_000  # tables whose P is recomputed one by one
MADE = {"p": crosstab_p, "chi2": crosstab_chi2}  # numbers that are made from the counts
NUMBERS = tuple(MADE)


@dataclass(frozen=True)
class CrosstabItem:
    """Shares of several groups, or whole rows of counts.

    Parameters
    ----------
    name : str
    cells : tuple of tuple of str
        One row of shares (``13/40``, ``81%/36``, ``81%``), one for each group; or rows of counts.
    sizes : tuple of (int, int)
        The range of each group's denominator, where shares do not print it.
    p, chi2 : str, optional

    Examples
    --------
    >>> from printed.problem import solve
    >>> item = {"kind": "crosstab", "rows": [["13/40", "8/44", "11/40"]], "p": "0.31"}
    >>> found = solve({"items": {"sites": item}})
    >>> found.results["solutions"][0]["sites"]["rows"]
    [[13, 8, 11], [27, 36, 29]]
    """

    kind: ClassVar[str] = "crosstab"
    label: ClassVar[str] = "shares of several groups"
    printed_keys: ClassVar[tuple[str, ...]] = NUMBERS
    other_keys: ClassVar[tuple[str, ...]] = ("rows", "n")
    needed_keys: ClassVar[tuple[str, ...]] = ("rows",)
    inner: ClassVar[tuple[str, ...]] = ("rows.#.#",)

    name: str
    cells: tuple[tuple[str, ...], ...]
    sizes: tuple[tuple[int, int], ...]
    shared_sizes: tuple[str | None, ...]
    p: str | None = None
    chi2: str | None = None

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> CrosstabItem:
        """The item from its entries in a problem file."""
        rows = [members_of(node) for node in members_of(entries["rows"])]
        if len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
            raise entries["rows"].error("the rows of a table are equally long, two cells at least")
        if len(rows) * len(rows[0]) > MOST_CELLS:
            raise entries["rows"].error(f"a table has at most {MOST_CELLS} cells")
        cells = tuple(tuple(printed_text(node, "a cell") for node in row) for row in rows)
        known: list[tuple[tuple[int, int], str | None]] = [((1, 1), None)] * len(rows[0])
        listed = members_of(entries.get("n"))
        if listed and len(listed) != len(rows[0]):
            raise entries["n"].error(f"n is a list of {len(rows[0])} sizes, one for each group")
        if len(rows) > 1:
            if listed:
                raise entries["n"].error("rows of counts have their sizes already")
            for row in rows:
                for node in row:
                    if not WHOLE.fullmatch(node.value):
                        raise node.error(f"{node.value!r} is no count")
        else:
            for i, node in enumerate(rows[0]):
                with placed(node):
                    side = read_side(node.value)
                if side.n is not None:
                    known[i] = ((side.n, side.n), None)
                elif listed:
                    known[i] = size_of(listed[i], unknowns)
                else:
                    raise node.error(f"{node.value!r} has no denominator; write it, or give n")
        if "p" in printed:
            with placed(entries["p"]):
                means.read_p(printed["p"])
        if "chi2" in printed:
            with placed(entries["chi2"]):
                if means.one_number(printed["chi2"]).value < 0:
                    raise InputError(f"{printed['chi2']}: chi2 is not negative")
        return cls(
            name, cells, tuple(one for one, _ in known), tuple(one for _, one in known),
            printed.get("p"), printed.get("chi2"),
        )  # fmt: skip

    @property
    def facts(self) -> tuple[str, ...]:
        """Each share, or all counts together with the percentages of them, and P and chi2."""
        exact = len(self.cells) > 1 or all(_exact(text) for row in self.cells for text in row)
        cells = (["rows", *self.shares] if self.cells else []) if exact else [
            f"row{i}.{j}"
            for i, row in enumerate(self.cells, 1)
            for j, text in enumerate(row, 1)
            if text != "?"
        ]
        return (*cells, *(key for key in NUMBERS if getattr(self, key) is not None))

    @property
    def rules(self) -> tuple[str, ...]:
        """The test, and rounding."""
        if self.p is None:
            return ("rounding",) if self.chi2 is None else ("crosstab", "rounding")
        return ("crosstab", "rounding", "p_rule")

    @property
    def shared(self) -> tuple[str, ...]:
        """The denominators that are unknowns."""
        return tuple(sorted({one for one in self.shared_sizes if one}))

    def without(self, fact: str) -> CrosstabItem:
        """The item with P, chi2 or one cell taken as not printed."""
        if fact in NUMBERS:
            return replace(self, **{fact: None})  # type: ignore[arg-type]
        if fact == "rows" or not self.cells:
            return replace(self, cells=())
        i, j = (int(part) - 1 for part in fact.removeprefix("row").split("."))
        left = _without_share(self.cells[i][j]) if "rows" in self.facts else "?"
        row = (*self.cells[i][:j], left, *self.cells[i][j + 1 :])
        return replace(self, cells=(*self.cells[:i], row, *self.cells[i + 1 :]))

    def values(self, convention: Convention) -> Allowed:
        """The denominators asked for."""
        found: dict[str, frozenset[int]] = {}
        for ends, shared in zip(self.sizes, self.shared_sizes, strict=True):
            if shared:
                sizes = frozenset(range(ends[0], ends[1] + 1))
                found[shared] = found.get(shared, sizes) & sizes
        return found

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether tables are too many, or too large for the exact test."""
        try:
            next(self.members(convention, allowed), None)
        except InputError as error:
            return error.message
        return None

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, dict[str, Any]]]:
        """Every table, with its P and chi2 where they are printed."""
        printed = self._printed(convention)
        if not self.cells:  # any counts, and so any P
            yield (), {"rows": (), "p": None}
            return
        if not printed:
            for key, rows in self.tables(convention, allowed):
                yield key, {"rows": rows, "p": None}
            return
        mine = tuple((name, allowed[name]) for name in self.shared if name in allowed)
        rounding = convention.rounding if self.shares else Convention.rounding
        any_numbers = replace(self, p=self.p and "", chi2=self.chi2 and "")
        for key, rows, found in _worked_out(any_numbers, convention.crosstab, rounding, mine):
            if all(
                value is not None and printed[name].contains(value)
                for name, value in found.items()
            ):
                yield key, {"rows": rows, "p": None, **found}

    def _printed(self, convention: Convention) -> dict[str, Printed]:
        """P and chi2 as printed."""
        rounding, found = convention.rounding, {}
        if self.p is not None:
            found["p"] = means.read_p(self.p, rounding, convention.p_rule)
        if self.chi2 is not None:
            found["chi2"] = means.one_number(self.chi2, rounding)
        return found

    def tables(self, convention: Convention, allowed: Allowed) -> Iterator[tuple[Key, Counts]]:
        """Every table of counts that the cells leave."""
        if len(self.cells) > 1:
            yield (), tuple(tuple(int(text) for text in row) for row in self.cells)
            return
        options = []
        for text, ends, shared in zip(self.cells[0], self.sizes, self.shared_sizes, strict=True):
            sizes = sorted(allowed.get(shared or "", range(ends[0], ends[1] + 1)))
            options.append(_options(text, tuple(sizes), convention.rounding))
        if math.prod(map(len, options)) > MOST_TABLES:
            raise InputError(f"{self.name}: more than {MOST_TABLES} tables to try; narrow n")
        for chosen in product(*options):
            named: dict[str, int] = {}
            pairs = zip(self.shared_sizes, chosen, strict=True)
            if all(named.setdefault(name, n) == n for name, (_, n) in pairs if name):
                ks = tuple(k for k, _ in chosen)
                rest = tuple(n - k for k, n in chosen)
                yield tuple(sorted(named.items())), (ks, rest)

    @property
    def stated_facts(self) -> tuple[str, ...]:
        """The counts and shares, which are taken as printed."""
        return tuple(fact for fact in self.facts if fact not in NUMBERS)

    def printed_text(self, fact: str) -> str:
        """A fact as printed."""
        if fact in NUMBERS:
            return str(getattr(self, fact))
        if fact == "rows":
            return "; ".join(" ".join(row) for row in self.cells)
        i, j = (int(part) - 1 for part in fact.removeprefix("row").split("."))
        return self.cells[i][j]

    @property
    def shares(self) -> dict[str, tuple[Side, int]]:
        """The groups of which a percentage is printed, with their places."""
        row = self.cells[0] if len(self.cells) == 1 else ()
        sides = [(read_side(text), j) for j, text in enumerate(row)]
        return {f"row1.{j + 1}": (side, j) for side, j in sides if side.percent is not None}

    def numbers(self, convention: Convention) -> Iterator[Number]:
        """The percentages, P and chi2."""
        for quantity, (side, _) in self.shares.items():
            share = counts.read_percent(str(side.percent), convention.rounding)
            yield Number(quantity, quantity, share, ("rounding",))
        for name, printed in self._printed(convention).items():
            p = ("p_rule",) if name == "p" else ()
            yield Number(name, name, printed, ("crosstab", "rounding", *p), "crosstab")

    def recomputed(
        self, quantity: str, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Any, str]]:
        """The shares of counts, or next to a printed one; P or chi2 of every table that is left."""
        if quantity in self.shares:
            side, j = self.shares[quantity]
            ends = self.sizes[j]
            sizes = sorted(allowed.get(self.shared_sizes[j] or "", range(ends[0], ends[1] + 1)))
            if len(sizes) > SHOWN:
                raise TooMany
            yield from counts.shares(counts.read_percent(str(side.percent)), sizes, side.k)
            return
        tables = self._counted().tables(convention, allowed) if self.cells else ()
        for count, (_, rows) in enumerate(tables):
            if count == SHOWN:
                raise TooMany
            value = MADE[quantity](rows, convention.crosstab)
            if value is not None:
                yield value, " v ".join("/".join(map(str, row)) for row in rows)

    def _counted(self) -> CrosstabItem:
        """The item by counts and denominators alone, where a cell prints both."""
        if len(self.cells) != 1:
            return self
        return replace(self, cells=(tuple(map(_without_share, self.cells[0])),))

    def check_quantity(self, quantity: str) -> None:
        """A count or a denominator of a group, P, or chi2 where it is printed."""
        names = [f"{letter}{i}" for letter in "kn" for i in range(1, len(self.cells[0]) + 1)]
        check_among(quantity, (*names, "p", *(("chi2",) if self.chi2 is not None else ())))

    def ends(self, quantity: str, member: dict[str, Any]) -> tuple[Any, Any, bool]:
        """A table has one value of each."""
        if quantity in NUMBERS:
            return member.get(quantity), member.get(quantity), True
        column = [row[int(quantity[1:]) - 1] for row in member["rows"]]
        value = column[0] if quantity[0] == "k" else sum(column)
        return value, value, True

    def shown(self, member: dict[str, Any]) -> dict[str, Any]:
        """The counts and P, and chi2 where it is printed."""
        return {**member, "rows": [list(row) for row in member["rows"]]}


# Asked for again with every rule of rounding a P, and with one cell after the other left out.
@lru_cache(maxsize=32)
def _worked_out(
    item: CrosstabItem, test: str, rounding: str, allowed: tuple[tuple[str, frozenset[int]], ...]
) -> tuple[tuple[Key, Counts, dict[str, Any]], ...]:
    """Every table of counts that the cells leave, with the numbers that the item prints of it."""
    names = [name for name in NUMBERS if getattr(item, name) is not None]
    return tuple(
        (key, rows, {name: MADE[name](rows, test) for name in names})
        for key, rows in item.tables(Convention(rounding=rounding), dict(allowed))
    )


def _without_share(text: str) -> str:
    """A cell without the percentage of a count with its denominator."""
    side = counted(read_side(text))
    return text if side.percent is not None or not _exact(text) else f"{side.k}/{side.n}"


def _exact(text: str) -> bool:
    """Whether a cell is a count of a denominator: dropped alone, it would leave too many tables."""
    side = read_side(text)
    return side.k is not None and side.n is not None


@lru_cache(maxsize=4096)
def _options(text: str, sizes: Sequence[int], rounding: str) -> tuple[tuple[int, int], ...]:
    """Counts with denominators that a cell leaves."""
    side: Side = read_side(text)
    if side.n is not None:
        sizes = (side.n,)
    found = []
    for n in sizes:
        first, last = 0, n
        if side.percent is not None:
            first, last = counts.run_of(counts.read_percent(side.percent, rounding), n)
        if side.k is not None:
            first, last = max(first, side.k), min(last, side.k)
        found += [(k, n) for k in range(first, last + 1)]
    return tuple(found)
