"""What a reviewer hands in: problem files, texts and tables, made up or damaged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from passion import paths
from printed.problem.choices import FIELDS, KNOWN
from printed.problem.items import KINDS
from tools.fuzz.contract import Case
from tools.fuzz.values import (
    ANYTHING,
    COUNTED,
    DECIMAL,
    FREE,
    INTERVAL,
    ODD,
    POSITIVE,
    PRINTED,
    SHARE,
    SPREAD,
    WHOLE,
    WITH_INTERVAL,
    P,
    damaged,
    damaged_bytes,
    encoded,
    mostly,
)  # fmt: skip
from tools.fuzz.words import JSON, NAMES, POINTS, PROGRAMS, SIDE, named

PAPERS = tuple(
    path.read_text(encoding="utf-8")
    for folder in ("problems", "examples/papers")
    for path in sorted((paths.ROOT / folder).glob("*.yaml"))
)
SIZE = st.one_of(
    st.integers(0, 60), st.sampled_from(["z", "w"]),
    st.tuples(st.integers(1, 30), st.integers(0, 60)).map(lambda at: [at[0], sum(at)]),
)  # fmt: skip
MEANS = st.one_of(
    st.fixed_dictionaries({"n": SIZE, "mean": DECIMAL}, optional={"sd": POSITIVE}),
    st.fixed_dictionaries({"n": SIZE, "mean": DECIMAL, "se": POSITIVE}),
)
MEDIANS = st.fixed_dictionaries(
    {"n": SIZE, "median": DECIMAL},
    optional={"iqr": INTERVAL, "lowest": DECIMAL, "highest": DECIMAL},
)
RATES = st.fixed_dictionaries(
    {"events": SIZE}, optional={"time": POSITIVE, "rate": POSITIVE, "ci": INTERVAL}
)
GROUPS = {
    "rates": RATES, "ttest": MEANS, "medians": MEDIANS,
    "table": st.one_of(SIDE, SHARE.map(lambda p: f"{p} of z")),
}  # fmt: skip
OTHER: Mapping[str, st.SearchStrategy[Any]] = {
    "n": SIZE, "k": SIZE, "n1": SIZE, "n2": SIZE, "b": SIZE, "c": SIZE,
    "groups": st.lists(MEANS, min_size=2, max_size=4), "rows": st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(SIDE, min_size=width, max_size=width),
                               min_size=1, max_size=3)),
    "df": st.one_of(st.integers(0, 200), st.lists(st.integers(1, 90), min_size=2, max_size=2)),
    "statistic": st.sampled_from(["t", "F", "chi2", "z", "r"]),
    "share": st.lists(st.tuples(POINTS, SHARE).map("=".join), max_size=2),
    "min": st.integers(-50, 5), "max": st.integers(0, 200), "step": st.sampled_from([1, 0.5, 2]),
    "items": st.integers(1, 4), "ddof": st.integers(0, 1), "tails": st.integers(1, 2),
    "level": st.sampled_from([95, 90, "99%", 100]), "of": st.integers(1, 9),
    "z": st.sampled_from(["exact", "1.96"]),
    "side": st.sampled_from(["less", "greater"]), "scale": st.sampled_from(["log", "linear"]),
    "ties": st.sampled_from(["none", "any"]), "total": SIZE, "events": SIZE,
}  # fmt: skip
PRINTED_KEYS: Mapping[str, st.SearchStrategy[str]] = {
    "p": P, "percent": SHARE, "ci": INTERVAL, "iqr": st.one_of(INTERVAL, POSITIVE), "sd": POSITIVE,
    "se": POSITIVE, "median": st.one_of(DECIMAL, WITH_INTERVAL), "t": DECIMAL, "f": POSITIVE,
    "odds_ratio_ci": INTERVAL, "risk_ratio_ci": INTERVAL, "risk_difference_ci": INTERVAL,
    "efficacy_ci": INTERVAL, "number_needed_ci": INTERVAL, "rate_ratio_ci": INTERVAL,
    "d_ci": INTERVAL,
}  # fmt: skip
DEEP = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANYTHING),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(FREE, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def _item(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    made = KINDS[kind]
    item: dict[str, Any] = {"kind": kind}
    for key in (*made.printed_keys, *made.other_keys):
        needed = key in made.needed_keys
        if draw(st.integers(0, 99)) < (97 if needed else 35):
            usual = PRINTED_KEYS.get(key, DECIMAL) if key in made.printed_keys else OTHER.get(
                key, GROUPS.get(kind, ANYTHING)
            )  # fmt: skip
            odd = draw(st.integers(0, 39)) == 0
            item[key] = draw(st.one_of(ODD, DEEP) if odd else usual)
    if draw(st.integers(0, 9)) == 0:
        rule = draw(st.sampled_from(["test", "method", "rounding", "p_rule", "x"]))
        item[rule] = draw(named(rule) if rule in KNOWN else NAMES)
    return item


@st.composite
def _problem(draw: Any) -> str:
    items = {name: draw(_item()) for name in "abc"[: draw(st.sampled_from([1, 1, 1, 2, 3]))]}
    tree: dict[str, Any] = {"items": items}
    text = json.dumps(items)
    unknowns = {name: [draw(st.integers(1, 10)), draw(st.integers(5, 60))]
                for name in "zw" if f'"{name}"' in text or f"of {name}" in text}  # fmt: skip
    if unknowns:
        tree["unknowns"] = unknowns
    if draw(st.integers(0, 3)) == 0:
        field = draw(st.sampled_from([*FIELDS]))
        tree["conventions"] = {field: [draw(mostly(named(FIELDS[field]), NAMES))]}
    if draw(st.integers(0, 3)) == 0:
        tree["bounds"] = [draw(st.sampled_from(
            ["a.odds_ratio", "a.risk_difference", "b.superiority", "a.share<100", "a.p", "a.k", "z",
             "a.sd", "a.n", "b.mean", "a", "."]))]  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        tree["relations"] = [draw(st.sampled_from(
            ["a.k + b.k = 20", "z + w = 60", "a.n = b.n", "a.k1 = 2", "a.k + a.k = 7", "a.k <= 3",
             "z = 1e99", "= =", "2 * a.k = z", "a.q = 1"]))]  # fmt: skip
    return json.dumps(tree, ensure_ascii=draw(st.booleans()))


@st.composite
def problems(draw: Any) -> Case:
    """A problem file, made up or a damaged one of a paper."""
    usual = mostly(st.one_of(DECIMAL, WHOLE, P), ANYTHING)
    text = draw(st.one_of(_problem(), damaged(PAPERS, usual)))
    content = encoded(text)
    if draw(st.integers(0, 19)) == 0:
        content = draw(damaged_bytes(content))
    command = draw(st.sampled_from(["solve", "solve", "check", "check", "lint"]))
    more = ("--sheet", "inspect-sr") if command == "check" and draw(st.booleans()) else ()
    return Case(draw(PROGRAMS), (command, "x.yaml", *more, *draw(JSON)), {"x.yaml": content})


# -------------------------------------------------------------------------- texts and tables

ABSTRACTS = tuple(
    path.read_text(encoding="utf-8")
    for path in sorted((paths.ROOT / "examples" / "abstracts").glob("*.txt"))
)
PHRASES = st.sampled_from(
    ["P = 0.03", "p<.001", "NS", "43/51 (84.3%)", "12 (40%)", "20 ± 4", "3.1 (1.2)", "95% CI",
     "0.71 to 1.13", "(0.71–1.13)", "HR 0.9", "odds ratio", "median", "IQR", "vs.", "n = 30",
     "1,124", "seven (7%)", "twenty-one of 36", "t(28) = 2.2", "F(1, 130) = 4.73", "chi2(2) = 5.1",
     "mean", "SD", "<td>", "</tr>", "\t", "\n", ",", ";", ". ", "group", "−", "–", "1e309", "0/0",
     "7/3 (233%)", "9999999999999 (5%)", '"', "of the children", "difference", "range 1-5", "per "
     "cent", "(SE 1.2)", "t(0) = 1", "F(1) = 3", "r(0,0,0) = 2", "P for trend = 0.2", "٣/٥ (60%)"]
)  # fmt: skip
LOOSE = st.one_of(
    damaged(ABSTRACTS, st.one_of(PHRASES, ANYTHING)),
    st.lists(st.one_of(PHRASES, PRINTED, FREE), max_size=40).map(" ".join),
    st.lists(PHRASES, max_size=40).map("".join),
    st.text(max_size=300),
)


@st.composite
def texts(draw: Any) -> Case:
    """A text to be read, checked or looked through for what it lacks."""
    content = encoded(draw(LOOSE))
    program, more = draw(PROGRAMS), draw(JSON)
    command = draw(st.sampled_from(["read", "read", "read", "stdin", "check", "lint"]))
    if command == "stdin":
        return Case(program, ("read", "-", *more), {}, content)
    words = ("check", "x.txt", "--yes") if command == "check" else (command, "x.txt")
    return Case(program, (*words, *more), {"x.txt": content})


CELL = st.one_of(
    COUNTED, COUNTED.map(lambda one: f"{one} (40%)"), SPREAD, P, WITH_INTERVAL, DECIMAL,
    st.tuples(WHOLE, SHARE).map(lambda one: f"{one[0]} ({one[1]})"), st.just(""), ODD, FREE,
)  # fmt: skip
HEAD = st.one_of(
    WHOLE.map(lambda n: f"A (n = {n})"), WHOLE.map(lambda n: f"N={n}"), st.sampled_from(
        ["P", "P value", "x", "", "label", "k1", "n1", "k2", "n2", "%", "OR (95% CI)"]), FREE,
)  # fmt: skip


@st.composite
def tables(draw: Any) -> Case:
    """A table: comma or tab separated, pasted, or HTML."""
    width = draw(st.integers(1, 6))
    rows = [[draw(HEAD) for _ in range(width)]]
    for _ in range(draw(st.integers(0, 6))):
        long = width if draw(st.integers(0, 9)) else draw(st.integers(0, 7))
        rows.append([draw(st.one_of(FREE, st.just("Healed"))), *(draw(CELL) for _ in range(long))])
    form = draw(st.sampled_from([",", "\t", "  ", ";", "|", "html"]))
    if form == "html":
        text = "<table>" + "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
        ) + "</table>"  # fmt: skip
    else:
        text = "\n".join(form.join(cell.replace("\n", " ") for cell in row) for row in rows)
    content = encoded(text)
    program, more = draw(PROGRAMS), draw(JSON)
    if draw(st.booleans()):
        return Case(program, ("read", "x.csv", "--table", *more), {"x.csv": content})
    name = draw(st.sampled_from(["x.csv", "x.tsv", "x.html"]))
    return Case(program, (draw(st.sampled_from(["check", "lint"])), name, *more), {name: content})
