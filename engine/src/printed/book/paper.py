"""What the notebooks of a book that `printed new` made call: a register and its verdicts, in rows.

Each method gives rows for a DataFrame, or what is drawn of them; the steps stand in the notebooks.

Examples
--------
>>> from printed.register import parse
>>> text = b"id,statement,group,measure,kind,printed,comparison\\n"
>>> text += b"n,Treated,arm,size,count,10,\\ncp,With palsy,arm,palsy,percent,20%,palsy\\n"
>>> paper = Paper(parse(text))
>>> paper.check("palsy")[0]["recomputed"]
'1 of 5 or 2 of 10'
>>> paper.headline("palsy")[0]
'With palsy: printed 20%, it is 1 of 5 or 2 of 10.'
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printed.book import figures
from printed.book.objects import Html
from printed.book.page import MOST_WORDS, missing
from printed.book.private import FULLTEXT
from printed.compiled import compiled
from printed.errors import InputError
from printed.fit.counts import from_percent
from printed.left import Left
from printed.notation import exact
from printed.problem import choices, solve
from printed.register import TO_CONFIRM, Claim, Register, load, with_fulltext
from printed.sets import CompatibleSet, Count
from printed.verdicts import Verdict, Verdicts, judge

PLACE = Path("data") / "published"  # of the register, in the folder of a book
FEW = 2  # counts that are named beside what is drawn
DOTS = 60  # people of a group at the most, for each to be drawn
KEY = (
    "A dot is a participant: filled with the outcome, half filled where that is open, hollow "
    "without, dotted if not counted. A bar is a range."
)
COUNTED = ("count", "percent", "word")  # kinds of what is counted
NOTHING_DRAWN = "No data were found that give these numbers together, in any listed reading."
# The word that matters most to a reader comes first.
GRAVEST = (
    "impossible", "differs", "contradicted", "other_reading", "unsupported", "unsupported_if",
    "determined", "determined_if", "reproduced", "corroborated", "supported", "supported_if",
    "compatible", "undecided", "stated",
)  # fmt: skip
OF_WORDS = (
    "stated", "undecided", "supported", "supported_if", "unsupported", "unsupported_if",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """In place of a verdict where a page tells of several."""

    verdict: str = "checked"
    condition: str | None = None


class Paper:
    """A paper's register, judged.

    Parameters
    ----------
    register : Register
    fulltext : path, optional
        A folder with rows of the full text; they join the register.
    """

    def __init__(self, register: Register, fulltext: Path | str | None = None) -> None:
        self.alone: Verdicts | None = judge(register) if fulltext else None
        self.register = with_fulltext(register, fulltext) if fulltext else register
        self.verdicts: Verdicts = judge(self.register)

    @classmethod
    def here(cls) -> Paper:
        """The paper of the book that this folder lies in, with its full text where one is named.

        Raises
        ------
        InputError
            If no folder above holds a register.
        """
        start = Path.cwd()
        for folder in (start, *start.parents):
            if (folder / PLACE / "claims.csv").is_file():
                return cls(load(folder / PLACE), os.environ.get(FULLTEXT) or None)
        raise InputError(f"no {PLACE.as_posix()}/claims.csv here or in a folder above")

    @property
    def comparisons(self) -> tuple[str, ...]:
        """The comparisons of which something can be drawn, in the order of the register."""
        names = dict.fromkeys(claim.comparison for claim in self.register if claim.comparison)
        return tuple(name for name in names if any(True for _ in self._drawings(name)))

    def claims(self, comparison: str = "") -> Sequence[Claim]:
        """The claims of a comparison, or all."""
        found = self.register.comparison(comparison) if comparison else tuple(self.register)
        if comparison and not found:
            raise InputError(
                f"no confirmed claim is of the comparison {comparison!r}: "
                "name one so in claims.csv, or remove the notebook and its line in _toc.yml"
            )
        return found

    def printed(self, comparison: str = "") -> list[dict[str, str]]:
        """What is printed, row by row."""
        return [
            {
                "number": claim.statement,
                "group": self._label(claim.group),
                "printed": claim.printed,
            }
            for claim in self.claims(comparison)
        ]

    def check(self, comparison: str = "") -> list[dict[str, str]]:
        """Printed against recomputed, with the verdict and its condition.

        With rows of the full text in place, what the abstract alone leaves stands beside it.
        """
        return [
            {
                "number": verdict.statement,
                "printed": verdict.printed,
                **self._without_fulltext(verdict.claim),
                "recomputed": _listed(verdict.recomputed.text, self._miss(verdict)),
                "verdict": word(verdict),
            }
            for verdict in self._judged(comparison)
        ]

    def to_confirm(self, comparison: str = "") -> list[dict[str, str]]:
        """The rows that nobody has compared with the print: they bind nothing, none is judged."""
        return [
            {
                "number": claim.statement,
                "printed": claim.printed or "not yet filled in",
                "recomputed": "not judged",
                "verdict": TO_CONFIRM,
            }
            for claim in self.register.to_confirm
            if comparison in ("", claim.comparison)
        ]

    def recorded(self) -> list[dict[str, str]]:
        """What `changes` compares with: of each claim its verdict, and what is left of it."""
        return [
            {"claim": verdict.claim, "verdict": verdict.verdict, "left": verdict.recomputed.text}
            for verdict in self.verdicts.values()
        ]

    def changes(self, expected: Sequence[Mapping[str, str]]) -> list[str]:
        """What differs from verdicts that were recorded before, one line a claim."""
        now = {row["claim"]: row for row in self.recorded()}
        then = {row["claim"]: dict(row) for row in expected}
        told = [f"{name}: no such claim is confirmed now" for name in then if name not in now]
        for name, row in now.items():
            was = then.get(name)
            if was is None:
                told.append(f"{name}: no verdict of it is recorded")
            elif was != row:
                moves = [(was[key], row[key]) for key in ("verdict", "left")]
                turned = (f"{old} is now {new}" for old, new in moves if old != new)
                told.append(f"{name}: {_listed(*turned)}")
        return told

    def readings(self, comparison: str) -> list[dict[str, str]]:
        """What other readings leave of each number; those that leave the same stand together."""
        titles = self.register.conventions.titles()
        found: dict[tuple[str, str], list[str]] = {}
        for verdict in self._judged(comparison):
            for reading, row in verdict.by_convention.items():
                names = found.setdefault((verdict.statement, row["text"]), [])
                names.append(titles[reading])
        return [
            {"number": number, "leaves": text, "readings": "; ".join(names)}
            for (number, text), names in found.items()
        ]

    def tried(self, comparison: str) -> int:
        """How many other readings bear on a comparison."""
        judged = self._judged(comparison)
        return len({reading for verdict in judged for reading in verdict.by_convention})

    def tally(self) -> list[dict[str, Any]]:
        """How many numbers have which verdict."""
        counts = Counter(verdict.verdict for verdict in self.verdicts.values())
        rows = [
            {"verdict": in_words(name), "numbers": counts[name]} for name in GRAVEST if counts[name]
        ]
        waiting = len(self.register.to_confirm)
        return [*rows, *([{"verdict": TO_CONFIRM, "numbers": waiting}] if waiting else [])]

    def drawn(self, comparison: str) -> Html:
        """Each number of a comparison that can be drawn: people as people, else a range."""
        groups: dict[str, list[Html]] = {}
        for heading, piece in self._drawings(comparison):
            groups.setdefault(heading, []).append(piece)
        if not groups:
            return Html(f"<p>{NOTHING_DRAWN}</p>", NOTHING_DRAWN)
        return figures.side_by_side(groups)

    def headline(self, comparison: str) -> tuple[str, Verdict | Told]:
        """The finding of a comparison in a sentence that fits a headline, with its verdict."""
        found = sorted(self._judged(comparison), key=lambda one: GRAVEST.index(one.verdict))
        for verdict in found:
            for name in (verdict.statement, comparison.replace("_", " ")):
                for left in (verdict.recomputed.text, ""):
                    text = (
                        self._nothing(name, verdict)
                        or self._no_narrower(name, verdict)
                        or _sentence(name, verdict, left)
                    )
                    short = len(text.split()) <= MOST_WORDS
                    if short and not missing(verdict.condition or "", text):
                        return text, verdict
        return f"{len(found)} printed numbers are checked against each other.", Told()

    def _nothing(self, name: str, verdict: Verdict) -> str:
        """That nothing fits: over which range, or together with which numbers, and by how much."""
        if verdict.verdict != "impossible":
            return ""
        name, miss = name[:1].upper() + name[1:], self._miss(verdict)
        if miss and self.register[verdict.claim].kind == "percent":
            most = self.register.size(self.register[verdict.claim].group)
            return f"{name}: no count of at most {most} prints {verdict.printed}, {miss}."
        together = list(dict.fromkeys(self.register[one].printed for one in verdict.conflict))
        *others, last = together or [verdict.printed]
        numbers = f"{', '.join(others)} and {last} together" if others else last
        return f"{name}: no data were found that print {numbers}, in any listed reading."

    def _no_narrower(self, name: str, verdict: Verdict) -> str:
        """That a number on a continuum fits the others, of which none narrows it."""
        claim, left = self.register[verdict.claim], verdict.recomputed
        if verdict.verdict != "compatible" or left.minimum is None or claim.kind in COUNTED:
            return ""
        try:
            printed = claim.interval()
        except InputError:  # an interval, say
            return ""
        ends = (printed.lower, printed.upper)
        found = tuple(None if end is None else exact(end) for end in (left.minimum, left.maximum))
        if None in ends or ends != found:
            return ""
        return f"{name[:1].upper()}{name[1:]}: {claim.printed} fits what else is printed."

    def _miss(self, verdict: Verdict) -> str:
        """What a number that nothing fits comes nearest to: a share of its group, a P of its table.

        Of a P value every test that the engine knows is asked, those that are not listed too.
        """
        if verdict.verdict != "impossible":
            return ""
        claim = self.register[verdict.claim]
        if claim.kind == "p_value":
            return self._miss_of_p(claim)
        size = self.register.size(claim.group)
        if set(verdict.conflict) != {claim.id} or claim.kind != "percent":
            return ""
        if not size or claim.denominator:
            return ""
        nearest = from_percent(claim.printed, (1, size)).nearest
        return f"nearest {nearest[0]['text']} ({nearest[0]['data']})" if nearest else ""

    def _miss_of_p(self, claim: Claim) -> str:
        problem = compiled(self.register, self.verdicts.headline)
        name, fact = problem.places[claim.id]
        item = problem.tree["items"][name]
        words = set(" ".join(map(str, item.values())).split())
        unknowns = {one: ends for one, ends in problem.tree["unknowns"].items() if one in words}
        every = {"table": list(choices.NAMED["test"])}
        asked = {"unknowns": unknowns, "items": {name: item}, "conventions": every}
        rows = solve(asked).results["rows"]
        found = [row["nearest"] for row in rows if row["quantity"] == fact and row["nearest"]]
        return f"nearest {found[0][0]['text']} ({found[0][0]['convention']})" if found else ""

    def _without_fulltext(self, claim: str) -> dict[str, str]:
        if self.alone is None:
            return {}
        known = claim in self.alone.register
        return {"abstract alone": self.alone[claim].recomputed.text if known else "not in it"}

    def _judged(self, comparison: str) -> list[Verdict]:
        return [self.verdicts[claim.id] for claim in self.claims(comparison)]

    def _label(self, group: str) -> str:
        known = {one.group: one.label for one in self.register.groups}
        return known.get(group) or group

    def _left(self, claim: Claim) -> tuple[Left, str] | None:
        """What the headline leaves of a number, else the first reading in which something fits.

        Beside it stands in which other readings, where it is not the headline.
        """
        for reading in (self.verdicts.headline, *self.verdicts.bearing(claim)):
            left = self.verdicts.left(claim, reading)
            if isinstance(left, Left) and left.recomputed.minimum is not None:
                first = reading == self.verdicts.headline
                return left, "" if first else self.verdicts[claim.id].condition or ""
        return None

    def _drawings(self, comparison: str) -> Iterator[tuple[str, Html]]:
        found = {claim: self._left(claim) for claim in self.register.comparison(comparison)}
        for claim, kept in found.items():
            if kept is None:
                continue
            left, only = kept
            alike = [one[0] for other, one in found.items() if one and other.kind == claim.kind]
            twice = sum(other.statement == claim.statement for other in found) > 1
            name = f"{claim.statement}, {claim.group}" if twice else claim.statement
            yield f"{name} | {only}" if only else name, self._piece(claim, left, alike)

    def _piece(self, claim: Claim, left: Left, alike: Sequence[Left]) -> Html:
        if claim.kind not in ("count", "percent") or not _counts(left):
            return _bar(claim, left, (0, 1) if claim.kind == "p_value" else _room(alike))
        counts = CompatibleSet(left.key)
        of = max(self.register.size(claim.group) or 0, *(count.n for count in counts), 0)
        if of > DOTS:
            return _bar(claim, left, (0, 1))
        colours = dict(zip(self.register.arms, figures.COLOURS, strict=False))
        colour = colours.get(claim.group, "first")
        said = counts.describe() if len(counts) <= FEW else f"{len(counts)} counts fit"
        return figures.children_among(counts, label=claim.printed, of=of, colour=colour, said=said)


def in_words(verdict: str) -> str:
    """The name of a verdict as a page has it.

    >>> in_words("impossible"), in_words("other_reading")
    ('no data found', 'only in another reading')
    """
    known = {"impossible": "no data found", "other_reading": "only in another reading"}
    return known.get(verdict) or verdict.replace("_", " ")


def before(verdict: Verdict | Told) -> str:
    """The name of a verdict where its condition follows: one begins with "only".

    >>> from types import SimpleNamespace
    >>> before(SimpleNamespace(verdict="other_reading"))
    'fits'
    """
    return "fits" if verdict.verdict == "other_reading" else in_words(verdict.verdict)


def word(verdict: Verdict) -> str:
    """A verdict in words, never without its condition or what contradicts it.

    >>> from types import SimpleNamespace
    >>> told = {"claim": "a", "verdict": "determined_if", "condition": "all were counted"}
    >>> word(SimpleNamespace(**told, conflict=()))
    'determined if all were counted'
    """
    others = [one for one in verdict.conflict if one != verdict.claim]
    together = f"together with {', '.join(others)}" if others else ""
    return " ".join(filter(None, (before(verdict), verdict.condition, together)))


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _sentence(name: str, verdict: Verdict, left: str) -> str:
    """A finding with its condition inside, and what is left of the number where it has room."""
    name = name[:1].upper() + name[1:]
    said = verdict.verdict.replace("_", " ").removesuffix(" if")
    if left and left != verdict.printed and verdict.verdict not in OF_WORDS:
        said = f"printed {verdict.printed}, it is {left}"
    if verdict.verdict == "other_reading":
        fits = f"{left}, " if left else ""
        return f"{name}: printed {verdict.printed}, {fits}{verdict.condition}."
    return f"If {verdict.condition}: {name}, {said}." if verdict.condition else f"{name}: {said}."


def _counts(left: Left) -> bool:
    return isinstance(left.key, tuple) and all(isinstance(one, Count) for one in left.key)


def _ends(left: Left) -> tuple[float, float]:
    low, high = left.recomputed.minimum, left.recomputed.maximum
    if low is None:
        raise InputError("what has no ends cannot be drawn")
    return low, low if high is None else high


def _room(alike: Sequence[Left]) -> tuple[float, float]:
    """One line for numbers of one kind, a quarter longer at each end than they reach."""
    ends = [end for left in alike for end in _ends(left)]
    low, high = min(ends), max(ends)
    room = (high - low or abs(high) or 1) / 4
    return low - room, high + room


def _bar(claim: Claim, left: Left, within: tuple[float, float]) -> Html:
    low, high = _ends(left)
    return figures.span(low, high, within=within, label=claim.printed, said=left.recomputed.text)
