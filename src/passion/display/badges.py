"""A claim wherever it stands: its printed number, a mark, its verdict, a way to the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from passion.display.style import VERDICTS
from printed.book import marks
from printed.book.objects import Html
from printed.book.typography import typeset, typeset_printed
from printed.errors import InputError

if TYPE_CHECKING:
    from passion.verdicts import Verdicts

# Every page of the book lies one folder below the root, so one relative address serves them all.
_PAGES = "../notebooks"
_LONG = 16  # characters from which a badge may break over two lines; a number never does


def judged() -> Verdicts:
    """Every verdict, by claim, in register order."""
    from passion.verdicts import judge

    return judge()


def verdict_of(claim_id: str) -> Any:
    """The verdict of one claim; a clear error when there is no such claim."""
    found = judged()
    if claim_id not in found:
        raise InputError(f"no claim {claim_id!r}; `passion verify` lists them")
    return found[claim_id]


def word(verdict: Any) -> str:
    """The verdict as the book says it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> word(SimpleNamespace(verdict="determined"))
    'determined'
    """
    return marks.word(verdict.verdict, getattr(verdict, "condition", None))


def address(claim_id: str, page: str, to: str) -> str:
    """Where a badge leads: the claim's row in the ledger, or in the check table of its page.

    A page that the book does not have yet is no place to go: the ledger stands in for it.

    >>> address("plic_p", "05_mri_asymmetry", "ledger")
    '../notebooks/00_ledger.html#claim-plic_p'
    """
    if to not in ("ledger", "page"):
        raise InputError(f"a badge leads to 'ledger', 'page' or nowhere (None), not to {to!r}")
    if to == "page" and has_page(page):
        return f"{_PAGES}/{page}.html#check-{claim_id}"
    return f"{_PAGES}/00_ledger.html#claim-{claim_id}"


def has_page(page: str) -> bool:
    """Whether the book has this page already."""
    from passion.paths import NOTEBOOKS

    return (NOTEBOOKS / f"{page}.ipynb").exists()


def badge(claim_id: str, to: str | None = "ledger") -> Html:
    """The claim as an inline element: printed number, mark, and verdict in words.

    Parameters
    ----------
    claim_id : str
        A claim of the register.
    to : {"ledger", "page"} or None
        Where it leads: its row in the ledger, its row on the page that checks it, or nowhere
        (for use inside a link).

    Returns
    -------
    Html
        Carries ``data-claim`` and ``data-verdict``; fits an f-string, a table and ``glue``.

    Raises
    ------
    InputError
        If the register has no such claim.
    """
    return render(verdict_of(claim_id), to)


def render(verdict: Any, to: str | None = "ledger") -> Html:
    """The badge of a verdict that is at hand."""
    mark = marks.mark(verdict.verdict)
    printed = typeset_printed(verdict.printed)
    said = f"{word(verdict)}: {typeset(verdict.recomputed.text)}"
    link = ("span", "")
    if to is not None:
        link = ("a", f' href="{escape(address(verdict.claim, verdict.page, to))}"')
    tag, href = link
    long = " claim--words" if len(printed) > _LONG else ""
    html = (
        f'<{tag} class="claim claim--{verdict.verdict} claim--{mark.tone}{long}"'
        f' data-claim="{escape(verdict.claim)}" data-verdict="{verdict.verdict}"{href}'
        f' title="{escape(said)}">'
        f'<span class="claim__printed">{escape(printed)}</span>'
        f'<span class="claim__mark" aria-hidden="true">{mark.sign}</span>'
        f'<span class="claim__word"> ({escape(word(verdict))})</span></{tag}>'
    )
    return Html(html, f"{printed} ({said})")


def sign(verdict: str, said: str = "") -> Html:
    """The mark and the word of a verdict, for a table's cell or a legend.

    Parameters
    ----------
    verdict : str
        One of the verdicts, for instance ``determined``.
    said : str, optional
        In place of the usual word.

    Examples
    --------
    >>> sign("determined")
    determined
    """
    if verdict not in VERDICTS:
        raise InputError(f"no verdict {verdict!r}; one of {', '.join(VERDICTS)}")
    mark = VERDICTS[verdict]
    shown = said or mark.word
    return Html(
        f'<span class="verdict verdict--{verdict} claim--{mark.tone}">'
        f'<span class="claim__mark" aria-hidden="true">{mark.sign}</span>'
        f" {escape(shown)}</span>",
        shown,
    )


def glue_badges(claim_ids: Iterable[str]) -> None:
    """Glue ``claim_<id>`` for each claim, so that a prose page can carry it.

    ``{glue:}`` with the path of this notebook and the key shows the badge there; it leads to the
    page that checks the claim. Nothing is shown in the notebook itself.
    """
    from myst_nb.ext.glue import glue

    for claim_id in claim_ids:
        glue(f"claim_{claim_id}", badge(claim_id, to="page"), display=False)


def glue_words(key: str, words: Html | str) -> None:
    """Glue computed words, so that a prose page can carry them; nothing is shown here."""
    from myst_nb.ext.glue import glue

    if isinstance(words, Html):
        shown = words
    else:
        shown = Html(f'<span class="glued">{escape(typeset(words))}</span>', words)
    glue(key, shown, display=False)
