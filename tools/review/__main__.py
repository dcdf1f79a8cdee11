"""``python -m tools.review``: write the pack; ``python -m tools.review ledger``: its ledger."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from printed.errors import InputError
from tools.review import ledger
from tools.review.assemble import pack

USAGE = "usage: python -m tools.review [pack|ledger]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 not made, 2 a bad call."""
    words = list(sys.argv[1:] if arguments is None else arguments) or ["pack"]
    if words == ["ledger"]:
        print(ledger.as_csv(ledger.rows()), end="")
        return 0
    if words != ["pack"]:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        pack()
    except InputError as problem:
        print(f"pack: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
