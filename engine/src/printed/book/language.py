"""Sphinx extension: a page that is not English says so, and is read aloud in its own language.

The front matter of the page names it (``language: nl``). The marks of its numbers have words of
that language, if the book gives some (``book_words``: language -> verdict -> word).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from sphinx.application import Sphinx

# A badge up to its word: its verdict, what its title says, and the word read aloud.
BADGE = re.compile(
    r'(data-verdict="(\w+)"[^>]*? title=")[^"]*'
    r'("(?:(?!</a>).)*?<span class="claim__word"> \()[^)]*',
    re.DOTALL,
)


def translated(body: str, words: Mapping[str, str]) -> str:
    """A page with its badges in its own language; a badge without a word keeps its own.

    >>> badge = '<a data-verdict="stated" title="stated: 39"><span class="claim__word"> (stated)'
    >>> translated(badge, {"stated": "opgegeven"})
    '<a data-verdict="stated" title="opgegeven"><span class="claim__word"> (opgegeven)'
    """

    def one(found: re.Match[str]) -> str:
        word = escape(words.get(found[2], ""))
        return f"{found[1]}{word}{found[3]}{word}" if word else found[0]

    return BADGE.sub(one, body)


def name_language(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page's own language to the template that writes ``<html lang>``, and to its marks."""
    own = app.env.metadata.get(page, {}).get("language")
    if own:
        context["language"] = own
        context["body"] = translated(context["body"], app.config.book_words.get(own, {}))


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_config_value("book_words", {}, "html")
    app.connect("html-page-context", name_language)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
