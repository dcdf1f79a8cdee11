"""The ``printed`` command: one module a subcommand, one wrapper for errors and exit codes."""

from __future__ import annotations

import importlib
import inspect
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from printed.cli import commands, output
from printed.cli.output import report_error
from printed.errors import InputError
from printed.start import CUT_SHORT

TRACE = "PRINTED_TRACE"  # of the environment: a fault of the program itself with all its frames
EXIT_DONE, EXIT_CHECK_FAILED, EXIT_BAD_INPUT, EXIT_INTERRUPTED = 0, 1, 2, 130


class Commands(TyperGroup):
    """Tells a file that ends too early as what it is; Typer takes it for Ctrl-C."""

    def invoke(self, ctx: Any) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except EOFError as error:
            raise _ended(error) from error


def application(program: str, modules: Sequence[str]) -> typer.Typer:
    """A command of the given name, with one subcommand from each of the modules.

    Parameters
    ----------
    program : str
        How the command is called.
    modules : sequence of str
        Importable names, in the order in which ``--help`` shows them; each has `register(app)`.
    """
    app = typer.Typer(
        name=program,
        cls=Commands,
        help="Which data could have produced these printed numbers?",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",  # paragraphs of the help are set to the width of the screen
    )
    for module in modules:
        importlib.import_module(module).register(app)
    for command in app.registered_commands:  # an example can be typed as it stands
        text = inspect.getdoc(command.callback) or ""
        command.help = text.replace("Example: printed ", f"Example: {program} ")
    return app


def main(
    arguments: Sequence[str] | None = None,
    *,
    program: str = "printed",
    modules: Sequence[str] | None = None,
) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the name of the command; those of the process when left out.
    program : str
        How the command is called.
    modules : sequence of str, optional
        Modules with a subcommand each; by default the engine's own, then those that other
        installed distributions offer under the entry point group ``printed.commands``.

    Returns
    -------
    int
        0 done, 1 a check failed, 2 bad input, 130 interrupted.
    """
    output.program = program
    # What the terminal, or a file's name, cannot hold is told by its number; JSON takes it so too.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    return _arrived(_answer(words, commands.installed() if modules is None else modules))


def _answer(words: Sequence[str], modules: Sequence[str]) -> int:
    """Answer, or say in one line why not."""
    try:
        app = application(output.program, modules)
        code = app(args=list(words), prog_name=output.program, standalone_mode=False)
    except InputError as error:
        return report_error(_as_named(error, words), as_json="--json" in words)
    except TyperException as error:
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        message = message or f"a command is missing; {output.program} --help lists them"
        return report_error(InputError(message), as_json="--json" in words)
    except (MemoryError, RecursionError):
        message = "too large for the memory of this machine: ask for less"
        return report_error(InputError(message), as_json="--json" in words)
    except EOFError as error:
        return report_error(_ended(error), as_json="--json" in words)
    except (KeyboardInterrupt, typer.Abort):
        code = EXIT_INTERRUPTED
    except OSError as error:  # a full disk, say: whatever could be checked before, was
        return _lost(error) if error.filename is None else _report_system(error, words)
    except Exception as error:
        if os.environ.get(TRACE):
            raise
        return report_error(_own_fault(error), as_json="--json" in words)
    if code == EXIT_INTERRUPTED:  # where Typer caught Ctrl-C itself, it says nothing
        print(f"{output.program}: interrupted", file=sys.stderr)
    return code if isinstance(code, int) else EXIT_DONE


def _ended(error: EOFError) -> InputError:
    """What to do about a file that ends before it should.

    >>> str(_ended(EOFError("marshal data too short")))[:28]
    'a compiled file is cut short'
    """
    if "marshal" in str(error):
        return InputError(CUT_SHORT)
    return InputError(f"a file ends before it should ({error or 'nothing is left to read'})")


def _own_fault(error: Exception) -> InputError:
    """What went wrong in the program itself, and where: nothing that was asked is at fault."""
    *_, last = traceback.extract_tb(error.__traceback__)
    where = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}: {error}"
    return InputError(
        f"a fault of the program itself ({where}); {TRACE}=1 before the command shows all of it: "
        "please report it with the command"
    )


def _as_named(error: InputError, words: Sequence[str]) -> InputError:
    """The error with its file as the user named it, where it gives the last part alone.

    >>> str(_as_named(InputError("is empty", file="b.csv"), ["records", "check", "a/b.csv"]))
    'a/b.csv: is empty'
    """
    values = {word.partition("=")[2] if word.startswith("--") else word for word in words}
    named = [value for value in values if error.file and Path(value).name == error.file]
    if len(named) != 1:
        return error
    return InputError(error.message, file=named[0], row=error.row, column=error.column)


def _report_system(error: OSError, words: Sequence[str]) -> int:
    """Say in one line what the system refused, and of which file if the user named it."""
    file = str(error.filename)
    if not any(file in word for word in words):
        file = Path(file).name
    told = InputError(error.strerror or type(error).__name__, file=file)
    return report_error(told, as_json="--json" in words)


def _arrived(code: int) -> int:
    """The exit code, once what was printed has arrived; 2 and one line where it cannot."""
    try:
        sys.stdout.flush()
        return code
    except OSError as error:
        return _lost(error)


def _lost(error: OSError) -> int:
    """Nobody can be told anything on standard output; a reader who left needs no word."""
    # Whatever is left would be tried again, in vain, at the end of the process.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print(f"{output.program}: the output cannot be written ({error.strerror})", file=sys.stderr)
    return EXIT_BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
