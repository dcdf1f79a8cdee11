"""The words of the pack: what is what, and what to check in an hour. Every number is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from passion import verdicts
from passion.display.register_tables import count_verdicts
from tools.review.state import State

README = """\
{title}
{underline}

A pack for reviewers, made from {said}.
{warning}
The book recomputes what the printed numbers of one abstract determine, leave open or contradict:
{citation}
It holds no child's record. Nothing in it is medical advice.

PROTOCOL.md              what to check in an hour, in which order, with commands
worksheet.html           the ledger for A4 paper: claim, printed, recomputed, verdict, a box to tick
ledger.csv               the same with all that a verdict rests on
html/index.html          the book; open it in a browser, no server is needed
tables/                  every table of every page as CSV
figures/                 the numbers that every figure draws, as CSV
shown.csv                the list of all tables and figures with their captions
notebooks/               the notebooks as they were executed for this book
source/                  all that the book is made from: text, notebooks, code, data, tests
requirements.lock        the exact version and checksum of every package it was made with
codecheck.yml            for a CODECHECK; what its codechecker adds is left open
codecheck/               the place for what a codechecker writes
ro-crate-metadata.json   what this pack is, for machines (RO-Crate)
notices/                 licences of third parties
LICENSE, LICENSE-TEXT    licences of code, and of text and figures
CITATION.cff             how to cite
SHA256SUMS               checksums of all files: sha256sum -c SHA256SUMS

Without a server two things in html/ do not work, because browsers refuse them: the search, and the
forms of the page "Check a number". To have both: python3 -m http.server --directory html
"""

WARNING = """
NOTE: made from files that differ from the commit. It cannot be made again from the commit alone.
"""

PROTOCOL = """\
# An hour with this pack

For a reviewer who has not seen the book. The minutes are guesses. You need a browser; for the steps
marked (*) also Python 3.11 or newer, git and make, and once the package index.

## Minutes 0 to 5: is the pack whole?

    sha256sum -c SHA256SUMS --quiet && echo whole

## Minutes 5 to 15: what does the book claim?

Open `html/index.html`, read the front page and `html/book/reading.html` (what the words of the
verdicts mean) and `html/book/limitations.html`. Then `html/notebooks/00_ledger.html`:
{counts}

## Minutes 15 to 30: are the printed numbers those of the abstract?

This is the one step that no program can do. Print `worksheet.html`, open the abstract
({doi}), and compare every row of "Printed". There are {claims} rows.
`source/data/published/tokens.csv` lists each number of the abstract by sentence, so that a number
that was left out would show.

## Minutes 30 to 40: does the book come out again? (*)

    cd source
    make book
    .venv/bin/python -m tools.review ledger > again.csv
    cmp again.csv ../ledger.csv && echo "the same verdicts"

## Minutes 40 to 50: a second way, without the book's own code (*)

The abstract prints two shares of registry children without their denominators. The book says which
tables are left. Ask scipy for their P values and compare them with the abstract:

{scipy}

Both should round to the P values of the abstract. For all denominators, by brute force:

    .venv/bin/python -c "
    from scipy.stats import fisher_exact
    for n in range(1, {registry} + 1):
        found = [[k for k in range(n + 1)
                  if f'{{100 * k / n:.0f}}' == share
                  and f'{{fisher_exact([[t, {treated} - t], [k, n - k]])[1]:.2f}}' == p]
                 for t, share, p in {printed}]
        if all(found):
            print(n, found)"

It prints the denominator and the two counts that the book calls {verdict}.

## Minutes 50 to 57: would an error be noticed? (*)

Move one printed number by one unit and let the checks run:

    sed -i.before 's/,{from_}%,/,{to}%,/' data/published/claims.csv
    .venv/bin/passion verify
    .venv/bin/python -m pytest -q tests/test_verdicts.py tests/test_datapackage.py
    mv data/published/claims.csv.before data/published/claims.csv

Tests have to turn red. If they stay green, that is a finding: please report it.

## Minutes 57 to 60: spot checks

Take any three lines of `shown.csv`; open the CSV and the page, and compare. Then sign the
worksheet. With more time: `make test` runs everything, and `CONTRIBUTING.md` in `source/` says how
to report a correction.
"""


def readme(title: str, citation: str, at: State) -> str:
    """What is what in the pack."""
    return README.format(
        title=title,
        underline="=" * len(title),
        said=at.said,
        warning=WARNING if at.dirty else "",
        citation=citation,
    )


def protocol(doi: str, judged: verdicts.Verdicts) -> str:
    """What to check in an hour; the numbers in it come from the engine.

    Parameters
    ----------
    doi : str
        The paper's address.
    judged : Verdicts
        On printed numbers alone.
    """
    register = judged.register
    pairs = [("plic_treated", "plic_registry", "plic_p"),
             ("peduncle_treated", "peduncle_registry", "peduncle_p")]  # fmt: skip
    treated = register.size("treated") or 0
    commands, printed = [], []
    for ours, theirs, p in pairs:
        count, _ = _of(judged[ours])
        k, n = _of(judged[theirs])
        table = [[count, treated - count], [k, n - k]]
        commands.append(
            f'    .venv/bin/python -c "from scipy.stats import fisher_exact; '
            f'print(fisher_exact({table})[1])"'
        )
        printed.append((count, register[theirs].printed.rstrip("%"), register[p].printed))
    moved = int(register["plic_registry"].printed.rstrip("%"))
    return PROTOCOL.format(
        counts=count_verdicts(list(judged.values())),
        doi=doi,
        claims=len(judged),
        scipy="\n".join(commands),
        registry=register.size("registry"),
        treated=treated,
        printed=printed,
        verdict=judged["plic_registry"].verdict,
        from_=moved,
        to=moved + 1,
    )


def _of(verdict: Any) -> Sequence[int]:
    """The count and the denominator of a share that is determined: ``29 of 36``."""
    k, n = verdict.recomputed.text.split(" of ")
    return int(k), int(n)
