"""The printed statistics of one sample."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

from printed.errors import InputError
from printed.fit.samples import SampleSet, TooLarge, sample_set
from printed.fit.samples.constraints import read as read_sample
from printed.fit.samples.expressions import read_expression
from printed.notation import exact
from printed.problem.items.base import Allowed, Convention, Key
from printed.problem.tree import Node
from printed.problem.values import members_of, placed, printed_text, size_of, text_of, whole

MAX_SIZES = 200
DATASETS = "datasets"  # the number of samples, a quantity of a sample item
QUARTILES = ("iqr",)
DEVIATIONS = ("sd", "se")


@dataclass(frozen=True)
class SampleItem:
    """A sample size and what is printed of the values.

    Parameters
    ----------
    name : str
    n : tuple of int
        Range of the sample size, both ends included.
    stated : tuple of (str, value)
        Keywords of `samples.sample_set` other than the conventions.
    share : tuple of str
        Printed shares such as ``<100=30%``.
    shared_n : str, optional
        Name of the unknown that the size is.
    """

    kind: ClassVar[str] = "sample"
    label: ClassVar[str] = "one mean or median"
    dear: ClassVar[bool] = True
    printed_keys: ClassVar[tuple[str, ...]] = (
        "mean", "sd", "se", "median", "iqr", "lowest", "highest",
    )  # fmt: skip
    other_keys: ClassVar[tuple[str, ...]] = (
        "n", "min", "max", "step", "items", "ddof", "quartile", "share",
    )  # fmt: skip
    needed_keys: ClassVar[tuple[str, ...]] = ("n",)
    inner: ClassVar[tuple[str, ...]] = ("share.#",)

    name: str
    n: tuple[int, int]
    stated: tuple[tuple[str, Any], ...]
    share: tuple[str, ...] = ()
    shared_n: str | None = None

    @classmethod
    def read(
        cls,
        name: str,
        entries: Mapping[str, Node],
        printed: Mapping[str, str],
        unknowns: Mapping[str, tuple[int, int]],
    ) -> SampleItem:
        """The item from its entries in a problem file."""
        n, shared = size_of(entries["n"], unknowns)
        stated: dict[str, Any] = dict(printed)
        for key in ("min", "max", "step"):
            if key in entries:
                with placed(entries[key]):
                    stated[key] = exact(text_of(entries[key], key))
        for key in ("items", "ddof"):
            if key in entries:
                stated[key] = whole(entries[key])
        if "quartile" in entries:
            stated["quartile"] = text_of(entries["quartile"], "quartile")
        share = tuple(printed_text(node, "share") for node in members_of(entries.get("share")))
        read_sample(n[1], share=share, **stated)  # any fault of the words themselves shows here
        return cls(name, n, tuple(stated.items()), share, shared)

    @property
    def facts(self) -> tuple[str, ...]:
        """The printed statistics."""
        names = tuple(name for name, _ in self.stated if name in self.printed_keys)
        return (*names, *(f"share{text}" for text in self.share))

    @property
    def rules(self) -> tuple[str, ...]:
        """Rounding; the quartile rule and the SD's denominator where they matter."""
        names = {name for name, _ in self.stated}
        compound = "".join(str(value) for name, value in self.stated if name in self.printed_keys)
        quartile = not names.isdisjoint(QUARTILES) or "[" in compound
        deviation = not names.isdisjoint(DEVIATIONS) or "\u00b1" in compound or "(" in compound
        return (
            *(("rounding",) if self.facts else ()),
            *(("quartile",) if quartile and "quartile" not in names else ()),
            *(("sd",) if deviation and "ddof" not in names else ()),
        )

    @property
    def shared(self) -> tuple[str, ...]:
        """The name of the size, if it is an unknown."""
        return (self.shared_n,) if self.shared_n else ()

    def without(self, fact: str) -> SampleItem:
        """The item with one statistic taken as not printed."""
        return replace(
            self,
            stated=tuple(pair for pair in self.stated if pair[0] != fact),
            share=tuple(text for text in self.share if f"share{text}" != fact),
        )

    def searched(self) -> dict[str, tuple[int, int, str]]:
        """The range of sizes, where it is no unknown of the problem."""
        known = self.shared_n is not None or self.n[0] == self.n[1]
        return {} if known else {f"{self.name}.n": (*self.n, "given")}

    def values(self, convention: Convention) -> Allowed:
        """The sizes asked for."""
        sizes = frozenset(range(self.n[0], self.n[1] + 1))
        return {self.shared_n: sizes} if self.shared_n else {}

    def refused(self, convention: Convention, allowed: Allowed) -> str | None:
        """Whether the samples are too many to look at."""
        try:
            list(self.members(convention, allowed))
        except TooLarge as error:
            return error.message
        return None

    def members(
        self, convention: Convention, allowed: Allowed
    ) -> Iterator[tuple[Key, SampleSet]]:
        """The set of samples of each size that has any."""
        sizes = allowed.get(self.shared_n or "", range(self.n[0], self.n[1] + 1))
        if len(sizes) > MAX_SIZES:
            raise InputError(
                f"{self.name}: {len(sizes)} sample sizes, more than {MAX_SIZES}; narrow n"
            )
        stated = dict(self.stated)
        if "quartile" in self.rules:
            stated["quartile"] = convention.quartile
        if "sd" in self.rules:
            stated["ddof"] = 1 if convention.sd == "n-1" else 0
        key = tuple(sorted(stated.items()))
        for n in sorted(sizes):
            found = _samples(n, key, self.share, convention.rounding)
            if found is not None:
                yield (((self.shared_n, n),) if self.shared_n else ()), found

    def check_quantity(self, quantity: str) -> None:
        """The size, the number of samples, or an expression over a sample."""
        if quantity not in ("n", DATASETS):
            read_expression(quantity)

    def ends(self, quantity: str, member: SampleSet) -> tuple[Any, Any, bool]:
        """Over all samples of one size."""
        if quantity == "n":
            return member.stated.n, member.stated.n, True
        if quantity == DATASETS:
            count = member.count()
            return count, count, True
        found = member.bounds(quantity)
        low = found.min_infinite_sign * math.inf if found.min_infinite_sign else found.min
        high = found.max_infinite_sign * math.inf if found.max_infinite_sign else found.max
        return low, high, found.min_attained and found.max_attained

    def shown(self, member: SampleSet) -> dict[str, Any]:
        """The size; the samples themselves are too many."""
        return {"n": member.stated.n}


@lru_cache(maxsize=256)
def _samples(
    n: int, stated: tuple[tuple[str, Any], ...], share: tuple[str, ...], rounding: str
) -> SampleSet | None:
    """The samples of one size; None if there are none."""
    found = sample_set(n, share=share, rounding=rounding, **dict(stated))
    return found if found.exists() else None
