"""``tissue-loss``: the ratio of one infant, or of a table of infants."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from printed.batch import check_jobs
from printed.cli.output import EXIT_BAD_INPUT, check_folder, print_json, print_result
from printed.errors import InputError
from printed.fit.result import Result

FILES = (
    "neonatal_t2",
    "neonatal_dwi",
    "neonatal_adc",
    "neonatal_seeds",
    "month3_t2",
    "month3_t1",
    "month3_seeds",
    "neonatal_mask",
    "month3_mask",
)
NEEDED = ("neonatal_t2", "neonatal_seeds", "month3_t2", "month3_seeds")
COLUMNS = (
    "subject",
    "side",
    "ratio_percent",
    "ratio_se_points",
    "growth",
    "expected_ml",
    "observed_ml",
    "lesion_fraction",
)
RESULTS = "results.jsonl"

Scan = Annotated[str | None, typer.Option()]


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("tissue-loss")(tissue_loss)


def tissue_loss(
    out: Annotated[Path, typer.Option(help="Folder for JSON, CSV row and picture.")],
    neonatal_t2: Scan = None,
    neonatal_dwi: Scan = None,
    neonatal_adc: Scan = None,
    neonatal_seeds: Scan = None,
    month3_t2: Scan = None,
    month3_t1: Scan = None,
    month3_seeds: Scan = None,
    neonatal_mask: Scan = None,
    month3_mask: Scan = None,
    side: Annotated[str, typer.Option(help="Affected side: auto, L or R.")] = "auto",
    template: Annotated[str | None, typer.Option(help="Folder of the infant atlas.")] = None,
    neonatal_landmarks: Annotated[
        str | None,
        typer.Option(
            help='Three midline points in mm, "x,y,z x,y,z x,y,z", instead of registration.'
        ),
    ] = None,
    month3_landmarks: Scan = None,
    subject: Annotated[str | None, typer.Option(help="Name in the output.")] = None,
    batch: Annotated[
        Path | None, typer.Option(help="CSV with these options as columns, and subject.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes for --batch.")] = 1,
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    """Tissue loss ratio from two MRI scans (operational, the project's own formula)."""
    given: dict[str, Any] = {
        name: value for name, value in locals().items() if name in FILES and value is not None
    }
    given |= {"side": side, "template": template}
    for name in ("neonatal_landmarks", "month3_landmarks"):
        text = locals()[name]
        if text is not None:
            given[name] = landmarks(text, name)
    check_jobs(jobs)
    if batch is not None:
        single = sorted(set(given) & set(FILES))
        if single:
            raise InputError(
                f"--batch names the files itself; leave out --{single[0].replace('_', '-')}"
            )
        return _batch(batch, out, given, jobs, scheduler, as_json)
    from tissue_loss.output import measure_and_write

    _require(given, None, None)
    name = subject_name(subject if subject is not None else out.resolve().name, None, None)
    check_folder(out)
    result = measure_and_write({"inputs": given | {"subject": name}, "out": str(out)})
    _show(result, given, as_json)
    return 0


def landmarks(text: str, name: str) -> list[list[float]]:
    """Three points from ``x,y,z x,y,z x,y,z``.

    Examples
    --------
    >>> landmarks("0,1,2 3,4,5 6,7,-8", "month3_landmarks")[2]
    [6.0, 7.0, -8.0]
    """
    try:
        points = [[float(number) for number in point.split(",")] for point in text.split()]
    except ValueError:
        points = []
    if len(points) != 3 or any(len(point) != 3 for point in points):
        raise InputError(
            f'--{name.replace("_", "-")} needs three points in mm: "x,y,z x,y,z x,y,z"'
        )
    return points


def subject_name(text: str, file: str | None, row: int | None) -> str:
    """The name if it can be a folder's name too.

    Examples
    --------
    >>> subject_name("sub-01", None, None)
    'sub-01'
    """
    if not re.fullmatch(r"[\w.-]+", text) or text.startswith("."):
        raise InputError(
            f"subject {text!r} must be letters, digits, dot, dash or underscore",
            file=file,
            row=row,
            column=None if row is None else "subject",
        )
    return text


def _require(given: dict[str, Any], file: str | None, row: int | None) -> None:
    for name in NEEDED:
        if not given.get(name):
            raise InputError(
                f"--{name.replace('_', '-')} is needed",
                file=file,
                row=row,
                column=None if row is None else name,
            )


def read_batch(path: Path) -> list[dict[str, str]]:
    """Rows of a batch table; file names are relative to the table's folder.

    Raises
    ------
    InputError
        Not a table of these columns, or two rows of one subject.
    """
    file = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            names = [name.strip().replace("-", "_") for name in reader.fieldnames or []]
            rows = [dict(zip(names, row.values(), strict=False)) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("cannot be read as a CSV table", file=file) from error
    for needed in ("subject", *NEEDED):
        if needed not in names:
            raise InputError(f"column {needed} is missing", file=file, row=1, column=needed)
    unknown = sorted(set(names) - {"subject", "side", *FILES})
    if unknown:
        raise InputError(f"column {unknown[0]!r} is unknown", file=file, row=1, column=unknown[0])
    if not rows:
        raise InputError("the table has no rows", file=file)
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        row["subject"] = subject_name((row["subject"] or "").strip(), file, number)
        if row["subject"] in seen:
            raise InputError(
                f"subject {row['subject']!r} occurs twice", file=file, row=number, column="subject"
            )
        seen.add(row["subject"])
    return rows


def _batch(
    table: Path, out: Path, shared: dict[str, Any], jobs: int, scheduler: str | None, as_json: bool
) -> int:
    from printed import batch
    from tissue_loss.output import measure_and_write, whole, write_rows

    rows = read_batch(table)
    check_folder(out)
    items = {}
    for number, row in enumerate(rows, start=2):
        inputs = dict(shared)
        stamps = {}
        for name in FILES:
            if row.get(name):
                path = table.parent / row[name].strip()
                inputs[name] = str(path)
                if path.is_file():  # a scan that was replaced is measured again
                    stamps[name] = [path.stat().st_size, path.stat().st_mtime_ns]
        inputs |= {"subject": row["subject"], "side": (row.get("side") or "auto").strip()}
        items[row["subject"]] = {
            "inputs": inputs,
            "stamps": stamps,
            "row": number,
            "out": str(out / row["subject"]),
        }
    done, failed = {}, {}
    for count, outcome in enumerate(
        batch.run(items, measure_and_write, jobs=jobs, scheduler=scheduler, done=out / RESULTS),
        start=1,
    ):
        if outcome.error is None:
            done[outcome.key] = outcome.value
        else:
            failed[outcome.key] = outcome.error
        _progress(count, len(items), outcome.key, outcome.error)
    results = [done[name] for name in items if name in done]
    told = [done.get(name) or {"subject": name, "error": failed[name]} for name in items]
    faults = [{"subject": name, **failed[name]} for name in items if name in failed]
    if results:
        whole(out, lambda folder: write_rows(folder / "tissue_loss.csv", results))
    call = {"batch": str(table)}
    if as_json:
        print_json(Result(told, call=call).json() | {"failed": faults})
    else:
        print_result(
            Result(results, call=call), as_json=False, columns=COLUMNS, title="Tissue loss ratio"
        )
    for fault in faults:
        place = f"{fault['file']}: " if fault["file"] else ""
        print(f"passion: {fault['subject']}: {place}{fault['message']}", file=sys.stderr)
    if faults:
        print(
            f"passion: {len(faults)} of {len(items)} not measured: "
            f"{', '.join(fault['subject'] for fault in faults)}",
            file=sys.stderr,
        )
    return EXIT_BAD_INPUT if faults else 0


def _progress(count: int, total: int, key: str, error: dict[str, Any] | None) -> None:
    width = 24
    full = width * count // total
    bar = "#" * full + "." * (width - full)
    end = "\n" if count == total or not sys.stderr.isatty() else ""
    start = "\r" if sys.stderr.isatty() else ""
    state = "done" if error is None else "not measured"
    print(f"{start}[{bar}] {count}/{total} {key} {state}", end=end, file=sys.stderr, flush=True)


def _show(result: dict[str, Any], call: dict[str, Any], as_json: bool) -> None:
    call = {name: value for name, value in call.items() if value is not None}
    if as_json:
        print_json(Result(result, call=call).json())
        return
    print_result(
        Result([result], call=call), as_json=False, columns=COLUMNS, title="Tissue loss ratio"
    )
    print(result["definition"])
    for line in result["warnings"]:
        print(f"passion: warning: {line}", file=sys.stderr)
