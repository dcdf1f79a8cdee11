"""The ``passion`` command: one module a subcommand, one wrapper for errors and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from passion.cli.output import report_error
from passion.errors import InputError

EXIT_DONE, EXIT_CHECK_FAILED, EXIT_BAD_INPUT, EXIT_INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="passion",
    help="Which data could have produced these printed numbers?",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # paragraphs of the help are set to the width of the screen
)


def _register() -> None:
    """Give the app its subcommands, each from the module that bears its name."""
    from passion.cli import commands

    commands.register(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``passion``; those of the process when left out.

    Returns
    -------
    int
        0 done, 1 a check failed, 2 bad input, 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _register()
    try:
        code = app(args=words, prog_name="passion", standalone_mode=False)
    except InputError as error:
        return report_error(error, as_json="--json" in words)
    except TyperException as error:
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        message = message or "a command is missing; passion --help lists them"
        return report_error(InputError(message), as_json="--json" in words)
    except (KeyboardInterrupt, typer.Abort):
        code = EXIT_INTERRUPTED
    if code == EXIT_INTERRUPTED:  # where Typer caught Ctrl-C itself, it says nothing
        print("passion: interrupted", file=sys.stderr)
    return code if isinstance(code, int) else EXIT_DONE


if __name__ == "__main__":
    sys.exit(main())
