"""Sphinx extension: any marked number opens its card, and the book turns to another reading.

The build writes one file of all claims and one of the register, for the engine in a browser; the
pages carry a list of readings. Without scripts a badge is the link that it was.

``book_register``
    The folder of the register, as seen from the book's root. Without it nothing is added.
``book_verdicts``
    ``module:function`` that judges it, where a book knows more than its register.

A page whose front matter says ``readings: none`` carries no list of readings.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from printed.book.cards import bar, cards
from printed.questions.claims import packed
from printed.register import load
from printed.verdicts import Verdicts, judge

CARDS, REGISTER = "claims.json", "register.json"  # in _static
ENGINE = Path("check", "printed.zip")
CLAIM = "data-claim="


def verdicts_of(app: Sphinx) -> Verdicts:
    """The verdicts that the book shows."""
    named = app.config.book_verdicts
    if not named:
        return judge(load(Path(app.srcdir) / app.config.book_register))
    module, _, function = named.partition(":")
    return getattr(import_module(module), function)()  # type: ignore[no-any-return]


def begin(app: Sphinx) -> None:
    """Judge once, before pages are written."""
    if app.config.book_register and app.builder.format == "html":
        app.book_judged = verdicts_of(app)  # type: ignore[attr-defined]


def place(app: Sphinx, page: str) -> tuple[str, str] | None:
    """The title and the address of the page of that name."""
    for name in sorted(app.env.found_docs):
        if page and name.rpartition("/")[2] == page:
            title = app.env.titles[name].astext() if name in app.env.titles else page
            return title, f"{name}.html"
    return None


def add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """The readings below a page that shows a marked number."""
    judged = getattr(app, "book_judged", None)
    if judged is None or CLAIM not in context.get("body", ""):
        return
    if app.env.metadata.get(page, {}).get("readings") == "none":  # a page in plain words, for one
        return
    if not hasattr(app, "book_cards"):
        app.book_cards = cards(judged, lambda name: place(app, name))  # type: ignore[attr-defined]
    context["body"] += bar(app.book_cards)  # type: ignore[attr-defined]


def finish(app: Sphinx, failure: Exception | None) -> None:
    """Write the two files."""
    judged = getattr(app, "book_judged", None)
    if failure or judged is None:
        return
    static = Path(app.outdir) / "_static"
    found = cards(judged, lambda name: place(app, name))
    # With records in place the print alone would be judged otherwise: nothing to compare.
    found["engine"] = judged.records is None and (static / ENGINE).is_file()
    found["command"] = app.config.book_command
    _write(static / CARDS, found)
    if found["engine"]:
        rules = Path(app.srcdir) / app.config.book_register / "conventions.yaml"
        text = rules.read_text(encoding="utf-8") if rules.is_file() else ""
        _write(static / REGISTER, packed(judged.register, text, judged.sources))


def _write(file: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    file.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_config_value("book_register", "", "html")
    app.add_config_value("book_verdicts", "", "html")
    app.add_config_value("book_command", "printed verify", "html")
    app.setup_extension("printed.book.arrange")  # whose folder of scripts and sheets it shares
    app.add_css_file("live.css", priority=901)
    app.add_js_file("live.js", priority=101, loading_method="defer")
    app.connect("builder-inited", begin)
    app.connect("html-page-context", add)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
