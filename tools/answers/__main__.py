"""``python -m tools.answers``: the answers written anew; a number: that call and its answer."""

from __future__ import annotations

import argparse
import sys

from tools.answers import values
from tools.answers.choose import chosen, tried
from tools.answers.draw import drawn
from tools.answers.kept import calls, write_calls, write_lines
from tools.fuzz.contract import run


def main() -> int:
    """Show a call whole, or write all answers anew, where asked for calls chosen anew."""
    parser = argparse.ArgumentParser(prog="answers")
    parser.add_argument("number", type=int, nargs="?", help="of a call to be shown")
    parser.add_argument("--draw", type=int, default=0, help="calls to make up and choose from")
    parser.add_argument("--seconds", type=float, default=60.0, help="that the chosen may take")
    asked = parser.parse_args()
    if asked.number:
        case = calls()[asked.number - 1]
        done = run(case)
        files = [f"--- {name}\n{content.decode(errors='replace')}"
                 for name, content in case.files.items()]  # fmt: skip
        print(" ".join((case.program, *case.words)), *files, "---", done.out + done.err, sep="\n")
        return 0
    if asked.draw:
        write_calls(call.case for call in chosen(tried(drawn(asked.draw)), asked.seconds))
    write_lines()
    values.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
