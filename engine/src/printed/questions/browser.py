"""The interface to a browser: a question comes as JSON, an answer goes as JSON."""

from __future__ import annotations

import json

from printed.errors import InputError
from printed.questions import box, claims
from printed.questions.answer import Line, Table
from printed.questions.check import BEYOND, beyond
from printed.questions.forms import answer


def respond(question: str) -> str:
    """Answer a form's question.

    Parameters
    ----------
    question : str
        ``{"form": name, "fields": {name: text}}``; or about a register: `printed.questions.claims`;
        or about what was pasted: `printed.questions.box`.

    Returns
    -------
    str
        ``{"blocks": [...], "json": ...}``: what a reader sees (a line is a string, a table an
        object), and what ``--json`` prints; or ``{"error": one line}``.
        About a register or what was pasted, what those modules say.

    Examples
    --------
    >>> respond('{"form": "percent", "fields": {"percent": "181%"}}')
    '{"error": "\\'181%\\': a share of children lies between 0% and 100%"}'
    """
    asked = json.loads(question)
    try:
        if "register" in asked:
            return json.dumps(claims.respond(asked), ensure_ascii=False)
        if "box" in asked:
            return json.dumps(box.respond(asked), ensure_ascii=False)
        found = answer(asked["form"], asked["fields"])
    except InputError as error:
        return json.dumps({"error": str(error)}, ensure_ascii=False)
    except BEYOND as error:
        return json.dumps({"error": beyond(error)}, ensure_ascii=False)
    blocks = [_block(block) for block in found.blocks]
    return json.dumps({"blocks": blocks, "json": found.json()}, ensure_ascii=False)


def _block(block: Line | Table) -> object:
    return block.text if isinstance(block, Line) else vars(block)
