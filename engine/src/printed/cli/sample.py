"""``printed sample``: which samples have the printed mean, SD, median, quartiles."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from printed import questions
from printed.cli.options import Json, MaxResults, Rounding, row_limit
from printed.cli.output import print_answer, working
from printed.fit.samples.search import MAX_RESULTS

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
    median: Annotated[
        Text, _option("as printed, such as -0.4, '0.3 [0.8]' or '0.3 [-0.1 to 0.7]'")
    ] = None,
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

    Example: printed sample --n 10 --mean 89 --sd 21 --min 0 --max 200 --step 1 --bound 'share<100'
    """
    with working("searching samples"):
        answer = questions.sample(
            n,
            mean=mean,
            sd=sd,
            ddof=ddof,
            se=se,
            median=median,
            iqr=iqr,
            quartile=quartile,
            min=low,
            max=high,
            lowest=lowest,
            highest=highest,
            step=step,
            items=items,
            share=share or [],
            draw=draw,
            seed=seed,
            law=law,
            bound=bound or [],
            members=members,
            rounding=rounding,
            max_results=row_limit(max_results, json, MAX_RESULTS),
        )
    print_answer(answer, as_json=json)
