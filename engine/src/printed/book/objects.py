"""What a cell shows: HTML for the book, plain text for a terminal, the same bytes on every run."""

from __future__ import annotations


class Html:
    """A piece of HTML that a cell can show, an f-string can hold and a table can carry.

    Parameters
    ----------
    html : str
        The markup.
    plain : str
        The same in words, for where there is no HTML.

    Examples
    --------
    >>> piece = Html("<b>29 of 36</b>", "29 of 36")
    >>> f"{piece}", piece
    ('<b>29 of 36</b>', 29 of 36)
    """

    def __init__(self, html: str, plain: str) -> None:
        self.html = html
        self.plain = plain

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.plain

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Html) and self.html == other.html

    def __hash__(self) -> int:
        return hash(self.html)
