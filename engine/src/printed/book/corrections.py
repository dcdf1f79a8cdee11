"""A page of corrections: what the changelog says of numbers and faults that were changed.

There is one source, ``CHANGELOG.md``: its second headings are versions, its bullets changes. The
runner writes those that correct something between two marks of ``book/corrections.md``, in the
stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from printed.book.typography import typeset
from printed.book.written import between

PAGE, SOURCE = Path("book", "corrections.md"), "CHANGELOG.md"
BEGIN, END = "% corrections: written by the build", "% end of the corrections"
# How a change begins that corrects something; the rest is added or rearranged.
CORRECTS = re.compile(
    r"\**(?:(?:A )?(?:numbers?|verdicts?) changed|changed|mended|corrected)\b", re.IGNORECASE
)

CODE = re.compile(r"(`[^`]*`)")
P_VALUE = re.compile(r"(?<![\w*])P(?= values?\b)")


def entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each version with its changes, each on one line.

    Examples
    --------
    >>> list(entries("## 1.0\\n\\n- Added: a\\n  page.\\n- Mended: b.\\n"))
    [('1.0', ['Added: a page.', 'Mended: b.'])]
    """
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        version, _, rest = part.partition("\n")
        changes = re.split(r"^- ", rest, flags=re.MULTILINE)[1:]
        yield version.strip(), [" ".join(change.split()) for change in changes]


def corrections(text: str) -> str:
    """The changes that correct something, as Markdown.

    Examples
    --------
    >>> print(corrections("## 1.0\\n- Added: a.\\n- **A number changed.** -0.2, not `-0.3`.\\n"))
    ## 1.0
    <BLANKLINE>
    - **A number changed.** −0.2, not `-0.3`.
    <BLANKLINE>
    """
    lines = []
    for version, changes in entries(text):
        kept = [change for change in changes if CORRECTS.match(change)]
        if kept:
            lines += [f"## {version}", "", *(f"- {_fine(change)}" for change in kept), ""]
    return "\n".join(lines)


def _fine(change: str) -> str:
    """A change with the signs of a printer, but for what is code."""
    parts = CODE.split(change)
    parts[::2] = [P_VALUE.sub("*P*", typeset(part)) for part in parts[::2]]
    return "".join(parts)


def write(stage: Path, root: Path) -> bool:
    """Put the corrections into a stage that has a page for them.

    Parameters
    ----------
    stage : Path
        A filled stage; the page in it is rewritten, not the repository's.
    root : Path
        The repository.

    Returns
    -------
    bool
        Whether there was such a page, and a changelog.
    """
    source = root / SOURCE
    if not source.is_file():
        return False
    made = corrections(source.read_text(encoding="utf-8"))
    return between(stage / PAGE, BEGIN, END, made)
