"""What must never reach the public book: data that somebody put in place, and how it is named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from printed.book import inputs
from printed.register import NOTE, fulltext_files

# A book's own settings: no kernel of the public book sees a variable of these names.
PREFIXES = ("PASSION_", "PRINTED_")
# A folder with rows of the paper's tables, typed by somebody who has it; they join the register.
FULLTEXT = "PRINTED_FULLTEXT"


@dataclass(frozen=True)
class Private:
    """Data that are not public, with which a book is built apart.

    Parameters
    ----------
    name : str
        What they are, in a word that names a folder below ``_build``.
    told : str
        The same in the words of a progress line.
    banner : str
        What each page says of them.
    variables : mapping
        What a kernel must find in its environment to see them.
    content : tuple of bytes or str
        All that a page can depend on.
    """

    name: str
    told: str
    banner: str
    variables: Mapping[str, str]
    content: tuple[bytes | str, ...]

    @property
    def checksum(self) -> str:
        """One hash of the content."""
        return inputs.digest(*self.content)


def fulltext(folder: Path, variable: str = FULLTEXT) -> Private:
    """Rows of a paper's tables, with which a book is built apart.

    Parameters
    ----------
    folder : Path
        Of files of claims.
    variable : str
        Of the environment, by which the notebooks find it.
    """
    return Private(
        name="fulltext",
        told="with the full text",
        banner=f"{NOTE}.",
        variables={variable: str(folder)},
        content=tuple(file.read_bytes() for file in fulltext_files(folder)),
    )


def named() -> Private | None:
    """The rows of the full text that ``PRINTED_FULLTEXT`` names, if it names any."""
    folder = os.environ.get(FULLTEXT)
    return fulltext(Path(folder).expanduser().absolute()) if folder else None
