"""A whole paper's numbers as one report: a row a printed number, faults first.

Items that share nothing are solved apart, each under its own conventions, so that a table of forty
rows is forty small questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from printed.errors import InputError
from printed.fit.result import Result
from printed.problem import Problem, read_problem, solve
from printed.problem.joint import components
from printed.questions.answer import Answer, Block, Line, as_table

ORDER = {"contradicts": 0, "does_not_fit": 0, "not_checked": 1, "fits": 2, "stated": 3}
SAID = {
    "contradicts": "contradicts",
    "does_not_fit": "does not fit",
    "not_checked": "not checked",
    "fits": "fits",
    "stated": "taken as printed",
}
FEWEST_OF_A_TABLE = 3  # rows of one kind, from which a common convention is worth a word
SHOWN = 20  # solutions of one part
Report = dict[str, Any]


def check(source: str | Path | Mapping[str, Any] | Problem) -> Report:
    """Every printed number of a problem beside what the others make of it.

    Parameters
    ----------
    source : str, Path, mapping or Problem
        As for `printed.problem.solve`.

    Returns
    -------
    dict
        ``rows`` (as of `solve`, faults first), ``conflicts``, ``tables`` (a convention that
        serves all rows of a kind, or as many as it does), ``open`` (unknowns with the values
        that are left), ``not_checked`` (what and why), ``letter`` (to the authors, neutral).

    Examples
    --------
    >>> found = check({"items": {"cp": {"kind": "count", "k": 8, "n": 14, "percent": "58%"}}})
    >>> found["rows"][0]["verdict"], found["rows"][0]["recomputed"]["text"]
    ('does_not_fit', '57.1%')
    """
    problem = source if isinstance(source, Problem) else read_problem(source)
    report: Report = {
        "rows": [], "conflicts": [], "tables": [], "open": [], "not_checked": [], "mixtures": [],
        "searched": {},
    }  # fmt: skip
    for group in components(problem.items):
        _part(report, problem, group)
    kinds = {item.name: item.kind for item in problem.items}
    report["rows"] = [row for row in report["rows"] if kinds[row["item"]] != "relation"]
    report["tables"] = list(_tables(report["rows"], kinds))
    report["rows"].sort(key=lambda row: ORDER[row["verdict"]])
    report["letter"] = letter(report)
    return report


def _part(report: Report, problem: Problem, group: Sequence[Any]) -> None:
    """What one group of tied items adds to the report."""
    shared = {name for item in group for name in item.shared}
    unknowns = {name: ends for name, ends in problem.unknowns.items() if name in shared}
    part = replace(problem, items=tuple(group), unknowns=unknowns, bounds=())
    names = [item.name for item in group if item.kind != "relation"]
    try:
        found = solve(part, max_results=SHOWN)
    except InputError as error:
        report["not_checked"] += [{"item": name, "why": error.message} for name in names]
        return
    report["rows"] += found.results["rows"]
    report["conflicts"] += found.results["conflicts"]
    report["mixtures"] += found.results["mixtures"]
    report["searched"] |= found.searched
    report["not_checked"] += [
        {"item": ", ".join(names), "why": f"{one['convention']}: {one['reason']}"}
        for one in found.not_tried
    ]
    left: dict[str, set[int]] = {name: set() for name in unknowns}
    for one in found.results["by_convention"].values():
        for name, values in one["unknowns"].items():
            left[name].update(values)
    report["open"] += [
        {"quantity": name, "values": len(values), "min": min(values), "max": max(values)}
        for name, values in left.items()
        if values
    ]


def _tables(
    rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """For each kind of number with several rows, the conventions that serve the most of them."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["verdict"] not in ("stated", "not_checked"):
            groups.setdefault((kinds[row["item"]], row["quantity"]), []).append(row)
    for (kind, quantity), found in groups.items():
        if len(found) < FEWEST_OF_A_TABLE:
            continue
        served = Counter(label for row in found for label in row["fits"])
        if not served:
            continue
        most = max(served.values())
        best = [label for label, number in served.items() if number == most]
        yield {
            "kind": kind,
            "quantity": quantity,
            "rows": len(found),
            "served": most,
            "conventions": best,
            "tried": len(served),
        }


def letter(report: Report) -> str:
    """A neutral word to the authors about what does not fit; empty where all does.

    >>> letter({"rows": []})
    ''
    """
    lines = []
    for row in report["rows"]:
        if row["verdict"] in ("does_not_fit", "contradicts"):
            near = row["nearest"][:1]
            value = row["recomputed"]["text"] if row["recomputed"] else ""
            if near and near[0]["text"]:
                value = near[0]["text"]
            by = near[0]["convention"] if near else ""
            means = f" ({by})" if by else ""
            said = f"we come to {value}{means}" if value else "we come to no such value"
            lines.append(
                f"For {_spoken(row)}, {row['printed']} is printed; from the other printed numbers "
                f"{said}."
            )
    if not lines:
        return ""
    return (
        "Some printed numbers could not be recomputed from the others by the methods that we "
        "tried. " + " ".join(lines) + " Could you tell us which data and which methods they rest "
        "on? Other denominators, other methods or a slip in print may explain each of them."
    )


def _spoken(row: Mapping[str, Any]) -> str:
    return f"{row['item'].replace('_', ' ')}, {row['quantity'].replace('_', ' ')}"


# --------------------------------------------------------------------------- for a reader


def answer(source: Any, file: str | None = None, sheet: str | None = None) -> Answer:
    """The report with what a reader sees of it.

    >>> told = answer({"items": {"cp": {"kind": "count", "k": 8, "n": 14, "percent": "57%"}}})
    >>> told.blocks[0].rows[0][-1]
    'fits'
    """
    from printed.questions.sheets import SHEETS

    problem = source if isinstance(source, Problem) else read_problem(source)
    report = check(problem)
    if sheet is not None:
        if sheet not in SHEETS:
            raise InputError(f"unknown sheet {sheet!r}; one of {', '.join(SHEETS)}")
        report["sheet"] = SHEETS[sheet](report, {item.name: item for item in problem.items})
    result = Result(report, call={"file": file or problem.file, **problem.about, "sheet": sheet})
    return Answer(result, tuple(blocks(report)))


def blocks(report: Report) -> Iterator[Block]:
    """The report as lines and tables."""
    rows = [
        {
            "item": row["item"],
            "number": row["quantity"],
            "printed": row["printed"] or "",
            "recomputed": row["recomputed"]["text"] if row["recomputed"] else "",
            "by": _by(row),
            "verdict": SAID[row["verdict"]],
        }
        for row in report["rows"]
        if row["verdict"] != "stated"
    ]
    yield as_table(rows, title="printed numbers, what does not fit first")
    for conflict in report["conflicts"]:
        facts = ", ".join(conflict["facts"])
        ranges = ", ".join(f"{name} {low} to {high}" for name, (low, high, *_) in _ends(conflict))
        yield Line(f"no data give these together: {facts}" + (f" ({ranges})" if ranges else ""))
    for one in report["tables"]:
        if one["served"] == one["rows"] and len(one["conventions"]) <= FEWEST_OF_A_TABLE:
            word = "only " + " or ".join(one["conventions"]) + " serves"
        else:
            word = f"{one['conventions'][0]} is among {len(one['conventions'])} that serve"
        served = f"{one['served']} of {one['rows']} rows"
        yield Line(f"{one['kind']}, {one['quantity']}: {word} {served}")
    for one in report["open"]:
        yield Line(f"open: {one['quantity']}: {one['values']} values, {one['min']} to {one['max']}")
    for one in report["not_checked"]:
        yield Line(f"not checked: {one['item']}: {one['why']}")
    if report["letter"]:
        yield Line(f"to the authors: {report['letter']}")
    for one in report.get("sheet", ()):
        yield Line(f"{one['check']} {one['about']}: {one['finding']}")


def _ends(conflict: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(conflict.get("ranges", {}).items())


def _by(row: Mapping[str, Any]) -> str:
    """Which conventions print it, in a few words, or the nearest miss."""
    if row["fits"]:
        more = f" and {len(row['fits']) - 1} more" if len(row["fits"]) > 1 else ""
        return f"{row['fits'][0]}{more}"
    near = row["nearest"][:1]
    if not near:
        return ""
    parts = [part for part in (near[0]["convention"], near[0]["data"]) if part]
    return f"nearest {near[0]['text']}" + (f" ({'; '.join(parts)})" if parts else "")
