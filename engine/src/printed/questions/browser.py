"""The interface to a browser: a question comes as JSON, an answer goes as JSON."""

from __future__ import annotations

import json

from printed.errors import InputError
from printed.questions import claims
from printed.questions.answer import Line, Table
from printed.questions.forms import answer


def respond(question: str) -> str:
    """Answer a form's question.

    Parameters
    ----------
    question : str
        ``{"form": name, "fields": {name: text}}``, or about a register: `printed.questions.claims`.

    Returns
    -------
    str
        ``{"blocks": [...], "json": ...}``: what a reader sees (a line is a string, a table an
        object), and what ``--json`` prints; or ``{"error": one line}``.
        About a register, what that module says.

    Examples
    --------
    >>> respond('{"form": "percent", "fields": {"percent": "181%"}}')
    '{"error": "\\'181%\\': a share of children lies between 0% and 100%"}'
    """
    asked = json.loads(question)
    try:
        if "register" in asked:
            return json.dumps(claims.respond(asked), ensure_ascii=False)
        found = answer(asked["form"], asked["fields"])
    except (InputError, ImportError, MemoryError, RecursionError, OverflowError) as error:
        return json.dumps({"error": _told(error)}, ensure_ascii=False)
    blocks = [_block(block) for block in found.blocks]
    return json.dumps({"blocks": blocks, "json": found.json()}, ensure_ascii=False)


def _told(error: Exception) -> str:
    """Why there is no answer, in a line: an answer too."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, ImportError):
        return f"not tried: needs {error.name or 'a library'}, which is not there"
    return "not tried: too large for the memory of a browser"


def _block(block: Line | Table) -> object:
    return block.text if isinstance(block, Line) else vars(block)
