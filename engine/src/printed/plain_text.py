"""Fields of data are plain words: nothing in them is markup, whatever page they reach.

A field that a page could take for HTML, for a link or for a template is refused where its file is
read, with row and column, so that no page has to ask where its words come from. What pages
themselves put together from such words keeps the few tags that are listed here, and shows every
other as the text that it is.
"""

from __future__ import annotations

import re

from printed.errors import InputError

# A tag, a comment or a declaration; the target of a link; a template; a role of Markdown.
MARKUP = re.compile(r"<[A-Za-z/!?]|\]\(|\{\{|\{%|`\{|\}`")
_TAG = re.compile(r"(</?[a-zA-Z][^<>]*>)")
# What sentences and captions are set with; an address is of the web or of the book.
_OPENING = re.compile(
    r"<(?:b|i|em|strong|sub|sup|span|a)"
    r'(?: class="[\w -]*"| (?:aria-hidden="true"|href="(?:https?://|\.\./|\w[\w/.-]*\.html)[^"<>]*"))*>'
)
_CLOSING = re.compile(r"</(?:b|i|em|strong|sub|sup|span|a)>")


def fault(text: str) -> str | None:
    """Why a field of data is no plain words; None where it is.

    Examples
    --------
    >>> fault("P<0.001 [0.8]"), fault("<b>8</b>")
    (None, "'<b' would be markup in a page: write plain words")
    """
    found = MARKUP.search(text)
    if found is None:
        return None
    return f"{found.group()!r} would be markup in a page: write plain words"


def check_plain(text: str, **place: object) -> None:
    """Raise InputError where a field of data holds what a page could take for markup.

    Parameters
    ----------
    text : str
    **place
        File, row and column, as `InputError` takes them.

    Examples
    --------
    >>> check_plain("<b>8</b>", row=3, column="note")
    Traceback (most recent call last):
    printed.errors.InputError: row 3, column note: '<b' would be markup in a page: write plain words
    """
    what = fault(text)
    if what is not None:
        raise InputError(what, **place)  # type: ignore[arg-type]


def pieces(text: str) -> list[str]:
    """The text cut at its tags: words, tag, words, ...; only tags that may be shown count as such.

    Examples
    --------
    >>> pieces("from <b>-1</b> <img src=x>")
    ['from ', '<b>', '-1', '</b>', ' <img src=x>']
    """
    found = [""]
    for part in _TAG.split(text):
        if _OPENING.fullmatch(part) or _CLOSING.fullmatch(part):
            found += [part, ""]
        else:
            found[-1] += part
    return found


def without_tags(text: str) -> str:
    """The words alone, for where there is no HTML.

    Examples
    --------
    >>> without_tags("from <b>-1</b>")
    'from -1'
    """
    return "".join(pieces(text)[::2])
