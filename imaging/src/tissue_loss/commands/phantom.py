"""``passion phantom``: simulated infants whose tissue loss ratio is known."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from printed.cli.output import check_folder, print_result
from printed.errors import InputError
from printed.fit.result import Result


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("phantom")(phantom)


def phantom(
    out: Annotated[Path, typer.Option(help="Folder; one folder a phantom is made in it.")],
    seed: Annotated[int, typer.Option(help="Of the first phantom; the next count up.")] = 1,
    count: Annotated[int, typer.Option(help="How many.")] = 1,
    voxel: Annotated[float, typer.Option(help="Edge of a voxel in mm.")] = 2.0,
    template: Annotated[str | None, typer.Option(help="Folder of the infant atlas.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    """Two simulated MRI sessions of an infant with a stroke, and the true ratio."""
    from tissue_loss.phantom import Recipe, build
    from tissue_loss.phantom_files import save_phantom, save_table

    if count < 1:
        raise InputError(f"--count {count}: give 1 or more")
    if not 0.5 <= voxel <= 6:
        raise InputError(f"--voxel {voxel}: give 0.5 to 6 mm")
    if seed < 0:
        raise InputError(f"--seed {seed}: give 0 or more")
    check_folder(out)
    rows: list[dict[str, Any]] = []
    for number in range(seed, seed + count):
        made = build(Recipe(number, voxel), template)
        rows.append(save_phantom(made, out / f"phantom-{number:04d}"))
        print(f"{len(rows)}/{count} {rows[-1]['subject']}", file=sys.stderr)
    save_table(rows, out)
    call = {"seed": seed, "count": count, "voxel": voxel, "template": template}
    print_result(
        Result(rows, call=call),
        as_json=as_json,
        columns=("subject", "true_ratio_percent", "side"),
        title="Phantoms",
    )
    return 0
