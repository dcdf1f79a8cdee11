"""The answers that are no plain list of rows, in the lines and tables that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from printed import notation
from printed.fit import nearest
from printed.fit.result import Result
from printed.questions.answer import Block, Line, as_table, misses, searched

MOST_SHOWN = 60  # values of one sample
LEAST_ERROR = 0.01  # percent that is told
FEW_ROWS = 10  # explicit solutions that a reader is shown
FEW_LABELS = 3  # conventions of an item in a mixture
MOST_NUMBERS = 60  # printed numbers that a reader is shown
VERDICTS = {
    "fits": "under {} of the methods tried",
    "contradicts": "alone, under {}; not with the others",
    "does_not_fit": "under none of the methods tried",
    "not_checked": "not checked",
}


def samples(result: Result, members: bool, limit: int) -> Iterator[Block]:
    """How many samples fit, what is possible, the bounds; draws and members where asked for."""
    results = result.results
    count = results["datasets"]
    yield from misses(result)
    yield Line("samples that fit: " + (count if count is not None else _about(results)))
    if "reason" in results:
        yield Line(f"  {results['reason']}")
    if count is None:
        yield Line(f"one that fits: {_one(results)}")
    for name in ("grim", "grimmer", "debit"):
        if results[name] is not None:
            yield Line(f"{name}: {'possible' if results[name] else 'no such sample'}")
    rows = [{"of": name, **bound} for name, bound in results["bounds"].items()]
    for row in rows:
        row |= {side: _end(row, side) for side in ("min", "max")}
    if rows:
        yield as_table(rows, ("of", "min", "max", "attained", "method"), "bounds over all of them")
    for title, listed in (("draws", results["draws"]), ("list", results.get("members", []))):
        if listed:
            yield Line(f"{title}:")
            if title == "draws" and results["law"] != "uniform":
                yield Line(f"  {_law(results)}")
            for sample in listed[:limit]:
                yield Line("  " + " ".join(map(str, sample)))
    if members and "members" not in results and count is not None:
        yield Line("too many to list; raise --max-results, or --draw some")
    if result.truncated and (not members or "members" in results):
        yield Line("the list was cut; raise --max-results to see more")
    for name, answer in results.get("by_convention", {}).items():
        yield Line(f"under {name}: {answer['datasets'] or _about(answer)}")
    yield Line(f"conventions tried: {', '.join(result.conventions)}")
    left = ", ".join(row["convention"] for row in result.not_tried)
    yield Line(f"not tried, as not asked for: {left}")


def _about(results: dict[str, Any]) -> str:
    """A number of samples that is not exact, with its method and the check by the other one."""
    if results["datasets_method"] is None:
        return "not counted"
    about, told = results["datasets_about"], []
    for method, row in ((results["datasets_method"], about), ("", about.get("check"))):
        if row is not None:
            method = method or row["method"]
            error = notation.brief(max(LEAST_ERROR, 100 * row["error"]))
            kind = "on a wider mesh" if method == "integral" else "standard error"
            told.append(f"10^{row['log10']:.4f} by {method}, {error}% {kind}")
    return "about " + "; ".join(told)


def _one(results: dict[str, Any]) -> str:
    """A sample that fits, shortened, or why none is shown."""
    values = results["witness"]
    if values is None:
        return f"none shown ({results['witness_reason']})"
    shown = " ".join(map(str, values[:MOST_SHOWN]))
    return shown + (f" and {len(values) - MOST_SHOWN} more" if len(values) > MOST_SHOWN else "")


def _law(results: dict[str, Any]) -> str:
    """The law of draws that are not exactly uniform."""
    told = results["law_details"]
    if results["law"] == "near-uniform":
        bias = notation.brief(100 * told["bias"])
        return f"near-uniform: no set of samples is off by more than {bias}% of probability"
    text = (
        f"a chain of {told['steps']} steps, uniform in the limit if it is connected, which is not "
        f"proven; R-hat {_known(told['r_hat'])}, worth {_known(told['effective'])} free draws"
    )
    return text if told["mixed"] else f"NOT MIXED, do not rely on these: {text}"


def _known(value: float | None) -> str:
    return "not known" if value is None else notation.brief(value)


def solutions(result: Result) -> Iterator[Block]:
    """The first solutions, what each number is, what contradicts, the bounds, what was searched."""
    found = result.results
    if result.call.get("source"):
        yield Line(result.call["source"])
    rows = []
    for solution in found["solutions"][:FEW_ROWS]:
        row = {name: _brief(value) for name, value in solution.items() if name != "conventions"}
        rows.append({**row, "conventions": len(solution["conventions"])})
    yield as_table(rows, title="data that agree with all printed numbers, if the methods are right")
    left = len(found["solutions"]) - len(rows)
    if result.truncated:
        yield Line("and further solutions; raise --max-results to see more")
    elif left:
        yield Line(f"and {left} further solutions")
    fitting = [name for name, one in found["by_convention"].items() if one["solutions"]]
    yield Line(f"conventions with a solution: {len(fitting)} of {len(found['by_convention'])}")
    for name in fitting[:FEW_ROWS]:
        yield Line(f"  {name}")
    if found["mixtures"] and not fitting:
        yield Line("no single convention serves all; each item has data under its own:")
    for mixture in found["mixtures"][:FEW_ROWS]:
        yield Line(("  " if not fitting else "only with mixed conventions: ") + _mixture(mixture))
    if len(found["mixtures"]) > FEW_ROWS:
        yield Line(f"  and {len(found['mixtures']) - FEW_ROWS} further mixtures")
    for conflict in found["conflicts"]:
        yield from _conflict(conflict)
    if found["none_up_to"]:
        sizes = ", ".join(f"{name} {last}" for name, last in found["none_up_to"].items())
        yield Line(f"none up to {sizes}: nothing found so far, which is no contradiction")
    yield from _numbers(found["rows"])
    bounds = [
        {"quantity": name, "min": _end(one, "min"), "max": _end(one, "max")}
        for name, one in found["bounds"].items()
    ]
    if bounds and found["solutions"]:
        yield as_table(bounds, title="range over all solutions")
    if result.searched:
        yield searched(result)
    for untried in result.not_tried:
        yield Line(f"not tried: {untried['convention']} ({untried['reason']})")


def _mixture(mixture: dict[str, Any]) -> str:
    """Values of unknowns, then each item with its conventions.

    >>> _mixture({"n": 36, "a": ["pearson"], "b": ["fisher", "boschloo"]})
    'n=36; a: pearson; b: fisher or boschloo'
    """
    values = [f"{name}={value}" for name, value in mixture.items() if isinstance(value, int)]
    read = []
    for name, labels in mixture.items():
        if isinstance(labels, list):
            more = f" or {len(labels) - FEW_LABELS} more" if len(labels) > FEW_LABELS else ""
            read.append(f"{name}: {' or '.join(labels[:FEW_LABELS])}{more}")
    return "; ".join((*([", ".join(values)] if values else []), *read))


def _conflict(conflict: dict[str, Any]) -> Iterator[Line]:
    """The sentence that is said only of what was searched, with what was tried."""
    ranges = ", ".join(f"{name} from {a} to {b}" for name, (a, b) in conflict["ranges"].items())
    where = f", with {ranges} as given" if ranges else ""
    needed = "none can be left out, as far as was searched"
    how = "no smaller set does" if conflict["smallest"] else needed
    yield Line(
        f"these contradict each other under the methods tried{where}: "
        f"{', '.join(conflict['facts'])} ({how})"
    )
    for name in conflict["exchanged"]:
        yield Line(f"  with the two groups of {name} in the other order they go together")
    if conflict["conventions"]:
        yield Line(f"  tried: {', '.join(conflict['conventions'])}")


def _numbers(rows: list[dict[str, Any]]) -> Iterator[Block]:
    """Each printed number that was recomputed, with the nearest value of those that do not fit."""
    shown = [
        {
            "number": f"{row['item']}.{row['quantity']}",
            "printed": row["printed"],
            "recomputed": row["recomputed"]["text"] if row["recomputed"] else "-",
            "fits": VERDICTS[row["verdict"]].format(len(row["fits"])),
        }
        for row in rows
        if row["verdict"] != "stated"
    ]
    if shown:
        yield as_table(shown[:MOST_NUMBERS], title="each number by the data beside it")
    for row in rows:
        if row["verdict"] == "does_not_fit":
            yield Line("  " + nearest.line(f"{row['item']}.{row['quantity']}", row["nearest"]))


def _end(bound: dict[str, Any], end: str) -> Any:
    if not bound[f"{end}_infinite"]:
        return bound[end]
    usual = -1 if end == "min" else 1
    sign = bound.get(f"{end}_infinite_sign", usual)
    return "unbounded" if sign == usual else "∞" if sign > 0 else "-∞"


def _brief(value: Any) -> Any:
    """An item of a solution in a few words."""
    if not isinstance(value, dict):
        return value
    if "k1" in value:
        p = f", P {notation.brief(value['p'])}" if value.get("p") is not None else ""
        return f"{value['k1']}/{value['n1']} v {value['k2']}/{value['n2']}{p}"
    if "u_high" in value:
        low, high = value["u_high"]
        return f"n {value['n1']} v {value['n2']}, U {low} to {high}"
    if "rows" in value:
        p = f", P {notation.brief(value['p'])}" if value.get("p") is not None else ""
        return " v ".join("/".join(map(str, row)) for row in value["rows"]) + p
    if isinstance(value.get("p"), list):
        return "P " + " to ".join(dict.fromkeys(notation.brief(float(p)) for p in value["p"]))
    if "k" in value and "n" in value:
        return f"{value['k']}/{value['n']}"
    return ", ".join(
        f"{name} {notation.brief(one)}"
        for name, one in value.items()
        if isinstance(one, int | float | str) and not isinstance(one, bool)
    )
