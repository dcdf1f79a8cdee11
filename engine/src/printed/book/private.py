"""What must never reach the public book: data that somebody put in place, and how it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printed.book import inputs

# A book's own settings: no kernel of the public book sees a variable of these names.
PREFIXES = ("PASSION_", "PRINTED_")


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
