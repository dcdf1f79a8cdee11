"""Of many calls those that go through most of the engine in least time, by the steps they take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coverage import Coverage

from passion import paths
from tools.answers.answer import answer_of
from tools.fuzz.contract import Case, Outcome, run

OFTEN = 5  # a step is looked for in so many calls: other values may go through it unchanged
MOST_SECONDS = 0.8  # of processor time a call, so that no limit of time is near
REFUSAL = 0.2  # most of what is made up is refused, and tells little
Step = tuple[str, int, int]


@dataclass(frozen=True)
class Tried:
    """A call, what it took, and the steps from line to line that the engine took in it."""

    case: Case
    seconds: float
    steps: frozenset[Step]
    refused: bool = False


def tried(cases: Iterable[Case]) -> list[Tried]:
    """Run each call twice; those that answer at once, and the same both times."""
    found = []
    for case in cases:
        done = run(case)
        if done.escaped or done.seconds > MOST_SECONDS:
            continue
        again, steps = _traced(case)
        if not again.escaped and answer_of(case, done) == answer_of(case, again):
            found.append(Tried(case, done.seconds, steps, done.code == 2))
    return found


def _traced(case: Case) -> tuple[Outcome, frozenset[Step]]:
    coverage = Coverage(
        data_file=None, branch=True, config_file=False,
        include=[str(paths.ROOT / "engine" / "src" / "*")],
    )  # fmt: skip
    coverage.start()
    try:
        done = run(case)
    finally:
        coverage.stop()
    data = coverage.get_data()
    return done, frozenset(
        (file, *arc) for file in data.measured_files() for arc in data.arcs(file) or ()
    )


def chosen(calls: Sequence[Tried], seconds: float, often: int = OFTEN) -> list[Tried]:
    """Greedily, what adds most steps a second, until all are in `often` calls or the time is over.

    >>> one, two = (Tried(Case("printed", (w,)), 1.0, frozenset({(w, 1, 2)})) for w in "ab")
    >>> [call.case.command for call in chosen([one, one, two], 9.0, often=1)]
    ['a', 'b']
    """
    seen: Counter[Step] = Counter()
    left, took = list(calls), 0.0
    picked: list[Tried] = []
    gains: Mapping[int, float] = {i: float("inf") for i in range(len(left))}
    while gains:
        best = max(gains, key=gains.__getitem__)
        # What was gained a while ago is no less than what is gained now: only the best is counted.
        now = _gain(left[best], seen, often)
        if now < gains[best]:
            gains = {**gains, best: now} if now else {i: g for i, g in gains.items() if i != best}
            continue
        took += left[best].seconds
        if took > seconds:
            break
        picked.append(left[best])
        seen.update(left[best].steps)
        gains = {i: g for i, g in gains.items() if i != best}
    return picked


def _gain(call: Tried, seen: Mapping[Step, int], often: int) -> float:
    """Steps are worth less the more often they were taken, and on the way to a refusal."""
    new = sum(1 / (1 + seen[step]) for step in call.steps if seen[step] < often)
    return new * (REFUSAL if call.refused else 1.0) / (0.02 + call.seconds)
