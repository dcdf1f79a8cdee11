"""The list of subcommands, in the order in which ``passion --help`` shows them."""

from __future__ import annotations

import importlib

import typer

# One module of passion.cli each; every module has `register(app)`.
MODULES: tuple[str, ...] = (
    "percent", "table", "solve", "sample", "ranksum", "verify", "records", "reconstruct",
    "tissue_loss", "phantom",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add every subcommand to the app, once."""
    if app.registered_commands or app.registered_groups:
        return
    for name in MODULES:
        importlib.import_module(f"passion.cli.{name}").register(app)
