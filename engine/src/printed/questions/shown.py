"""The answers that are no plain list of rows, in the lines and tables that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from printed import notation
from printed.fit.result import Result
from printed.questions.answer import Block, Line, as_table

FEW_ROWS = 10  # explicit solutions that a reader is shown


def samples(result: Result, members: bool, limit: int) -> Iterator[Block]:
    """How many samples fit, what is possible, the bounds; draws and members where asked for."""
    results = result.results
    count = results["datasets"]
    yield Line("samples that fit: " + (count if count is not None else "not counted"))
    if "reason" in results:
        yield Line(f"  {results['reason']}")
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
            for sample in listed[:limit]:
                yield Line("  " + " ".join(map(str, sample)))
    if members and "members" not in results and count is not None:
        yield Line("too many to list; raise --max-results, or --draw some")
    if result.truncated and (not members or "members" in results):
        yield Line("the list was cut; raise --max-results to see more")
    for name, answer in results.get("by_convention", {}).items():
        yield Line(f"under {name}: {answer['datasets'] or answer.get('reason')}")
    yield Line(f"conventions tried: {', '.join(result.conventions)}")
    left = ", ".join(row["convention"] for row in result.not_tried)
    yield Line(f"not tried, as not asked for: {left}")


def solutions(result: Result) -> Iterator[Block]:
    """The first solutions, the conventions that have one, what contradicts, and the bounds."""
    found = result.results
    if result.call.get("source"):
        yield Line(result.call["source"])
    rows = []
    for solution in found["solutions"][:FEW_ROWS]:
        row = {name: _brief(value) for name, value in solution.items() if name != "conventions"}
        rows.append({**row, "conventions": len(solution["conventions"])})
    yield as_table(rows, title="data that agree with all printed numbers")
    left = len(found["solutions"]) - len(rows)
    if left or result.truncated:
        yield Line(f"and {left}{' or more' if result.truncated else ''} further solutions")
    fitting = [name for name, one in found["by_convention"].items() if one["solutions"]]
    yield Line(f"conventions with a solution: {len(fitting)} of {len(found['by_convention'])}")
    for name in fitting[:FEW_ROWS]:
        yield Line(f"  {name}")
    for mixture in found["mixtures"][:FEW_ROWS]:
        named = [f"{name}={value}" for name, value in mixture.items() if isinstance(value, int)]
        yield Line(f"only with mixed conventions: {', '.join(named)}")
    if found["conflict"]:
        yield Line(f"these contradict each other: {', '.join(found['conflict'])}")
    bounds = [
        {"quantity": name, "min": _end(one, "min"), "max": _end(one, "max")}
        for name, one in found["bounds"].items()
    ]
    if bounds and found["solutions"]:
        yield as_table(bounds, title="range over all solutions")
    for untried in result.not_tried:
        yield Line(f"not tried: {untried['convention']} ({untried['reason']})")


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
    return f"{value['k']}/{value['n']}" if "k" in value else f"n {value['n']}"
