"""The abstract as a problem file: ``python -m passion.problem_file`` writes it from the register.

So the same numbers are not typed twice, and a question about all of them together has the answer
that the pages of the book have.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from passion import claims, paths
from printed.compiled import Compiled, compiled, yaml_text
from printed.problem.choices import FIELDS, rules_of

FILE = paths.ROOT / "problems" / "passion_2025.yaml"
COMMENT = """\
# Made from data/published by `python -m passion.problem_file`; changes belong there.
"""
ABOUT = {
    "title": "Perinatal arterial stroke treated with stromal cells intranasally, 2-year outcomes",
    "source": "Wagenaar et al. Stroke 2025;56:2410. doi 10.1161/STROKEAHA.125.050786 (abstract)",
}
# What is asked of all numbers together, where the item is there to be asked.
BOUNDS = (
    "n_registry_counted", "plic.odds_ratio", "plic.risk_difference", "peduncle.odds_ratio",
    "motor.superiority", "tissue_loss.share<100",
)  # fmt: skip


def text() -> str:
    """The file under the headline reading.

    Examples
    --------
    >>> print(text().splitlines()[0])
    # Made from data/published by `python -m passion.problem_file`; changes belong there.
    """
    register = claims.load()
    made = compiled(register, register.conventions.first)
    named = {*made.tree["unknowns"], *made.tree["items"]}
    asked = [quantity for quantity in BOUNDS if quantity.partition(".")[0] in named]
    tree = {**made.tree, "conventions": conventions(made), "bounds": asked}
    return f"{COMMENT}{yaml_text(tree, ABOUT)}\n"


def conventions(made: Compiled) -> dict[str, list[Any]]:
    """The one convention of each kind that the reading names, in the words of a problem file.

    Examples
    --------
    >>> register = claims.load()
    >>> conventions(compiled(register, register.conventions.first))["table"]
    ['fisher']
    """
    found: dict[str, list[Any]] = {}
    for item in made.problem.items:
        convention = made.reading.convention_of(item.kind)
        for word, field in FIELDS.items():
            if field in rules_of([item]):
                names = found.setdefault(word, [])
                names += [name for name in [getattr(convention, field)] if name not in names]
    return found


def main(file: Path = FILE) -> None:
    """Write the file."""
    file.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
