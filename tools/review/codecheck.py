"""``codecheck.yml``: what a CODECHECK needs from the authors; what its codechecker adds stays open.

After version 2.0 of the specification. No placeholder stands for what is not known: the ORCIDs of
the paper's authors, and all that only a codechecker can say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools.review.shown import Shown
from tools.review.state import State

SPECIFICATION = "https://codecheck.org.uk/spec/config/2.0/"

HEAD = """\
%YAML 1.1
---
# Begun by the makers of the book; nobody has codechecked it yet. A codechecker adds codechecker,
# report, summary and certificate, which the specification asks for once a check is complete.
# The paper is the one whose printed numbers the book recomputes. Its authors are named as far as
# CITATION.cff names them, and without their ORCIDs: they had no part in this book.
"""

PLACE = """\
The place for what a codechecker writes during a CODECHECK. See ../codecheck.yml for the files to be
made again, and ../PROTOCOL.md for the commands.
"""


def manifest(shown: Sequence[Shown]) -> list[dict[str, str]]:
    """The files that a codechecker makes again: the ledger, and what tables and figures show."""
    ledger = {"file": "ledger.csv", "comment": "every printed number with its verdict"}
    return [
        ledger,
        *({"file": one.file, "comment": f"{one.page}: {one.caption}"} for one in shown),
    ]


def configuration(shown: Sequence[Shown], citation: Mapping[str, Any], at: State) -> str:
    """The configuration file.

    Parameters
    ----------
    shown : sequence of Shown
    citation : mapping
        What ``CITATION.cff`` holds.
    at : State
    """
    import yaml

    paper = citation["references"][0]
    content = {
        "version": SPECIFICATION,
        "manifest": manifest(shown),
        "paper": {
            "title": paper["title"],
            "authors": [{"name": name(author)} for author in paper["authors"]],
            "reference": f"https://doi.org/{paper['doi']}",
        },
        "source": (
            f"{citation['title']}, {at.said}: the folder source/ of this pack, with the exact "
            "versions of all packages in requirements.lock. The data are printed numbers; their "
            "sources are in source/data/datapackage.json."
        ),
    }
    return HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def name(author: Mapping[str, str]) -> str:
    """An author of ``CITATION.cff`` in one string.

    >>> name({"family-names": "Wagenaar", "given-names": "Nienke"}), name({"name": "et al."})
    ('Nienke Wagenaar', 'et al.')
    """
    if "name" in author:
        return author["name"]
    return f"{author['given-names']} {author['family-names']}"
