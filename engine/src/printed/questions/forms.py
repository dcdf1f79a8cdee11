"""The five questions as forms: which fields each has, and which option of the command each is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from printed.errors import InputError
from printed.fit.tables import ALL
from printed.notation import P_RULES, ROUNDINGS
from printed.problem import read_problem_text
from printed.questions import ask
from printed.questions.answer import Answer
from printed.stats.ranks import METHODS
from printed.stats.tables import CONVENTIONS

PROBLEM_FILE = "problem.yaml"


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Parameters
    ----------
    name : str
        The keyword of the question.
    label : str
    option : str
        Of the command; empty where the command takes it by its place.
    needed : bool
        Whether the question cannot be asked without it.
    hint : str
        How it is written, where the label does not say.
    choices : tuple of str
        The values it can have; the first is the command's own choice.
    several : bool
        Whether it may hold several values, with spaces or commas between them.
    lines : bool
        Whether it is a text of several lines.
    more : bool
        Whether a form keeps it folded away.
    """

    name: str
    label: str
    option: str = ""
    needed: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    lines: bool = False
    more: bool = False


@dataclass(frozen=True)
class Form:
    """A question as a form."""

    name: str
    label: str
    fields: tuple[Field, ...]


SIDE = "4/10, 4/?, 81%, 81%/36 or ?"
RANGE = "36, or a range such as 20:39"
ROUNDING = Field("rounding", "Rounding", "--rounding", choices=ROUNDINGS, more=True)
P_RULE = Field("p_rule", "How P was rounded", "--p-rule", choices=P_RULES, more=True)

FORMS = (
    Form("percent", "One percentage", (
        Field("percent", "Percentage, as printed", needed=True, hint="81% or 40.0%"),
        Field("n", "Denominators to try", "--n", hint=RANGE),
        ROUNDING,
    )),
    Form("table", "Two shares, with or without P", (
        Field("side1", "Group 1", needed=True, hint=SIDE),
        Field("side2", "Group 2", needed=True, hint=SIDE),
        Field("n1", "Size of group 1", "--n1", hint=RANGE),
        Field("n", "Size of group 2", "--n", hint=RANGE),
        Field("p", "P value, as printed", "--p", hint="0.02 or <0.001"),
        Field("test", "Test", "--test", choices=(ALL, *CONVENTIONS)),
        ROUNDING, P_RULE,
    )),
    Form("sample", "Mean and SD, or median and quartiles", (
        Field("n", "Sample size", "--n", needed=True),
        Field("mean", "Mean, as printed", "--mean", hint="89 or 3.10"),
        Field("sd", "SD, as printed", "--sd"),
        Field("median", "Median, as printed", "--median"),
        Field("iqr", "Quartile distance, or quartiles", "--iqr", hint="0.8 or -0.1:0.7"),
        Field("min", "Lowest possible value", "--min"),
        Field("max", "Highest possible value", "--max"),
        Field("step", "Values are multiples of", "--step", hint="empty: any real number"),
        Field("items", "Items averaged into a value", "--items", more=True),
        Field("share", "Printed shares", "--share", hint="<100=30%", several=True, more=True),
        Field("bound", "What to bound", "--bound", hint="mean, sd, share<100, t:100",
              several=True),
        ROUNDING,
    )),
    Form("ranksum", "P of a rank-sum test", (
        Field("p", "P value, as printed", needed=True, hint="0.003 or <0.001"),
        Field("n1", "Size of group 1", "--n1", needed=True, hint=RANGE),
        Field("n2", "Size of group 2", "--n2", needed=True, hint=RANGE),
        Field("method", "Method", "--method", choices=(ALL, *METHODS)),
        Field("ties", "Equal values", "--ties", choices=("none", "any")),
        ROUNDING, P_RULE,
    )),
    Form("solve", "Several numbers together", (
        Field("problem", "Problem file", needed=True, lines=True),
    )),
)  # fmt: skip
BY_NAME = {form.name: form for form in FORMS}


def given(form: Form, fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields that were filled in, as keywords of the question.

    Parameters
    ----------
    form : Form
    fields : mapping
        Text by name; empty text is a field left empty.

    Raises
    ------
    InputError
        If a field is unknown, or one that is needed is empty.

    Examples
    --------
    >>> given(BY_NAME["sample"], {"n": "10", "mean": " ", "bound": "mean, share<100"})
    {'n': '10', 'bound': ['mean', 'share<100']}
    """
    known = {field.name: field for field in form.fields}
    for name in fields:
        if name not in known:
            raise InputError(f"{form.name} has no field {name!r}; it has {', '.join(known)}")
    keywords: dict[str, Any] = {}
    for field in form.fields:
        text = str(fields.get(field.name, "")).strip()
        if field.choices and text == field.choices[0]:
            continue  # the command's own choice
        if text and field.several:
            keywords[field.name] = [part for part in re.split(r"[\s,;]+", text) if part]
        elif text:
            keywords[field.name] = fields[field.name] if field.lines else text
        elif field.needed:
            raise InputError(f"{field.label} is empty: fill it in")
    return keywords


def words(form: Form, keywords: Mapping[str, Any]) -> list[str]:
    """The words of the command that asks the same.

    Examples
    --------
    >>> words(BY_NAME["percent"], {"percent": "81%", "n": "1:39"})
    ['printed', 'percent', '81%', '--n', '1:39']
    """
    found = ["printed", form.name]
    for field in form.fields:
        if field.lines:
            found.append(PROBLEM_FILE)
        elif field.name in keywords:
            value = keywords[field.name]
            for one in value if isinstance(value, list) else [value]:
                found += [field.option, one] if field.option else [one]
    return found


def answer(name: str, fields: Mapping[str, str]) -> Answer:
    """The answer to a filled-in form.

    Raises
    ------
    InputError
        If there is no such form, or what was filled in cannot be used.

    Examples
    --------
    >>> answer("percent", {"percent": "81%", "n": "16"}).blocks[0].rows
    [['13', '16']]
    """
    if name not in BY_NAME:
        raise InputError(f"there is no question {name!r}; one of {', '.join(BY_NAME)}")
    keywords = given(BY_NAME[name], fields)
    if name == "solve":
        return ask.solve(read_problem_text(keywords["problem"], PROBLEM_FILE))
    return getattr(ask, name)(**keywords)
