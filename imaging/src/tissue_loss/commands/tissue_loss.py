"""``tissue-loss``: the ratio of one infant, or of a table of infants."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from printed import limits, notation
from printed.batch import check_jobs
from printed.cli import output
from printed.cli.output import EXIT_BAD_INPUT, check_folder, print_json, print_result
from printed.errors import InputError
from printed.fit.result import Result
from tissue_loss.inputs import LANDMARKS, ROLES, missing, option

COLUMNS = ("subject", "side", "ratio_percent", "ratio_se_points", "growth", "lesion_fraction")
RESULTS = "results.jsonl"
TABLE_COLUMNS = ("subject", "side", "template", *LANDMARKS, *ROLES)
NEEDED = ("subject", "neonatal_t2", "month3_t2")
POINTS = 'Three midline points in mm, "x,y,z x,y,z x,y,z", instead of registration.'


def _file(role: str) -> Any:
    return typer.Option(help=ROLES[role], rich_help_panel="Files, all NIfTI (.nii or .nii.gz)")


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("tissue-loss")(tissue_loss)


def tissue_loss(
    out: Annotated[Path, typer.Option(help="Folder for JSON, CSV row and pages to check by eye.")],
    neonatal_t2: Annotated[str | None, _file("neonatal_t2")] = None,
    neonatal_dwi: Annotated[str | None, _file("neonatal_dwi")] = None,
    neonatal_adc: Annotated[str | None, _file("neonatal_adc")] = None,
    neonatal_seeds: Annotated[str | None, _file("neonatal_seeds")] = None,
    neonatal_lesion: Annotated[str | None, _file("neonatal_lesion")] = None,
    neonatal_tissue: Annotated[str | None, _file("neonatal_tissue")] = None,
    neonatal_mask: Annotated[str | None, _file("neonatal_mask")] = None,
    month3_t2: Annotated[str | None, _file("month3_t2")] = None,
    month3_t1: Annotated[str | None, _file("month3_t1")] = None,
    month3_seeds: Annotated[str | None, _file("month3_seeds")] = None,
    month3_lesion: Annotated[str | None, _file("month3_lesion")] = None,
    month3_tissue: Annotated[str | None, _file("month3_tissue")] = None,
    month3_mask: Annotated[str | None, _file("month3_mask")] = None,
    month3_peduncles: Annotated[str | None, _file("month3_peduncles")] = None,
    side: Annotated[str, typer.Option(help="Affected side: auto, L or R.")] = "auto",
    template: Annotated[str | None, typer.Option(help="Folder of the infant atlas.")] = None,
    neonatal_landmarks: Annotated[str | None, typer.Option(help=POINTS)] = None,
    month3_landmarks: Annotated[str | None, typer.Option(help=POINTS)] = None,
    resample: Annotated[
        bool,
        typer.Option("--resample", help="Lay diffusion and T1 onto the T2 scan (rigid)."),
    ] = False,
    left_larger: Annotated[
        float,
        typer.Option(help="By how many percent a healthy left side is taken to be larger."),
    ] = 0.0,
    subject: Annotated[str | None, typer.Option(help="Name in the output.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            help="CSV, one row an infant: columns subject, the files' options with _ or -, side, "
            "template, landmarks."
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes for --batch.")] = 1,
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    """Tissue loss ratio from two MRI scans (operational, the project's own formula)."""
    given: dict[str, Any] = {
        name: value for name, value in locals().items() if name in ROLES and value is not None
    }
    if not -5 <= left_larger <= 5:
        raise InputError(f"--left-larger {left_larger}: give -5 to 5 percent")
    given |= {"side": side, "template": template, "resample": resample, "left_larger": left_larger}
    for name in LANDMARKS:
        text = locals()[name]
        if text is not None:
            given[name] = landmarks(text, f"--{option(name)}")
    check_jobs(jobs)
    if batch is not None:
        single = sorted(set(given) & {*ROLES, *LANDMARKS})
        if single:
            raise InputError(
                f"--batch has a column for it in each infant's row; leave out --{option(single[0])}"
            )
        return _batch(batch, out, given, jobs, scheduler, as_json)
    from tissue_loss.output import measure_and_write

    lack = missing(given)
    if lack is not None:
        raise InputError(lack[1])
    name = subject_name(subject, None, None) if subject is not None else _name_of(out)
    check_folder(out)
    result = measure_and_write({"inputs": given | {"subject": name}, "out": str(out)})
    _show(result, given, as_json)
    return 0


def _name_of(out: Path) -> str:
    """The folder's name as the subject's, where it can be one."""
    try:
        return subject_name(out.resolve().name, None, None)
    except InputError as error:
        raise InputError(
            f"--out {out.resolve().name!r} cannot be the subject's name too: add --subject NAME"
        ) from error


def landmarks(
    text: str, name: str, file: str | None = None, row: int | None = None
) -> list[list[float]]:
    """Three points from ``x,y,z x,y,z x,y,z``.

    Examples
    --------
    >>> landmarks("0,1,2 3,4,5 6,7,-8", "--month3-landmarks")[2]
    [6.0, 7.0, -8.0]
    """
    try:
        points = [[float(number) for number in point.split(",")] for point in text.split()]
    except ValueError:
        points = []
    if len(points) != 3 or any(len(point) != 3 for point in points):
        raise InputError(
            f'{name} needs three points in mm: "x,y,z x,y,z x,y,z"',
            file=file,
            row=row,
            column=None if row is None else name,
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


def read_batch(path: Path) -> list[dict[str, str]]:
    """Rows of a batch table; file names are relative to the table's folder.

    Columns are parted by commas, or by semicolons or tabs as spreadsheets write them.

    Raises
    ------
    InputError
        Not a table of these columns, or two rows of one subject.
    """
    file = str(path)
    try:
        with path.open("rb") as opened:
            handle = io.StringIO(limits.TEXT_BYTES.read(opened, file).decode("utf-8-sig"), "")
            first = handle.readline()
            parted = max(",;\t", key=first.count)
            names = [
                name.strip().lower().replace("-", "_")
                for name in next(csv.reader([first], delimiter=parted), [])
            ]
            rows = [
                dict(zip(names, (cell.strip() for cell in row), strict=False))
                for row in csv.reader(handle, delimiter=parted)
                if any(row)
            ]
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=file) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError("cannot be read as a CSV table", file=file) from error
    for needed in NEEDED:
        if needed not in names:
            raise InputError(f"column {needed} is missing", file=file, row=1, column=needed)
    twice = sorted(name for name in set(names) if names.count(name) > 1)
    if twice:
        raise InputError(f"column {twice[0]!r} stands twice", file=file, row=1, column=twice[0])
    unknown = sorted(set(names) - set(TABLE_COLUMNS))
    if unknown:
        raise InputError(f"column {unknown[0]!r} is unknown", file=file, row=1, column=unknown[0])
    if not rows:
        raise InputError("the table has no rows", file=file)
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        for needed in NEEDED:
            if not row.get(needed):
                raise InputError("is empty", file=file, row=number, column=needed)
        row["subject"] = subject_name(row["subject"], file, number)
        if row["subject"] in seen:
            raise InputError(
                f"subject {row['subject']!r} occurs twice", file=file, row=number, column="subject"
            )
        seen.add(row["subject"])
        for name in LANDMARKS:
            if row.get(name):
                landmarks(row[name], name, file, number)
    return rows


def _batch(
    table: Path, out: Path, shared: dict[str, Any], jobs: int, scheduler: str | None, as_json: bool
) -> int:
    from printed import batch
    from tissue_loss.output import measure_and_write, whole, write_batch

    rows = read_batch(table)
    check_folder(out)
    items = {}
    for number, row in enumerate(rows, start=2):
        inputs = dict(shared)
        stamps = {}
        for name in ROLES:
            if row.get(name):
                path = table.parent / row[name]
                inputs[name] = str(path)
                if path.is_file():  # a scan that was replaced is measured again
                    stamps[name] = [path.stat().st_size, path.stat().st_mtime_ns]
        inputs |= {"subject": row["subject"], "side": row.get("side") or shared["side"]}
        if row.get("template"):
            inputs["template"] = str(table.parent / row["template"])
        inputs |= {name: landmarks(row[name], name) for name in LANDMARKS if row.get(name)}
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
        whole(out, lambda folder: write_batch(folder, told))
    call = {"batch": str(table)}
    if as_json:
        print_json(Result(told, call=call).json() | {"failed": faults})
    else:
        print_result(
            Result(results, call=call), as_json=False, columns=COLUMNS, title="Tissue loss ratio"
        )
    _warn(results)
    for fault in faults:
        place = f"{fault['file']}: " if fault["file"] else ""
        print(f"{output.program}: {fault['subject']}: {place}{fault['message']}", file=sys.stderr)
    if faults:
        print(
            f"{output.program}: {len(faults)} of {len(items)} not measured: "
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
    for kind in ("alternatives", "asymmetry"):
        known = {name: value for name, value in result[kind].items() if value is not None}
        unit, places = ("%", 0) if kind == "alternatives" else ("", 2)
        told = ", ".join(
            f"{name} {notation.text(value, places)}{unit}" for name, value in known.items()
        )
        if told:
            print(f"{kind}: {told}")
    print(result["definition"])
    _warn([result])


def _warn(results: list[dict[str, Any]]) -> None:
    """Each infant's warnings, and their number where there are several infants."""
    for result in results:
        whose = f"{result['subject']}: " if len(results) > 1 else ""
        for line in result["warnings"]:
            print(f"{output.program}: warning: {whose}{line}", file=sys.stderr)
    if len(results) > 1:
        count = sum(len(result["warnings"]) for result in results)
        warned = sum(bool(result["warnings"]) for result in results)
        print(
            f"{output.program}: {count} warnings in {warned} of {len(results)} infants measured",
            file=sys.stderr,
        )
