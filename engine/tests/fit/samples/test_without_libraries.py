"""The samples engine on the standard library alone gives what it gives with numpy and scipy."""

from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import json, sys
if sys.argv[1] == "blocked":
    for name in ("numpy", "scipy", "pandas"):
        sys.modules[name] = None
from printed.fit import samples
paper = dict(mean="89", sd="21", min=0, max=200, step=1)
bound = ["mean", "sd", "median", "q1", "q3", "min", "max", "share<100", "count<=100", "t:100"]
answers = [
    samples.search(10, **paper, draw=3, seed=1, bound=bound).results,
    samples.search(10, **paper, draw=3, seed=1, law="ordered").results,
    samples.search(10, median="0.3", iqr="0.8", min=-4, max=4, step="0.1", draw=3, seed=1,
                   bound=bound[:-1]).results,
    samples.search(10, mean="89", sd="21", bound=["max", "share<100", "t:100"]).results,
    samples.search(100, mean="0.20", sd="0.40", min=0, max=1, step=1).results,
    [bool(x) for x in samples.grim(["5.19", "5.18", "3.50"], [28, 28, 20])],
    [bool(x) for x in samples.grimmer(["5.21", "3.44"], ["1.60", "2.47"], [28, 18])],
    samples.sample_set(5, mean="3.2", step=1, min=1, max=5).bounds(lambda x: x ** 3).json(),
]
print(json.dumps(answers))
"""


def answers(mode: str) -> list:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, mode], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_both_paths_agree_at_paper_size():
    blocked = answers("blocked")
    assert blocked == answers("free")
    assert blocked[0]["datasets"] == "32832766981" and len(blocked[0]["draws"]) == 3
