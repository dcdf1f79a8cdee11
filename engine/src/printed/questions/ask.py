"""Five questions about printed numbers, each asked in the words that a reader types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from printed import limits, notation, problem
from printed.errors import InputError
from printed.fit import counts, samples, tables
from printed.fit import ranksum as ranks
from printed.fit.result import Result
from printed.problem.solve import MAX_RESULTS as MOST_SOLUTIONS
from printed.questions import shown
from printed.questions.answer import Answer, listed

READABLE_ROWS = 200  # more rows than this are for a program, not for a reader
ANY_N = "1:100"  # where no range is given; widened where it holds nothing
FURTHER = (1_000, 10_000, 100_000)
TABLE_COLUMNS = ("k1", "n1", "k2", "n2", "convention", "p", "odds_ratio")
METHOD_COLUMNS = ("odds_ratio_method", "risk_ratio_method", "risk_difference_method")
RANKSUM_COLUMNS = ("n1", "n2", "method", "u_low", "u_high", "superiority", "attained")

Rules = str | Sequence[str] | None
_RANGE = re.compile(r"([0-9]+)(?::([0-9]+))?")
_LONGEST = 12  # digits of a size; far above what can be searched


def read_range(text: str, option: str) -> tuple[int, int]:
    """A size such as ``10`` or a range such as ``20:39`` as both ends.

    Parameters
    ----------
    text : str
        As typed.
    option : str
        Where it was typed, for the message.

    Returns
    -------
    tuple of int

    Raises
    ------
    InputError
        If it is neither; ends that are zero or swapped are refused where they are used.

    Examples
    --------
    >>> read_range("20:39", "--n"), read_range("10", "--n")
    ((20, 39), (10, 10))
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{option} {text!r} is no size such as 10 and no range such as 20:39")
    first, last = match.groups()
    if len(max(first, last or "", key=len)) > _LONGEST:
        raise InputError(f"{option} {text!r} is too large; at most {counts.LARGEST_N}")
    return int(first), int(last or first)


def percent(
    percent: str, n: str | None = None, rounding: Rules = None, max_results: int = READABLE_ROWS
) -> Answer:
    """Which counts print as a percentage?

    >>> percent("81%", "30:36").blocks[0].rows
    [['25', '31'], ['26', '32'], ['29', '36']]
    """
    size = read_range(n or ANY_N, "--n")
    result = counts.from_percent(percent, size, rounding or "half-up", max_results=max_results)
    for last in FURTHER if n is None else ():
        if result.results:
            break
        size = size[0], last
        result = counts.from_percent(percent, size, rounding or "half-up", max_results=max_results)
    if n is None:
        result = replace(result, searched={"n": (*size, "default")})
    return listed(result, title=f"counts that print as {percent}")


def table(
    side1: str,
    side2: str,
    n1: str | None = None,
    n: str | None = None,
    p: str | None = None,
    test: Rules = None,
    *,
    effects: Mapping[str, str] | None = None,
    effect_method: Rules = None,
    total: int | None = None,
    events: int | None = None,
    rounding: Rules = None,
    p_rule: Rules = None,
    max_results: int = READABLE_ROWS,
) -> Answer:
    """Which 2x2 tables fit both groups, the printed P and the printed contrasts?

    >>> table("4/10", "81%", n="1:39", p="0.02", test="fisher").blocks[0].rows[1]
    ['4', '10', '29', '36', 'fisher', '0.0197', '0.1609']
    """
    sizes = [read_range(text, option) if text is not None else None
             for text, option in ((n1, "--n1"), (n, "--n"))]  # fmt: skip

    def search(ranges: Sequence[tuple[int, int] | None]) -> Result:
        return tables.search(
            side1,
            side2,
            n1=ranges[0],
            n=ranges[1],
            p=p,
            tests=test or tables.ALL,
            rounding=rounding or "half-up",
            p_rule=p_rule or "nearest",
            total=total,
            events=events,
            effects=effects or {},
            effect_methods=effect_method or tables.ALL,
            max_results=max_results,
        )

    result = search(sizes)
    defaults = [name for name, ends in result.searched.items() if ends[2] == "default"]
    for last in FURTHER if defaults else ():
        if result.results:
            break
        wider = [(1, last) if name in defaults else ends
                 for name, ends in zip(("n1", "n"), sizes, strict=True)]  # fmt: skip
        try:
            further = search(wider)
        except InputError:
            break  # too large: what was searched so far is told
        if not further.conventions:
            break  # so is it where no test is tried on so many
        source = {name: (1, last, "default") for name in defaults}
        result = replace(further, searched={**further.searched, **source})
    columns = list(TABLE_COLUMNS)
    for name, rules in (("rounding", rounding), ("p_rule", p_rule)):
        columns += [name] if not isinstance(rules, str) and len(rules or ()) > 1 else []
    columns += [name for name in METHOD_COLUMNS if any(name in row for row in result)]
    known = f" and P {p}" if p is not None else ""
    return listed(result, columns, f"tables that fit {side1} against {side2}{known}")


def sample(
    n: str,
    *,
    ddof: str = "1",
    quartile: Rules = None,
    rounding: Rules = None,
    draw: str = "0",
    members: bool = False,
    max_results: int = READABLE_ROWS,
    **stated: Any,
) -> Answer:
    """Which samples have the printed mean, SD, median or quartiles?

    The other keywords are those of `samples.search`, as printed.

    >>> sample("20", mean="3.5", sd="1.2", min="1", max="7", step="1").blocks[0].text
    'samples that fit: 188'
    """
    if max_results < 0:
        raise InputError(f"--max-results must not be negative, not {max_results}")
    limits.ROWS.check(max_results, "--max-results")
    result = samples.search(
        n,  # type: ignore[arg-type]
        ddof=ddof,
        draw=draw,  # type: ignore[arg-type]
        quartile=quartile or "type-7",
        rounding=rounding or "half-up",
        members=members,
        max_results=max_results,
        **stated,
    )
    return Answer(result, tuple(shown.samples(result, members, max_results)))


def ranksum(
    p: str,
    n1: str,
    n2: str,
    method: Rules = None,
    ties: str = "none",
    rounding: Rules = None,
    p_rule: Rules = None,
    max_results: int = READABLE_ROWS,
) -> Answer:
    """Which rank sums (U of group 1, both tails) print a P value?

    >>> ranksum("0.003", "10", "36", "exact").blocks[0].rows
    [['10', '36', 'exact', '70 to 73', '287 to 290', '0.7972 to 0.8056', 'yes']]
    """
    result = ranks.search(
        p,
        read_range(n1, "--n1"),
        read_range(n2, "--n2"),
        method or "all",
        ties,
        rounding or "half-up",
        p_rule or "nearest",
        max_results,
    )
    spans = ("u_low", "u_high", "superiority")
    rows = [
        row | {name: " to ".join(map(notation.brief, row[name])) for name in spans}
        for row in result
    ]
    seen = listed(replace(result, results=rows), RANKSUM_COLUMNS, f"rank sums that print P {p}")
    return Answer(result, seen.blocks)


def solve(
    source: str | Mapping[str, Any] | problem.Problem, max_results: int = MOST_SOLUTIONS
) -> Answer:
    """Which data agree with every printed number of a problem file?

    >>> found = solve({"items": {"a": {"kind": "count", "n": 36, "percent": "81%"}}})
    >>> found.blocks[0].rows[0][0]
    '29/36'
    """
    result: Result = problem.solve(source, max_results=max_results)
    return Answer(result, tuple(shown.solutions(result)))
