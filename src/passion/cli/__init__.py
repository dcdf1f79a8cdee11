"""The ``passion`` command: the engine's subcommands, this paper's, and the imaging's."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from printed import cli
from printed.cli import commands

# In the order in which ``passion --help`` shows them.
OWN = tuple(f"passion.cli.{name}" for name in ("verify", "records", "reconstruct"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code, as `printed.cli.main` does.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``passion``; those of the process when left out.
    """
    # This paper's `verify` stands in for the engine's: it needs no folder.
    engine = (name for name in commands.ENGINE if name != "printed.cli.verify")
    modules = (*engine, *OWN, *commands.offered())
    return cli.main(arguments, program="passion", modules=modules)


if __name__ == "__main__":
    sys.exit(main())
