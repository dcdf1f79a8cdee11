"""A register as a problem: which printed numbers make an item, and which claim each fact is.

Each family of claims (a comparison, or all that is printed of one measure of one group) becomes
one item, or one for each group where nothing is printed between them. An inference is never a
constraint.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from printed.errors import InputError
from printed.fit.counts import reach, read_percent
from printed.problem import Problem, read_problem
from printed.problem.items import Allowed, Group, Item, Key
from printed.problem.joint import Solution, components, first_look, join
from printed.readings import Assumption, Reading
from printed.register import SHARES, STATISTICS, Claim, Register

# The kind of a claim that compares groups -> the key of a table that holds it.
TABLE_KEYS = {
    "p_value": "p",
    "odds_ratio": "odds_ratio",
    "risk_ratio": "risk_ratio",
    "risk_difference": "risk_difference",
    "difference": "risk_difference",
}
# The kind of a claim that estimates a contrast by itself -> the scale of its interval.
SCALES = {
    "odds_ratio": "log", "risk_ratio": "log", "ratio": "log",
    "risk_difference": "linear", "difference": "linear",
}  # fmt: skip
UNKNOWN_SIZE = 100_000  # how far a denominator is searched where nothing says the size


@dataclass(frozen=True)
class Compiled:
    """The problem that a register makes under one reading.

    Parameters
    ----------
    register : Register
    reading : Reading
    tree : mapping
        The problem as a problem file would say it.
    claims : mapping
        For each item and fact the claims that print it.
    items : mapping
        The items of the tree by name, read.
    """

    register: Register
    reading: Reading
    tree: Mapping[str, Any]
    claims: Mapping[tuple[str, str], tuple[str, ...]]
    items: Mapping[str, Item]

    def __hash__(self) -> int:
        return id(self)

    @property
    def problem(self) -> Problem:
        """The tree, read."""
        return read_problem(self.tree)

    @cached_property
    def places(self) -> dict[str, tuple[str, str]]:
        """For each claim the item and the fact that it prints."""
        return {one: place for place, claims in self.claims.items() for one in claims}

    @cached_property
    def facts(self) -> Counter[str]:
        """For each item how many of its facts are printed."""
        return Counter(item for item, _ in self.claims)

    @cached_property
    def _tied(self) -> dict[str, tuple[Item, ...]]:
        groups = map(tuple, components(list(self.items.values())))
        return {item.name: group for group in groups for item in group}

    def component(self, item: str) -> tuple[Item, ...]:
        """The items that are tied to one, itself among them."""
        return self._tied[item]

    def solutions(self, item: str) -> list[Solution] | str:
        """All that fits an item and those tied to it; the reason where the reading is not tried."""
        part = self.component(item)
        known = self._solutions  # asked for each claim: many tied items are slow to compare
        if part[0].name not in known:
            known[part[0].name] = solved(part, self.reading)
        return known[part[0].name]

    @cached_property
    def _solutions(self) -> dict[str, list[Solution] | str]:
        return {}


@lru_cache(maxsize=4096)
def solved(items: tuple[Item, ...], reading: Reading) -> list[Solution] | str:
    """Solutions of tied items, each read by the convention of its kind.

    Parameters
    ----------
    items : tuple of Item
    reading : Reading

    Returns
    -------
    list of Solution, or str
        The reason, where a convention cannot be tried on one of them.
    """
    try:
        found = _solved(items, reading)
    except InputError as error:  # more data than can be looked through
        found = error.message
    unknown = any(UNKNOWN_SIZE in ends for item in items for ends in _sizes(item))
    if unknown and isinstance(found, str):
        return f"{UNSIZED}: {found.partition(';')[0]}"
    return found


UNSIZED = "no row that groups.csv names prints how large a group is"


def _sizes(item: Item) -> Iterator[tuple[int, ...]]:
    """The ranges of an item's denominators."""
    for name in ("group1", "group2"):
        group = getattr(item, name, None)
        if isinstance(group, Group):
            yield group.n
    if isinstance(getattr(item, "n", None), tuple):
        yield item.n  # type: ignore[attr-defined]


def _solved(items: tuple[Item, ...], reading: Reading) -> list[Solution] | str:
    conventions = {item.name: reading.convention_of(item.kind) for item in items}
    allowed = first_look([item.values(conventions[item.name]) for item in items])
    if any(not values for values in allowed.values()):
        return []
    for item in items:
        reason = item.refused(conventions[item.name], allowed)
        if reason is not None:
            return reason

    def members(item: Item, kept: Allowed) -> dict[Key, list[Any]]:
        found: dict[Key, list[Any]] = {}
        for key, member in item.members(conventions[item.name], kept):
            found.setdefault(key, []).append(member)
        return found

    try:
        return join(items, allowed, members)
    except InputError as error:  # too much is open in these alone: the others are still judged
        return error.message


@lru_cache(maxsize=512)
def compiled(register: Register, reading: Reading) -> Compiled:
    """The problem of a register under a reading.

    Parameters
    ----------
    register : Register
    reading : Reading
        Its dropped assumption changes which denominators are known; its conventions are applied
        when the problem is solved.

    Examples
    --------
    >>> from printed.register import parse
    >>> text = b"id,statement,group,measure,kind,printed\\n"
    >>> text += b"n,Treated,arm,size,count,10\\ncp,Had palsy,arm,palsy,percent,20%\\n"
    >>> register = parse(text)
    >>> compiled(register, register.conventions.first).tree["items"]
    {'palsy_arm': {'kind': 'count', 'n': [1, 10], 'percent': '20%'}}
    """
    return replace(_without(register, reading.dropped), reading=reading)


@lru_cache(maxsize=512)
def _without(register: Register, dropped: tuple[str, ...]) -> Compiled:
    """Under the first conventions, without some assumptions: other readings share its items."""
    return _Compiler(register, dropped).result()


class _Compiler:
    """The state of one compilation."""

    def __init__(self, register: Register, dropped: tuple[str, ...]) -> None:
        self.register = register
        self.assumptions = [
            one for one in register.conventions.assumptions if one.name not in dropped
        ]
        self.unknowns: dict[str, list[int]] = {}
        self.items: dict[str, dict[str, Any]] = {}
        self.claims: dict[tuple[str, str], tuple[str, ...]] = {}

    def result(self) -> Compiled:
        """Go through the families in their order."""
        sizes = {
            group.size
            for group in self.register.groups
            if group.size in self.register and not group.part_of
        }
        counted = {self.register[one].measure for one in sizes}  # how many a group holds
        for claims in self.register.families.values():
            told = [
                one
                for one in claims
                if one.kind != "inference" and one.id not in sizes and one.measure not in counted
            ]
            if told:
                self._family(told)
        tree = {"unknowns": self.unknowns, "items": self.items}
        read = read_problem(tree).items if self.items else ()
        items = {item.name: item for item in read}
        return Compiled(self.register, self.register.conventions.first, tree, self.claims, items)

    # ----------------------------------------------------------------- families

    def _family(self, claims: Sequence[Claim]) -> None:
        """One family as items."""
        between = [one for one in claims if one.group in ("", "both")]
        for measure in dict.fromkeys(one.measure for one in claims):
            mine = [one for one in claims if one.measure == measure]
            by_group = {
                name: [one for one in mine if one.group == name]
                for name in (group.group for group in self.register.groups)
                if any(one.group == name for one in mine)
            }
            pair = list(by_group)[:2] if len(by_group) == 2 else []
            told = [one for one in between if one.measure == measure]
            kinds = [{one.kind for one in by_group[name]} for name in pair]
            together = told or mine[0].comparison
            if pair and together and all(kind & set(SHARES) for kind in kinds):
                self._table(pair, by_group, told)
            elif pair and told and all("median" in kind for kind in kinds):
                self._medians(pair, by_group, told)
            elif pair and told and all("mean" in kind for kind in kinds):
                self._means(pair, by_group, told)
            else:
                for name, rows in by_group.items():
                    self._alone(name, rows)
                if not by_group:
                    self._contrast(told)

    def _table(
        self, pair: Sequence[str], by_group: Mapping[str, list[Claim]], between: Sequence[Claim]
    ) -> None:
        name = self._name(by_group[pair[0]][0])
        item: dict[str, Any] = {"kind": "table"}
        for place, group in zip(("group1", "group2"), pair, strict=True):
            shares = [one for one in by_group[group] if one.kind in SHARES]
            size = self._denominator(group, shares, "table", name)
            counts = [one for one in shares if one.kind == "count"]
            percents = [one for one in shares if one.kind == "percent"]
            rest = percents if counts else percents[1:]
            if rest:  # a share that is printed more than once has one denominator
                size = self._named(size, f"n_{name}_{group}")
                self._again(name, group, size, counts, rest)
            text = str(counts[0].number()) if counts else percents[0].printed if percents else "?"
            if isinstance(size, str):
                item[place] = f"{text} of {size}"
            elif isinstance(size, int):
                item[place] = f"{text}/{size}"
            else:
                item[place] = text if percents and not counts else f"{text}/?"
                item[place.replace("group", "n")] = size
            self._fact(name, place, *counts, *percents)
        for one in between:
            key = TABLE_KEYS.get(one.kind)
            if key:
                item[key] = f"{one.printed}%" if one.in_points else one.printed
                self._fact(name, key, one)
        self.items[name] = item

    def _named(self, size: int | str | list[int], name: str) -> str:
        """A denominator as an unknown that several items can share."""
        if isinstance(size, str):
            return size
        self.unknowns[name] = [size, size] if isinstance(size, int) else size
        return name

    def _again(
        self,
        name: str,
        group: str,
        size: str,
        counts: Sequence[Claim],
        percents: Sequence[Claim],
    ) -> None:
        """Further prints of one share: each a count of the same denominator."""
        for number, one in enumerate(percents):
            own = f"{name}_{group}" + (f"_{number + 1}" if number else "")
            count = {"k": counts[0].number()} if counts else {}
            self.items[own] = {"kind": "count", **count, "n": size, "percent": one.printed}
            self._fact(own, "percent", one)
            if counts:
                self._fact(own, "k", *counts)

    def _medians(
        self, pair: Sequence[str], by_group: Mapping[str, list[Claim]], between: Sequence[Claim]
    ) -> None:
        p = [one for one in between if one.kind == "p_value"]
        if not p:
            for group in pair:
                self._alone(group, by_group[group])
            return
        name = self._name(p[0])
        item: dict[str, Any] = {"kind": "medians", "p": p[0].printed}
        self._fact(name, "p", p[0])
        for place, group in zip(("group1", "group2"), pair, strict=True):
            told: dict[str, Any] = {
                "n": self._range(self._denominator(group, by_group[group], "medians", name), 2)
            }
            for one in by_group[group]:
                if one.kind in ("median", "iqr"):
                    told[one.kind] = one.printed
                    self._fact(name, f"{place}.{one.kind}", one)
            item[place] = told
        if any(self._tested(one) for one in self.assumptions):
            self.items[name] = item
        else:  # without the kind of test P says nothing of ranks
            self.items[name] = {key: value for key, value in item.items() if key != "p"}
            self.claims.pop((name, "p"))

    def _tested(self, one: Assumption) -> bool:
        return one.test == "rank-sum"

    def _means(
        self, pair: Sequence[str], by_group: Mapping[str, list[Claim]], between: Sequence[Claim]
    ) -> None:
        name = self._name(by_group[pair[0]][0])
        item: dict[str, Any] = {"kind": "ttest"}
        for place, group in zip(("group1", "group2"), pair, strict=True):
            told: dict[str, Any] = {
                "n": self._range(self._denominator(group, by_group[group], "sample", name), 2)
            }
            for one in by_group[group]:
                if one.kind in ("mean", "sd", "se"):
                    told[one.kind] = one.printed
                    self._fact(name, f"{place}.{one.kind}", one)
            item[place] = told
        keys = {"p_value": "p", "difference": "difference", "ci": "ci", "statistic": "t"}
        for one in between:
            if one.kind in keys:
                item[keys[one.kind]] = one.printed
                self._fact(name, keys[one.kind], one)
        self.items[name] = item

    def _contrast(self, between: Sequence[Claim]) -> None:
        """An estimate of which no group is printed: its interval and its P are of one error."""
        estimates = [one for one in between if one.kind in SCALES]
        keys = {**dict.fromkeys(SCALES, "estimate"), "ci": "ci", "p_value": "p"}
        told = [one for one in between if one.kind in keys]
        if len(estimates) != 1 or len({one.kind for one in told}) < max(2, len(told)):
            return  # one number alone, or two of a kind, which are of two models
        name = self._name(estimates[0])
        item: dict[str, Any] = {"kind": "ratio", "scale": SCALES[estimates[0].kind]}
        for one in told:
            item[keys[one.kind]] = one.printed
            self._fact(name, keys[one.kind], one)
        self.items[name] = item

    def _alone(self, group: str, claims: Sequence[Claim]) -> None:
        """What is printed of one measure of one group."""
        if self.register.size(group) == 0:
            return  # of nobody there is no count
        name = self._name(claims[0], group)
        shares = [one for one in claims if one.kind in SHARES or self._counts(one)]
        statistics = [one for one in claims if one.kind in STATISTICS]
        ranges = [one for one in claims if one.kind == "range" and len(one.measures) > 1]
        if shares:
            item: dict[str, Any] = {
                "kind": "count", "n": self._denominator(group, shares, "count", name),
            }  # fmt: skip
            for one in shares:
                key = "percent" if one.kind == "percent" else "k"
                if key in item and key == "k":
                    continue  # a count that is printed twice: both are what the verdict is of
                if key in item:
                    item["n"] = self._named(item["n"], f"n_{name}_counted")
                    counts = [other for other in shares if other.kind != "percent"]
                    self._again(name, "again", item["n"], counts, [one])
                    continue
                item[key] = one.printed if key == "percent" else one.number()
                self._fact(name, key, one)
            if isinstance(item["n"], list) and "k" not in item:
                least, most = item["n"]
                share = read_percent(item["percent"], "either")
                item["n"] = [least, reach(share, (least, most))]
            self.items[name] = item
        if statistics:
            size = self._denominator(group, statistics, "sample", name)
            sample: dict[str, Any] = {"kind": "sample", "n": self._range(size, 2)}
            own = f"{name}_values" if shares else name
            for one in statistics:
                sample[one.kind] = one.printed
                self._fact(own, one.kind, one)
            self.items[own] = sample
        for one in ranges:
            self.items[name] = {
                "kind": "extremes",
                "n": self._denominator(group, [one], "extremes", name),
                "of": len(one.measures),
                "percent": one.printed,
            }
            self._fact(name, "percent", one)

    # ----------------------------------------------------------------- parts

    def _counts(self, claim: Claim) -> bool:
        """Whether a word is a number of children with something."""
        if claim.kind != "word" or claim.number() is None or claim.unit not in COUNTED:
            return False
        return claim.group in {group.group for group in self.register.groups}

    def _denominator(
        self, group: str, claims: Sequence[Claim], kind: str, item: str
    ) -> int | str | list[int]:
        """A known number, the name of an unknown, or a range."""
        for one in claims:
            if one.denominator:
                text = one.denominator
                known = int(text) if text.isdigit() else self.register[text].number()
                if known is not None:
                    return known
        size = self.register.size(group)
        covering = [
            one
            for one in self.assumptions
            if one.covers(group, claims[0].comparison, kind) and one.denominator
        ]
        if size is not None and any(one.denominator == "all" for one in covering):
            return size
        limits = [1, size if size is not None else UNKNOWN_SIZE]
        shared = next((one for one in covering if one.denominator == "shared"), None)
        if shared is None:
            return limits
        name = f"n_{group}_counted"
        self.unknowns[name] = limits
        return name

    def _range(self, size: int | str | list[int], least: int) -> int | str | list[int]:
        """A spread needs two values."""
        return [max(least, size[0]), size[1]] if isinstance(size, list) else size

    def _name(self, claim: Claim, group: str = "") -> str:
        """A name for an item: its comparison or measure, with the group where several have one."""
        base = claim.comparison or "_".join((claim.measure, *([group] if group else [])))
        name = "".join(char if char.isalnum() else "_" for char in base)
        name = name if name[:1].isalpha() else f"item_{name}"
        taken, number = name, 2
        while name in self.items:
            name = f"{taken}_{group or number}"
            if name in self.items:
                name = f"{taken}_{group}_{number}"
            number += 1
        return name

    def _fact(self, item: str, fact: str, *claims: Claim) -> None:
        ids = tuple(one.id for one in claims)
        self.claims[item, fact] = (*self.claims.get((item, fact), ()), *ids)


COUNTED = ("children", "patients", "participants", "persons", "people", "infants", "women", "men")


def yaml_text(tree: Mapping[str, Any], about: Mapping[str, str]) -> str:
    """The problem as a file that ``printed solve`` takes.

    Parameters
    ----------
    tree : mapping
        Of a `Compiled`, with ``conventions`` and ``bounds`` where a file should have them.
    about : mapping
        ``title``, ``source``, ``note``.

    Examples
    --------
    >>> print(yaml_text({"items": {"a": {"kind": "count", "n": 3, "percent": "33%"}}}, {}))
    items:
      a: {kind: count, n: 3, percent: "33%"}
    """

    def lines() -> Iterator[str]:
        for key, text in about.items():
            yield f"{key}: {_quoted(text)}"
        if tree.get("unknowns"):
            named = (f"{name}: {_flow(value)}" for name, value in tree["unknowns"].items())
            yield f"unknowns: {{{', '.join(named)}}}"
        yield "items:"
        for name, item in tree["items"].items():
            yield f"  {name}: {_flow(item)}"
        if tree.get("conventions"):
            named = (f"{rule}: [{', '.join(names)}]" for rule, names in tree["conventions"].items())
            yield f"conventions: {{{', '.join(named)}}}"
        if tree.get("bounds"):
            yield "bounds:"
            yield from (f"  - {_quoted(quantity)}" for quantity in tree["bounds"])

    return "\n".join(lines())


NAMED = ("kind", "n", "k", "scale")  # keys whose values are words, not printed numbers


def _flow(value: Any, key: str = "") -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(one, name)}" for name, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value) if isinstance(value, int) or key in NAMED else _quoted(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
