"""One row a printed number: what it is by the data, which conventions print it so, how near."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from printed.errors import InputError
from printed.fit import nearest
from printed.problem import choices
from printed.problem.items import Allowed, Convention, Item, base, opened

# What a row says of its number.
FITS = "fits"  # some convention prints it like this
MISSES = "does_not_fit"  # none of those tried does
CONTRADICTS = "contradicts"  # fits by itself, but is part of a named conflict
STATED = "stated"  # a count or size that is taken as printed
UNCHECKED = "not_checked"  # not recomputed: too many data, or no way to

Row = dict[str, Any]


def rows(
    items: Sequence[Item],
    given: Mapping[str, tuple[str, ...]],
    untried: frozenset[tuple[str, Convention]],
    allowed: Allowed,
    conflicting: frozenset[str] = frozenset(),
    texts: Mapping[str, Mapping[str, str]] | None = None,
    agreeing: Mapping[str, list[str]] | None = None,
) -> list[Row]:
    """A row for each printed number.

    Parameters
    ----------
    items : sequence of Item
    given : mapping
        The conventions to try, where the problem names them.
    untried : set of (str, Convention)
        What was not tried.
    allowed : mapping
        The values of the unknowns over which data are recomputed.
    conflicting : set of str
        Facts (``item.fact``) that are part of a conflict.
    texts : mapping, optional
        What is written of each item, by key.
    agreeing : mapping, optional
        Of items that share nothing: the conventions under which all their facts agree.

    Returns
    -------
    list of dict
        ``{"item", "quantity", "printed", "recomputed": {"min", "max", "text"} or None, "fits",
        "nearest", "verdict"}``.
    """
    found: list[Row] = []
    for item in items:
        bare, own = opened(item)
        mine = {name: allowed[name] for name in bare.shared if name in allowed}
        recomputed = _Rows(bare, {**given, **own}, untried, mine)
        listed = recomputed.rows()
        told = {row["fact"] for row in listed}
        written = (texts or {}).get(bare.name, {})
        listed += [
            recomputed.bare_row(fact, written.get(fact), (agreeing or {}).get(bare.name))
            for fact in bare.facts if fact not in told
        ]
        for row in listed:
            if f"{bare.name}.{row.pop('fact')}" in conflicting and row["verdict"] == FITS:
                row["verdict"] = CONTRADICTS
        found += listed
    return found


class _Rows:
    """The rows of one item."""

    def __init__(
        self,
        item: Any,
        given: Mapping[str, tuple[str, ...]],
        untried: frozenset[tuple[str, Convention]],
        allowed: Allowed,
    ) -> None:
        self.item, self.given, self.untried, self.allowed = item, given, untried, allowed
        self.rules = choices.rules_of([item])
        self.whole = getattr(item, "continuous", False)  # one range, not one value of several
        self.first = {rule: self._names(rule)[0] for rule in self.rules}

    def _names(self, rule: str) -> tuple[str, ...]:
        return self.given.get(rule, choices.KNOWN[rule])

    def rows(self) -> list[Row]:
        convention = choices.convention_of(self.first, self.rules)
        return [self._row(number) for number in base.numbers(self.item, convention)]

    def bare_row(self, fact: str, written: str | None, agreeing: list[str] | None) -> Row:
        """A fact that is not recomputed: taken as printed, or by whether all facts agree."""
        stated = fact in getattr(self.item, "stated_facts", ())
        has_text = hasattr(self.item, "printed_text")
        fits = [] if stated else agreeing
        unknown = fits is None
        return {
            "item": self.item.name,
            "quantity": fact,
            "printed": self.item.printed_text(fact) if has_text else written,
            "recomputed": None,
            "fits": fits or [],
            "nearest": [],
            "verdict": STATED if stated else UNCHECKED if unknown else FITS if fits else MISSES,
            "fact": fact,
        }

    def _row(self, number: base.Number) -> Row:
        rules = [rule for rule in choices.FIELDS.values() if rule in number.rules]
        rules = [rule for rule in rules if rule in self.rules]
        values = dict(self._values(number))
        fits: list[str] = []
        inside: list[Any] = []  # the values that print like this, by whichever convention
        misses: dict[str, nearest.Miss] = {}
        for names in choices.combinations(rules, self.given):
            by = names.get(number.by or "", "")
            if by not in values:
                continue
            convention = choices.convention_of({**self.first, **names}, self.rules)
            again = (
                one
                for one in base.numbers(self.item, convention)
                if one.quantity == number.quantity
            )
            for one in again:
                near = nearest.of(
                    one.printed, ((by, value, data) for value, data in values[by]), one.unit
                )
                if near and near[0]["distance"] == 0:
                    fits.append(choices.label(names, rules))
                    scaled = (value / one.unit for value, _ in values[by])
                    inside += [x for x in scaled if nearest.distance(one.printed, x) == 0]
                if near and (by not in misses or near[0]["distance"] < misses[by]["distance"]):
                    misses[by] = near[0]
        listed = sorted(misses.values(), key=lambda miss: miss["distance"])
        return {
            "item": self.item.name,
            "quantity": number.quantity,
            "printed": number.printed.text,
            "recomputed": _range(number, values, [] if self.whole else inside),
            "fits": fits,
            "nearest": listed,
            "verdict": FITS if fits else MISSES if listed else UNCHECKED,
            "fact": number.fact,
        }

    def _values(self, number: base.Number) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
        """What the number is under each name of the rule on which it depends."""
        names = self._names(number.by) if number.by in self.rules else ("",)
        for name in names:
            chosen = {**self.first, **({number.by: name} if number.by and name else {})}
            convention = choices.convention_of(chosen, self.rules)
            if (self.item.name, convention) in self.untried:
                continue
            try:
                found = base.recomputed(self.item, number.quantity, convention, self.allowed)
                yield name, [(value, data) for value, data in found if _is_number(value)]
            except (base.TooMany, InputError):
                continue


def _is_number(value: Any) -> bool:
    return value is not None and value == value


def _range(
    number: base.Number, values: Mapping[str, Sequence[tuple[Any, str]]], inside: Sequence[Any]
) -> dict[str, Any] | None:
    """From the least to the greatest value that prints like this, or of all where none does."""
    every = inside or [value / number.unit for found in values.values() for value, _ in found]
    if not every:
        return None
    low, high = min(every), max(every)
    ends = dict.fromkeys(nearest.text(one, number.printed) for one in (low, high))
    return {"min": float(low), "max": float(high), "text": " to ".join(ends)}
