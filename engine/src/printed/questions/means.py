"""Questions about printed means: two groups, or a change within the same persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit import means
from printed.fit.result import Result
from printed.problem import read_problem
from printed.problem.rows import rows as rows_of
from printed.questions.answer import Answer, as_table, misses

QUANTITIES = ("p", "t", "df", "difference", "lower end", "upper end", "fits")


def ttest(
    sides: Sequence[str],
    told: Mapping[str, str | None],
    *,
    tests: Sequence[str] | str | None = None,
    paired: bool = False,
    n: int | None = None,
    level: float = 95,
    side: str = "two-sided",
    rounding: Sequence[str] | str | None = None,
    p_rule: Sequence[str] | str | None = None,
) -> Answer:
    """Do two printed means make the printed P, t, difference and interval?

    Parameters
    ----------
    sides : sequence of str
        Two groups such as ``20±4/30``; none where changes are paired.
    told : mapping
        Any of ``p, difference, ci, t``, and for changes ``mean, sd, se``, as printed.
    tests : sequence of {"student", "welch", "all"}, optional
    paired : bool
    n : int, optional
        How many were paired.
    level : float
        In percent.
    rounding, p_rule : str or sequence of str, optional
        With several, each is tried and has its own rows.

    Examples
    --------
    >>> ttest(["20±4/30", "21±2/30"], {"p": "0.02"}, tests="student").blocks[0].rows[:2]
    [['p', '0.005613 to 1'], ['t', '-2.877 to 0']]
    >>> ttest([], {"mean": "-7.9", "ci": "-13.1 to -2.2"}, paired=True, n=44).blocks[1].text
    'mean printed -7.9, recomputed: -7.70'
    """
    printed: dict[str, Any] = {key: text for key, text in told.items() if text is not None}
    if not 50 <= level < 100:
        raise InputError(f"{level:g} is no level; write a percentage such as 95")
    if paired:
        if sides or n is None:
            raise InputError("paired changes have --n and no sides")
        if "difference" in printed:
            raise InputError("paired changes have --mean, not --difference")
    else:
        if len(sides) != 2:
            raise InputError("give two sides such as '20±4/30' '21±2/30', or --paired")
        for key in ("mean", "sd", "se"):
            if key in printed:
                raise InputError(f"--{key} is that of paired changes; a side has its own")
        if n is not None:
            raise InputError("--n is that of paired changes; a side has its own")
    names = _names(tests, "all")
    names = list(means.TESTS) if "all" in names else names
    roundings, p_rules = _names(rounding, "half-up"), _names(p_rule, "nearest")
    rows: list[dict[str, Any]] = []
    for one in roundings:
        for rule in p_rules:
            rules: dict[str, Any] = {
                "level": level / 100, "side": side, "rounding": one, "p_rule": rule,
            }  # fmt: skip
            if paired and n is not None:
                found = means.paired(n, printed, **rules)
            else:
                found = means.ttest(sides[0], sides[1], tests=names, **printed, **rules)
            rows += ({**row, "rounding": one, "p_rule": rule} for row in found)
    item: dict[str, Any] = {"kind": "paired", "n": n}
    if not paired:
        groups = {f"group{i}": vars(means.Group.read(text)) for i, text in enumerate(sides, 1)}
        item = {"kind": "ttest"} | {
            name: {key: value for key, value in group.items() if value is not None}
            for name, group in groups.items()
        }
    item |= {**printed, "level": str(level)} | (
        {} if side == "two-sided" else {"tails": 1, "side": side}
    )
    conventions = {"ttest": names, "interval": ["t"], "rounding": roundings, "p_rule": p_rules}
    nearest = [] if any(row["fits"] for row in rows) else _misses(item, conventions)
    result = replace(
        found, results=rows, nearest=nearest,
        call={**found.call, "rounding": roundings, "p_rule": p_rules},
    )  # fmt: skip
    return Answer(result, tuple(_blocks(result)))


def _names(given: Sequence[str] | str | None, usual: str) -> list[str]:
    return [given] if isinstance(given, str) else list(dict.fromkeys(given or [usual]))


def _misses(item: Mapping[str, Any], conventions: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What each printed number would be by the others, what misses first."""
    problem = read_problem({"items": {"x": item}})
    found = [
        {"quantity": row["quantity"], **miss}
        for row in rows_of(problem.items, conventions, frozenset(), {})
        for miss in row["nearest"]
    ]
    return sorted(found, key=lambda miss: miss["distance"] == 0)


def _blocks(result: Result) -> Sequence[Any]:
    several = [key for key in ("rounding", "p_rule") if len({one[key] for one in result}) > 1]

    def label(row: Mapping[str, Any]) -> str:
        return ", ".join(row[key] for key in ("test", *several))

    rows = [
        {"": name, **{label(one): _shown(one, name) for one in result}} for name in QUANTITIES
    ]
    return [
        as_table(rows, title="over all unrounded values of what is printed"), *misses(result)
    ]


def _shown(row: Mapping[str, Any], name: str) -> str:
    if name == "fits":
        return "yes" if row["fits"] else "no"
    if name in ("lower end", "upper end"):
        return _range(row["ci"] and row["ci"][name == "upper end"])
    return _range(row[name])


def _range(ends: Sequence[float] | None) -> str:
    """Both ends, or one value.

    >>> _range([0.05, 0.05]), _range([1, 2.5])
    ('0.05', '1 to 2.5')
    """
    if ends is None:
        return "-"
    return " to ".join(dict.fromkeys(notation.brief(float(end)) for end in ends))
