"""The right answer to every row of the problem files, by scipy and closed formulas alone.

Nothing of the engine is imported, so that an error there cannot hide here.  ``python
right_answers.py`` writes ``EXPECTED.csv`` (one row a printed number) and ``RECOMPUTED.csv`` (one
row a convention tried); with ``--check`` it says whether the committed files are what the
formulas give.  What a whole file answers stands in ``WHOLE.csv``, by hand, from brute force and
R; the rows of its items stand here as well wherever the print fixes them.

A recomputed value is a range: over every unrounded value that prints so.  A convention "fits"
when some value of its range prints as the paper printed it, cut off or rounded (half up).
"""

import argparse
import csv
import io
import itertools
import math
import re
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import yaml
from scipy import stats

HERE = Path(__file__).parent
Z = stats.norm.ppf(0.975)
COLUMNS = ["file", "item", "kind", "quantity", "printed", "convention", "low", "high", "fits"]
SUMMARY = ["file", "item", "kind", "quantity", "printed", "verdict", "fits", "recomputed"]


# --- printed values -------------------------------------------------------------------------


def unit(text):
    """One in the last printed place."""
    digits = re.search(r"\d*\.?\d+", text).group()
    return Fraction(1, 10 ** len(digits.partition(".")[2]))


def number(text):
    return Fraction(re.search(r"[-−]?\d*\.?\d+", text).group().replace("−", "-"))


def interval(text):
    """The two printed limits of ``0.07-0.78``, ``-5.29 to 3.11``, ``5-7`` or ``9%-34%``."""
    clean = text.replace("%", "").replace("−", "-")
    return re.fullmatch(r"\s*(-?[\d.]+)\s*(?:to|-|–|,)\s*(-?[\d.]+)\s*", clean).groups()


def rounded(text):
    """What may have been printed so by rounding: closed range, its edges either way."""
    half = unit(text) / 2
    return float(number(text) - half), float(number(text) + half)


def reaches(low, high, text, cut=False):
    """Whether some value of the range prints as ``text``."""
    if text[0] in "<>":
        return low < number(text) if text[0] == "<" else high > number(text)
    value, step = float(number(text)), float(unit(text))
    slack = 1e-12
    if cut:
        first, last = (value, value + step) if value >= 0 else (value - step, value)
        return high >= first - slack and low < last - slack
    return high >= value - step / 2 - slack and low < value + step / 2 - slack


def how(low, high, text):
    """``rounded``, ``cut off``, both or neither."""
    names = [("rounded", False), ("cut off", True)]
    return [name for name, cut in names if reaches(low, high, text, cut)]


# --- tables ---------------------------------------------------------------------------------


def table_p(k1, n1, k2, n2):
    table = np.array([[k1, n1 - k1], [k2, n2 - k2]])
    answer = {"fisher": stats.fisher_exact(table).pvalue}
    one = [stats.hypergeom(n1 + n2, k1 + k2, n1).cdf(k1)]
    one.append(stats.hypergeom(n1 + n2, k1 + k2, n1).sf(k1 - 1))
    answer["fisher-central"] = min(1.0, 2 * min(one))
    if 0 in table.sum(axis=0):
        return answer
    answer["pearson"] = stats.chi2_contingency(table, correction=False).pvalue
    answer["yates"] = stats.chi2_contingency(table, correction=True).pvalue
    total = n1 + n2
    squared = stats.chi2_contingency(table, correction=False).statistic
    answer["n-1"] = stats.chi2.sf(squared * (total - 1) / total, 1)
    answer["lr"] = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue
    error = math.sqrt(k1 * (n1 - k1) / n1**3 + k2 * (n2 - k2) / n2**3)
    if error:
        answer["wald of the difference"] = 2 * stats.norm.sf(abs(k1 / n1 - k2 / n2) / error)
    return answer


def ratio_interval(estimate, error):
    return estimate, estimate * math.exp(-Z * error), estimate * math.exp(Z * error)


def wilson(k, n, corrected=False):
    share = k / n
    if not corrected:
        middle, spread = (
            share + Z * Z / (2 * n),
            Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)),
        )
        return (middle - spread) / (1 + Z * Z / n), (middle + spread) / (1 + Z * Z / n)
    below = Z * math.sqrt(Z * Z - 2 - 1 / n + 4 * share * (n * (1 - share) + 1))
    above = Z * math.sqrt(Z * Z + 2 - 1 / n + 4 * share * (n * (1 - share) - 1))
    low = 0.0 if k == 0 else (2 * n * share + Z * Z - 1 - below) / (2 * (n + Z * Z))
    high = 1.0 if k == n else (2 * n * share + Z * Z + 1 + above) / (2 * (n + Z * Z))
    return low, high


def effects(k1, n1, k2, n2):
    """Estimate and 95% limits by the quantity and the method."""
    rest1, rest2 = n1 - k1, n2 - k2
    answer = {}
    if k1 and k2:
        error = math.sqrt(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2)
        answer["risk_ratio"] = {"katz": ratio_interval(k1 / n1 / (k2 / n2), error)}
    if k1 and k2 and rest1 and rest2:
        error = math.sqrt(1 / k1 + 1 / rest1 + 1 / k2 + 1 / rest2)
        answer["odds_ratio"] = {"woolf": ratio_interval(k1 * rest2 / (k2 * rest1), error)}
    share1, share2 = k1 / n1, k2 / n2
    difference = share1 - share2
    error = math.sqrt(share1 * (1 - share1) / n1 + share2 * (1 - share2) / n2)
    methods = {"wald": (difference, difference - Z * error, difference + Z * error)}
    for name, corrected in (("newcombe", False), ("newcombe-cc", True)):
        (l1, u1), (l2, u2) = wilson(k1, n1, corrected), wilson(k2, n2, corrected)
        methods[name] = (
            difference,
            difference - math.hypot(share1 - l1, u2 - share2),
            difference + math.hypot(u1 - share1, share2 - l2),
        )
    answer["risk_difference"] = {name: tuple(100 * v for v in m) for name, m in methods.items()}
    return answer


def fixed(side):
    """Counts of a printed side ``k/n``, with or without percentage; None where one is open."""
    match = re.fullmatch(r"(\d+)/(\d+)(?: \([\d.]+%\))?", str(side))
    return tuple(map(int, match.groups())) if match else None


def table_rows(item):
    sides = fixed(item["group1"]), fixed(item["group2"])
    if None in sides:
        return
    counts = [*sides[0], *sides[1]]
    if "p" in item:
        for name, p in table_p(*counts).items():
            yield "p", item["p"], name, p, p
    for quantity, methods in effects(*counts).items():
        for name, values in methods.items():
            first = name == next(iter(methods))
            if quantity in item and first:
                yield quantity, item[quantity], "", values[0], values[0]
            if f"{quantity}_ci" in item:
                limits = interval(item[f"{quantity}_ci"])
                for side, text, value in zip(("low", "high"), limits, values[1:], strict=True):
                    yield f"{quantity}_ci {side}", text, name, value, value


# --- counts ---------------------------------------------------------------------------------


def share_intervals(k, n):
    share = k / n
    error = Z * math.sqrt(share * (1 - share) / n)
    exact = stats.beta.ppf(0.025, k, n - k + 1), stats.beta.ppf(0.975, k + 1, n - k)
    agresti = (k + Z * Z / 2) / (n + Z * Z)
    spread = Z * math.sqrt(agresti * (1 - agresti) / (n + Z * Z))
    return {
        "exact": exact,
        "wilson": wilson(k, n),
        "wilson-cc": wilson(k, n, corrected=True),
        "wald": (share - error, share + error),
        "agresti-coull": (agresti - spread, agresti + spread),
    }


def count_rows(item):
    k, n, text = item.get("k"), item.get("n"), item.get("percent")
    if not isinstance(n, int) or text is None:
        return
    if k is None:
        near = sorted(range(n + 1), key=lambda each: abs(100 * each / n - float(number(text))))
        good = [each for each in near if reaches(100 * each / n, 100 * each / n, text)]
        low = min(good, default=near[0])
        high = max(good, default=near[0])
        yield (
            "k",
            text,
            f"{low} to {high} of {n}" if good else f"nearest {near[0]} of {n}",
            (100 * low / n),
            100 * high / n,
        )
        return
    yield "percent", text, "", 100 * k / n, 100 * k / n
    if "ci" in item:
        limits = interval(item["ci"])
        for name, values in share_intervals(k, n).items():
            for side, printed, value in zip(("low", "high"), limits, values, strict=True):
                yield f"ci {side}", printed, name, 100 * value, 100 * value


# --- means ----------------------------------------------------------------------------------


def grid(text, points=5):
    low, high = rounded(text)
    return np.linspace(max(low, 0) if "-" not in text else low, high, points)


def sd_grid(group):
    if "sd" in group:
        return np.maximum(grid(group["sd"]), 1e-9)
    return np.maximum(grid(group["se"]), 1e-9) * math.sqrt(group["n"])


def spread(values):
    values = np.asarray(values, dtype=float)
    return float(values.min()), float(values.max())


def ttest_rows(item):
    one, two = item["group1"], item["group2"]
    means = rounded(one["mean"]), rounded(two["mean"])
    gap = means[0][0] - means[1][1], means[0][1] - means[1][0]
    if "difference" in item:
        yield "difference", item["difference"], "", *gap
        told = rounded(item["difference"])
        gap = max(gap[0], told[0]), min(gap[1], told[1])
    gaps = np.linspace(*gap, 9)
    if gap[0] < 0 < gap[1]:
        gaps = np.append(gaps, 0.0)
    s1, s2, d = np.meshgrid(sd_grid(one), sd_grid(two), gaps)
    n1, n2 = one["n"], two["n"]
    pooled = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)
    first, second = s1**2 / n1, s2**2 / n2
    forms = {
        "student": (np.sqrt(pooled * (1 / n1 + 1 / n2)), np.full_like(s1, n1 + n2 - 2.0)),
        "welch": (
            np.sqrt(first + second),
            (first + second) ** 2 / (first**2 / (n1 - 1) + second**2 / (n2 - 1)),
        ),
    }
    for name, (error, df) in forms.items():
        t = d / error
        if "t" in item:
            yield "t", item["t"], name, *spread(t)
        if "p" in item:
            yield "p", item["p"], name, *spread(2 * stats.t.sf(np.abs(t), df))
        if "ci" in item:
            low, high = interval(item["ci"])
            reach = stats.t.ppf(0.975, df) * error
            yield "ci low", low, name, *spread(d - reach)
            yield "ci high", high, name, *spread(d + reach)


def paired_rows(item):
    n = item["n"]
    low, high = interval(item["ci"])
    lows, highs = np.meshgrid(np.linspace(*rounded(low), 9), np.linspace(*rounded(high), 9))
    middle = (lows + highs) / 2
    yield "mean", item["mean"], "middle of the interval", *spread(middle)
    if "p" in item:
        mean = np.linspace(*rounded(item["mean"]), 9)[:, None, None]
        error = (highs - lows) / 2 / stats.t.ppf(0.975, n - 1)
        near = np.abs(middle - mean) <= float(unit(item["mean"]) / 2) + 1e-12
        p = 2 * stats.t.sf(np.abs(mean) / error, n - 1)
        kept = p[near] if near.any() else p
        yield "p", item["p"], "t" if near.any() else "t, interval not symmetric", *spread(kept)


def sample_rows(item, unknowns):
    low, high = interval(item["ci"])
    first, last = unknowns[item["n"]] if isinstance(item["n"], str) else (item["n"], item["n"])
    good = []
    for n in range(first, last + 1):
        mean, sd = np.meshgrid(
            np.linspace(*rounded(item["mean"]), 41), np.linspace(*rounded(item["sd"]), 41)
        )
        reach = stats.t.ppf(0.975, n - 1) * sd / math.sqrt(n)
        ok = np.ones_like(mean, dtype=bool)
        for values, text in ((mean - reach, low), (mean + reach, high)):
            a, b = rounded(text)
            ok &= (values >= a) & (values <= b)
        if ok.any():
            good.append(n)
    yield "n", item["ci"], "t", min(good, default=0), max(good, default=0)


def anova_rows(item):
    groups = item["groups"]
    n = np.array([g["n"] for g in groups])
    edges = [np.linspace(*rounded(g["mean"]), 3) for g in groups]
    sds = [sd_grid(g)[[0, -1]] for g in groups]
    values = []
    for means in itertools.product(*edges):
        m = np.array(means)
        between = float((n * (m - (n * m).sum() / n.sum()) ** 2).sum()) / (len(n) - 1)
        for sd in itertools.product(*sds):
            within = float(((n - 1) * np.array(sd) ** 2).sum()) / (n.sum() - len(n))
            values.append(stats.f.sf(between / within, len(n) - 1, n.sum() - len(n)))
    yield "p", item["p"], "one-way", *spread(values)


# --- the other kinds ------------------------------------------------------------------------


def freeman_halton(table):
    """Exact P of an r x c table: every table of its margins that is no more probable."""
    table = np.asarray(table)
    columns = tuple(int(v) for v in table.sum(axis=0))
    logs = [math.lgamma(v + 1) for v in range(int(table.sum()) + 1)]
    seen = -sum(logs[v] for v in table.ravel())

    def rows(total, room):
        if len(room) == 1:
            if total <= room[0]:
                yield (total,)
            return
        for first in range(min(total, room[0]) + 1):
            for rest in rows(total - first, room[1:]):
                yield first, *rest

    kept, whole = 0.0, 0.0

    def walk(level, room, weight):
        nonlocal kept, whole
        if level == len(table) - 1:
            weight -= sum(logs[v] for v in room)
            whole += math.exp(weight - seen)
            if weight <= seen + 1e-9:
                kept += math.exp(weight - seen)
            return
        for row in rows(int(table[level].sum()), room):
            left = tuple(a - b for a, b in zip(room, row, strict=True))
            walk(level + 1, left, weight - sum(logs[v] for v in row))

    walk(0, columns, 0.0)
    return kept / whole


def crosstab_rows(item):
    if "p" not in item:
        return
    rows = item["rows"]
    if "/" in rows[0][0]:
        pairs = [tuple(map(int, cell.split("/"))) for cell in rows[0]]
        table = np.array([[k for k, _ in pairs], [n - k for k, n in pairs]])
    else:
        table = np.array([[int(cell) for cell in row] for row in rows])
    answer = {
        "pearson": stats.chi2_contingency(table, correction=False).pvalue,
        "lr": stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue,
        "freeman-halton": freeman_halton(table),
    }
    scores = np.arange(table.shape[1])
    row, column = np.indices(table.shape)
    r = np.corrcoef(
        np.repeat(row.ravel(), table.ravel()), np.repeat(scores[column.ravel()], table.ravel())
    )[0, 1]
    answer["trend"] = stats.chi2.sf((table.sum() - 1) * r * r, 1)
    for name, p in answer.items():
        yield "p", item["p"], name, p, p


def ratio_rows(item):
    low, high = interval(item["ci"])
    change = (lambda v: v) if item.get("scale") == "linear" else np.log
    back = (lambda v: v) if item.get("scale") == "linear" else np.exp
    lows, highs = np.meshgrid(np.linspace(*rounded(low), 21), np.linspace(*rounded(high), 21))
    yield (
        "estimate",
        item["estimate"],
        "middle of the interval",
        *spread(back((change(lows) + change(highs)) / 2)),
    )
    error = (change(highs) - change(lows)) / 2 / Z
    if "p" not in item:
        return
    value = change(np.linspace(*rounded(item["estimate"]), 21))[:, None, None]
    yield "p", item["p"], "normal", *spread(2 * stats.norm.sf(np.abs(value / error)))


def statistic_rows(item):
    value = np.linspace(*rounded(item["value"]), 41)
    kind, df = item["statistic"], item.get("df")
    if kind == "r":
        p = 2 * stats.t.sf(np.abs(value) * np.sqrt(df / (1 - value**2)), df)
    elif kind == "t":
        p = 2 * stats.t.sf(np.abs(value), df)
    elif kind == "F":
        p = stats.f.sf(value, *df)
    else:
        p = stats.chi2.sf(value, df) if kind == "chi2" else 2 * stats.norm.sf(np.abs(value))
    yield "p", item["p"], kind, *spread(p)


def rates_rows(item):
    per = item.get("per", 100)
    times, events = {}, {}
    for group in ("group1", "group2"):
        told = item.get(group)
        if told is None:
            continue
        k, time = told["events"], np.linspace(*rounded(told["time"]), 41)
        events[group], times[group] = k, time
        if "rate" in told:
            yield f"{group}.rate", told["rate"], "", *spread(k / time * per)
        limits = {
            "exact": (stats.gamma.ppf(0.025, k), stats.gamma.ppf(0.975, k + 1)),
            "log": (k * np.exp(-Z / np.sqrt(k)), k * np.exp(Z / np.sqrt(k))),
        }
        for name, ends in limits.items() if "ci" in told else ():
            for end, text, value in zip(("low", "high"), interval(told["ci"]), ends, strict=True):
                yield f"{group}.ci {end}", text, name, *spread(value / time * per)
    if "efficacy" not in item:
        return
    k1, k2 = events["group1"], events["group2"]
    other = times["group2"][:, None] / times["group1"][None, :]
    yield "efficacy", item["efficacy"], "", *spread(100 * (1 - k1 / k2 * other))
    low, high = stats.beta.ppf(0.025, k1, k2 + 1), stats.beta.ppf(0.975, k1 + 1, k2)
    away = np.exp(Z * np.sqrt(1 / k1 + 1 / k2))
    ratios = {
        "exact": (low / (1 - low), high / (1 - high)), "log": (k1 / k2 / away, k1 / k2 * away)
    }  # fmt: skip
    for name, ends in ratios.items():
        for end, text, value in zip(("low", "high"), interval(item["efficacy_ci"]), ends[::-1],
                                    strict=True):  # fmt: skip
            yield f"efficacy_ci {end}", text, name, *spread(100 * (1 - value * other))


def mcnemar_rows(item):
    b, c = item["b"], item["c"]
    answer = {
        "exact": stats.binomtest(b, b + c).pvalue,
        "chi2": stats.chi2.sf((b - c) ** 2 / (b + c), 1),
        "chi2-cc": stats.chi2.sf((abs(b - c) - 1) ** 2 / (b + c), 1),
    }
    for name, p in answer.items():
        yield "p", item["p"], name, p, p


def ranksum_rows(item):
    """U of group 1 (its lower tail) that has the printed P, without ties."""
    n1, n2 = item["n1"], item["n2"]
    if not isinstance(n2, int):
        return
    u = np.arange(n1 * n2 // 2 + 1)
    error = math.sqrt(n1 * n2 * (n1 + n2 + 1) / 12)
    for name, shift in (("asymptotic", 0.0), ("continuity", 0.5)):
        p = 2 * stats.norm.sf((n1 * n2 / 2 - u - shift) / error)
        good = [int(v) for v, each in zip(u, p, strict=True) if reaches(each, each, item["p"])]
        yield "u", item["p"], name, min(good, default=-1), max(good, default=-1)


def sample_with(rng, group, step):
    """A sorted sample of the grid with the printed median and quartiles (linear rule)."""
    n, median, text = group["n"], float(group["median"]), str(group["iqr"])
    if re.search(r"\d\s*[-–:]", text):
        q1, q3 = map(float, interval(text.replace(":", " to ")))
    else:
        q1 = median - step * rng.integers(0, round(float(text) / step) + 1)
        q3 = q1 + float(text)
    values = np.full(n, np.nan)
    for share, value in ((0.25, q1), (0.5, median), (0.75, q3)):
        place = (n - 1) * share
        values[[math.floor(place), math.ceil(place)]] = value
    edges = [q1 - 8 * step, q1, median, q3, q3 + 8 * step]
    places = [0, math.floor((n - 1) * 0.25), (n - 1) // 2, math.ceil((n - 1) * 0.75), n]
    for low, high, first, last in zip(edges, edges[1:], places, places[1:], strict=False):
        room = np.flatnonzero(np.isnan(values[first:last])) + first
        shape = rng.uniform(0.1, 4, 2)
        values[room] = np.round((low + (high - low) * rng.beta(*shape, len(room))) / step) * step
    return np.sort(values)


def medians_rows(item):
    """P of pairs of samples that print so, found by trying: a range seen, not the whole range."""
    if "p" not in item:
        return
    rng = np.random.default_rng(1)
    groups = item["group1"], item["group2"]
    step = float(unit(groups[0]["median"]))
    seen = []
    for _ in range(300):
        pair = [sample_with(rng, group, step) for group in groups]
        seen.append(stats.mannwhitneyu(*pair, method="asymptotic").pvalue)
    yield "p", item["p"], "mann-whitney, by trying", *spread(seen)


ROWS = {
    "table": table_rows,
    "count": count_rows,
    "ttest": ttest_rows,
    "paired": paired_rows,
    "anova": anova_rows,
    "crosstab": crosstab_rows,
    "ratio": ratio_rows,
    "rates": rates_rows,
    "statistic": statistic_rows,
    "mcnemar": mcnemar_rows,
    "ranksum": ranksum_rows,
    "medians": medians_rows,
}


def tidy(value):
    return "" if value is None or math.isnan(value) else f"{value:.6g}"


def answers():
    """All rows of all problem files."""
    for path in sorted(HERE.glob("*.yaml")):
        problem = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, item in problem["items"].items():
            if item["kind"] == "sample":
                rows = sample_rows(item, problem.get("unknowns", {})) if "ci" in item else ()
            else:
                rows = ROWS[item["kind"]](item)
            for quantity, text, convention, low, high in rows:
                if quantity in ("n", "u"):
                    fits = ["rounded"] if high >= max(low, 0) and high > 0 else []
                else:
                    fits = how(low, high, str(text))
                yield {
                    "file": path.stem,
                    "item": name,
                    "kind": item["kind"],
                    "quantity": quantity,
                    "printed": text,
                    "convention": convention,
                    "low": tidy(low),
                    "high": tidy(high),
                    "fits": "|".join(fits) or "not reached",
                }


def summary(rows):
    """One row a printed number: every convention that gives it, and what each gives."""
    head = SUMMARY[:5]
    for key, group in itertools.groupby(rows, key=lambda row: [row[name] for name in head]):
        group = list(group)
        good = [
            f"{r['convention'] or 'value'} ({r['fits']})" for r in group if "not" not in r["fits"]
        ]
        values = [
            f"{r['convention'] or 'value'} {r['low']}"
            + (f" to {r['high']}" if r["high"] != r["low"] else "")
            for r in group
        ]
        yield dict(zip(head, key, strict=True)) | {
            "verdict": "fits" if good else "not reached",
            "fits": "; ".join(good),
            "recomputed": "; ".join(values),
        }


def table(columns, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    rows = sorted(answers(), key=lambda row: (row["file"], row["item"]))
    order = {}
    for row in rows:
        order.setdefault((row["file"], row["item"], row["quantity"]), len(order))
    rows.sort(key=lambda row: order[row["file"], row["item"], row["quantity"]])
    files = {
        "EXPECTED.csv": table(SUMMARY, summary(rows)),
        "RECOMPUTED.csv": table(COLUMNS, rows),
    }
    check = parser.parse_args().check
    for name, text in files.items():
        if not check:
            (HERE / name).write_text(text, encoding="utf-8")
        elif (HERE / name).read_text(encoding="utf-8") != text:
            sys.exit(f"{name} is not what the formulas give: run right_answers.py")


if __name__ == "__main__":
    main()
