"""How many of the faults put in on purpose were found, as the receipt of a book says it."""

from __future__ import annotations

import json
from pathlib import Path

from printed.book import inputs

MUTANTS = "tests/mutants/mutants.yaml"
RECEIPT = "_build/mutants.json"
# With what every notebook depends on, all that a mutant may change or a check may read.
ALSO = ("engine", "imaging", "src", "tools", "tests", "notebooks", "book", "problems",
        "examples", ".github")  # fmt: skip


def state(root: Path) -> str:
    """One hash of all that the score depends on.

    Parameters
    ----------
    root : Path
        The repository.
    """
    alone = (path for path in sorted(root.iterdir()) if path.is_file() and path.name != ".git")
    folders = (root / name for name in ALSO)
    return inputs.digest(
        inputs.common_digest(root), inputs.tree_digest(root, [*alone, *folders])
    )


def score(root: Path) -> tuple[int, int] | None:
    """How many mutants were killed and how many there are, by the last ``make mutants``.

    Parameters
    ----------
    root : Path
        The repository.

    Returns
    -------
    tuple of int or None
        (killed, all); None if it did not run, or ran on another state of the repository.

    Examples
    --------
    >>> score(Path("no-such-folder")) is None
    True
    """
    try:
        known = json.loads((root / RECEIPT).read_text(encoding="utf-8"))
        killed, mutants, of = int(known["killed"]), int(known["mutants"]), known["of"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (killed, mutants) if of == state(root) else None
