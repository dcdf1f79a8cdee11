"""Sphinx extension: a page that is not English says so, and is read aloud in its own language.

The front matter of the page names it (``language: nl``).
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def name_language(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the page's own language to the template that writes ``<html lang>``."""
    own = app.env.metadata.get(page, {}).get("language")
    if own:
        context["language"] = own
        context["body"] = foreign_marks(context.get("body", ""), own)


def foreign_marks(body: str, own: str) -> str:
    """Marks are named in English: said so, but for the printed number itself.

    >>> foreign_marks('<a class="claim x"><span class="claim__printed">2</span></a>', "nl")
    '<a lang="en" class="claim x"><span lang="nl" class="claim__printed">2</span></a>'
    """
    body = body.replace('<a class="claim ', '<a lang="en" class="claim ')
    return body.replace('<span class="claim__printed', f'<span lang="{own}" class="claim__printed')


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("html-page-context", name_language)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
