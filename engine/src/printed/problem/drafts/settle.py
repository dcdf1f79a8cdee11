"""What a draft leaves open: a number that the text may have made in a way that it does not say.

A draft accuses nobody. A contrast beside two counted groups is tied to their counts where it is
theirs. A P value of another test, an interval of another method, a percentage of fewer persons than
the head of its column tells: where the usual ways do not give the printed number and the text names
none, the item says what is missing, and is not checked until a reader has said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from printed.errors import InputError
from printed.fit import contrasts, counts, nearest
from printed.notation import P_RULES, ROUNDINGS
from printed.problem import choices
from printed.problem.drafts.draft import DraftItem, checked
from printed.problem.items import Item
from printed.problem.schema import read_item
from printed.problem.tree import read_mapping
from printed.stats import CONVENTIONS
from printed.stats.tables import UNCONDITIONAL

# What an estimate is called, and what it then is; the last name that is said counts.
NAMES = (
    ("hazard", re.compile(r"(?i:hazard)|\b(?:a?HR|SHR)s?\b")),
    ("odds_ratio", re.compile(r"(?i:odds\s+ratio)|\bORs?\b")),
    ("risk_ratio", re.compile(r"(?i:relative\s+risk(?!\s+red)|risk\s+ratio)|\bRRs?\b")),
    ("risk_difference", re.compile(
        r"(?i:risk\s+difference|absolute\s+risk\s+reduction|differences?\s+(?:in|of|between)\s+"
        r"(?:the\s+)?(?:proportion|percent|risk))|\b(?:RD|ARR|ARD)\b")),
    ("efficacy", re.compile(
        r"(?i:efficacy|effectiveness|relative\s+(?:risk\s+)?reduction)|\bRRR\b")),
    ("mean", re.compile(r"(?i:means?\s+(?:differen|chang)|\bbeta\b)|\bW?MD\b|\u03b2")),
)  # fmt: skip
MODELLED = re.compile(
    r"adjust|multivari|model|regress|stratif|Cochran|Mantel|Cox\b|log-?\s?rank|logistic|weighted"
    r"|propensity|permutation|bootstrap|Bonferroni|Holm\b|one-?\s?(?:sided|tailed)|\bGEE\b|Bayes"
    r"|generali[sz]ed|(?-i:\ba[A-Z]{2}\b)", re.IGNORECASE,
)  # fmt: skip
# A percentage of persons may be an estimate over time, which is more than the count by all.
_OVER_TIME = re.compile(
    r"hazard|Kaplan|cumulative\s+inciden|actuarial|life[\s-]table|survival|competing|log-?\s?rank",
    re.IGNORECASE,
)
_STANDARD = re.compile(r"standardi[sz]", re.IGNORECASE)
_T_TEST = re.compile(r"t[-\s]?tests?\b|Student|ANOVA|analysis\s+of\s+variance", re.IGNORECASE)
_RANKS = re.compile(r"Mann|Wilcoxon|rank|Kruskal|non-?parametric|ANCOVA|covarian", re.IGNORECASE)
# Programs make no other interval of a hazard ratio or a difference of means than a symmetric one.
SYMMETRIC = ("hazard", "mean")
INTERVAL = "how the interval was made: it is not symmetric about the estimate"
OF_P = "the test of P: the usual ones do not give it"
ENOUGH, SOME = 2, "some"  # of an estimate and its two ends
MOST_EVENTS = 300  # for which methods that are slow are looked at
OF_COUNTS = "whether it is of the counts beside it: by one method two of its three numbers are"
OF_EFFICACY = "which ratio it is 1 less"
OF_RATE = "how the interval of the rate was made"
OF_TIME = "whether it is an estimate over time: it is not the count by all"
OF_ALL = "of how many: it is not the share of all in the column"


def name_of(said: str) -> str:
    """Which contrast a text says an estimate is; empty where it says none or one of a model.

    >>> name_of("Relative risk (95% CI)"), name_of("HR"), name_of("Adjusted OR"), name_of("Effect")
    ('risk_ratio', 'hazard', '', '')
    """
    found = [(match.end(), name) for name, one in NAMES for match in one.finditer(said)]
    name = max(found, default=(0, ""))[1]
    return "" if MODELLED.search(said) and name not in SYMMETRIC else name


def settled(found: Iterable[DraftItem], text: str) -> list[DraftItem]:
    """Items with contrasts tied to the counts beside them, and with what is left open.

    Parameters
    ----------
    found : iterable of DraftItem
    text : str
        Of the whole table, or all of a text.
    """
    listed: list[DraftItem] = []
    for item in found:
        table = next((one for one in listed if one.quote == item.quote and _counted(one)), None)
        made = None if table is None or item.kind != "ratio" else tied(table, item)
        if made is None:
            listed.append(item)
        elif made.missing:
            listed.append(made)
        else:
            listed[listed.index(table)] = made  # type: ignore[arg-type]
    return [opened(item, text) for item in listed]


# --------------------------------------------------------------------------- contrasts of counts


def _counted(item: DraftItem) -> bool:
    """Whether it is a table of two groups by their counts, of which nothing is missing."""
    return item.kind == "table" and not item.missing and _cells(item.entries) is not None


def _cells(entries: Mapping[str, Any]) -> tuple[int, int, int, int] | None:
    found = [re.match(r"(\d+)/(\d+)\b", str(entries.get(f"group{i}"))) for i in (1, 2)]
    if None in found:
        return None
    k1, n1, k2, n2 = (int(part) for match in found for part in match.groups())  # type: ignore[union-attr]
    return (k1, n1, k2, n2) if k1 <= n1 and k2 <= n2 and n1 and n2 else None


def tied(table: DraftItem, item: DraftItem) -> DraftItem | None:
    """The table with a contrast that is of its counts; None where nothing tells that it is.

    All three numbers are theirs by some method, in this order of the groups or the other. Where two
    of them are, the estimate itself, which may be another one or misprinted: a reader has to say.

    Examples
    --------
    >>> table = DraftItem("a", "table", {"group1": "5/30", "group2": "13/31"}, (), "")
    >>> ratio = DraftItem("b", "ratio", {"estimate": "0.28", "ci": "0.07 to 1.04"}, (), "",
    ...     contrast="odds_ratio")
    >>> tied(table, ratio).entries["odds_ratio_ci"]
    '0.07 to 1.04'
    """
    name, told = item.contrast, dict(item.entries)
    cells = _cells(table.entries)
    if name not in contrasts.METHODS or item.missing or cells is None or "ci" not in told:
        return None
    signed = name in contrasts.SIGNED
    marked = signed and "%" in told["estimate"] + told["ci"]  # behind one of them, it is of both
    units = ("%",) if marked else ("", "%") if signed else ("",)
    for order in (cells, (*cells[2:], *cells[:2])):
        for unit in units:
            effect = {
                key: text + (unit if "%" not in text else "")
                for key, text in ((name, told["estimate"]), (f"{name}_ci", told["ci"]))
            }
            level = float(str(told.get("level", "95")).rstrip("% ")) / 100
            how = _made_by(effect, order, level)
            if how is None:
                continue
            groups = {f"group{i}": table.entries[f"group{i}"] for i in (1, 2)}
            if order != cells:
                groups = {"group1": groups["group2"], "group2": groups["group1"]}
            more = {"level": told["level"]} if "level" in told else {}
            p = _p_of(order, told.get("p")) if "p" not in table.entries else {}
            if p is None or "p" in told and "p" in table.entries:
                return None  # P of another test, or a second one
            entries = {**table.entries, **groups, **effect, **more, **p, **how}
            if how.get("method") == SOME:
                return replace(item, missing=(OF_COUNTS,))
            made = checked(
                replace(table, entries=entries, tokens=(*table.tokens, *item.tokens))
            )
            return None if made.missing else made
    return None


def _made_by(
    effect: Mapping[str, str], cells: tuple[int, int, int, int], level: float
) -> dict[str, str] | None:
    """What is to be said of the method; None unless enough of the numbers are of the counts.

    The method's name is `SOME` where not all of them are by any.
    """
    (name, *_) = effect
    found: dict[str, str] | None = None
    for methods in (None, contrasts.FURTHER_METHODS.get(name, ())):
        for rounding in ROUNDINGS if methods is None or methods else ():
            try:
                for one in contrasts.read(effect, rounding, methods, level):
                    fits = _fitting(one, cells)
                    if all(fits):
                        return {} if methods is None else {"method": one.method}
                    plain = rounding != "truncate" and 0 not in _four(*cells)
                    if methods is None and sum(fits) >= ENOUGH and plain:
                        found = {"method": SOME}
            except InputError:
                continue
    return found


def _fitting(one: contrasts.Contrast, cells: tuple[int, int, int, int]) -> list[bool]:
    """Whether each printed number of a contrast, the estimate first, is that of the counts."""
    if one.method == "haldane" and 0 not in _four(*cells):
        return [False]  # half a subject is added where a cell is empty
    further = one.method in contrasts.FURTHER_METHODS.get(one.name, ())
    slow = further or one.method.startswith("conditional")
    if slow and cells[0] + cells[2] > MOST_EVENTS:
        return [False]  # and hardly another one where events are many
    found = []
    for _, printed, end in one.printed_numbers():
        value = _value(one.name, one.method, one.level, end, cells)
        known = value is not None and value == value
        found.append(known and nearest.distance(printed, value / one.unit) == 0)  # type: ignore[operator]
        if further and not found[0]:
            break
    return found


@lru_cache(maxsize=4096)
def _value(
    name: str, method: str, level: float, end: str, cells: tuple[int, int, int, int]
) -> Fraction | float | None:
    return contrasts.Contrast(name, method, None, None, None, level=level).value(end, *cells)


def _four(k1: int, n1: int, k2: int, n2: int) -> tuple[int, ...]:
    return k1, n1 - k1, k2, n2 - k2


def _p_of(cells: tuple[int, int, int, int], p: str | None) -> dict[str, str] | None:
    """P as an entry, with its test where that is the estimate's own; None where it is neither's."""
    if p is None:
        return {}
    tests = tuple(test for test in CONVENTIONS if test not in UNCONDITIONAL)
    item = {"kind": "table", "group1": "{}/{}".format(*cells[:2]),
            "group2": "{}/{}".format(*cells[2:]), "p": p}  # fmt: skip
    if _fits(_made(item), {"test": tests}):
        return {"p": p}
    return {"p": p, "test": "wald"} if _fits(_made(item), {"test": ("wald",)}) else None


# --------------------------------------------------------------------------- what is left open


def opened(item: DraftItem, text: str) -> DraftItem:
    """The item with what the text does not say of it among what is missing."""
    if item.missing:
        return item
    missing = tuple(_open(item, text))
    return replace(item, missing=missing) if missing else item


def _open(item: DraftItem, text: str) -> Iterator[str]:
    own_sizes = any(token.kind == "n" for token in item.tokens)
    if item.kind in ("table", "count", "crosstab") and (
        not own_sizes or _says(text, _OVER_TIME)
    ):
        note = OF_TIME if own_sizes else OF_ALL
        yield from (f"{note} ({cell})" for cell in _shares(item.entries) if _of_fewer(cell))
    if item.contrast == "efficacy":
        yield OF_EFFICACY
        return
    if item.kind not in ("ratio", "rates") and "p" not in item.entries:
        return
    made = _made(item.tree)
    facts = () if made is None else made.facts
    if item.kind == "rates" and not _fits(made):
        modelled = _says(text, MODELLED) or _says(text, _STANDARD)
        if modelled or _fits(made.without("group1.ci")):
            yield OF_RATE
        return
    any_method = item.kind == "ratio" and "ci" in facts and item.contrast not in SYMMETRIC
    if any_method and not _fits(made.without("p")):
        yield INTERVAL
    elif "p" in facts and _any_test(item, text) and not _fits(made) and _fits(made.without("p")):
        yield OF_P


@lru_cache(maxsize=64)
def _says(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a whole text says it anywhere: asked once for all of its items."""
    return pattern.search(text) is not None


def _any_test(item: DraftItem, text: str) -> bool:
    """Whether P may be of a test that is not among those tried."""
    if item.kind in ("ratio", "medians"):
        return True  # a log-rank test beside a Wald interval; ranks with ties, or another test
    if item.kind in ("ttest", "paired", "anova"):
        return not _says(text, _T_TEST) or _says(text, _RANKS) or _says(text, MODELLED)
    return item.kind in ("table", "crosstab") and _says(text, MODELLED)


def _made(tree: Mapping[str, Any]) -> Any:
    """The item of a problem; None where it cannot be read."""
    try:
        return read_item("x", read_mapping({"x": tree}).value["x"], {})
    except InputError:
        return None


def _fits(item: Item | None, given: Mapping[str, tuple[str, ...]] | None = None) -> bool:
    """Whether any data print like all of it by any convention that takes no long time."""
    if item is None:
        return True
    quick = tuple(test for test in CONVENTIONS if test not in UNCONDITIONAL)
    rules = choices.rules_of([item])
    given = {"test": quick, "rounding": ROUNDINGS, "p_rule": P_RULES, **(given or {})}
    for names in choices.combinations(rules, given):
        convention = choices.convention_of(names, rules)
        try:
            if item.refused(convention, {}) is not None:
                return True  # nothing is said of what is not tried
            if any(True for _ in item.members(convention, {})):
                return True
        except InputError:
            return True
    return False


def _shares(entries: Mapping[str, Any]) -> list[str]:
    """Counts with sizes and percentages, as groups have them."""
    if {"k", "n", "percent"} <= entries.keys():
        return ["{k}/{n} ({percent})".format(**entries)]
    rows: Sequence[Any] = entries.get("rows", ())
    return [
        cell for cell in (*(entries.get(f"group{i}", "") for i in (1, 2)), *(
            cell for row in rows for cell in row
        )) if isinstance(cell, str)
    ]  # fmt: skip


def _of_fewer(cell: str) -> bool:
    """Whether a count has its percentage not of all, but of some fewer.

    >>> _of_fewer("12/100 (12.3%)"), _of_fewer("12/100 (12%)"), _of_fewer("12/100 (11.3%)")
    (True, False, False)
    """
    match = re.fullmatch(r"(\d+)/(\d+) \((.*%)\)", cell)
    if match is None:
        return False
    k, n = int(match[1]), int(match[2])
    try:
        shares = [counts.read_percent(match[3], rounding) for rounding in ROUNDINGS]
    except InputError:
        return False

    def runs(size: int) -> bool:
        return any(low <= k <= high for low, high in (counts.run_of(one, size) for one in shares))

    return not runs(n) and any(map(runs, range(max(1, k), n)))
