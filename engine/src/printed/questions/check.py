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
from printed.problem.items import opened
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
SUMMED = {
    "does_not_fit": " by no method tried",
    "contradicts": " alone but not with the others",
    "fits": "",
}
FEWEST_OF_A_TABLE = 3  # rows of one kind, from which a common convention is worth a word
SHOWN = 20  # solutions of one part
LISTS = ("rows", "conflicts", "open", "not_checked", "mixtures")
BEYOND = (ImportError, MemoryError, RecursionError, OverflowError)
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
        ``rows`` (as of `solve`, faults first), ``conflict`` and ``conflicts``, ``tables`` (a
        convention that serves all rows of a kind, or as many as it does), ``open`` (unknowns with
        the values that are left), ``not_checked`` (what and why), ``sentence`` (how many fit),
        ``letter`` (to the authors, neutral).

    Examples
    --------
    >>> found = check({"items": {"cp": {"kind": "count", "k": 8, "n": 14, "percent": "58%"}}})
    >>> found["rows"][0]["verdict"], found["rows"][0]["recomputed"]["text"]
    ('does_not_fit', '57.1%')
    """
    problem = source if isinstance(source, Problem) else read_problem(source)
    return joined(problem, [checked(part) for part in parts(problem)])


def parts(problem: Problem) -> list[Problem]:
    """The problems whose items share nothing with the others', each to be checked apart.

    Examples
    --------
    >>> share = {"kind": "count", "k": 8, "n": 14, "percent": "57%"}
    >>> len(parts(read_problem({"items": {"a": share, "b": share}})))
    2
    """
    found = []
    for group in components(problem.items):
        shared = {name for item in group for name in item.shared}
        unknowns = {name: ends for name, ends in problem.unknowns.items() if name in shared}
        texts = {item.name: problem.texts.get(item.name, {}) for item in group}
        found.append(
            replace(problem, items=tuple(group), unknowns=unknowns, bounds=(), texts=texts)
        )
    return found


def joined(problem: Problem, found: Sequence[Report]) -> Report:
    """One report of the reports of a problem's parts.

    Parameters
    ----------
    problem : Problem
        The whole.
    found : sequence of dict
        Of `checked`, for its parts in their order.

    Returns
    -------
    dict
        As of `check`.
    """
    report: Report = {name: [one for part in found for one in part[name]] for name in LISTS}
    report["searched"] = {name: ends for part in found for name, ends in part["searched"].items()}
    kinds = {item.name: item.kind for item in problem.items}
    report["rows"] = [row for row in report["rows"] if kinds[row["item"]] != "relation"]
    report["conflict"] = report["conflicts"][0]["facts"] if report["conflicts"] else []
    report["tables"] = list(_tables(report["rows"], kinds))
    report["rows"].sort(key=lambda row: ORDER[row["verdict"]])
    report["sentence"] = sentence(report)
    report["letter"] = letter(report, _printed(problem))
    return report


def _printed(problem: Problem) -> dict[str, str]:
    """What is printed of each fact, by ``item.fact``; a relation as it is written."""
    found = {}
    for item in map(lambda one: opened(one)[0], problem.items):
        for fact in item.facts:
            if hasattr(item, "printed_text"):
                text = item.printed_text(fact)
            else:
                text = problem.texts.get(item.name, {}).get(fact, "")
            found[f"{item.name}.{fact}"] = text if item.kind == "relation" else (
                f"{_spoken({'item': item.name, 'quantity': fact})}" + (f" ({text})" if text else "")
            )  # fmt: skip
    return found


def checked(part: Problem) -> Report:
    """The report of items that are tied to each other, before it is joined with others'.

    What cannot be computed here is listed as not checked, with the reason.
    """
    names = [item.name for item in part.items if item.kind != "relation"]
    report: Report = {name: [] for name in LISTS} | {"searched": {}}
    try:
        found = solve(part, max_results=SHOWN)
    except InputError as error:
        report["not_checked"] = [{"item": name, "why": error.message} for name in names]
        return report
    except BEYOND as error:
        report["not_checked"] = [{"item": name, "why": beyond(error)} for name in names]
        return report
    report["rows"] = found.results["rows"]
    report["conflicts"] = found.results["conflicts"]
    report["mixtures"] = found.results["mixtures"]
    report["searched"] = found.searched
    report["not_checked"] = [
        {"item": ", ".join(names), "why": f"{one['convention']}: {one['reason']}"}
        for one in found.not_tried
    ]
    left: dict[str, set[int]] = {name: set() for name in part.unknowns}
    for one in found.results["by_convention"].values():
        for name, values in one["unknowns"].items():
            left[name].update(values)
    report["open"] = [
        {"quantity": name, "values": len(values), "min": min(values), "max": max(values)}
        for name, values in left.items()
        if values
    ]
    return report


def beyond(error: BaseException) -> str:
    """Why something is not computed here, which is no fault of the question: an answer too.

    >>> beyond(ImportError("no scipy", name="scipy"))
    'not tried: needs scipy, which is not there'
    """
    if isinstance(error, ImportError):
        return f"not tried: needs {error.name or 'a library'}, which is not there"
    return "not tried: too large for the memory here"


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


def sentence(report: Report) -> str:
    """How many of the printed numbers fit, in a sentence that stands alone.

    >>> sentence({"rows": [{"verdict": "fits"}, {"verdict": "does_not_fit"}]})
    'Of 2 printed numbers that the others bind, 1 fits by no method tried, 1 fits.'
    """
    found = Counter(row["verdict"] for row in report["rows"])
    told = [
        f"{found[verdict]} fit{'s' * (found[verdict] == 1)}{how}"
        for verdict, how in SUMMED.items()
        if found[verdict]
    ]
    bound = sum(found[verdict] for verdict in SUMMED)
    start = f"Of {bound} printed number{'s' * (bound != 1)} that the others bind, "
    said = start + ", ".join(told) if told else "No printed number here is bound by the others"
    left = found["not_checked"]
    return f"{said}; {left} could not be checked." if left else f"{said}."


def letter(report: Report, printed: Mapping[str, str] | None = None) -> str:
    """A neutral word to the authors about what does not fit; empty where all does.

    Parameters
    ----------
    report : dict
        As of `check`.
    printed : mapping, optional
        What is printed of each fact of a conflict, as a reader is told it.

    Examples
    --------
    >>> letter({"rows": [], "conflicts": []})
    ''
    """
    lines, misfits = [], []
    for row in report["rows"]:
        if row["verdict"] == "does_not_fit":
            misfits.append(f"{row['item']}.{row['quantity']}.")
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
    for conflict in report["conflicts"]:
        facts = conflict["facts"]
        of_one = len({fact.partition(".")[0] for fact in facts}) == 1
        if not (of_one and any(one.startswith(f"{fact}.") for fact in facts for one in misfits)):
            told = [(printed or {}).get(fact, fact) for fact in facts]
            told += [f"{name} from {low} to {high}" for name, (low, high, *_) in _ends(conflict)]
            lines.append(f"These do not go together in any data that we tried: {'; '.join(told)}.")
        lines += [
            f"With the two groups of {name} in the other order they would go together."
            for name in conflict["exchanged"]
        ]
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
    >>> told.blocks[1].rows[0][-1]
    'fits'
    """
    problem = source if isinstance(source, Problem) else read_problem(source)
    return told(problem, check(problem), file, sheet)


def told(
    problem: Problem, report: Report, file: str | None = None, sheet: str | None = None
) -> Answer:
    """A report with what a reader sees of it, and a sheet filled in where one is asked for."""
    from printed.questions.sheets import SHEETS

    if sheet is not None:
        if sheet not in SHEETS:
            raise InputError(f"unknown sheet {sheet!r}; one of {', '.join(SHEETS)}")
        report["sheet"] = SHEETS[sheet](report, {item.name: item for item in problem.items})
    result = Result(
        report,
        call={"file": file or problem.file, **problem.about, "sheet": sheet},
        searched=report["searched"],
    )
    return Answer(result, tuple(blocks(report)))


def blocks(report: Report) -> Iterator[Block]:
    """The report as lines and tables."""
    yield Line(report["sentence"])
    rows = [
        {
            "item": row["item"],
            "number": row["quantity"],
            "printed": row["printed"] or "",
            "recomputed": row["recomputed"]["text"] if row["recomputed"] else "",
            "by": by(row),
            "verdict": SAID[row["verdict"]],
        }
        for row in report["rows"]
        if row["verdict"] != "stated"
    ]
    yield as_table(rows, title="printed numbers, what does not fit first")
    for conflict in report["conflicts"]:
        facts = ", ".join(conflict["facts"])
        ranges = ", ".join(f"{name} {low} to {high}" for name, (low, high, *_) in _ends(conflict))
        where = f" ({ranges})" if ranges else ""
        yield Line(f"no data give these together by the methods tried: {facts}{where}")
        for name in conflict["exchanged"]:
            yield Line(f"with the two groups of {name} in the other order they go together")
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


def by(row: Mapping[str, Any]) -> str:
    """Which conventions print it, in a few words, or the nearest miss."""
    if row["fits"]:
        more = f" and {len(row['fits']) - 1} more" if len(row["fits"]) > 1 else ""
        return f"{row['fits'][0]}{more}"
    near = row["nearest"][:1]
    if not near:
        return ""
    parts = [part for part in (near[0]["convention"], near[0]["data"]) if part]
    return f"nearest {near[0]['text']}" + (f" ({'; '.join(parts)})" if parts else "")
