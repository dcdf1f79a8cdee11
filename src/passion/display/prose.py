"""Terms that lead to the glossary, links to sources, facts below each other, cards of questions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from printed.book.objects import Html
from printed.book.typography import inline, typeset
from printed.errors import InputError

if TYPE_CHECKING:
    from passion.literature.wanted import Question


def term(name: str, shown: str = "") -> Html:
    """A term that leads to its entry in the glossary.

    Parameters
    ----------
    name : str
        The entry, as the glossary writes it.
    shown : str, optional
        What the sentence says, if it says it differently.

    Examples
    --------
    >>> print(term("GMFCS I"))
    <a class="term" href="../book/glossary.html#term-GMFCS-I">GMFCS I</a>
    """
    anchor = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")  # as Sphinx names an entry
    target = f"../book/glossary.html#term-{anchor}"
    return Html(f'<a class="term" href="{target}">{escape(shown or name)}</a>', shown or name)


def link(shown: str, address: str) -> Html:
    """A few words that lead to a source; nothing is fetched from there.

    Parameters
    ----------
    shown : str
    address : str
        Of a page in the web.

    Examples
    --------
    >>> print(link("Wagenaar 2025", "https://doi.org/10.1161/STROKEAHA.125.050786"))
    <a href="https://doi.org/10.1161/STROKEAHA.125.050786">Wagenaar 2025</a>
    """
    if not re.fullmatch(r"https?://\S+", address):
        raise InputError(f"{address!r} is no address of a page")
    return Html(f'<a href="{escape(address)}">{escape(typeset(shown))}</a>', shown)


def listed(items: Iterable[tuple[str | Html, str, str]]) -> Html:
    """Facts below each other, where a table would be three columns of words.

    Parameters
    ----------
    items : iterable of (str or Html, str, str)
        What it is, perhaps a link, what is told of it, and more in brackets.

    Examples
    --------
    >>> listed([("Consent", "written", "NCT03356821"), ("Who chose?", "", "")])
    - Consent: written (NCT03356821)
    - Who chose?
    """
    lines, words = [], []
    for what, told, more in items:
        name = what if isinstance(what, Html) else Html(inline(what), typeset(what))
        after = (": " + told if told else "") + (f" ({more})" if more else "")
        lines.append(f"<li><b>{name.html}</b>{inline(after)}</li>")
        words.append(f"- {name.plain}{typeset(after)}")
    return Html('<ul class="facts">\n' + "\n".join(lines) + "\n</ul>", "\n".join(words))


def questions(asked: Iterable[Question]) -> Html:
    """Questions as cards: each leads to the page that it would settle, with its reason below.

    Parameters
    ----------
    asked : iterable of Question
        In the order of their numbers.

    Examples
    --------
    >>> from passion.literature import questions as every
    >>> made = questions(every()[4:5])
    >>> made
    1. Did those who graded the scans know the cohort, or the year of the scan? (a grading that \
knows the treatment can lean towards it)
    >>> made.html.count('href="../notebooks/10_historical_comparison.html"')
    1
    """
    cards, words = [], []
    for number, one in enumerate(asked, start=1):
        why = f"{one.why[0].upper()}{one.why[1:]}."
        cards.append(
            f'<li id="{one.id}"><a href="../notebooks/{one.page}.html">{inline(one.question)}</a>'
            f"<p>{inline(why)}</p></li>"
        )
        words.append(f"{number}. {typeset(one.question)} ({typeset(one.why)})")
    return Html('<ol class="asked">\n' + "\n".join(cards) + "\n</ol>", "\n".join(words))
