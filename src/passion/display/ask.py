"""Questions and answers of the engine on a page: forms for a browser, commands, tables."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from html import escape
from typing import Any

from passion import paths
from passion.display.box import WORK, box
from printed import notation
from printed.book.objects import Html
from printed.book.tables import table
from printed.book.typography import inline
from printed.problem.names import NAMES
from printed.questions.answer import Answer, Line
from printed.questions.forms import BY_NAME, FORMS, PROBLEM_FILE, Field, Form, given, words
from printed.questions.forms import answer as ask

SCRIPT = "../_static/check/check.js"
ONE = "One question at a time: a form for each, with every possibility listed"


def answer(found: Answer, *, id: str) -> Html:
    """An answer as the command shows it: its lines, and its tables with their titles.

    Parameters
    ----------
    found : Answer
    id : str
        Of the first table; the others are numbered after it.

    Examples
    --------
    >>> from printed import questions
    >>> answer(questions.percent("81%", n="36"), id="shares").html.count("<table")
    1
    """
    parts, plain = [], []
    tables = 0
    for block in found.blocks:
        if isinstance(block, Line):
            parts.append(f'<p class="ask__line">{escape(block.text)}</p>')
            plain.append(block.text)
            continue
        tables += 1
        rows = [dict(zip(block.columns, row, strict=True)) for row in block.rows]
        name = id if tables == 1 else f"{id}-{tables}"
        # Two answers may have the same title: their regions are told apart by where they stand.
        caption = f'{block.title}<span class="visually-hidden"> ({name})</span>'
        shown = table(rows, id=name, caption=caption, row_header=False)
        parts.append(shown.html)
        plain.append(shown.plain)
    return Html(f'<div class="ask__answer">{"".join(parts)}</div>', "\n".join(plain))


def command(form: str, fields: Mapping[str, str]) -> Html:
    """The line for a terminal that asks the same as a filled-in form.

    Examples
    --------
    >>> command("percent", {"percent": "81%", "n": "1:39"})
    printed percent 81% --n 1:39
    """
    line = shlex.join(words(BY_NAME[form], given(BY_NAME[form], fields)))
    return Html(_code(line), line)


def example(form: str, fields: Mapping[str, str], *, id: str, python: bool = False) -> Html:
    """A worked example: the question for a terminal, perhaps for Python too, and its answer.

    Parameters
    ----------
    form : str
        One of `printed.questions.forms.FORMS`.
    fields : mapping
        What is filled in.
    id : str
        Of the answer's first table.
    python : bool
        Whether to show the call of `printed.questions`: once on a page, since all are alike.

    Examples
    --------
    >>> print(repr(example("percent", {"percent": "81%", "n": "36"}, id="one")).splitlines()[0])
    printed percent 81% --n 36
    """
    line = command(form, fields)
    call = ""
    if python:
        told = _code(_python(BY_NAME[form], given(BY_NAME[form], fields)))
        call = f'<p class="ask-example__where">Python</p>{told}'
    found = answer(ask(form, fields), id=id)
    return Html(
        f'<div class="ask-example"><p class="ask-example__where">Terminal</p>{line.html}{call}'
        f'<p class="ask-example__where">Answer</p>{found.html}</div>',
        f"{line.plain}\n{found.plain}",
    )


def _python(form: Form, keywords: Mapping[str, Any]) -> str:
    """The same question as a call of `printed.questions`."""
    values = []
    for field in form.fields:
        if field.name in keywords:
            value = PROBLEM_FILE if field.lines else keywords[field.name]
            text = json.dumps(value, ensure_ascii=False)
            values.append(f"{field.name}={text}" if field.option else text)
    return f"questions.{form.name}({', '.join(values)})"


def _code(text: str) -> str:
    return f'<div class="highlight"><pre>{escape(text)}</pre></div>'


def code(text: str) -> Html:
    """A few words as code, for a cell of a table.

    >>> print(code("passion verify"))
    <code>passion verify</code>
    """
    return Html(f"<code>{escape(text)}</code>", text)


def engine_size() -> str:
    """How much a browser fetches for its first answer.

    >>> engine_size().endswith(" MB")
    True
    """
    listed = paths.BOOK / "_static" / "pyodide" / "files.json"
    files = json.loads(listed.read_text(encoding="utf-8"))["files"]
    total = sum(file["bytes"] for file in files.values())
    return f"{notation.text(total / 1_000_000)} MB"


def forms(examples: Mapping[str, Mapping[str, str]]) -> Html:
    """The box and the five forms, which a script brings to life; the commands where there is none.

    Parameters
    ----------
    examples : mapping
        For each form, what its fields hold at first.

    Returns
    -------
    Html
    """
    kinds = "".join(
        f'<label><input type="radio" name="ask-kind" value="{form.name}"> {form.label}</label>'
        for form in FORMS
    )
    filled = "".join(_form(form, examples[form.name]) for form in FORMS)
    lines = [command(form.name, examples[form.name]).plain for form in FORMS]
    return Html(
        f"{box(examples['solve']['problem'])}\n"
        f'<details class="ask-forms" hidden><summary>{ONE}</summary>\n'
        f'<section class="ask" id="ask" aria-label="Check a number" hidden>\n'
        f'<fieldset class="ask__kinds"><legend>What is printed?</legend>{kinds}</fieldset>\n'
        f"{filled}"
        '<p class="ask__terminal">For a terminal: <code class="ask__command"></code></p>\n'
        f"{WORK}"
        '<p class="ask__status" role="status"></p>\n'
        '<div class="ask__answer" role="region" aria-label="Answer" tabindex="-1"></div>\n'
        '<button type="button" class="ask__link" hidden>Copy a link to this question</button>\n'
        '</section>\n</details>\n<div class="ask-without"><p>This needs a browser that runs '
        "scripts, and a page from a server. The same questions on the command line:</p>\n"
        f"{_code(chr(10).join(lines))}</div>\n"
        f'<script type="module" src="{SCRIPT}"></script>',
        "\n".join(lines),
    )


def _form(form: Form, example: Mapping[str, str]) -> str:
    """One form; what is seldom needed is folded away."""
    first = [field for field in form.fields if not field.more]
    more = [field for field in form.fields if field.more]
    fields = "".join(_field(form.name, field, example.get(field.name, "")) for field in first)
    rest = "".join(_field(form.name, field, example.get(field.name, "")) for field in more)
    folded = (
        f'<details class="ask__more"><summary>More</summary>'
        f'<div class="ask__fields">{rest}</div></details>'
    )
    return (
        f'<form class="ask__form" data-form="{form.name}" aria-label="{escape(form.label)}" hidden>'
        f'<div class="ask__fields">{fields}</div>{folded if more else ""}'
        '<button type="submit" class="ask__submit">Ask</button></form>\n'
    )


def _field(form: str, field: Field, value: str) -> str:
    """A field with its label and its hint."""
    id = f"ask-{form}-{field.name}"
    needed = " required" if field.needed else ""
    data = f' data-option="{field.option}"' + (" data-several" if field.several else "")
    hint = f'<span class="ask__hint" id="{id}-hint">{escape(field.hint)}</span>'
    described = f' aria-describedby="{id}-hint"' if field.hint else ""
    attributes = f'id="{id}" name="{field.name}"{data}{needed}{described}'
    if field.choices:
        control = f"<select {attributes}>{_choices(field, value)}</select>"
    elif field.lines:
        control = (
            f'<textarea {attributes} rows="14" spellcheck="false" wrap="off">'
            f"{escape(value)}</textarea>"
        )
    else:
        control = (
            f'<input type="text" {attributes} value="{escape(value)}" autocomplete="off" '
            'autocapitalize="off" spellcheck="false">'
        )
    wide = " ask__field--wide" if field.lines else ""
    label = f'<label for="{id}">{inline(field.label)}</label>'
    return f'<div class="ask__field{wide}">{label}{control}{hint if field.hint else ""}</div>'


# The rule that a field of a form names one of.
_RULES = {"test": "test", "method": "ranksum", "rounding": "rounding", "p_rule": "p_rule"}


def _choices(field: Field, value: str) -> str:
    """The options in words, each with the short name by which an answer lists it."""
    rule = NAMES.get(_RULES.get(field.name, ""), {})
    return "".join(
        f'<option value="{choice}"{" selected" if choice == value else ""}>'
        f"{escape(f'{rule[choice]} ({choice})' if choice in rule else choice)}</option>"
        for choice in field.choices
    )
