"""The box on the page "Check a number": paste, correct what was read, and see the report."""

from __future__ import annotations

from html import escape

from printed.problem.drafts.pasted import FORMS

READ_AS = ("what it looks like", "a text", "a table", "a problem file")
WORK = (
    '<div class="ask__work" hidden><progress class="ask__progress" max="1" '
    'aria-label="Progress"></progress> <span class="ask__bytes"></span> '
    '<button type="button" class="ask__stop">Stop</button></div>\n'
)
SHARED = {  # of all statements together: what it is, and how it is written
    "unknowns": ("Sizes that are not printed", "n 1:39, m 5:20; above, 81% of n"),
    "relations": ("Sums that must hold", "mild.k + severe.k = 44; a + b = 337"),
    "conventions": ("Methods to try; all, if none are named", "table: fisher; rounding: half-up"),
}


def box(example: str) -> str:
    """The box for pasted numbers; its chips and its report are made by the engine in the browser.

    Parameters
    ----------
    example : str
        What a reader can try it with.

    Returns
    -------
    str
        HTML, hidden until a script has brought it to life.

    Examples
    --------
    >>> box("items: {}").count("<textarea")
    1
    """
    shared = "".join(
        f'<div class="ask__field"><label for="box-{name}">{escape(label)}</label><input '
        f'type="text" id="box-{name}" data-shared="{name}" placeholder="{escape(hint)}" '
        'autocomplete="off" spellcheck="false"><p class="box__error"></p></div>'
        for name, (label, hint) in SHARED.items()
    )
    forms = "".join(
        f'<option value="{form}">{label}</option>'
        for form, label in zip(("auto", *FORMS), READ_AS, strict=True)
    )
    return (
        '<section class="ask box" id="box" aria-label="Check pasted numbers" hidden>\n'
        '<form class="box__paste"><label for="box-text">Paste an abstract, or rows of a results '
        'table with its head</label>\n<textarea class="box__text" id="box-text" rows="8" '
        f'spellcheck="false" data-example="{escape(example)}"></textarea>\n'
        '<div class="box__row"><button type="submit" class="box__submit">Read the numbers</button> '
        '<label for="box-form">as</label><select class="box__form" id="box-form">'
        f'{forms}</select> <button type="button" class="box__example">Try this paper\'s numbers'
        f"</button></div></form>\n{WORK}"
        '<p class="box__status" role="status"></p>\n'
        '<div class="box__answer" role="region" aria-label="Report" tabindex="-1"></div>\n'
        '<div class="box__read" hidden><p class="box__title">What was read: '
        '<span class="box__count"></span> statements. Correct a number, put it elsewhere, drop it; '
        "untick what is not to be checked.</p>\n"
        '<div class="box__items" role="region" aria-label="Statements" tabindex="0"></div>\n'
        '<form class="box__add"><label for="box-kind">Another statement:</label> '
        '<select class="box__kind" id="box-kind"></select> <button type="submit">Add</button>'
        "</form>\n<div><p class=\"box__title\"><span class=\"box__missed\"></span> numbers belong "
        'to no statement.</p><ul class="box__unplaced" aria-label="Numbers without a statement">'
        f'</ul></div>\n<div class="ask__fields box__shared">{shared}</div>\n'
        '<p class="box__files" hidden>To keep: <a class="box__file" download="problem.yaml">the '
        'problem file</a>, of which <code>printed check problem.yaml</code> says the same in a '
        'terminal, and <a class="box__json" download="report.json">the report as JSON</a>.</p>\n'
        '<button type="button" class="box__link" hidden>Copy a link to this</button></div>\n'
        "</section>"
    )
