"""What a notebook calls to become a page: its headline, its figures, the values in its prose.

A notebook stands in the order of its reasoning. `printed.book.arrange` takes the headline and what
leads the page to its top, and folds every section into a drawer. Nothing here writes prose.

Examples
--------
>>> from types import SimpleNamespace
>>> found = SimpleNamespace(verdict="determined_if", condition="if the test was Fisher's")
>>> page = Page("05_scans")
>>> page.headline("If Fisher's test was used, 36 of 39 children were scanned.", found)
If Fisher's test was used, 36 of 39 children were scanned.
>>> page.headline("36 of 39 children were scanned.", found)
Traceback (most recent call last):
...
printed.errors.InputError: 05_scans: this holds only if the test was Fisher's: say so in \
'36 of 39 children were scanned.'
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from printed.book import figures, frames, tables
from printed.book.objects import Html
from printed.book.typography import inline, typeset
from printed.errors import InputError

MOST_WORDS = 25  # of a headline
# One word: with other data "29 of 36" may be "26 of 32 or 29 of 36", and that stops no page.
NUMBERS = re.compile(r"\d[\d.,%]*(?: (?:of|or|to|and) \d[\d.,%]*)*")
LICENCE = '<span class="panel__licence"></span>'  # `arrange` writes the book's licence here
# Words of a condition that carry nothing by themselves.
_SMALL = set(
    """a all and are as at be been both by counted each every for from had has have held if in is it
    its no not number numbers of on one only or read so such taken than that the their there they
    this to used was were which with""".split()  # noqa: SIM905
)


class Page:
    """A page of a book.

    Parameters
    ----------
    name : str
        The notebook, without its extension: files that are downloaded from the page begin so.
    formats : mapping of str to int or str, optional
        How columns of frames are shown; see `printed.book.frames.use`.
    sign : callable, optional
        From a verdict's word to its mark, an `Html`; the bare word unless given.
    """

    def __init__(
        self,
        name: str,
        formats: frames.Formats | None = None,
        sign: Callable[[str], Any] | None = None,
    ) -> None:
        self.name = name
        self._sign = sign
        figures.use()
        frames.use(formats)

    # -------------------------------------------------------------- the top of the page

    def headline(
        self, text: str, verdict: Any = None, *, word: str = "", rests: str = ""
    ) -> Html:
        """The finding in one sentence, with its verdict; it comes to the top of the page.

        Parameters
        ----------
        text : str
            At most 25 words, with the condition inside if there is one.
        verdict : object, optional
            With ``verdict``, and ``condition`` where it rests on one; None of a page that tells
            of many, such as a ledger.
        word : str, optional
            The verdict as it is said, in place of its own word.
        rests : str, optional
            What the sentence rests on, in place of a mark: where it says more than any one
            verdict covers. The condition of a verdict has to be in it all the same.

        Raises
        ------
        InputError
            If it is too long, or hides what the finding rests on.
        """
        if verdict is not None:
            self._stands_alone(text, verdict)
        length = len(NUMBERS.sub("n", text).split())
        if length > MOST_WORDS:
            raise InputError(
                f"{self.name}: a headline has at most {MOST_WORDS} words, "
                f"this has {length}: {text!r}"
            )
        if rests or verdict is None:
            below = f'<p class="verdict-line">{_fine(rests)}</p>\n' if rests else ""
            return Html(
                f'<div class="opening">\n<p class="headline">{_fine(text)}</p>\n{below}</div>',
                typeset(text),
            )
        kind = word or verdict.verdict
        sign = self._sign(kind) if self._sign else Html(escape(kind), kind)
        condition = getattr(verdict, "condition", None) or ""
        more = f" {_fine(condition)}." if condition else ""
        return Html(
            f'<div class="opening">\n<p class="headline">{_fine(text)}</p>\n'
            f'<p class="verdict-line">{sign.html}{more}</p>\n</div>',
            typeset(text),
        )

    def lead(self, shown: Any) -> Html:
        """What stands right below the headline: the figure of the page, its form, its ledger.

        Parameters
        ----------
        shown : Html or pandas.DataFrame
        """
        if not hasattr(shown, "html"):
            shown = Html(frames.html(shown), tables.plain_table("", frames.grid(shown)).strip())
        return Html(f'<div class="leading">\n{shown.html}\n</div>', shown.plain)

    # -------------------------------------------------------------- figures

    def figure(
        self,
        drawn: Any,
        frame: Any,
        *,
        name: str,
        title: str,
        alt: str = "",
        note: str = "",
        verdict: Any = None,
    ) -> Html:
        """A figure: its finding as title, what is drawn, its table and its CSV.

        Parameters
        ----------
        drawn : matplotlib.figure.Figure, Html, or sequence of Html
            A figure is closed; drawings stand below each other.
        frame : pandas.DataFrame
            What is drawn: pictures are not compared between two runs, this is.
        name : str
            Lower case and hyphens, one of its kind on the page.
        title : str
            The finding in one line.
        alt : str
            What one would say to somebody who cannot see it, with the numbers. Drawings of
            children and strips say it themselves.
        note : str
            How to read it, below the drawing.
        verdict : object, optional
            If the title tells a finding that rests on a condition: the condition has to be in it.

        Raises
        ------
        InputError
            For a name that is none, or a missing title or alternative text.
        """
        tables.check_id(name)
        if not title.strip():
            raise InputError(f"{self.name}: figure {name!r} has no title: say what it shows")
        if verdict is not None:
            self._stands_alone(title, verdict)
        picture, told = _picture(drawn, name, alt)
        made = frames.grid(frame)
        behind = frames.html(frame, id=f"{name}-table", named_by=f"{name}-title")
        cells = [[tables.plain(cell, name) for cell in row] for row in made.rows]
        csv = quote(tables.to_csv(made.columns, cells), safe=",()")
        below = f'<p class="panel__note">{inline(note)}</p>' if note else ""
        return Html(
            f'<figure class="panel" id="{name}" aria-labelledby="{name}-title">\n'
            f'<figcaption class="panel__title" id="{name}-title">{_fine(title)}</figcaption>\n'
            f'<div class="panel__view" data-tab="Figure">\n{picture}\n{below}</div>\n'
            f'<div class="panel__view" data-tab="Table">\n{behind}\n</div>\n'
            f'<p class="panel__files"><a download="{self.name}-{name}.csv"'
            f' href="data:text/csv;charset=utf-8,{csv}">CSV</a> <a href="#{name}">Link</a>'
            f" {LICENCE}</p>\n</figure>",
            f"{typeset(title)}\n{told}\n{tables.plain_table('', made).strip()}",
        )

    # -------------------------------------------------------------- prose

    def say(self, **values: Any) -> None:
        """Values for the Markdown of this notebook, ``{glue:text}`key```; nothing is shown.

        Text comes out as it is, whole numbers as they are; drawings and badges (`Html`) as markup
        for ``{glue:}``, and as their plain words for ``{glue:text}``.
        """
        from myst_nb.ext.glue import glue  # type: ignore[import-untyped]

        for key, value in values.items():
            glue(key, said(value, key), display=False)

    def _stands_alone(self, text: str, verdict: Any) -> None:
        """Refuse a sentence that hides the condition of what it tells."""
        condition = getattr(verdict, "condition", None) or ""
        if not condition and verdict.verdict.endswith("_if"):
            raise InputError(f"{self.name}: the verdict {verdict.verdict!r} names no condition")
        if missing(condition, text):
            only = condition.removeprefix("if ")
            raise InputError(f"{self.name}: this holds only if {only}: say so in {text!r}")


def missing(condition: str, text: str) -> list[str]:
    """The words of a condition that a sentence lacks.

    Examples
    --------
    >>> missing("if Fisher's test and the same scans", "On the same scans, by Fisher's test, 36")
    []
    >>> missing("if Fisher's test and the same scans", "By Fisher's test, 36")
    ['same', 'scans']
    """
    has = set(_words(text))
    return [word for word in _words(condition) if word not in _SMALL and word not in has]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", re.sub(r"['’]s?\b", "", text.lower()))


def said(value: Any, key: str = "value") -> Html:
    """A value as glue shows it: text without quotes, markup as markup.

    Examples
    --------
    >>> said(36), said("from -0.4 to 0.3")
    (36, from −0.4 to 0.3)

    MyST-NB reads what is glued as a literal of Python where it is one: thousands with commas would
    stand on the page as a tuple, and 0.10 as 0.1. Those are kept in quotation marks, which it takes
    off again.

    >>> said("32,832"), said("0.10"), said("0.05")
    ('32,832', '0.10', 0.05)
    """
    if hasattr(value, "html"):
        return value
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    if not isinstance(value, str | int):
        raise InputError(f"{key}: {value!r} is not printed yet: use printed.notation")
    words = typeset(str(value))
    try:
        read = str(literal_eval(words))
    except (SyntaxError, ValueError):
        read = words
    return Html(escape(words), words if read == words else repr(words))


def _fine(text: str) -> str:
    """A sentence in large letters: as `inline`, with apostrophes as a printer sets them."""
    return inline(re.sub(r"(?<=\w)'", "’", text))


def _picture(drawn: Any, name: str, alt: str) -> tuple[str, str]:
    """Markup of what is drawn, and what it says."""
    if hasattr(drawn, "savefig"):
        figures.check_alt(alt, name)
        return figures.responsive(drawn, name, alt), alt.strip()
    pieces: Sequence[Html] = [drawn] if hasattr(drawn, "html") else list(drawn)
    told = alt.strip() or "; ".join(piece.plain for piece in pieces)
    figures.check_alt(told, name)
    inner = "\n".join(piece.html for piece in pieces)
    return f'<div class="drawn" role="group" aria-label="{escape(told)}">\n{inner}\n</div>', told
