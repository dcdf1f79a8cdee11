"""The list of subcommands, in the order in which ``printed --help`` shows them."""

from __future__ import annotations

from importlib.metadata import entry_points

GROUP = "printed.commands"
# One module each; every module has `register(app)`.
NAMES = (
    "percent", "table", "solve", "sample", "ranksum", "ttest", "read", "check", "lint", "kinds",
    "verify", "new",
)  # fmt: skip
ENGINE = tuple(f"printed.cli.{name}" for name in NAMES)


def offered() -> tuple[str, ...]:
    """Modules of other installed distributions that bring a subcommand, by their order of name."""
    return tuple(found.value for found in sorted(entry_points(group=GROUP), key=lambda e: e.name))


def installed() -> tuple[str, ...]:
    """The engine's subcommands, then those of other distributions."""
    return (*ENGINE, *offered())
