"""How printed numbers are read: one headline, and each convention or assumption changed singly.

A *reading* is the headline, or the headline with one convention replaced or one assumption
dropped. What they are stands in a register's ``conventions.yaml``, with the reason of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from printed import plain_text
from printed.errors import InputError
from printed.problem import choices
from printed.problem.items import Convention
from printed.problem.names import NAMES, RULES, called
from printed.problem.tree import Node, read_text

# Section of the file -> kinds of item that it is about.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "table": ("table", "count", "crosstab", "extremes", "mcnemar"),
    "ranksum": ("ranksum", "medians"),
    "sample": ("sample", "ttest", "paired", "anova", "statistic", "ratio"),
}
# The word in a section -> the field of a Convention that it is there.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "table": {"test": "test"},
    "ranksum": {"test": "ranksum"},
    "sample": {"ddof": "sd"},
}
DDOF = {"1": "n-1", "0": "n"}
# How a changed rule is told from another of the same name.
TOLD = {"rounding": "{} (percentage)", "p_rule": "{} (P value)"}
CONDITIONS = {
    "test": "the test was {}",
    "ranksum": "the rank-sum test was {}",
    "rounding": "numbers were rounded {}",
    "p_rule": "P was rounded {}",
    "sd": "the SD is {}",
    "quartile": "quartiles are {}",
}
# What a reading is of, as a reader sees it, where the rule itself does not say that.
OF: Mapping[tuple[str, str], str] = {
    ("table", "rounding"): "percentages",
    ("sample", "rounding"): "means and SDs",
    ("ranksum", "rounding"): "medians and quartiles",
    ("table", "p_rule"): "P",
    ("ranksum", "p_rule"): "P of the rank-sum test",
    ("sample", "p_rule"): "P of the t test",
}
WITHOUT = "without:"
APPLIES = ("denominator", "group", "groups", "comparisons", "kinds", "rules", "test")


@dataclass(frozen=True)
class Assumption:
    """Something taken for granted beside the printed numbers, as data.

    Parameters
    ----------
    name, value, reason : str
        What is assumed, in words, and why.
    condition : str
        The same as the end of a sentence that begins with "if".
    without : str
        What is left open without it: the name of that reading for a reader.
    denominator : {"", "all", "shared"}
        That all of a group were counted, or that a group's comparisons count the same of them.
    groups, comparisons : tuple of str
        Where it applies; everywhere when empty.
    rules : tuple of str
        The conventions whose alternatives are what is left without it.
    test : str
        The kind of test that a P value is of.
    """

    name: str
    value: str
    reason: str = ""
    condition: str = ""
    without: str = ""
    denominator: str = ""
    groups: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    test: str = ""

    def covers(self, group: str, comparison: str, kind: str) -> bool:
        """Whether it is about a group in a comparison."""
        return (
            (not self.groups or group in self.groups)
            and (not self.comparisons or comparison in self.comparisons)
            and (not self.kinds or kind in self.kinds)
        )


@dataclass(frozen=True)
class Reading:
    """One way to read a register's numbers.

    Parameters
    ----------
    name : str
        Empty for the headline.
    rules : mapping
        For each section of the conventions the fields of a `Convention`.
    changed : tuple of str
        Section, field and name of the convention that is not the headline's.
    dropped : tuple of str
        The assumptions that are not made.
    """

    name: str = ""
    rules: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    changed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def convention(self) -> Convention:
        """The convention for tables."""
        return self.convention_of("table")

    def convention_of(self, kind: str) -> Convention:
        """The convention for one kind of item."""
        rules = dict(self.rules)
        for section, kinds in SECTIONS.items():
            if kind in kinds and section in rules:
                return Convention(**dict(rules[section]))
        return Convention()

    def changes(self, kinds: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether it may read some of these items otherwise than the headline does.

        Parameters
        ----------
        kinds : mapping
            For each kind of item the fields of a convention that matter to it.
        """
        if not self.changed:
            return bool(self.dropped)
        section, rule, _ = self.changed
        return any(rule in kinds.get(kind, ()) for kind in SECTIONS[section])


@dataclass(frozen=True)
class Conventions:
    """The headline, its alternatives and the assumptions of a register.

    Parameters
    ----------
    headline : mapping
        For each section the field of a convention and its name.
    alternatives : mapping
        For each section and field the other names, each with its reason.
    words : mapping
        For each section and field how the headline's rule reads after "if".
    assumptions : tuple of Assumption
    criteria : mapping
        Named thresholds of statements, each with its reason.
    about : mapping
        All of the file as it stands.
    """

    headline: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: {"table": {}, "ranksum": {}, "sample": {}}
    )
    alternatives: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return id(self)

    @property
    def first(self) -> Reading:
        """The headline reading."""
        return Reading(
            rules=tuple(
                (section, tuple(sorted(rules.items()))) for section, rules in self.headline.items()
            )
        )

    def assumption(self, name: str) -> Assumption:
        """An assumption by its name; KeyError if there is none."""
        return next(one for one in self.assumptions if one.name == name)

    def readings(self) -> Iterator[Reading]:
        """Every reading but the headline, each with a name of its own."""
        first = self.first
        for section, fields in self.alternatives.items():
            for rule, names in fields.items():
                for name in names:
                    rules = dict(first.rules)
                    rules[section] = tuple(sorted({**dict(rules[section]), rule: name}.items()))
                    told = TOLD.get(rule, "{}").format(name)
                    told = (
                        told
                        if section == "table"
                        else f"{told} ({section})"
                        if (rule in ("rounding", "p_rule"))
                        else told
                    )
                    yield replace(
                        first,
                        name=told,
                        rules=tuple(rules.items()),
                        changed=(section, rule, name),
                    )
        for one in self.assumptions:
            if one.denominator or one.test:
                yield replace(first, name=f"{WITHOUT}{one.name}", dropped=(one.name,))

    def condition(self, reading: Reading) -> str:
        """What the headline holds fixed and this reading changes, after the word "if"."""
        if reading.dropped:
            one = self.assumption(reading.dropped[0])
            return one.condition or one.value
        section, rule, _ = reading.changed
        known = self.words.get(section, {}).get(rule)
        own = self.headline[section].get(rule, getattr(Convention(), rule))
        return known or CONDITIONS.get(rule, "{}").format(called(rule, own))

    def title(self, reading: Reading) -> str:
        """The name of a reading for a reader: its own is for addresses and files."""
        if reading.dropped:
            one = self.assumption(reading.dropped[0])
            return one.without or f"without taking for granted that {self.condition(reading)}"
        section, rule, name = reading.changed
        words = called(rule, name)
        return words if rule == "test" else f"{OF.get((section, rule), RULES[rule])}: {words}"

    def titles(self) -> dict[str, str]:
        """The names of all readings for a reader, by their own."""
        return {one.name: self.title(one) for one in self.readings()}


def resting(name: str, value: str) -> str:
    """What a verdict rests on, in words: a rule with what it is, or an assumption.

    >>> resting("test", "fisher"), resting("assessed", "all were seen")
    ('test: Fisher', 'all were seen')
    """
    return f"{RULES[name]}: {called(name, value)}" if name in NAMES else value


@lru_cache(maxsize=16)
def read_conventions(text: str, name: str = "conventions.yaml") -> Conventions:
    """Read the text of a ``conventions.yaml``.

    Raises
    ------
    InputError
        With the place of what cannot be used: tags, aliases, keys that stand twice, unknown rules.
    """
    import yaml

    for node in _nodes(read_text(text, name)):  # refuses tags, aliases, keys that stand twice
        fault = plain_text.fault(node.value) if isinstance(node.value, str) else None
        if fault is not None:
            raise node.error(fault)
    told = yaml.safe_load(text) or {}
    if not isinstance(told, dict):
        raise InputError("is no mapping of sections", file=name)
    headline: dict[str, dict[str, str]] = {}
    alternatives: dict[str, dict[str, dict[str, str]]] = {}
    words: dict[str, dict[str, str]] = {}
    for section, own in FIELDS.items():
        part = _mapping(told.get(section), section, name)
        parts = {
            key: _mapping(part.get(key), f"{section}: {key}", name)
            for key in ("headline", "alternatives", "conditions")
        }
        names = {rule: _name(rule, name) for rule, name in parts["headline"].items()}
        headline[section] = {own.get(rule, rule): name for rule, name in names.items()}
        alternatives[section] = {
            own.get(rule, rule): {
                _name(rule, one): str(why)
                for one, why in _mapping(some, f"{section}: alternatives of {rule}", name).items()
            }
            for rule, some in parts["alternatives"].items()
        }
        words[section] = {
            own.get(rule, rule): str(text) for rule, text in parts["conditions"].items()
        }
        for rule, listed in (*headline[section].items(),):
            _check(rule, [listed, *alternatives[section].get(rule, ())], section, name)
        for rule, some in alternatives[section].items():
            _check(rule, list(some), section, name)
    assumptions = tuple(
        _assumption(key, one, name)
        for key, one in _mapping(told.get("assumptions"), "assumptions", name).items()
    )
    return Conventions(headline, alternatives, words, assumptions, told)


def _nodes(node: Node) -> Iterator[Node]:
    """A value of a YAML file and all within it."""
    yield node
    within = node.value.values() if isinstance(node.value, dict) else node.value
    for one in within if not isinstance(within, str) else ():
        yield from _nodes(one)


def _mapping(value: Any, what: str, file: str) -> dict[Any, Any]:
    """A mapping of the file, empty where nothing is said."""
    if not isinstance(value or {}, dict):
        raise InputError(f"{what}: is no mapping of names", file=file)
    return value or {}


def _name(rule: str, name: Any) -> str:
    return DDOF.get(str(name), str(name)) if rule == "ddof" else str(name)


def _check(rule: str, names: list[str], section: str, file: str) -> None:
    known = choices.NAMED.get(rule)
    for name in names:
        if known is None or name not in known:
            told = f"one of {', '.join(known)}" if known else "no such rule"
            raise InputError(f"{section}: unknown {rule} {name!r}; {told}", file=file)


def _assumption(name: str, told: Any, file: str) -> Assumption:
    if not isinstance(told, dict) or not str(told.get("value", "")).strip():
        raise InputError(f"assumption {name!r} needs a value: what is assumed, in words", file=file)
    applies = _mapping(told.get("applies"), f"assumption {name!r}: applies", file)
    for key in applies:
        if key not in APPLIES:
            raise InputError(f"assumption {name!r}: unknown {key!r} under applies", file=file)
    if applies.get("denominator", "") not in ("", "all", "shared"):
        raise InputError(f"assumption {name!r}: a denominator is all or shared", file=file)
    listed = {
        key: tuple(map(str, applies.get(key, ()))) for key in ("comparisons", "kinds", "rules")
    }
    groups = applies.get("groups") or ([applies["group"]] if "group" in applies else [])
    return Assumption(
        name,
        str(told["value"]),
        str(told.get("reason", "")),
        str(told.get("condition", "")),
        str(told.get("without", "")),
        str(applies.get("denominator", "")),
        tuple(map(str, groups)),
        test=str(applies.get("test", "")),
        **listed,
    )
