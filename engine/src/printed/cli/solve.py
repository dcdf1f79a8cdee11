"""``printed solve``: all data that fit a problem file; many files in parallel."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from printed import limits, problem, questions
from printed.cli import output
from printed.cli.options import Json
from printed.cli.output import print_answer, print_json, print_table, working
from printed.errors import InputError
from printed.fit.result import Result
from printed.problem.solve import MAX_RESULTS
from printed.questions.answer import plain

SUFFIXES = (".yaml", ".yml")
EXIT_NO_SOLUTION, EXIT_BAD_INPUT = 1, 2


def register(app: typer.Typer) -> None:
    """Add the subcommand to the app."""
    app.command("solve")(command)


def command(
    files: Annotated[
        list[str], typer.Argument(help="problem files, or folders of them", metavar="FILE...")
    ],
    jobs: Annotated[int, typer.Option(help="local processes; -1 for one a core")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(help="address of a Dask scheduler that does the work instead")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            help="file of results, one JSON object a line as they come; a second run goes on "
            "from it. A problem that has changed is solved anew, and only its newest line stays"
        ),
    ] = None,
    max_results: Annotated[int, typer.Option(help="most solutions to list")] = MAX_RESULTS,
    json: Json = False,
) -> None:
    """Find all data that agree with every printed number of a problem file.

    With several files or a folder there is one result a file; a file that cannot be used stops
    none of the others. The exit code is 1 where printed numbers contradict each other.

    Example: printed solve problems/passion_2025.yaml
    """
    paths, several = find(files)
    if not several and jobs == 1 and scheduler is None and out is None:
        with working("solving"):
            answer = questions.solve(paths[0], max_results)
        print_answer(answer, as_json=json)
        raise typer.Exit(EXIT_NO_SOLUTION if answer.result.results["conflict"] else 0)
    rows = []
    for row in solve_many(paths, max_results, jobs=jobs, scheduler=scheduler, out=out):
        rows.append(row)
        if "error" in row:
            print(f"{output.program}: {InputError(**row['error'])}", file=sys.stderr)
        elif sys.stderr.isatty():
            print(f"\rsolved {len(rows)} of {len(paths)} ", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    rows.sort(key=lambda row: paths.index(row["file"]))
    if json:
        print_json(together(rows, paths).json())
    else:
        print_table([summary(row) for row in rows], title="one row a problem file")
    bad = any("error" in row for row in rows)
    unsolved = any("error" not in row and row["conflict"] for row in rows)
    raise typer.Exit(EXIT_BAD_INPUT if bad else EXIT_NO_SOLUTION if unsolved else 0)


def find(files: Sequence[str]) -> tuple[list[str], bool]:
    """The problem files named, folders opened; and whether several were asked for.

    Raises
    ------
    InputError
        If a file is not there, or a folder holds none.
    """
    found: list[str] = []
    for name in files:
        path = Path(name)
        if path.is_dir():
            inside = sorted(str(one) for one in path.iterdir() if one.suffix in SUFFIXES)
            if not inside:
                raise InputError("the folder holds no file that ends in .yaml", file=name)
            found += inside
        elif path.exists():
            found.append(name)
        else:
            raise InputError("there is no such file", file=name)
    return list(dict.fromkeys(found)), len(files) > 1 or Path(files[0]).is_dir()


def solve_many(
    paths: Sequence[str],
    max_results: int = MAX_RESULTS,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    out: str | None = None,
) -> Iterator[dict[str, Any]]:
    """The results of many problem files, as they come.

    Parameters
    ----------
    paths : sequence of str
    max_results : int
    jobs, scheduler, out
        See `printed.batch.run`; ``out`` is its file of finished items.

    Yields
    ------
    dict
        ``{"file", "solutions", "by_convention", "mixtures", "conflict", "bounds", "truncated",
        "conventions", "not_tried"}``, or ``{"file", "error"}``.
    """
    from printed import batch

    items = ((path, read_item(path, max_results)) for path in paths)
    for outcome in batch.run(items, solve_item, jobs=jobs, scheduler=scheduler, done=out):
        if outcome.error is not None:
            yield {"file": outcome.key, "error": {**outcome.error, "file": outcome.key}}
        else:
            yield {"file": outcome.key, **outcome.value}


def read_item(path: str, max_results: int) -> dict[str, Any]:
    """A file as an item that can travel: its text, or why it cannot be read."""
    item: dict[str, Any] = {"file": path, "max_results": max_results}
    try:
        with Path(path).open("rb") as opened:
            data = limits.TEXT_BYTES.read(opened, path)
        return {**item, "text": data.decode("utf-8-sig")}
    except InputError as error:
        return {**item, "error": error.message}
    except OSError as error:
        return {**item, "error": f"cannot be read ({error.strerror or error})"}
    except UnicodeDecodeError:
        return {**item, "error": "is not UTF-8 text"}


def solve_item(item: dict[str, Any]) -> dict[str, Any]:
    """Solve one item of `read_item`; what a worker runs."""
    if "error" in item:
        raise InputError(item["error"], file=item["file"])
    read = problem.read_problem_text(item["text"], item["file"])
    found = problem.solve(read, max_results=item["max_results"])
    extra = {
        "truncated": found.truncated,
        "conventions": list(found.conventions),
        "not_tried": list(found.not_tried),
        "searched": {name: list(ends) for name, ends in found.searched.items()},
    }
    return json_text.loads(json_text.dumps(plain({**found.results, **extra})))


def together(rows: list[dict[str, Any]], paths: Sequence[str]) -> Result:
    """The results of several files as one: cut where any is, with all that was and was not tried.

    >>> row = {"file": "a", "truncated": True, "conventions": ["fisher"], "not_tried": []}
    >>> together([row, {"file": "b", "error": {}}], ["a", "b"]).truncated
    True
    """
    solved = [row for row in rows if "error" not in row]
    missed = {
        (one["convention"], one["reason"]): one
        for row in solved
        for one in row.get("not_tried", ())
    }
    return Result(
        rows,
        call={"files": list(paths)},
        conventions=list(dict.fromkeys(c for row in solved for c in row.get("conventions", ()))),
        not_tried=list(missed.values()),
        truncated=any(row.get("truncated", False) for row in solved),
    )


def summary(row: dict[str, Any]) -> dict[str, Any]:
    """A result as one row of a readable table."""
    if "error" in row:
        return {"file": row["file"], "solutions": None, "what": row["error"]["message"]}
    fitting = [name for name, one in row["by_convention"].items() if one["solutions"]]
    if fitting:
        what = fitting[0] + (f" and {len(fitting) - 1} more" if len(fitting) > 1 else "")
    elif row["mixtures"]:
        what = "only under mixed conventions"
    elif not row["conflict"]:
        what = "none up to " + ", ".join(f"{n} {last}" for n, last in row["none_up_to"].items())
    else:
        what = "contradict each other: " + ", ".join(row["conflict"])
    more = "+" if row["truncated"] else ""
    return {"file": row["file"], "solutions": f"{len(row['solutions'])}{more}", "what": what}
