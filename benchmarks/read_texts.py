"""How well `printed read` reads: recall, precision and wrong values on the collected texts.

    python benchmarks/read_texts.py

Recall: the numbers of the hand-made truth that a draft has, in an item or as a size. Precision: the
drafted numbers that the truth ties to an item or size. Wrong: right place, another kind.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from printed.problem.drafts import read_text

ABSTRACTS = Path(__file__).parents[1] / "examples" / "abstracts"
# Names of the truth for what a draft calls otherwise.
SAME = {
    ("rate", "estimate"), ("difference", "estimate"), ("rate", "percent"), ("reduction", "percent"),
    ("difference", "percent"), ("percent", "estimate"), ("p-interaction", "p"),
    ("time", "estimate"), ("mean", "percent"),
}  # fmt: skip


def scores() -> dict[str, Any]:
    """Counts over all texts, and by kind of number."""
    whole: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    for path in sorted(ABSTRACTS.glob("*.txt")):
        truth = yaml.safe_load(path.with_suffix("").with_suffix(".truth.yaml").read_text("utf-8"))
        wanted = {
            number["at"]: number["kind"] for item in truth["items"] for number in item["numbers"]
        }
        sizes = {number["at"]: "n" for number in truth["sizes"]}
        draft = read_text(path.read_text(encoding="utf-8"))
        got = {token.at: token.kind for item in draft.items for token in item.tokens}
        for at, kind in wanted.items():
            row = kinds.setdefault(kind, Counter())
            row["truth"] += 1
            row["found"] += at in got
            same = got.get(at) == kind or (kind, got.get(at)) in SAME
            row["wrong"] += at in got and not same
        whole["truth"] += len(wanted)
        whole["found"] += len(wanted.keys() & got.keys())
        whole["drafted"] += len(got)
        whole["right place"] += len(got.keys() & (wanted.keys() | sizes.keys()))
        whole["unasked"] += len(got.keys() - wanted.keys() - sizes.keys())
    whole["wrong"] = sum(row["wrong"] for row in kinds.values())
    return {
        "recall": whole["found"] / whole["truth"],
        "precision": whole["right place"] / whole["drafted"],
        "wrong": whole["wrong"] / whole["found"],
        "counts": dict(whole),
        "kinds": {kind: dict(row) for kind, row in sorted(kinds.items())},
    }


def main() -> None:
    found = scores()
    for name in ("recall", "precision", "wrong"):
        print(f"{name:10} {found[name]:.3f}")
    print(found["counts"])
    for kind, row in found["kinds"].items():
        print(f"{kind:14} {row['found']:4} of {row['truth']:4}, {row['wrong']} of another kind")


if __name__ == "__main__":
    sys.exit(main())
