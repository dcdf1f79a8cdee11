"""Printed against recomputed: one verdict a claim, read off the solutions of its problem.

V(r) is what a claim's target may be under a reading r, all printed numbers taken together; r
*fits* when V(r) is not empty. The words and when each is said stand in `MEANINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from printed.compiled import Compiled, compiled
from printed.contradictions import combination, contradicting
from printed.left import Left, Recomputed, target
from printed.problem.items import Item
from printed.problem.solve import searched
from printed.readings import WITHOUT, Reading
from printed.register import Claim, Register
from printed.statements import Statement, state

# Word -> what it means; legends and tests read this.
MEANINGS: dict[str, str] = {
    "determined": "the printed numbers leave one value, the same in every reading that fits",
    "determined_if": (
        "the headline reading leaves one value; another reading that fits leaves another, or more"
    ),
    "compatible": "several values fit everything printed; how many, or their range, is shown",
    "other_reading": "nothing fits under the headline reading, something does under a named one",
    "impossible": "no data found that give these numbers together, under any listed reading",
    "reproduced": "the records give the printed number",
    "differs": "the records give another number under the headline reading",
    "stated": "an input that nothing else constrains, or words that no data could contradict",
    "corroborated": "another document prints the same",
    "contradicted": "another document prints something else",
    "supported": "by the criterion named, true of all data that fit, in every reading that fits",
    "supported_if": "true of all data that fit the headline reading, not so in another that fits",
    "unsupported": "by the criterion named, false of all data that fit, in every reading that fits",
    "unsupported_if": "false of all data that fit the headline reading, not in another that fits",
    "undecided": "by the criterion named, the printed numbers do not decide it",
}
FAILING = ("impossible", "differs")  # `verify` exits with 1 if one of these is found


@dataclass(frozen=True)
class Verdict:
    """One claim judged.

    Parameters
    ----------
    claim, page, statement, printed : str
        As in the register.
    target : str
        The quantity that the printed number rounds.
    recomputed : Recomputed
    verdict : str
        A key of ``MEANINGS``.
    condition : str, optional
        What alters a verdict that holds only "if", as the end of a sentence that begins so.
    by_convention : mapping of str to dict
        For each reading that bears on the claim ``{"verdict", "text"}``; the verdict is ``none``
        where nothing fits under that reading.
    datasets : int, optional
        How many values are left, where they can be counted.
    conflict : tuple of str
        Claims that contradict each other, this one among them.
    assumptions : tuple of (str, str)
        What the verdict rests on: dropped, it would change.
    reproduced_under : tuple of str
        Other readings under which the records give the printed number.
    reason : str
    could_fail : bool
        Whether other printed numbers constrain it at all.
    """

    claim: str
    page: str
    statement: str
    printed: str
    target: str
    recomputed: Recomputed
    verdict: str
    condition: str | None = None
    by_convention: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    datasets: int | None = None
    conflict: tuple[str, ...] = ()
    assumptions: tuple[tuple[str, str], ...] = ()
    reproduced_under: tuple[str, ...] = ()
    reason: str = ""
    could_fail: bool = False

    def json(self) -> dict[str, Any]:
        """The row that ``verify --json`` prints."""
        return {
            "claim": self.claim,
            "page": self.page,
            "printed": self.printed,
            "target": self.target,
            "recomputed": {
                "text": self.recomputed.text,
                "min": self.recomputed.minimum,
                "max": self.recomputed.maximum,
            },
            "verdict": self.verdict,
            "condition": self.condition,
            "by_convention": {key: dict(value) for key, value in self.by_convention.items()},
            "datasets": self.datasets,
            "conflict": list(self.conflict),
            "assumptions": [{"name": name, "value": value} for name, value in self.assumptions],
            "reproduced_under": list(self.reproduced_under),
            "reason": self.reason,
            "could_fail": self.could_fail,
        }


class Observed(Protocol):
    """What records must tell: see `printed.observed`."""

    def left(self, claim: Claim, reading: Reading) -> Left | None:
        """What they give for a claim; None where they cannot tell."""

    def prints(self, claim: Claim, reading: Reading) -> bool:
        """Whether that prints as the paper does."""

    def statement(self, claim: Claim, reading: Reading) -> Statement | None:
        """Whether an inference holds."""

    def assumptions(self, claim: Claim) -> tuple[tuple[str, str], ...]:
        """What the recomputed number rests on."""


# Other documents that bear on a claim: what each prints with its source, and whether it agrees.
Sources = Callable[[Claim], Sequence[tuple[str, str, bool]]]


class Verdicts(Mapping[str, Verdict]):
    """The verdicts on a register's claims, each computed when asked for.

    Parameters
    ----------
    register : Register
    records : Observed, optional
        What somebody has observed, in place of what the print leaves.
    sources : callable, optional
        Other documents that bear on a claim.
    alternatives : bool
        Whether to try other readings than the headline too.
    """

    def __init__(
        self,
        register: Register,
        records: Observed | None = None,
        sources: Sources | None = None,
        alternatives: bool = True,
    ) -> None:
        self.register = register
        self.alternatives = alternatives
        self.records = records
        self.sources = sources or (lambda claim: ())
        self._judged: dict[str, Verdict] = {}

    def __getitem__(self, claim_id: str) -> Verdict:
        if claim_id not in self._judged:
            claim = self.register[claim_id]
            self._judged[claim_id] = (
                self._of_records(claim) if self.records is not None else self._of_print(claim)
            )
        return self._judged[claim_id]

    def __iter__(self) -> Iterator[str]:
        return (claim.id for claim in self.register)

    def __len__(self) -> int:
        return len(self.register)

    def page(self, page: str) -> list[Verdict]:
        """The verdicts of one page."""
        return [self[claim.id] for claim in self.register.page(page)]

    # ----------------------------------------------------------------- readings

    @cached_property
    def headline(self) -> Reading:
        """The reading that is told first."""
        return self.register.conventions.first

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every other reading."""
        return tuple(self.register.conventions.readings()) if self.alternatives else ()

    @cached_property
    def conflicts(self) -> dict[str, tuple[str, ...]]:
        """Claims that no data give together under any reading, each with a set that contradicts.

        What contradicts is set aside, and the rest is asked again: a mistake in one comparison does
        not turn another.
        """
        found: dict[str, tuple[str, ...]] = {}
        while True:
            first = self.compiled(self.headline, found)
            fresh = contradicting(first)
            if not {claim for one in fresh for claim in one} - set(found):
                return found  # none, or none that can be set aside
            for one in fresh:
                found.update(dict.fromkeys(one, one))

    @property
    def searched(self) -> dict[str, tuple[int, int, str]]:
        """Every range that is searched under the headline: from a printed size, or a default."""
        made = self.compiled(self.headline)
        sizes = (self.register.size(group.group) for group in self.register.groups)
        most = max((size for size in sizes if size), default=0)
        return {
            name: (low, high, "printed" if high <= most else "default")
            for name, (low, high, _) in searched(
                tuple(made.items.values()), made.tree["unknowns"]
            ).items()
        }

    def compiled(self, reading: Reading, left_out: Mapping[str, Any] | None = None) -> Compiled:
        """The register's problem under a reading, without what contradicts."""
        gone = self.conflicts if left_out is None else left_out
        return compiled(self._without(tuple(gone)), reading)

    def _searched(self, conflict: tuple[str, ...]) -> str:
        """The sizes up to which what contradicts was searched, each with the row that prints it."""
        groups = dict.fromkeys(self.register[one].group for one in conflict)
        arms = self.register.arms if "both" in groups else groups
        sizes = {arm: self.register.size(arm) for arm in arms}
        told = [f"{size} ({self.register.group(arm).size})" for arm, size in sizes.items() if size]
        return f"searched up to the printed size, {' and '.join(told)}" if told else ""

    def _without(self, gone: tuple[str, ...]) -> Register:
        if not gone:
            return self.register
        if gone not in self._thinned:
            self._thinned[gone] = self.register.without(*gone)
        return self._thinned[gone]

    @cached_property
    def _thinned(self) -> dict[tuple[str, ...], Register]:
        return {}

    def left(self, claim: Claim, reading: Reading) -> Left | str | None:
        """What a reading leaves of a claim's target.

        Returns
        -------
        Left, str or None
            The reason, where the reading cannot be tried; None where nothing printed bears on it.
        """
        problem = self.compiled(reading)
        place = problem.places.get(claim.id)
        if place is None:
            return None
        solutions = problem.solutions(place[0])
        if isinstance(solutions, str):
            return solutions
        return target(claim, problem.items[place[0]], place[1], solutions)

    def state(self, claim: Claim, reading: Reading) -> Statement | None:
        """What the printed numbers say of an inference; None where no number could contradict it.

        What contradicts is left in: a comparison of two printed shares stays one.
        """
        return state(self.compiled(reading, {}), claim)

    def bearing(self, claim: Claim) -> list[Reading]:
        """The readings that may change what is left of a claim."""
        problem = self.compiled(self.headline)
        places = self._places(problem, claim)
        tied = tuple(dict.fromkeys(problem.component(place)[0].name for place in places))
        if tied not in self._bearing:
            items = [item for first in tied for item in problem.component(first)]
            self._bearing[tied] = [one for one in self.readings if self._changes(one, items)]
        return self._bearing[tied]

    @cached_property
    def _bearing(self) -> dict[tuple[str, ...], list[Reading]]:
        return {}

    def _changes(self, reading: Reading, items: Sequence[Item]) -> bool:
        """Whether a reading may change what items leave."""
        if reading.dropped:
            first, other = (self.compiled(one).tree["items"] for one in (self.headline, reading))
            return any(first.get(item.name) != other.get(item.name) for item in items)
        kinds: dict[str, tuple[str, ...]] = {}
        for item in items:
            kinds[item.kind] = (*kinds.get(item.kind, ()), *item.rules)
        return bool(items) and reading.changes(kinds)

    def _places(self, problem: Compiled, claim: Claim) -> list[str]:
        """The items that a claim, or the family of an inference, is about."""
        if claim.id in problem.places:
            return [problem.places[claim.id][0]]
        if claim.kind != "inference":
            return []
        family = self.register.families[claim.family]
        if not claim.comparison:
            family = tuple(one for one in self.register if one.measure == claim.measure)
        names = (problem.places[one.id][0] for one in family if one.id in problem.places)
        return list(dict.fromkeys(names))

    def tied(self, claim: Claim) -> tuple[str, ...]:
        """The claims that are read together with one: those of its items, itself left out."""
        problem = self.compiled(self.headline)
        places = self._places(problem, claim)
        items = {item.name for place in places for item in problem.component(place)}
        found = (
            one for (item, _), ids in problem.claims.items() if item in items for one in ids
        )
        return tuple(one for one in dict.fromkeys(found) if one != claim.id)

    # ----------------------------------------------------------------- judging

    def _of_print(self, claim: Claim) -> Verdict:
        if claim.kind == "inference":
            return self._inference(claim)
        if claim.id in self.conflicts:
            return self._verdict(
                claim, "impossible", Recomputed("nothing found"), 0, could_fail=True,
                conflict=self.conflicts[claim.id], reason=self._searched(self.conflicts[claim.id]),
            )  # fmt: skip
        first = self.left(claim, self.headline)
        if first is None:
            return self._stated(claim)
        rows: dict[str, Mapping[str, str]] = {}
        fitting: list[tuple[Reading, Left]] = []
        for reading in self.bearing(claim):
            found = self.left(claim, reading)
            if isinstance(found, Left) and found.size != 0:
                fitting.append((reading, found))
            if found is not None:
                rows[reading.name] = row(found)
        alone = self._alone(claim)
        if isinstance(first, str):
            return self._verdict(claim, "stated", Recomputed(f"not tried: {first}"), None, rows)
        if first.size == 0:
            shown = fitting[0][1].recomputed if fitting else first.recomputed
            return self._verdict(
                claim, "other_reading", shown, 0, rows, condition=self._only(claim, fitting),
                could_fail=True,
            )  # fmt: skip
        altering = [reading for reading, found in fitting if found.key != first.key]
        condition = None
        if first.single and alone:
            word = "stated"
        elif first.single and altering:
            word, condition = "determined_if", self._condition(altering)
        else:
            word = "determined" if first.single else "compatible"
        return self._verdict(
            claim, word, first.recomputed, first.size, rows, condition=condition,
            assumptions=self._resting(claim, altering), could_fail=not alone,
        )  # fmt: skip

    def _alone(self, claim: Claim) -> bool:
        """Whether no other printed number constrains the claim."""
        problem = self.compiled(self.headline)
        part = problem.component(problem.places[claim.id][0])
        return sum(problem.facts[item.name] for item in part) < 2

    def _stated(self, claim: Claim) -> Verdict:
        """An input: what other documents print of it, or of a row that prints the same."""
        same = [claim, *(one for one in self.register if _repeats(one, claim))]
        found = [row for one in same for row in self.sources(one)]
        against = [row for row in found if not row[2]]
        chosen = against or found
        word = "contradicted" if against else "corroborated" if found else "stated"
        texts = dict.fromkeys(f"{value} ({source})" for value, source, _ in chosen)
        sources = dict.fromkeys(source for _, source, _ in chosen)
        text = "; ".join(texts) or claim.printed
        return self._verdict(
            claim, word, Recomputed(text), 1, reason="; ".join(sources), could_fail=bool(found)
        )

    def _inference(self, claim: Claim) -> Verdict:
        first = self.state(claim, self.headline)
        if first is None:
            return self._verdict(
                claim, "stated", Recomputed("words, no number"), None
            )
        rows: dict[str, Mapping[str, str]] = {}
        fitting = []
        for reading in self.bearing(claim):
            found = self.state(claim, reading)
            if found is None or found.holds is None and not found.text:
                rows[reading.name] = {"verdict": "none", "text": "nothing found"}
                continue
            fitting.append((reading, found))
            rows[reading.name] = {"verdict": found.word, "text": found.text}
        altering = [reading for reading, found in fitting if found.word != first.word]
        word, condition = first.word, None
        if altering and word in ("supported", "unsupported"):
            word, condition = f"{word}_if", self._condition(altering)
        return self._verdict(
            claim, word, Recomputed(first.text), None, rows, condition=condition,
            reason=first.reason, assumptions=self._resting(claim, altering), could_fail=True,
        )  # fmt: skip

    def _of_records(self, claim: Claim) -> Verdict:
        assert self.records is not None
        if claim.kind == "inference":
            found = self.records.statement(claim, self.headline)
            if found is None:
                return self._inference(claim)
            return self._verdict(
                claim, found.word, Recomputed(found.text), None, reason=found.reason,
                could_fail=True,
            )  # fmt: skip
        first = self.records.left(claim, self.headline)
        if first is None:
            return self._stated(claim)
        rows = {}
        for reading in self.bearing(claim):
            other = self.records.left(claim, reading)
            if other is not None and not reading.dropped:
                word = "reproduced" if self.records.prints(claim, reading) else "differs"
                rows[reading.name] = {"verdict": word, "text": other.recomputed.text}
        word = "reproduced" if self.records.prints(claim, self.headline) else "differs"
        return self._verdict(
            claim, word, first.recomputed, 1, rows,
            assumptions=self.records.assumptions(claim), could_fail=True,
            reproduced_under=tuple(n for n, row in rows.items() if row["verdict"] == "reproduced"),
        )  # fmt: skip

    def _only(self, claim: Claim, fitting: Sequence[tuple[Reading, Left]]) -> str:
        """Under which readings something fits, where the headline leaves nothing."""
        if not fitting:
            return self._together(claim)
        title = self.register.conventions.title
        names = [title(reading) for reading, _ in fitting if reading.changed]
        without = [self._told(reading) for reading, _ in fitting if reading.dropped]
        told = [f"with {_listed(names)}"] if names else []
        told += without
        return f"only {', or '.join(told)}"

    def _together(self, claim: Claim) -> str:
        """Which two readings at once leave something, where none does by itself."""
        for one, other, both in combination(self.bearing(claim), self.headline):
            found = self.left(claim, both)
            if isinstance(found, Left) and found.size != 0:
                told = [self._told(reading) for reading in (one, other)]
                return f"only {' and '.join(told)}"
        return "only with more than two of the listed readings at once"

    def _told(self, reading: Reading) -> str:
        if reading.changed:
            return f"with {self.register.conventions.title(reading)}"
        condition = self.register.conventions.condition(reading)
        return f"without taking for granted that {condition}"

    def _condition(self, altering: Sequence[Reading]) -> str:
        """What must hold for a verdict, after the word "if"."""
        told = dict.fromkeys(map(self.register.conventions.condition, altering))
        *before, last = told
        return f"{', '.join(before)} and {last}" if before else last

    def _resting(self, claim: Claim, altering: Sequence[Reading]) -> tuple[tuple[str, str], ...]:
        """The headline's rules that bear on a claim, and the assumptions that it rests on."""
        known = self.register.conventions
        rules: dict[str, str] = {}
        for reading in self.bearing(claim):
            if reading.changed:
                section, rule, _ = reading.changed
                rules[rule] = known.headline[section].get(rule, "")
        rows = [(rule, name) for rule, name in rules.items() if name]
        dropped = {name for reading in altering for name in reading.dropped}
        rows += [(one.name, one.value) for one in known.assumptions if one.name in dropped]
        return tuple(rows)

    def _verdict(
        self,
        claim: Claim,
        word: str,
        recomputed: Recomputed,
        datasets: int | None,
        rows: Mapping[str, Mapping[str, str]] | None = None,
        **more: Any,
    ) -> Verdict:
        return Verdict(
            claim.id, claim.page, claim.statement, claim.printed, TARGETS.get(claim.kind, ""),
            recomputed, word, by_convention=rows or {}, datasets=datasets, **more,
        )  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    *before, last = names
    return f"{'; '.join(before)}; or {last}" if before else last


TARGETS = {
    "count": "those of the group who were counted",
    "percent": "those of the group who were counted",
    "word": "those of the group who were counted",
    "range": "lowest and highest count of several measures",
    "p_value": "unrounded P value",
    "mean": "mean of the unrounded values",
    "sd": "standard deviation of the unrounded values",
    "se": "standard error of the unrounded values",
    "median": "median of the unrounded values",
    "iqr": "distance of the unrounded quartiles",
    "inference": "whether the statement holds for all data that fit",
}


def _repeats(one: Claim, other: Claim) -> bool:
    """Whether two rows print the same value of the same thing."""
    same = one.measure == other.measure and one.printed == other.printed and one.unit == other.unit
    return same and one.id != other.id and one.kind == other.kind and bool(one.measure)


def row(found: Left | str) -> Mapping[str, str]:
    """What one reading leaves, as ``by_convention`` says it."""
    if isinstance(found, str):
        return {"verdict": "not tried", "text": found}
    if found.size == 0:
        return {"verdict": "none", "text": found.recomputed.text}
    word = "determined" if found.single else "compatible"
    return {"verdict": word, "text": found.recomputed.text}


def failing(verdicts: Mapping[str, Verdict]) -> list[Verdict]:
    """The verdicts that make ``verify`` exit with 1."""
    return [verdict for verdict in verdicts.values() if verdict.verdict in FAILING]


def judge(
    register: Register,
    records: Observed | None = None,
    sources: Sources | None = None,
    alternatives: bool = True,
) -> Verdicts:
    """The verdict on every claim of a register, in its order, each computed when asked for.

    Examples
    --------
    >>> from printed.register import parse
    >>> text = b"id,statement,group,measure,kind,printed\\n"
    >>> text += b"n,Treated,arm,size,count,10\\ncp,Had palsy,arm,palsy,percent,20%\\n"
    >>> verdict = judge(parse(text))["cp"]
    >>> verdict.verdict, verdict.recomputed.text
    ('compatible', '1 of 5 or 2 of 10')
    """
    return Verdicts(register, records, sources, alternatives)


__all__ = ["FAILING", "MEANINGS", "WITHOUT", "Verdict", "Verdicts", "judge"]
