"""What no source at hand prints and somebody who judges the trial would want: questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from passion.literature.sources import Row, read_register
from passion.paths import PUBLISHED

TOPICS = ("denominators", "tests", "outcomes", "imaging", "cohorts", "safety", "next trial")


@dataclass(frozen=True)
class Question(Row):
    """One question to the authors; the fields are the columns of the file.

    ``page`` is the page of the book that the answer would settle, ``claims`` the rows of the
    register of which it speaks.
    """

    id: str
    topic: str
    question: str
    why: str
    page: str
    claims: str

    filled = ("id", "question", "why", "page")
    words = {"topic": TOPICS}

    @property
    def concerned(self) -> tuple[str, ...]:
        """The rows of the register of which it speaks; none where the abstract is silent."""
        return tuple(self.claims.split())

    def fault(self) -> tuple[str, str]:
        """A question asks, and a page is named as its notebook is."""
        if not re.fullmatch(r"Q\d{2,}", self.id):
            return "id", f"{self.id!r} is no name of a question: Q and a number"
        if not self.question.endswith("?"):
            return "question", "asks nothing: it ends without a question mark"
        if not re.fullmatch(r"\d{2}_\w+", self.page):
            return "page", f"{self.page!r} is no page: give the name of its notebook"
        return "", ""


@lru_cache(maxsize=4)
def questions(path: Path | None = None) -> tuple[Question, ...]:
    """What to ask the authors, the questions that would settle most first.

    A row that is not right is refused with its place.

    Examples
    --------
    >>> first = questions()[0]
    >>> first.topic, first.page
    ('denominators', '05_mri_asymmetry')
    >>> [asked.id for asked in questions() if "motor_p" in asked.concerned]
    ['Q02', 'Q07', 'Q08']
    """
    return read_register(path or PUBLISHED / "questions_to_authors.csv", Question)
