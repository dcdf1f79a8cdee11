"""The one exception that a user is meant to read."""

from __future__ import annotations

LONGEST = 600  # characters of a message: it may quote what a user typed, of any length


def _shown(text: str) -> str:
    """The text in one line of bounded length, its beginning and its end."""
    line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return line if len(line) <= LONGEST else f"{line[:400]} … {line[-150:]}"


class InputError(ValueError):
    """Input that cannot be used, told in one line: where it stands, and what to do.

    Parameters
    ----------
    message : str
        What is wrong and what would be right.
    file, row, column : optional
        Where it was found; rows count from 1, with the header as row 1.

    Examples
    --------
    >>> str(InputError("unknown kind 'percnt'", file="claims.csv", row=3, column="kind"))
    "claims.csv, row 3, column kind: unknown kind 'percnt'"
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | int | None = None,
    ) -> None:
        # One line whatever the input held: a message may quote what a user typed.
        self.message = _shown(" ".join(str(message).split()))
        self.file = None if file is None else str(file)
        self.row = row
        self.column = column
        super().__init__(str(self))

    def __str__(self) -> str:
        place = [] if self.file is None else [_shown(self.file)]
        place += [] if self.row is None else [f"row {self.row}"]
        place += [] if self.column is None else [f"column {self.column}"]
        return f"{', '.join(place)}: {self.message}" if place else self.message

    def as_json(self) -> dict:
        """The ``error`` object of the command's JSON."""
        return {
            "message": self.message,
            "file": self.file,
            "row": self.row,
            "column": self.column,
        }
