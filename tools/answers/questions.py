"""Questions of the command line about made up data, as a paper would print them."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterator

from printed import stats
from printed.fit import contrasts
from printed.problem.choices import KNOWN
from tools.fuzz.contract import Case


def true_questions(count: int) -> Iterator[Case]:
    """Questions about made up data of which nearly every printed number is true."""
    chance = random.Random(0)
    for i in range(count):
        words = ASKED[i % len(ASKED)](chance)
        rules = ("--rounding", chance.choice(KNOWN["rounding"])) if i % 3 else ()
        few = ("--max-results", "7") if ASKED[i % len(ASKED)] is not _ttest else ()
        more = (("--json",), (), ("--json", *few))[i // len(ASKED) % 3]
        yield Case("printed", (*words, *rules, *more))


def _shown(chance: random.Random, value: float, places: int = 2) -> str:
    """As printed; now and then a last digit off."""
    return f"{value + chance.choice((0,) * 9 + (1,)) / 10**places:.{places}f}"


def _table(chance: random.Random) -> tuple[str, ...]:
    n1, n2 = chance.randint(4, 40), chance.randint(4, 60)
    k1, k2 = chance.randint(0, n1), chance.randint(0, n2)
    test = chance.choice(KNOWN["test"])
    share = f"{100 * k2 / n2:.0f}%"
    side2 = chance.choice((f"{k2}/{n2}", share, f"{share}/{n2}", f"{k2}/?", f"?/{n2}"))
    words = ["table", chance.choice((f"{k1}/{n1}", f"{k1}/?", "?")), side2, "--n", f"1:{n2 + 5}"]
    value = stats.table_p(k1, n1, k2, n2, test)
    if chance.random() < 0.7 and value == value:
        words += ["--p", "<0.001" if value < 0.001 else _shown(chance, value, 3)]
        words += ["--test", test] if chance.random() < 0.8 else []
    if chance.random() < 0.6 or "?" in words[1]:
        words += ["--total", str(n1 + n2)] if chance.random() < 0.5 else ["--events", str(k1 + k2)]
    name = chance.choice(sorted(contrasts.METHODS))
    method = chance.choice(contrasts.METHODS[name])
    found = contrasts.COMPUTE[name](k1, n1, k2, n2, method)
    ends = [float(one) for one in (found.low, found.high)]
    if chance.random() < 0.6 and all(map(math.isfinite, ends)):
        option = "--" + name.replace("_", "-")
        words += [f"{option}-ci", " to ".join(_shown(chance, end) for end in ends)]
        if found.estimate is not None and math.isfinite(found.estimate):
            words += [f"{option}={_shown(chance, float(found.estimate))}"]
        words += ["--effect-method", method] if chance.random() < 0.5 else []
    return tuple(words)


def _ttest(chance: random.Random) -> tuple[str, ...]:
    sides = [[round(chance.gauss(10, 3), 1) for _ in range(chance.randint(3, 30))] for _ in "ab"]
    means = [statistics.mean(side) for side in sides]
    errors = [statistics.stdev(side) / math.sqrt(len(side)) for side in sides]
    gap, error = means[0] - means[1], math.hypot(*errors)
    more = {
        "--difference": _shown(chance, gap, 1), "--t": _shown(chance, gap / error),
        "--ci": f"{_shown(chance, gap - 2 * error, 1)} to {_shown(chance, gap + 2 * error, 1)}",
        "--p": _shown(chance, math.erfc(abs(gap / error) / math.sqrt(2))),
    }  # fmt: skip
    asked = [f"{key}={more[key]}" for key in chance.sample(sorted(more), chance.randint(0, 3))]
    if chance.random() < 0.3:
        named = [f"--n={len(sides[0])}", f"--mean={means[0]:.1f}"]
        spread = chance.choice(([f"--se={errors[0]:.2f}"], []))
        own = [one for one in asked if not one.startswith("--difference")]
        return ("ttest", "--paired", *named, *spread, *own)
    shown = [f"{mean:.1f}\u00b1{statistics.stdev(side):.1f}/{len(side)}"
             for mean, side in zip(means, sides, strict=True)]  # fmt: skip
    return ("ttest", *asked, *shown)


def _sample(chance: random.Random) -> tuple[str, ...]:
    values = sorted(chance.randint(0, 40) for _ in range(chance.randint(3, 14)))
    quartiles = statistics.quantiles(values, n=4)
    told = {
        "--mean": _shown(chance, statistics.mean(values), 1),
        "--sd": _shown(chance, statistics.stdev(values), 1),
        "--median": f"{statistics.median(values):g}",
        "--iqr": f"{quartiles[0]:g} to {quartiles[2]:g}",
        "--share": f"<20={100 * sum(one < 20 for one in values) / len(values):.0f}%",
        "--lowest": str(values[0]), "--highest": str(values[-1]),
    }  # fmt: skip
    asked = [f"{key}={told[key]}" for key in chance.sample(sorted(told), chance.randint(1, 4))]
    bound = chance.choice(("mean", "sd", "median", "q1", "max", "share<20", "t:15"))
    draw = chance.choice((["--draw", "2", "--seed", "3"], []))
    return ("sample", "--n", str(len(values)), *asked, "--min", "0", "--max", "40",
            "--step", "1", "--bound", bound, *draw)  # fmt: skip


def _ranksum(chance: random.Random) -> tuple[str, ...]:
    n1, n2 = chance.randint(2, 14), chance.randint(2, 20)
    method = chance.choice(KNOWN["ranksum"])
    ties = chance.choice(("none", "any"))
    return ("ranksum", f"{chance.random():.3f}", "--n1", f"{n1}:{n1 + 1}", "--n2", str(n2),
            "--method", method, "--ties", ties)  # fmt: skip


ASKED = (_table, _ttest, _sample, _ranksum)
