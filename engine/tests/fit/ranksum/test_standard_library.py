"""The paper's rank-sum question answered with the standard library alone."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
for name in ("numpy", "scipy", "pandas", "statsmodels"):
    sys.modules[name] = None
from printed import stats
from printed.fit import ranksum
rows = ranksum.search("0.003", 10, (20, 39)).results
rows += ranksum.search("0.003", 10, 36, ties="any").results
one = ranksum.group(10, "0.3 [0.8]", step="0.1")
two = ranksum.group(29, "-0.4 [1.5]", step="0.1")
found = ranksum.witness("0.003", one, two, "asymptotic")
print(len(rows), ranksum.superiority_range(one, two)["u"], found["p"] < 0.0035,
      stats.superiority_interval(287, 10, 36).low > 0.5, stats.odds_ratio(4, 10, 29, 36).high < 1,
      stats.risk_difference(4, 10, 29, 36, "miettinen-nurminen").high < 0)
"""


def test_without_numpy_scipy_and_pandas():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[0] == "63 [90.0, 290.0] True True True True"
