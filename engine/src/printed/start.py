"""Where the commands begin: one line even where a part of the program itself cannot be loaded."""

from __future__ import annotations

import importlib
import json
import sys

# What a full disk, or a kill, leaves of a compiled file.
CUT_SHORT = "a compiled file is cut short: remove the folders __pycache__, then run this again"


def main(program: str = "printed", module: str = "printed.cli") -> int:
    """Load the command and run it; 2 where it cannot be loaded.

    Parameters
    ----------
    program : str
        How the command is called.
    module : str
        The module whose ``main`` it is.
    """
    try:
        command = importlib.import_module(module).main
    except EOFError:
        if "--json" in sys.argv:
            print(json.dumps({"version": "2", "error": {"message": CUT_SHORT}}))
        print(f"{program}: {CUT_SHORT}", file=sys.stderr)
        return 2
    return command()


if __name__ == "__main__":
    sys.exit(main())
