"""Registers: those of other papers damaged, and this paper's with one thing taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from passion import paths
from printed.register import KINDS
from tools.fuzz.contract import Case
from tools.fuzz.values import (
    ANYTHING,
    PRINTED,
    WHOLE,
    damaged,
    damaged_bytes,
    encoded,
    mostly,
    read_rows,
    write_rows,
)  # fmt: skip
from tools.fuzz.words import JSON

FILES = ("claims.csv", "groups.csv", "conventions.yaml")
REGISTERS = tuple(
    {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name in FILES}
    for folder in sorted((paths.ROOT / "examples" / "registers").iterdir())
)
CLAIM_CELLS: Mapping[str, st.SearchStrategy[str]] = {
    "kind": st.sampled_from(KINDS), "printed": PRINTED, "denominator": st.one_of(
        WHOLE, st.sampled_from(["n_cyc", "palsy", "n_all"])),
    "group": st.sampled_from(["both", "", "cyclophosphamide", "arm"]),
    "comparison": st.sampled_from(["", "infection", "x"]), "states": st.sampled_from(
        ["less_often", "mean_below 100", "median_higher", "count_is 0", "rate_below 10%", "hedge"]),
    "over": st.sampled_from(["sample", "population", ""]),
}  # fmt: skip


@st.composite
def registers(draw: Any) -> Case:
    """A register of another paper, damaged."""
    files = dict(draw(st.sampled_from(REGISTERS)))
    rows = read_rows(files["claims.csv"])
    for _ in range(draw(st.integers(0, 4))):
        if len(rows) < 2:
            break
        at = draw(st.integers(1, len(rows) - 1))
        how = draw(st.sampled_from(["cell", "cell", "cell", "drop", "twice", "short", "column"]))
        if how == "cell":
            column = draw(st.integers(0, len(rows[0]) - 1))
            usual = CLAIM_CELLS.get(rows[0][column], ANYTHING)
            if column < len(rows[at]):
                rows[at][column] = draw(mostly(usual, ANYTHING))
        elif how == "drop":
            del rows[at]
        elif how == "twice":
            rows.insert(at, [rows[at][0] + draw(st.sampled_from(["", "x"])), *rows[at][1:]])
        elif how == "short":
            rows[at] = rows[at][:-1]
        else:
            gone = draw(st.integers(0, len(rows[0]) - 1))
            rows = [row[:gone] + row[gone + 1 :] for row in rows]
    files["claims.csv"] = write_rows(rows)
    for name in FILES[1:]:
        if name in files and draw(st.integers(0, 4)) == 0:
            files[name] = draw(damaged([files[name]]))
    content = {name: encoded(text) for name, text in files.items()}
    if draw(st.integers(0, 9)) == 0:
        name = draw(st.sampled_from([*content]))
        content[name] = draw(damaged_bytes(content[name]))
    if draw(st.integers(0, 19)) == 0:
        del content[draw(st.sampled_from([*content]))]
    more = draw(JSON)
    call = draw(st.sampled_from(
        [("printed", "verify", "."), ("passion", "verify", "--register", "."),
         ("passion", "verify", "--register", "claims.csv"), ("printed", "lint", ".")]
    ))  # fmt: skip
    return Case(call[0], (*call[1:], *more), content)


def variants() -> list[tuple[str, Case]]:
    """This paper's register with one thing after the other taken out or changed, by name."""
    files = {name: (paths.PUBLISHED / name).read_text(encoding="utf-8") for name in FILES}
    rows = read_rows(files["claims.csv"])
    at = {name: i for i, name in enumerate(rows[0])}
    found: list[tuple[str, list[list[str]]]] = []

    def put(name: str, number: int, column: str, value: str) -> None:
        changed = [list(row) for row in rows]
        changed[number][at[column]] = value
        found.append((f"{rows[number][0]}: {name}", changed))

    for number in range(1, len(rows)):
        found.append((f"{rows[number][0]}: dropped", rows[:number] + rows[number + 1 :]))
        put("of kind mean", number, "kind", "mean")
        if rows[number][at["comparison"]]:
            put("of no comparison", number, "comparison", "")
        put("of the treated", number, "group", "treated_cp")
        if rows[number][at["kind"]] == "count":
            for value in ("0", "1", "1000000"):
                put(f"prints {value}", number, "printed", value)
    words = [row for row in rows[1:] if row[at["kind"]] == "inference"]
    found.append(("only inferences", [rows[0], *words]))
    found.append(("header only", rows[:1]))
    many = [[f"{row[0]}_{i}", *row[1:]] for i in range(10_000 // len(rows)) for row in rows[1:]]
    found.append(("ten thousand rows", [*rows, *many][:10_001]))
    whole = {name: encoded(text) for name, text in files.items()}
    words_of = ("verify", "--register", ".", "--json")
    made = [
        (name, Case("passion", words_of, whole | {"claims.csv": encoded(write_rows(changed))}))
        for name, changed in found
    ]
    marked = b"\xef\xbb\xbf" + whole["claims.csv"]
    return [*made, ("byte order mark", Case("passion", words_of, whole | {"claims.csv": marked}))]
