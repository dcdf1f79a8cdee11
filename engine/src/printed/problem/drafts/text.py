"""Sentences as items: which numbers a text ties to each other, by its words alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from printed.errors import InputError
from printed.problem.drafts.draft import Draft, DraftItem, checked
from printed.problem.drafts.settle import name_of, opened
from printed.problem.drafts.tokens import (
    LINEAR,
    LONGEST,
    NUM,
    RATIOS,
    TO,
    Cluster,
    Token,
    clusters,
    spelled,
)

# Forms of which two groups, or more, can stand beside each other, and what they are of.
FAMILY = {
    "share": "shares", "percent": "shares", "percent_ci": "shares", "spread": "means",
    "error": "means", "mean": "means", "median": "medians", "spread_ci": "changes",
}  # fmt: skip
SENTENCE = 1_000  # characters before a number that may say what it is of
DENOMINATOR = "the denominator of "  # what is missing begins so
_VERSUS = re.compile(
    r"\b(?:vs?\.?|versus|against|compared\s+(?:with|to)|than|whereas|but\s+only|and|or"
    r"|respectively)\b|,",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:vs?\.?|versus|against|compared\s+(?:with|to)|than|whereas|but\s+only)(?:\b|(?<=\.))",
    re.IGNORECASE,
)
_CHANGE = re.compile(  # by a percentage, which is no share of persons
    r"\b(?:by|fell|fall|ros|reduc|increas|decreas|chang|differen|lower|higher|efficacy)"
    r"[^.;\d]{0,25}$", re.IGNORECASE,
)  # fmt: skip
_END = re.compile(  # "77% vs. 60%" goes on, "90%. iNO had" does not
    r"(?<!\b[Vv])(?<!\b[Vv]s)[.!?](?=\s+[A-Z0-9]|\s*$)|(?<=[\d%)\]])\.(?=\s+[a-z])"
)
_OF_PERSONS = re.compile(  # what a percentage with an interval is a share of, and not a change
    r"sensitiv|specific|predictive|\b[PN]PV\b|accura|prevalen|inciden|proportion", re.IGNORECASE
)
_NAMED = re.compile(  # what an estimate may be of
    rf"(?P<ratio>{RATIOS})|{LINEAR}|\b(?:means?|medians?|average|rates?|time|score)\b"
    rf"|{_OF_PERSONS.pattern}", re.IGNORECASE,
)  # fmt: skip
_AVERAGE = re.compile(r"\bmedian|\bmean|\baverage", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s*$")
_SAME = "whether the same persons were measured twice"
_STANDARD_ERROR = re.compile(  # 20 \u00b1 4 SEM, or of the whole text: values are mean \u00b1 SE
    r"\u00b1\s*(?:[\d.\u00b7]+\s*\(?\s*)?(?:SEM?\b|standard\s+error)|standard\s+errors?\b",
    re.IGNORECASE,
)
_TWO = re.compile(rf"({NUM}\s?%?){TO}({NUM}\s?%?)")
_LETTERED = {"\u03c72": "chi2", "\u03c7\u00b2": "chi2"}


def read_text(text: str, file: str | None = None) -> Draft:
    """The draft of a text's numbers.

    Parameters
    ----------
    text : str
    file : str, optional

    Raises
    ------
    InputError
        If the text is too long to be an abstract or a section.

    Examples
    --------
    >>> draft = read_text("Closed were 25/48 (52%) with A and 12/42 (29%) with B (P = 0.03).")
    >>> draft.items[0].tree
    {'kind': 'table', 'group1': '25/48 (52%)', 'group2': '12/42 (29%)', 'p': '0.03'}
    """
    if len(text) > LONGEST:
        raise InputError(f"the text has {len(text)} characters, more than {LONGEST}", file=file)
    found = clusters(text)
    se = _STANDARD_ERROR.search(text) is not None
    items: list[DraftItem] = []
    used: set[int] = set()
    for sentence in _sentences(text, found):
        for group in _grouped(text, sentence):
            item = _item(f"i{len(items) + 1}", text, group, se)
            if item is not None:
                items.append(checked(item))
                used |= {token.at for token in item.tokens}
    left = [token for one in found for token in one.tokens if token.at not in used]
    items = [opened(item, text) for item in items]
    return Draft(tuple(items), tuple(sorted(left, key=lambda token: token.at)), file)


def _sentences(text: str, found: Sequence[Cluster]) -> list[list[Cluster]]:
    """The clusters of each sentence."""
    breaks = [match.start() for match in _END.finditer(text)]
    groups: dict[int, list[Cluster]] = {}
    for one in found:
        number = bisect_left(breaks, one.start)
        groups.setdefault(number, []).append(one)
    return list(groups.values())


def _grouped(text: str, sentence: Sequence[Cluster]) -> list[list[Cluster]]:
    """Neighbours of one kind with what is said of them; what stands alone, alone."""
    told = [one for one in sentence if one.form not in ("number", "size", "span")]
    groups: list[list[Cluster]] = []
    at = 0
    while at < len(told):
        one = told[at]
        family = FAMILY.get(one.form)
        end = at + 1
        if family is not None:
            while end < len(told) and _tied(text, told[end - 1], told[end], family):
                end += 1
            whole = _together(text, told[at:end])
            if not whole:  # two outcomes of two groups, whichever belong together
                groups += [[side] for side in told[at:end]]
                at = end
                continue
            end = at + whole
        sides = told[at:end]
        closing = told[end] if end < len(told) else None
        p = closing if closing is not None and closing.form in ("p", "p_ns") else None
        if p is not None and p.which:  # for trend or interaction: of no number before it
            p = None
        near = p is not None and _near(text, sides[-1], p)
        if len(sides) == 1 and one.form in ("mean", "median"):  # further groups stand between
            near = near and not any(
                other.form == "number" and one.end <= other.start < p.start  # type: ignore[union-attr]
                for other in sentence
            )
        compared = any(
            _COMPARED.search(text[a.end : b.start]) or _changed(text, a, b)
            for a, b in zip(sides, sides[1:], strict=False)
        )
        apart = family == "shares" and any(one.get("ci") for one in sides) and not near
        if len(sides) > 1 and (near or compared) and not apart:
            groups.append([*sides, *([p] if near and p is not None else [])])
            at = end + (1 if near else 0)
        elif len(sides) > 1:
            groups += [[side] for side in sides]
            at = end
        else:
            alone = one.form in (
                "estimate", "bare", "difference", "any_ci", "statistic", "pair", *FAMILY,
            )  # fmt: skip
            keep = near and alone
            groups.append([one, *([p] if keep and p is not None else [])])
            at = end + (1 if keep else 0)
    return groups


def _tied(text: str, one: Cluster, other: Cluster, family: str) -> bool:
    """Whether two groups' numbers stand beside each other."""
    between = text[one.end : other.start]
    if FAMILY.get(other.form) != family or len(between) > 90 or ";" in between:
        return False
    return _VERSUS.search(between) is not None or _changed(text, one, other)


def _changed(text: str, one: Cluster, other: Cluster) -> bool:
    """Whether it went from one to the other."""
    before, between = text[max(0, one.start - 8) : one.start], text[one.end : other.start]
    return bool(_FROM.search(before) and re.search(r"\bto(?:\s+\w+)?\s*$", between))


def _together(text: str, sides: Sequence[Cluster]) -> int:
    """How many neighbours are of one comparison: two of 4 v 5, 6 v 7; none of 4 and 5 v 6 and 7."""
    joins = [
        bool(_COMPARED.search(text[a.end : b.start]) or _changed(text, a, b))
        for a, b in zip(sides, sides[1:], strict=False)
    ]
    if joins == [False, True, False]:
        return 0
    for i in range(1, len(joins) - 1):
        if joins[i - 1] and not joins[i] and joins[i + 1]:
            return i + 1
    return len(sides)


def _near(text: str, one: Cluster, p: Cluster) -> bool:
    """Whether P stands with what is before it."""
    between = re.sub(r";\s*(?=[Pp]\b)", "", text[one.end : p.start])
    return len(between) <= 60 and ";" not in between


def _item(name: str, text: str, group: Sequence[Cluster], se: bool) -> DraftItem | None:
    """A group of clusters as an item; None where it is none."""
    p = next((one for one in group if one.form in ("p", "p_ns")), None)
    sides = [one for one in group if one is not p]
    tokens = tuple(token for one in group for token in one.tokens)
    quote = text[max(0, group[0].start - 40) : group[-1].end]
    entries: dict[str, Any] = {}
    missing: list[str] = []
    if not sides:
        if p is None:
            return None
        entries["p"] = _p(p)
        which = DraftItem(name, "statistic", {"statistic": "z", **entries}, tokens, quote,
                          ("what was compared",))  # fmt: skip
        return which
    first = sides[0]
    form = _form(text, first)
    family = FAMILY.get(form)
    if form in ("estimate", "bare", "difference", "any_ci"):
        kind = "ratio"
        entries |= _estimate(first)
        if form in ("difference", "any_ci"):
            entries["scale"] = "linear"
        if form == "any_ci":
            missing.append("whether it is a ratio or a difference")
        elif first.get("ci") is None:
            missing.append("the interval")
    elif first.form == "statistic":
        kind, more, missing = _statistic(first)
        entries |= more
    elif family == "shares":
        kind, more, missing = _shares(sides)
        entries |= more
        if len(sides) > 1:  # a comparison has no place for the interval of each
            tokens = tuple(token for token in tokens if token.kind not in ("ci", "level"))
    elif family == "means":
        kind, more, missing = _means(sides, se, p is not None)
        entries |= more
    elif first.form == "spread_ci":
        kind, missing = "paired", ["n"]
        entries |= {**_means(sides[:1], se, False)[1], **_interval(first)}
    elif first.form == "pair":
        words = _AVERAGE.findall(_sentence_before(text, first))
        said = bool(words) and words[-1].lower() == "median"
        kind, missing = ("medians" if said else "ttest"), ["the sizes"]
        if not words:
            missing.append("mean or median")
        word = "median" if said else "mean"
        entries |= {f"group{i}": {word: one.text} for i, one in enumerate(first.tokens, 1)}
        tokens = tuple(
            Token(word, one.text, one.at) if one.kind == "mean" else one for one in tokens
        )
    elif first.form == "range":
        kind, missing = "sample", ["n"]
        entries |= dict(zip(("lowest", "highest"), _ends(first.tokens[0].text).split(" to "),
                            strict=False))  # fmt: skip
    elif first.form == "quartiles":
        kind, missing = "sample", ["n", "the median"]
        entries["iqr"] = _ends(first.tokens[0].text).replace(" to ", ":")
    elif family == "medians":
        kind, more, missing = _medians(sides)
        entries |= more
    else:
        return None
    if se and first.form in ("spread", "spread_ci"):
        tokens = tuple(
            Token("se", token.text, token.at) if token.kind == "sd" else token for token in tokens
        )
    changed = len(sides) == 2 and _changed(text, *sides)
    if changed or (first.form == "pair" and _FROM.search(text[: first.start])):
        missing.append(_SAME)
    if p is not None:
        entries["p"] = _p(p)
        if kind in ("count", "sample"):
            kind, missing = {"count": "table", "sample": "ttest"}[kind], ["the other group"]
    places = tuple(i for i, one in enumerate(sides, 1) for _ in one.tokens)
    if first.form == "pair":  # two groups in one shape
        places = tuple(range(1, len(first.tokens) + 1))
    by_place = dict(zip((token.at for one in sides for token in one.tokens), places, strict=True))
    return DraftItem(
        name, kind, entries, tokens, quote, tuple(missing),
        tuple(by_place.get(token.at, 0) for token in tokens) if compared(kind) else (),
        name_of(_sentence_before(text, first)) if kind == "ratio" else "",
    )  # fmt: skip


def _sentence_before(text: str, one: Cluster) -> str:
    """What stands before a number in its sentence."""
    begin = max(0, one.start - SENTENCE)
    ends = [match.end() for match in _END.finditer(text, begin, one.start)]
    return text[ends[-1] if ends else begin : one.start]


def _form(text: str, one: Cluster) -> str:
    """The form of a cluster, where the words around an interval say of what it is."""
    estimate = one.get("estimate")
    before = _sentence_before(text, one)
    if one.form == "percent_ci" and _CHANGE.search(before) and not _OF_PERSONS.search(before[-30:]):
        return "any_ci"
    if one.form != "any_ci" or estimate is None:
        return one.form
    if estimate.text.endswith("%") and _OF_PERSONS.search(
        before[-40:] + text[one.end : one.end + 15]
    ):
        return "percent_ci"
    named = [match for match in _NAMED.finditer(before) if match.group().strip()]
    alone = re.match(r"\s*[,;]?\s*[(\[]?\s*\d", text[estimate.end :])  # without a unit
    return "estimate" if named and named[-1]["ratio"] and alone else one.form


def compared(kind: str) -> bool:
    """Whether an item of a kind holds the numbers of groups, one beside the other."""
    return kind in ("table", "crosstab", "ttest", "anova", "medians")


def _p(one: Cluster) -> str:
    return one.tokens[0].text


def digits(text: str) -> str:
    """A count as digits, where it is a word.

    >>> digits("thirty-one"), digits("1,204")
    ('31', '1204')
    """
    number = spelled(text)
    return re.sub(r"[,\s]", "", text) if number is None else str(number)


def _share(one: Cluster) -> tuple[str | None, str | None, str | None]:
    count, n = one.get("count"), one.get("n")
    percent = one.get("percent") or one.get("estimate")
    share = None
    if percent is not None:
        share = digits(re.sub(r"\s*(?:%|per\s?cent)$", "", percent.text)) + "%"
    return (
        None if count is None else digits(count.text),
        None if n is None else digits(n.text),
        share,
    )


def _shares(sides: Sequence[Cluster]) -> tuple[str, dict[str, Any], list[str]]:
    cells, missing = [], []
    for one in sides:
        count, n, share = _share(one)
        shown = f" ({share})" if share and count else ""
        cells.append(f"{count}/{n}{shown}" if n else f"{count}{shown}" if count else str(share))
        if n is None:
            missing.append(DENOMINATOR + cells[-1])
    if len(sides) == 1:
        count, n, share = _share(sides[0])
        entries: dict[str, Any] = {}
        if count is not None:
            entries["k"] = int(count)
        if n is not None:
            entries["n"] = int(n)
        if share is not None:
            entries["percent"] = share
        return "count", {**entries, **_interval(sides[0])}, missing
    if len(sides) == 2:
        return "table", {"group1": cells[0], "group2": cells[1]}, missing
    return "crosstab", {"rows": [cells]}, missing


def _interval(one: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = {}
    ci, level = one.get("ci"), one.get("level")
    if ci is not None:
        found["ci"] = _ends(ci.text)
    if ci is not None and level is not None and not level.text.startswith("95"):
        found["level"] = level.text
    return found


def _ends(text: str) -> str:
    """An interval with ``to`` between its ends."""
    split = _TWO.fullmatch(text)
    return f"{split[1].strip()} to {split[2].strip()}" if split else text


def _estimate(one: Cluster) -> dict[str, Any]:
    estimate = one.get("estimate") or one.get("percent")
    return {"estimate": estimate.text if estimate else "", **_interval(one)}


def _statistic(one: Cluster) -> tuple[str, dict[str, Any], list[str]]:
    which = _LETTERED.get(one.which, "chi2" if one.which.lower().startswith("chi") else one.which)
    value, df = one.get("value"), one.get("df")
    entries: dict[str, Any] = {"statistic": which, "value": value.text if value else ""}
    if df is not None:
        listed = [int(part) for part in df.text.split(",")]
        entries["df"] = listed if len(listed) > 1 else listed[0]
    missing = ["the degrees of freedom"] if df is None and which != "z" else []
    return "statistic", entries, missing


def _means(sides: Sequence[Cluster], se: bool, p: bool) -> tuple[str, dict[str, Any], list[str]]:
    groups = []
    for one in sides:
        told = {}
        for kind in ("mean", "sd", "se"):
            token = one.get(kind)
            if token is not None:
                spread = kind == "sd" and one.form in ("spread", "spread_ci")
                told["se" if se and spread else kind] = token.text
        groups.append(told)
    if len(groups) == 1:
        return "sample", dict(groups[0]), ["n"]
    missing = [f"the size of group {i}" for i in range(1, len(groups) + 1)]
    if len(groups) == 2:
        return "ttest", {"group1": groups[0], "group2": groups[1]}, missing
    return "anova", {"groups": groups}, missing


def _medians(sides: Sequence[Cluster]) -> tuple[str, dict[str, Any], list[str]]:
    groups = []
    for one in sides:
        told = {}
        for kind in ("median", "iqr"):
            token = one.get(kind)
            if token is not None:
                told[kind] = _ends(token.text).replace(" to ", ":") if kind == "iqr" else token.text
        groups.append(told)
    if len(groups) == 1:
        return "sample", dict(groups[0]), ["n"]
    missing = [f"the size of group {i}" for i in range(1, len(groups) + 1)]
    if len(groups) == 2:
        return "medians", {"group1": groups[0], "group2": groups[1]}, missing
    return "medians", {f"group{i}": told for i, told in enumerate(groups, 1)}, [
        *missing, "a test of three groups",
    ]  # fmt: skip
