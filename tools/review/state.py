"""What the book stands at: version, commit, its date, and whether anything is not committed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from passion import paths
from printed.book import inputs
from printed.book.foot import commit, git

NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)  # the earliest that a zip can hold


@dataclass(frozen=True)
class State:
    """Version, commit and date of a repository.

    Parameters
    ----------
    version : str
    commit : str
        Empty where there is no history, for instance in an unpacked archive.
    date : datetime
        Of the commit; every time in what is packed or printed is this one.
    dirty : bool
        Whether files differ from the commit.
    """

    version: str
    commit: str
    date: datetime
    dirty: bool

    @property
    def short(self) -> str:
        """A name for files and title pages.

        >>> State("0.1.0", "d34f2ab" + "0" * 33, NO_DATE, dirty=True).short
        '0.1.0-d34f2ab-changed'
        """
        words = [self.version, self.commit[:7], "changed" if self.dirty else ""]
        return "-".join(word for word in words if word)

    @property
    def said(self) -> str:
        """The same as half a sentence.

        >>> State("0.1.0", "", NO_DATE, dirty=False).said
        'version 0.1.0, without a history'
        """
        if not self.commit:
            return f"version {self.version}, without a history"
        changed = ", with changes that are not committed" if self.dirty else ""
        return f"version {self.version}, commit {self.commit[:12]} of {self.day}{changed}"

    @property
    def day(self) -> str:
        """The date of the commit."""
        return self.date.date().isoformat()


def state(root: Path = paths.ROOT) -> State:
    """The state of a repository."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = commit(root)
    if found is None:
        return State(project["version"], "", NO_DATE, dirty=False)
    date = datetime.fromtimestamp(int(git(root, "log", "-1", "--format=%ct")), UTC)
    # A page minds what it is made of; a pack holds the tests and all else too.
    return State(project["version"], found.name, date, bool(git(root, "status", "--porcelain")))


def tracked(root: Path = paths.ROOT) -> list[Path]:
    """The files of a repository, as they lie in the folder.

    Without a history: everything but what is built, hidden, or a child's record.
    """
    if commit(root) is not None:
        files = [root / name for name in git(root, "ls-files", "-z").split("\0") if name]
    else:
        files = [
            file
            for file in inputs.files(root)
            if file.relative_to(root).parts[0] not in (".venv", "_build", ".git")
        ]
    return [file for file in files if file.is_file()]
