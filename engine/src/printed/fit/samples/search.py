"""One question about the samples behind printed statistics, answered in the contract's fields."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit.nearest import Miss
from printed.fit.result import Result
from printed.fit.samples.consistency import ones_exist, whole_numbers_exist
from printed.fit.samples.constraints import Stated, holds_quartiles, read, single_numbers, whole
from printed.fit.samples.draws import LAWS
from printed.fit.samples.expressions import NO_SAMPLE, read_expression
from printed.fit.samples.near import misses, share_misses
from printed.fit.samples.programme import TooLarge
from printed.fit.samples.quantiles import QUARTILE_RULES
from printed.fit.samples.sample_set import SampleSet

MAX_RESULTS = 100_000
MOST_DRAWN = 10_000_000  # values over all draws
FAR = 5  # standard errors between two methods that do not agree
NONE = "proven: no sample agrees"
NOTHING: dict[str, Any] = {
    "witness": None, "witness_reason": NONE, "datasets": "0", "datasets_method": "exact"
}  # fmt: skip


def search(
    n: int,
    *,
    rounding: str | Sequence[str] = "half-up",
    quartile: str | Sequence[str] = "type-7",
    draw: int = 0,
    seed: int | None = None,
    law: str = "multisets",
    bound: Sequence[str | Callable] = (),
    members: bool = False,
    max_results: int = MAX_RESULTS,
    **stated: Any,
) -> Result:
    """What the samples behind printed statistics can be.

    Parameters
    ----------
    n : int
        Sample size.
    rounding, quartile : str or sequence of str
        Rules; the first is the headline, each combination stands in ``by_convention``.
    draw : int
        How many compatible samples to draw.
    seed : int, optional
    law : {"multisets", "ordered"}
        What is uniform.
    bound : sequence of str
        ``mean, sd, median, q1, q3, min, max, share<X, share<=X, count<X, t:MU``.
    members : bool
        List the samples, in ascending order.
    max_results : int
        At most so many draws and so many listed samples; ``truncated`` says where more were
        asked for. Of more than ``MAX_RESULTS`` none is listed, unless this is larger.
    **stated
        The keywords of `constraints.read`: mean, sd, ddof, se, median, iqr, min, max, lowest,
        highest, step, items, share.

    Returns
    -------
    Result
        Its ``results`` hold ``grim, grimmer, debit`` (True, False, or None when the inputs do
        not ask), ``witness`` (one sample that agrees; None with ``witness_reason`` where it is
        proven that there is none, or it was not decided; a continuum has none, and 0 ``datasets``
        where its order statistics, each for itself, contradict), ``datasets`` (the exact number of
        multisets as a decimal string, or None with ``reason``) and ``datasets_method`` (``exact``;
        ``integral`` or ``estimate`` with ``datasets_about``: its ``log10``, relative ``error`` and,
        as ``check``, the same by the other method; None), ``draws`` with their ``law`` (see
        `SampleSet.drawn`), ``bounds``, and ``members`` when asked for.

    Raises
    ------
    InputError
        If the inputs cannot be used.

    Notes
    -----
    Without ``step`` and ``items`` values form a continuum and cannot be counted; GRIM and GRIMMER
    then say whether whole numbers would agree. A search too large to count keeps its bounds.

    Examples
    --------
    >>> found = search(20, mean="3.5", sd="1.2", min=1, max=7, step=1, rounding="either")
    >>> found.results["datasets"], found.results["grimmer"]
    ('283', True)
    """
    rules = _rules(rounding, notation.ROUNDINGS, "rounding")
    quartiles = _rules(quartile, QUARTILE_RULES, "quartile rule")
    draw = whole(draw, "draw", 0)
    if draw * whole(n, "n", 1) > MOST_DRAWN:
        raise InputError(f"{draw} draws of {n} values are too many; at most {MOST_DRAWN} values")
    seed = None if seed is None else whole(seed, "seed", 0)
    if law not in LAWS:
        raise InputError(f"unknown law {law!r}; one of {', '.join(LAWS)}")
    for expression in bound:
        if not callable(expression):
            read_expression(expression)
    printed_ones = holds_quartiles(stated.get("median"), stated.get("iqr"))
    uses_quartiles = printed_ones or {"q1", "q3"} & {*map(str, bound)}
    combinations = list(product(rules, quartiles if uses_quartiles else quartiles[:1]))
    answers, truncated = {}, False
    nearest: list[Miss] = []
    for rule, quartile_rule in combinations:
        facts = read(n, rounding=rule, quartile=quartile_rule, **stated)
        name = f"{rule}, {quartile_rule}" if uses_quartiles else rule
        answers[name], cut = _answer(facts, draw, seed, law, bound, members, max_results)
        truncated = truncated or cut
        if _is_empty(answers[name], facts):
            nearest += misses(single_numbers(rounding=rule, **stated), facts, name)
            nearest += share_misses(stated.get("share") or (), facts.n, rule)
    results = dict(next(iter(answers.values())))
    if len(answers) > 1:
        results["by_convention"] = answers
    call = {"n": n, **{key: value for key, value in stated.items() if value not in (None, (), [])}}
    call |= {"rounding": list(rules), "draw": draw, "seed": seed, "law": law}
    call["bound"] = [_name(expression) for expression in bound]
    conventions = [*rules, *(quartiles if uses_quartiles else ())]
    known = [*notation.ROUNDINGS, *(QUARTILE_RULES if uses_quartiles else ())]
    return Result(
        results,
        call=call,
        conventions=conventions,
        not_tried=[
            {"convention": name, "reason": "not asked for"}
            for name in known
            if name not in conventions
        ],
        truncated=truncated,
        nearest=sorted(nearest, key=lambda miss: miss["distance"]),
    )


def _is_empty(answer: dict[str, Any], stated: Stated) -> bool:
    """Whether it is known that no sample agrees."""
    if stated.unit is not None or answer.get("witness_reason") == NONE:
        return answer.get("witness_reason") == NONE
    try:
        bound = SampleSet(stated).bounds("mean")
    except TooLarge:
        return False
    return bound.min is None and not bound.min_infinite


def _name(expression: str | Callable) -> str:
    return expression if isinstance(expression, str) else "function"


def _rules(asked: str | Sequence[str], known: tuple[str, ...], what: str) -> tuple[str, ...]:
    rules = (asked,) if isinstance(asked, str) else tuple(dict.fromkeys(asked))
    if not rules:
        raise InputError(f"name a {what}; one of {', '.join(known)}")
    for rule in rules:
        notation.check_rule(rule, known, what)
    return rules


def consistency(stated: Stated) -> dict[str, bool | None]:
    """GRIM, GRIMMER and DEBIT of what is printed; None where it does not ask.

    Without a grid, GRIM and GRIMMER are of whole numbers. DEBIT is of zeros and ones, so it needs
    a range from 0 to 1.
    """
    n, unit = stated.n, stated.unit or Fraction(1)
    found: dict[str, bool | None] = {"grim": None, "grimmer": None, "debit": None}
    if stated.mean is None:
        return found
    low, high = stated.mean.scaled(n / unit).integers()
    if low is None or high is None:
        return found
    found["grim"] = low <= high
    if stated.variance is None:
        return found
    deviation = stated.variance.scaled(n * (n - stated.ddof) / unit**2)
    found["grimmer"] = whole_numbers_exist(n, (low, high), deviation)
    if (stated.low, stated.high, unit) == (0, 1, 1):
        found["debit"] = ones_exist(n, (low, high), deviation)
    return found


def _answer(
    stated: Stated,
    draw: int,
    seed: int | None,
    law: str,
    bound: Sequence[str | Callable],
    members: bool,
    max_results: int,
) -> tuple[dict[str, Any], bool]:
    """The results under one convention, and whether draws or members were left off."""
    samples, truncated = SampleSet(stated), False
    answer: dict[str, Any] = {**consistency(stated), **_witness(samples), **_counted(samples)}
    without = False in (answer["grim"], answer["grimmer"])
    if without if stated.unit is not None else _contradicts(samples):
        answer |= NOTHING
        answer.pop("reason", None)
    answer |= {"draws": [], "law": None, "bounds": {}}
    count = answer["datasets"]
    if draw and answer["witness"] is not None:
        try:
            answer["draws"], told = samples.drawn(min(draw, max_results), seed, law)
            answer |= {"law": told.pop("law"), "law_details": told}
            truncated = draw > max_results
        except TooLarge as error:
            answer["law_details"] = {"reason": error.message}
    if members and count is not None:
        truncated = truncated or int(count) > max_results
        # The first in ascending order are known once all are; very many are not made for it.
        if int(count) <= max(max_results, MAX_RESULTS):
            answer["members"] = samples.members(int(count))[:max_results]
    for expression in bound:
        name = _name(expression)
        try:
            found = samples.bounds(expression)
        except TooLarge as error:
            answer["bounds"][name] = {**NO_SAMPLE.json(), "reason": error.message}
            continue
        answer["bounds"][name] = found.json()
    return answer, truncated


def _contradicts(samples: SampleSet) -> bool:
    """Whether it is proven that no sample of a continuum agrees, and not by a fine grid."""
    try:
        return not samples.continuum.tied and not samples.exists()
    except TooLarge:
        return False


def _witness(samples: SampleSet) -> dict[str, Any]:
    """One sample that agrees, or why none is given."""
    if samples.grid is None:
        return {"witness": None, "witness_reason": samples.reason}
    try:
        found = samples.witness()
    except TooLarge as error:
        return {"witness": None, "witness_reason": error.message}
    return {"witness": found} if found is not None else {"witness": None, "witness_reason": NONE}


def _counted(samples: SampleSet) -> dict[str, Any]:
    """The number of samples: exact, or about with its method and its check, or why not."""
    found: dict[str, Any] = {"datasets": None, "datasets_method": None}
    if samples.reason is not None:
        return found | {"reason": samples.reason}
    try:
        return {"datasets": str(samples.count()), "datasets_method": "exact"}
    except TooLarge as error:
        found["reason"] = error.message
    try:
        first, *second = samples.about()
    except InputError:  # none by any method; a witness or the lack of one is told beside it
        return found
    about: dict[str, Any] = {"log10": first.log10, "error": first.error}
    for other in second:
        about["check"] = {"method": other.method, "log10": other.log10, "error": other.error}
        gap = abs(math.expm1((first.log10 - other.log10) * math.log(10)))
        if gap > FAR * (first.error + other.error):
            reason = f"{first.method} and {other.method} differ by {100 * gap:.1f}%"
            return found | {"reason": reason, "datasets_about": about}
    return found | {"datasets_method": first.method, "datasets_about": about}
