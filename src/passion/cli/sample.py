"""``passion sample``: which samples have the printed mean, SD, median, quartiles."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from passion.cli.options import Json, MaxResults, Rounding, row_limit
from passion.cli.output import print_json, print_table
from passion.compatible import samples
from passion.compatible.result import Result
from passion.compatible.samples.search import MAX_RESULTS
from passion.errors import InputError

Text = str | None


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("sample")(command)


def _option(text: str, *names: str) -> Any:
    return typer.Option(*names, help=text, show_default=False)


def command(
    n: Annotated[str, _option("sample size")],
    mean: Annotated[Text, _option("as printed, such as 89, 3.10 or '89±21'")] = None,
    sd: Annotated[Text, _option("standard deviation as printed")] = None,
    ddof: Annotated[str, typer.Option(help="the SD divides by n - ddof: 1 or 0")] = "1",
    se: Annotated[Text, _option("standard error of the mean as printed")] = None,
    median: Annotated[Text, _option("as printed, such as -0.4 or '0.3 [0.8]'")] = None,
    iqr: Annotated[Text, _option("quartile distance 0.8, or quartiles -0.1:0.7")] = None,
    quartile: Annotated[
        list[str] | None, _option("type-1 to type-9 or tukey; repeatable (type-7 if left out)")
    ] = None,
    low: Annotated[Text, _option("lowest possible value", "--min")] = None,
    high: Annotated[Text, _option("highest possible value", "--max")] = None,
    lowest: Annotated[Text, _option("smallest value of the sample, as printed")] = None,
    highest: Annotated[Text, _option("largest value of the sample, as printed")] = None,
    step: Annotated[
        Text, _option("values are multiples of step/items (any real if left out)")
    ] = None,
    items: Annotated[Text, _option("items averaged into each value")] = None,
    share: Annotated[
        list[str] | None, _option("such as '<100=30%' or '>=5=3/10'; repeatable")
    ] = None,
    draw: Annotated[str, typer.Option(help="draw so many compatible samples")] = "0",
    seed: Annotated[int | None, _option("seed of the draws")] = None,
    law: Annotated[
        str, typer.Option(help="uniform over multisets, or over ordered samples")
    ] = "multisets",
    bound: Annotated[
        list[str] | None,
        _option(
            "mean, sd, median, q1, q3, min, max, 'share<X', 'share<=X', 'count<X' or t:MU; "
            "repeatable"
        ),
    ] = None,
    members: Annotated[bool, _option("list every compatible sample", "--list")] = False,
    rounding: Rounding = None,
    max_results: MaxResults = None,
    json: Json = False,
) -> None:
    """Count, list, draw and bound every sample that fits printed statistics.

    Example: passion sample --n 10 --mean 89 --sd 21 --min 0 --max 200 --step 1 --bound 'share<100'
    """
    limit = row_limit(max_results, json, MAX_RESULTS)
    if limit < 0:
        raise InputError(f"--max-results must not be negative, not {limit}")
    result = samples.search(
        n,  # type: ignore[arg-type]
        mean=mean,
        sd=sd,
        ddof=ddof,
        se=se,
        median=median,
        iqr=iqr,
        quartile=quartile or "type-7",
        min=low,
        max=high,
        lowest=lowest,
        highest=highest,
        step=step,
        items=items,
        share=share or [],
        draw=draw,  # type: ignore[arg-type]
        seed=seed,
        law=law,
        bound=bound or [],
        members=members,
        rounding=rounding or "half-up",
        max_results=limit,
    )
    if json:
        print_json(result.json())
    else:
        _show(result, members, limit)


def _show(result: Result, members: bool, limit: int) -> None:
    """The answer as readable tables."""
    results = result.results
    count = results["datasets"]
    print("samples that fit: " + (count if count is not None else "not counted"))
    if "reason" in results:
        print(f"  {results['reason']}")
    for name in ("grim", "grimmer", "debit"):
        if results[name] is not None:
            print(f"{name}: {'possible' if results[name] else 'no such sample'}")
    rows = [{"of": name, **bound} for name, bound in results["bounds"].items()]
    for row in rows:
        row["attained"] = "yes" if row["attained"] else "no"
        for side in ("min", "max"):
            if row[f"{side}_infinite"]:
                row[side] = "unbounded"
    if rows:
        print_table(rows, ("of", "min", "max", "attained", "method"), "bounds over all of them")
    for title, listed in (("draws", results["draws"]), ("list", results.get("members", []))):
        if listed:
            print(f"{title}:")
            for sample in listed[:limit]:
                print("  " + " ".join(map(str, sample)))
    if members and "members" not in results and count is not None:
        print("too many to list; raise --max-results, or --draw some")
    for name, answer in results.get("by_convention", {}).items():
        print(f"under {name}: {answer['datasets'] or answer.get('reason')}")
    print(f"conventions tried: {', '.join(result.conventions)}")
    print(
        "not tried, as not asked for: " + ", ".join(row["convention"] for row in result.not_tried)
    )
