"""Questions about printed means: two groups, or a change within the same persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit import means
from printed.fit.result import Result
from printed.questions.answer import Answer, as_table

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
    rounding: str = "half-up",
    p_rule: str = "nearest",
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

    Examples
    --------
    >>> ttest(["20±4/30", "21±2/30"], {"p": "0.02"}, tests="student").blocks[0].rows[:2]
    [['p', '0.005613 to 1'], ['t', '-2.877 to 0']]
    """
    printed: dict[str, Any] = {key: text for key, text in told.items() if text is not None}
    if not 50 <= level < 100:
        raise InputError(f"{level:g} is no level; write a percentage such as 95")
    rules: dict[str, Any] = {
        "level": level / 100, "side": side, "rounding": rounding, "p_rule": p_rule,
    }  # fmt: skip
    if paired:
        if sides or n is None:
            raise InputError("paired changes have --n and no sides")
        if "difference" in printed:
            raise InputError("paired changes have --mean, not --difference")
        result = means.paired(n, printed, **rules)
    else:
        if len(sides) != 2:
            raise InputError("give two sides such as '20±4/30' '21±2/30', or --paired")
        for key in ("mean", "sd", "se"):
            if key in printed:
                raise InputError(f"--{key} is that of paired changes; a side has its own")
        if n is not None:
            raise InputError("--n is that of paired changes; a side has its own")
        names = [tests] if isinstance(tests, str) else list(tests or ["all"])
        result = means.ttest(
            sides[0], sides[1], tests=means.TESTS if "all" in names else names, **printed, **rules
        )
    return Answer(result, tuple(_blocks(result)))


def _blocks(result: Result) -> Sequence[Any]:
    rows = [
        {"": name, **{one["test"]: _shown(one, name) for one in result.results}}
        for name in QUANTITIES
    ]
    return [as_table(rows, title="over all unrounded values of what is printed")]


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
