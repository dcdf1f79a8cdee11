"""The second roads: each main result of the book worked out by ways that use none of its engine.

A script from top to bottom, run anew by the tests: plain loops over all that is possible, formulas,
and other programs, mostly scipy and statsmodels. `python tests/two_roads/second_roads.py` writes
what the page of verification shows.
"""

import csv
import math
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise, product

import numpy as np
from scipy import optimize, special, stats
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from passion import evidence as engine
from passion import literature, paths, verdicts
from passion.evidence import association, bias, effects, means, medians, robustness
from passion.evidence.flow import assessed
from passion.verification import Road, write
from printed import notation as printed
from printed.stats import proportion, table_p
from printed.stats.pooling import pool, predicted_at_most
from printed.stats.power import arms, expected_width, power, required_size
from printed.stats.small_group import fewest_to_differ
from tissue_loss.recovery import committed, summary

# The first road: this book's engine, on the printed numbers alone.
found = engine.load(records=None)
limb, stem = found.tables("plic"), found.tables("peduncle")


def read(*place):
    """The rows of a file, each from heading to text: all that the second roads know."""
    with paths.DATA.joinpath(*place).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PRINTED = {row["id"]: row["printed"] for row in read("published", "claims.csv")}
TREATED, REGISTRY = int(PRINTED["n_treated"]), int(PRINTED["n_registry"])
every_road = []


def side_by_side(*roads, page):
    """Keep the two roads to some results of one page."""
    every_road.extend((page, road) for road in roads)


# -------------------- The cohorts
# The second road reads the two files of facts with nothing but a reader of tables.

months = {"02": "February", "04": "April"}
numbers = {"single": "1"}
told_elsewhere = {}
for fact in read("literature", "trial_facts.csv"):
    if fact["claim"] and fact["source_kind"] not in ("commentary", "news", "blog"):
        value = fact["value"]
        if value[:2] == "20" and value.count("-") == 2:
            year, month, _ = value.split("-")
            value = f"{months[month]} {year}"
        said = numbers.get(PRINTED[fact["claim"]], PRINTED[fact["claim"]])
        told_elsewhere.setdefault(fact["claim"], set()).add(value == said)

# What is printed twice is told by one document for both places.
register = read("published", "claims.csv")
agreeing = {
    (row["measure"], row["printed"]) for row in register if told_elsewhere.get(row["id"]) == {True}
}
judged = verdicts.judge(records=None)
side_by_side(
    Road(
        "Numbers, number-words and conclusions in the register",
        len(judged),
        len(PRINTED),
        "lines of the file",
    ),
    Road(
        "Printed facts that another document of the trial prints too",
        sum(verdict.verdict == "corroborated" for verdict in judged.values()),
        sum((row["measure"], row["printed"]) in agreeing for row in register),
        "texts compared",
    ),
    page="01_cohorts",
)

# -------------------- The scans
# The second road tries every table of up to all treated and up to all registry children, rounds its
# two shares with Python's decimal arithmetic, and asks scipy for its *P* value.


def prints(value, shown):
    """Whether a number rounds to a printed one, halves away from zero."""
    return Decimal(value).quantize(Decimal(shown), ROUND_HALF_UP) == Decimal(shown)


def shares(shown, sizes):
    """Every count and denominator that print a percentage."""
    return [
        (k, n) for n in sizes for k in range(n + 1)
        if prints(Decimal(100) * k / n, shown.rstrip("%"))
    ]  # fmt: skip


def crossed(k1, n1, k2, n2):
    return [[k1, n1 - k1], [k2, n2 - k2]]


def fisher(*table):
    return stats.fisher_exact(crossed(*table)).pvalue


def pearson(*table):
    return stats.chi2_contingency(crossed(*table), correction=False).pvalue


def n_minus_1(*table):
    total = table[1] + table[3]
    square = stats.chi2_contingency(crossed(*table), correction=False).statistic
    return stats.chi2.sf(square * (total - 1) / total, 1)


def fitting(sign, test):
    """Every table that prints both percentages and the P value of a sign."""
    return [
        one + two
        for one in shares(PRINTED[f"{sign}_treated"], range(1, TREATED + 1))
        for two in shares(PRINTED[f"{sign}_registry"], range(1, REGISTRY + 1))
        if prints(test(*one, *two), PRINTED[f"{sign}_p"])
    ]


def together(test):
    """Both signs with the same numbers of scanned children."""
    tables = {sign: fitting(sign, test) for sign in ("plic", "peduncle")}
    sizes = [{(n1, n2) for _, n1, _, n2 in tables[sign]} for sign in tables]
    both = sizes[0] & sizes[1]
    return {s: [t for t in tables[s] if (t[1], t[3]) in both] for s in tables}


tables = together(fisher)
(limb_table,), (stem_table,) = tables["plic"], tables["peduncle"]


def of(k, n):
    return f"{k} of {n}"


def sizes(reading):
    """Registry denominators that the engine leaves when one rule is changed."""
    given = {name: rule for _, name, rule in engine.alternatives()}[reading]
    return {table.n2 for table in found.tables("plic", given)}


loop = "all tables, Fisher's test of scipy"
side_by_side(
    Road(
        "Registry children with an uneven posterior limb",
        limb.describe(engine.registry_count),
        of(*limb_table[2:]),
        loop,
    ),
    Road(
        "Registry children with an uneven peduncle",
        stem.describe(engine.registry_count),
        of(*stem_table[2:]),
        loop,
    ),
    Road(
        "Treated children with an uneven posterior limb",
        limb.describe(engine.treated_count),
        of(*limb_table[:2]),
        loop,
    ),
    Road(
        "Treated children with an uneven peduncle",
        stem.describe(engine.treated_count),
        of(*stem_table[:2]),
        loop,
    ),
    Road(
        "Numbers of scanned registry children that serve both signs",
        set(limb.map(lambda table: table.n2)),
        {t[3] for t in tables["plic"]},
        loop,
    ),
    Road(
        "The same, under the N-1 chi-square test",
        sizes("n-1"),
        {t[3] for t in together(n_minus_1)["plic"]},
        "all tables, chi-square of scipy",
    ),
    Road(
        "The same, under Pearson's chi-square test",
        sizes("pearson"),
        {t[3] for t in together(pearson)["plic"]},
        "all tables, chi-square of scipy",
    ),
    Road(
        "Registry children without a counted scan",
        set(limb.map(lambda table: found.size("registry") - table.n2)),
        {REGISTRY - t[3] for t in tables["plic"]},
        loop,
    ),
    Road(
        "P value of the posterior limb",
        found.p_values("plic").only(),
        fisher(*limb_table),
        "Fisher's test of scipy",
        decimals=5,
    ),
    Road(
        "P value of the peduncle",
        found.p_values("peduncle").only(),
        fisher(*stem_table),
        "Fisher's test of scipy",
        decimals=5,
    ),
    Road(
        "Correlation of the two signs in the treated children",
        tuple(association.correlation(found, "plic", "peduncle", "treated")[:2]),
        tuple(
            np.corrcoef(
                np.arange(TREATED) < limb_table[0],
                (np.arange(TREATED) + move) % TREATED < stem_table[0],
            )[0, 1]
            for move in (stem_table[0], 0)
        ),
        "two orders of the children, numpy",
        decimals=3,
    ),
    page="05_mri_asymmetry",
)

# -------------------- Safety and development
# With a count of zero the exact bounds have a formula. The domains are shared out by trying every
# triple of counts, and their overlap by nesting the children or keeping them apart.

words = {"Two": 2, "none": 0, "no": 0}
low_share, high_share = PRINTED["domains_range"].split(" to ")
triples = [
    triple
    for triple in product(range(TREATED + 1), repeat=3)
    if (min(triple), TREATED) in shares(low_share, [TREATED])
    and (max(triple), TREATED) in shares(high_share, [TREATED])
]
palsy = words[PRINTED["cp_count"]]
palsy_sizes = {n for k, n in shares(PRINTED["cp_percent"], range(1, TREATED + 1)) if k == palsy}
unions = {
    union for triple in triples for union in range(max(palsy, *triple), palsy + sum(triple) + 1)
}

related = found.count("related_adverse_events").only()
cerebral_palsy = found.count("cp_count").only()
exact_interval = stats.binomtest(palsy, TREATED).proportion_ci(method="exact")
side_by_side(
    Road(
        "Related adverse events",
        str(related),
        of(words[PRINTED["related_adverse_events"]], TREATED),
        "the word, read",
    ),
    Road(
        "Upper bound of their rate, two-sided, percent",
        100 * proportion(*related).high,
        100 * (1 - 0.025 ** (1 / TREATED)),
        "closed form",
        decimals=1,
    ),
    Road(
        "Upper bound of their rate, one-sided, percent",
        100 * proportion(*related, sides=1).high,
        100 * (1 - 0.05 ** (1 / TREATED)),
        "closed form",
        decimals=1,
    ),
    Road(
        "Denominators that print both the word and the share of cerebral palsy",
        set(found.count("cp_count").map(lambda count: count.n)),
        palsy_sizes,
        "all denominators",
    ),
    Road(
        "Interval of the rate of cerebral palsy, percent",
        tuple(
            100 * end for end in (proportion(*cerebral_palsy).low, proportion(*cerebral_palsy).high)
        ),
        tuple(100 * end for end in exact_interval),
        "binomial test of scipy",
        decimals=1,
    ),
    Road(
        "Ways to share out the printed range over the three domains",
        found.domains("domains_range").size,
        len(triples),
        "all triples of counts",
    ),
    Road(
        "Children who can have any of the problems",
        {count.k for count in found.any_of("cp_count", "epilepsy", "domains_range")},
        unions,
        "nested and separate children",
    ),
    page="03_outcomes",
)

# -------------------- Tissue loss
# Mean and standard deviation lie in the box that rounding leaves. The interval has its ends at the
# corners of that box; scipy computes them. With some infants below the value that was expected and
# the rest on it, the spread is the least possible; so a formula tells which numbers of infants can
# be below.


def box(shown):
    """All that rounds to a whole number: from half a unit below to half a unit above."""
    return int(shown) - 0.5, int(shown) + 0.5


EXPECTED = 100  # percent: as much is lost as predicted
means_box, sds_box = box(PRINTED["tissue_loss_mean"]), box(PRINTED["tissue_loss_sd"])
corners = [
    stats.t.interval(0.95, TREATED - 1, loc=mean, scale=sd / math.sqrt(TREATED))
    for mean, sd in product(means_box, sds_box)
]


def least_sd(k, n, mean):
    """The least SD of n values with this mean, of which k are below the expected value."""
    return math.sqrt((EXPECTED - mean) ** 2 * n * (n - k) / k / (n - 1))


below_expected = {
    k for k in range(1, TREATED + 1) if least_sd(k, TREATED, means_box[1]) < sds_box[1]
}

lower, upper = found.mean_interval("tissue_loss", n=TREATED)
side_by_side(
    Road(
        "Lower end of the interval of the mean, percent",
        lower,
        engine.Range.over(low for low, _ in corners)._replace(attained=False),
        "t interval of scipy at the corners",
        decimals=1,
    ),
    Road(
        "Upper end of the interval of the mean, percent",
        upper,
        engine.Range.over(high for _, high in corners)._replace(attained=False),
        "t interval of scipy at the corners",
        decimals=1,
    ),
    Road(
        "The mean of the ten lies below the expected value",
        judged["tissue_preserved_mean"].verdict,
        "supported" if means_box[1] < EXPECTED else "open",
        "the largest mean that prints so",
    ),
    Road(
        "The mean of infants like them lies below it",
        judged["tissue_preserved_population"].verdict,
        "undecided" if any(low < EXPECTED < high for low, high in corners) else "supported",
        "t interval of scipy at the corners",
    ),
    Road(
        "Infants who can be below it",
        {count.k for count in means.below(found, "tissue_loss", EXPECTED, n=TREATED)},
        below_expected,
        "formula of the least spread",
    ),
    page="04_tissue_loss",
)

# -------------------- Motor skills
# The second road counts the orders of two groups by the recursion of Mann and Whitney, in
# whole numbers, and keeps every rank sum whose *P* value prints as it does in
# the abstract. Without the *P* value a mixed-integer program over the ranks that medians and
# quartiles rest on gives the lower end; two groups of scores that are drawn up by hand reach the
# upper one.


def orders(n1, n2):
    """In how many orders of two groups the first wins u pairs, for each u."""
    ways = {(0, 0): np.ones(1, dtype=object)}
    for m in range(n1 + 1):
        for n in range(n2 + 1):
            if (m, n) != (0, 0):
                count = np.zeros(m * n + 1, dtype=object)
                if m:  # the highest score is of the first group: it wins against all others
                    count[n : n + len(ways[m - 1, n])] += ways[m - 1, n]
                if n:
                    count[: len(ways[m, n - 1])] += ways[m, n - 1]
                ways[m, n] = count
    return ways


ways = orders(TREATED, REGISTRY)
pair_shares, motor_sizes = [], set()
for n in range(1, REGISTRY + 1):
    tail = np.cumsum(ways[TREATED, n])
    for u in range(TREATED * n // 2 + 1):
        if prints(Decimal(2 * int(tail[u])) / Decimal(int(tail[-1])), PRINTED["motor_p"]):
            pair_shares.append(1 - u / (TREATED * n))  # the medians say which group is higher
            motor_sizes.add(n)


def least_wins():
    """The fewest pairs that the treated can win, by a mixed-integer program.

    Only these ranks enter medians and quartiles; the others lie as low as the order lets them in
    the treated group, and as high as it lets them in the registry.
    """
    ranks = {"treated": (3, 4, 5, 6, 7, 8), "registry": (10, 11, 20, 29, 30)}
    alike = {
        "treated": (1, 1, 1, 1, 1, 3),
        "registry": (10, 1, 9, 9, 1),
    }  # the rest never lose or win
    names = [(group, rank) for group in ranks for rank in ranks[group]]
    beaten = list(product(range(len(ranks["treated"])), range(len(ranks["registry"]))))
    size, far = len(names) + len(beaten), 50

    def row(**terms):
        line = np.zeros(size)
        for name, parts in terms.items():
            for rank, factor in parts.items():
                line[names.index((name, rank))] = factor
        return line

    def what_prints(shown):
        half = Decimal(5).scaleb(Decimal(shown).as_tuple().exponent - 1)
        return float(Decimal(shown) - half), float(Decimal(shown) + half)

    quartiles = {
        "treated": {8: 0.75, 7: 0.25, 4: -0.25, 3: -0.75},
        "registry": {30: 0.5, 29: 0.5, 11: -0.5, 10: -0.5},
    }
    middles = {"treated": {5: 0.5, 6: 0.5}, "registry": {20: 1}}
    limits = []
    for group in ranks:
        limits += [
            (row(**{group: middles[group]}), *what_prints(PRINTED[f"motor_{group}_median"])),
            (row(**{group: quartiles[group]}), *what_prints(PRINTED[f"motor_{group}_iqr"])),
        ]
        limits += [
            (row(**{group: {low: -1, high: 1}}), 0, np.inf)
            for low, high in pairwise(ranks[group])
        ]
    for place, (i, j) in enumerate(beaten):  # a treated score is higher only where the pair is won
        line = row(treated={ranks["treated"][i]: 1}, registry={ranks["registry"][j]: -1})
        line[len(names) + place] = -2 * far
        limits.append((line, -np.inf, 0))
    cost = np.zeros(size)
    cost[len(names) :] = [alike["treated"][i] * alike["registry"][j] for i, j in beaten]
    is_pair = np.arange(size) >= len(names)
    lines, lows, highs = map(np.array, zip(*limits, strict=True))
    return optimize.milp(
        cost,
        integrality=is_pair,
        constraints=optimize.LinearConstraint(lines, lows, highs),
        bounds=optimize.Bounds(np.where(is_pair, 0, -far), np.where(is_pair, 1, far)),
    ).fun


lowest_pairs = least_wins() / (TREATED * REGISTRY)
treated_scores = np.array([-0.1, -0.1, -0.1, -0.1, 0.3, 0.3, 0.7, 0.7, 0.7, 0.7])
registry_scores = np.array([-1.9] * 13 + [-0.4] * 26)
for scores, group in ((treated_scores, "treated"), (registry_scores, "registry")):
    first, median, third = np.quantile(scores, [0.25, 0.5, 0.75])
    assert prints(str(printed.text(median, 3)), PRINTED[f"motor_{group}_median"])
    assert prints(str(printed.text(third - first, 3)), PRINTED[f"motor_{group}_iqr"])
wins = stats.mannwhitneyu(treated_scores, registry_scores).statistic
highest_pairs = wins / (TREATED * REGISTRY)

better = found.superiority("motor")
without_p = medians.superiority_without_p(found, "motor", REGISTRY)
side_by_side(
    Road(
        "Share of pairs in which the treated child scores higher",
        (better.low, better.high),
        (min(pair_shares), max(pair_shares)),
        "recursion of Mann and Whitney",
        decimals=2,
    ),
    Road(
        "Numbers of registry children that the P value alone leaves",
        {count.k for count in assessed(found, "motor_z", group="registry")},
        motor_sizes,
        "recursion of Mann and Whitney",
    ),
    Road(
        "Share of pairs from medians and interquartile ranges alone",
        (without_p.low, without_p.high),
        (lowest_pairs, highest_pairs),
        "mixed-integer program of scipy; scores by hand",
        decimals=3,
    ),
    page="06_motor",
)

# -------------------- Effect sizes
# The second road is statsmodels for differences and risk ratios, scipy for odds ratios and for the
# children who were not counted.


def by_statsmodels(table, method, compare):
    k1, n1, k2, n2 = table
    estimate = k1 / n1 - k2 / n2 if compare == "diff" else k1 * n2 / (k2 * n1)
    ends = confint_proportions_2indep(*table, method=method, compare=compare, correction=False)
    return estimate, *ends


def by_scipy(table):
    ratio = odds_ratio(crossed(*table), kind="conditional")
    return ratio.statistic, *ratio.confidence_interval(0.95)


def at_worst(k1, n1, k2, n2):
    """All registry children who were not counted had no sign."""
    return k1, n1, k2, REGISTRY


def by_engine(tables, name):
    """Estimate and both ends of an interval over the tables that the engine leaves."""
    shown = effects.spread(tables, effects.EFFECTS[name])
    return tuple(part.low for part in (shown.estimate, shown.low, shown.high))


def worst_p(tables):
    return table_p(*effects.with_missing(found, tables.only())[0], "fisher")


def of_sign(label, tables, table):
    """The effect sizes of one sign, by both roads."""
    return (
        Road(
            f"{label}: risk difference with its Newcombe interval",
            by_engine(tables, "difference"),
            by_statsmodels(table, "newcomb", "diff"),
            "statsmodels",
            decimals=3,
        ),
        Road(
            f"{label}: risk ratio with its Koopman interval",
            by_engine(tables, "ratio"),
            by_statsmodels(table, "score", "ratio"),
            "statsmodels",
            decimals=3,
            within=1e-6,
        ),
        Road(
            f"{label}: odds ratio with its exact central interval",
            by_engine(tables, "odds"),
            by_scipy(table),
            "scipy",
            decimals=3,
            within=1e-6,
        ),
        Road(
            f"{label}: P value if no uncounted child had the sign",
            worst_p(tables),
            fisher(*at_worst(*table)),
            "Fisher's test of scipy",
            decimals=4,
        ),
    )


side_by_side(
    *of_sign("Posterior limb", limb, limb_table),
    *of_sign("Peduncle", stem, stem_table),
    page="07_effect_sizes",
)

# -------------------- What rests on choices
# Corrections for several comparisons are written out as formulas; further comparisons and misread
# children are added one by one until the *P* value is no longer below the usual limit.

ALPHA = 0.05
own = [fisher(*limb_table), fisher(*stem_table)]
motor_ps = [
    2 * int(tail[u]) / int(tail[-1])
    for n in sorted(motor_sizes)
    for tail in [np.cumsum(ways[TREATED, n])]
    for u in range(TREATED * n // 2 + 1)
    if prints(Decimal(2 * int(tail[u])) / Decimal(int(tail[-1])), PRINTED["motor_p"])
]


def corrected(ps, factors, accumulate):
    """P values, smallest first, times their factors, and never out of order; as they were given."""
    order = np.argsort(ps)
    kept = accumulate(np.sort(ps) * factors)
    return list(np.minimum(kept, 1)[np.argsort(order)])


def from_the_top(values):
    return np.minimum.accumulate(values[::-1])[::-1]


def holm(ps):
    return corrected(ps, np.arange(len(ps), 0, -1), np.maximum.accumulate)


def hochberg(ps):
    return corrected(ps, np.arange(len(ps), 0, -1), from_the_top)


def benjamini_hochberg(ps):
    return corrected(ps, len(ps) / np.arange(1, len(ps) + 1), from_the_top)


def survived(ps, place):
    """Comparisons without a difference that can be added before Holm no longer keeps this one."""
    more = 0
    while holm([*ps, *[1.0] * (more + 1)])[place] <= ALPHA:
        more += 1
    return more


def steps(change, table):
    """How many children it takes until Fisher's P value is no longer below the limit."""
    return next(m for m in range(99) if fisher(*change(*table, m)) >= ALPHA)


motor = effects.rank_sums(found, "motor")
engine_ps = [found.p_values("plic").only(), found.p_values("peduncle").only()]
largest_p = float(robustness.rank_p(found, "motor", motor, "exact").high)
smallest_p = float(robustness.rank_p(found, "motor", motor, "exact").low)
engine_spans = [engine.Range(p, p) for p in (*engine_ps, largest_p)]
by_engine_survived = robustness.survives([*engine_ps, largest_p])
corrections = {"Holm": holm, "Hochberg": hochberg, "Benjamini-Hochberg": benjamini_hochberg}
side_by_side(
    *(
        Road(
            f"Both signs and the motor score after {name}",
            [p.high for p in robustness.adjusted(engine_spans, name)],
            method([*own, max(motor_ps)]),
            "formula",
            decimals=4,
        )
        for name, method in corrections.items()
    ),
    Road(
        "Smallest and largest P value of the motor score that prints so",
        (smallest_p, largest_p),
        (min(motor_ps), max(motor_ps)),
        "recursion of Mann and Whitney",
        decimals=5,
    ),
    Road(
        "Further comparisons that the posterior limb survives",
        by_engine_survived[0],
        survived([*own, max(motor_ps)], 0),
        "added one by one, Holm by formula",
    ),
    Road(
        "Further comparisons that the peduncle survives",
        by_engine_survived[1],
        survived([*own, max(motor_ps)], 1),
        "added one by one, Holm by formula",
    ),
    Road(
        "Further comparisons that the motor score survives at least",
        by_engine_survived[2],
        survived([*own, max(motor_ps)], 2),
        "added one by one, Holm by formula",
    ),
    Road(
        "Treated children read otherwise until the limb is above the limit",
        robustness.fragility(limb.only()),
        steps(lambda k1, n1, k2, n2, m: (k1 + m, n1, k2, n2), limb_table),
        "one child after the other",
    ),
    Road(
        "The same for the peduncle",
        robustness.fragility(stem.only()),
        steps(lambda k1, n1, k2, n2, m: (k1 + m, n1, k2, n2), stem_table),
        "one child after the other",
    ),
    page="08_robustness",
)

# -------------------- Beside the literature
# The second road reads the file of other cohorts, solves for the spread between them with a root
# finder, and integrates what one more cohort may have.

rows = {row["id"]: row for row in read("literature", "outcome_rates.csv")}


def counted(row):
    """The printed count, or the one that prints a percentage, by Python's own formatting."""
    if "/" in row["value"]:
        k, n = row["value"].split("/")
        return int(k), int(n)
    n, value = int(row["denominator"]), row["value"].rstrip("%")
    places = len(value.partition(".")[2])
    (k,) = (k for k in range(n + 1) if format(100 * k / n, f".{places}f") == value)
    return k, n


others = [counted(rows[name]) for name in ("R02", "R06", "R09", "R10")]  # one of each family
logits = np.array([math.log(k / (n - k)) for k, n in others])
variances = np.array([1 / k + 1 / (n - k) for k, n in others])


def q(between):
    """Cochran's Q with a given variance between cohorts, less its expectation."""
    weights = 1 / (variances + between)
    mean = (weights * logits).sum() / weights.sum()
    return (weights * (logits - mean) ** 2).sum() - (len(others) - 1)


between = optimize.brentq(q, 0, 10)
weights = 1 / (variances + between)
mean = (weights * logits).sum() / weights.sum()
reach = math.sqrt(between + 1 / weights.sum())
law = stats.t(len(others) - 2, mean, reach)
predicted = tuple(100 * special.expit(law.ppf(end)) for end in (0.025, 0.975))
middles = law.ppf((np.arange(20_000) + 0.5) / 20_000)
as_few = 100 * stats.binom.cdf(palsy, TREATED, special.expit(middles)).mean()

# The closest cohort prints a share that no count rounds to; digits cut off leave one.
closest = rows["R01"]
n_closest = int(closest["denominator"])
(k_closest,) = (
    k
    for k in range(n_closest + 1)
    if math.floor(100 * k / n_closest) == int(closest["value"].rstrip("%"))
)
limits = [fisher(palsy, TREATED, k, REGISTRY) for k in range(REGISTRY + 1)]
enough = next(
    k
    for k in range(REGISTRY + 1)
    if k / REGISTRY > palsy / TREATED and all(p < ALPHA for p in limits[k:])
)

rates = {rate.id: rate for rate in literature.outcome_rates()}
together_again = pool(
    [
        literature.audit(rate).count
        for rate in literature.one_a_family(rates.values(), "cerebral palsy")
    ]
)
nearest = literature.audit(rates["R01"]).count
side_by_side(
    Road(
        "Cerebral palsy in the closest cohort",
        of(*nearest),
        of(k_closest, n_closest),
        "digits cut off, all counts",
    ),
    Road(
        "P value against it",
        table_p(*cerebral_palsy, *nearest),
        fisher(palsy, TREATED, k_closest, n_closest),
        "Fisher's test of scipy",
        decimals=4,
    ),
    Road(
        "Rate that one more cohort may have, percent",
        (100 * together_again.predicted_low, 100 * together_again.predicted_high),
        predicted,
        "root finder and t law of scipy",
        decimals=1,
        within=0.01,
    ),
    Road(
        "Groups of ten that would do as well, percent",
        100 * predicted_at_most(together_again, *cerebral_palsy),
        as_few,
        "integral on a finer grid",
        decimals=1,
        within=0.05,
    ),
    Road(
        "Registry children with cerebral palsy from whom on P is below the limit",
        fewest_to_differ(*cerebral_palsy, found.size("registry")),
        enough,
        "Fisher's test of scipy, all counts",
    ),
    page="09_literature",
)

# -------------------- The historical comparison
# Each bias was tried by changing one child's result at a time, with scipy's test after each change;
# shifts elsewhere are divided out of the file.

sizes_elsewhere = {row["id"]: row for row in read("literature", "bias_sizes.csv")}


def in_sd(row):
    return (float(row["value"]) - float(row["reference"])) / float(row["sd"])


def e_value(k1, n1, k2, n2):
    ratio = k2 * n1 / (k1 * n2)
    return ratio + math.sqrt(ratio * (ratio - 1))


def of_bias(label, tables, table):
    """How many children it takes, by both roads."""
    one = tables.only()
    return (
        Road(
            f"{label}: uncounted registry children without the sign",
            bias.added(one),
            steps(lambda k1, n1, k2, n2, m: (k1, n1, k2, n2 + m), table),
            "one at a time, scipy",
        ),
        Road(
            f"{label}: registry scans with the sign, graded the other way",
            bias.misread(one),
            steps(lambda k1, n1, k2, n2, m: (k1, n1, k2 - m, n2), table),
            "one at a time, scipy",
        ),
        Road(
            f"{label}: treated scans without the sign, graded the other way",
            bias.misread(one, "treated"),
            steps(lambda k1, n1, k2, n2, m: (k1 + m, n1, k2, n2), table),
            "one at a time, scipy",
        ),
        Road(
            f"{label}: E-value of the risk ratio",
            bias.e_value(by_engine(tables, "ratio")[0]),
            e_value(*table),
            "formula",
            decimals=2,
        ),
    )


known = {size.id: size for size in literature.bias_sizes()}
side_by_side(
    *of_bias("Posterior limb", limb, limb_table),
    *of_bias("Peduncle", stem, stem_table),
    Road(
        "A newer edition of one motor test, in SD",
        known["B01"].in_sd,
        in_sd(sizes_elsewhere["B01"]),
        "division",
        decimals=2,
    ),
    Road(
        "Old norms of a general score, in SD",
        known["B02"].in_sd,
        in_sd(sizes_elsewhere["B02"]),
        "division",
        decimals=2,
    ),
    page="10_historical_comparison",
)

# -------------------- The next trial
# The second road adds up the chances of every result of a trial whose *P* value, from the
# hypergeometric law of scipy, is below the limit. The size it finds is the first from which on a
# dozen sizes have the power, tried from below.


def p_values(n1, n2):
    """Fisher's P value of every result: tables with the same sum that are no more likely."""
    p = np.ones((n1 + 1, n2 + 1))
    for total in range(n1 + n2 + 1):
        k = np.arange(max(0, total - n2), min(n1, total) + 1)
        chance = stats.hypergeom.pmf(k, n1 + n2, n1, total)
        p[k, total - k] = [chance[chance <= own * (1 + 1e-7)].sum() for own in chance]
    return p


def chance_to_find(n1, n2, p1, p2):
    likely = np.outer(
        stats.binom.pmf(np.arange(n1 + 1), n1, p1), stats.binom.pmf(np.arange(n2 + 1), n2, p2)
    )
    return likely[p_values(n1, n2) <= ALPHA].sum()


def half_width(n, p1, p2):
    """Half the mean width of Newcombe's interval, from Wilson's of statsmodels."""
    k = np.arange(n + 1)
    low, high = proportion_confint(k, n, method="wilson")
    down, up = k / n - low, high - k / n
    widths = np.hypot.outer(down, up) + np.hypot.outer(up, down)
    return stats.binom.pmf(k, n, p1) @ widths @ stats.binom.pmf(k, n, p2) / 2


(planned,) = (
    int(row["value"])
    for row in read("literature", "next_trial.csv")
    if row["statement"] == "Newborns planned"
)
untreated = counted(rows["R06"])[0] / counted(rows["R06"])[1]
each_arm = planned // 2
lean = 64  # well below what the normal approximation asks for
powers = [chance_to_find(n, n, untreated / 2, untreated) for n in range(lean, 96)]
needed = lean + max(at for at, chance in enumerate(powers) if chance < 0.8) + 1

k, n = literature.audit(rates["R06"]).count
rate = k / n
best = arms(planned)
side_by_side(
    Road(
        "Children needed in each arm to find a halving",
        required_size(rate / 2, rate),
        needed,
        "all results, hypergeometric law of scipy",
    ),
    Road(
        "Chance of the announced trial at its best, percent",
        100 * power(*best, rate / 2, rate),
        100 * chance_to_find(each_arm, each_arm, untreated / 2, untreated),
        "all results, hypergeometric law of scipy",
        decimals=1,
    ),
    Road(
        "Its uncertainty to either side, percentage points",
        100 * expected_width(*best, rate / 2, rate) / 2,
        100 * half_width(each_arm, untreated / 2, untreated),
        "all results, Wilson's interval of statsmodels",
        decimals=1,
    ),
    page="11_next_trial",
)

# -------------------- From two scans to a ratio
# Of a simulated infant the true ratio is known: it was built in. So the truth itself is the second
# road to each measured ratio; here the errors are summed up again from the file, and the ratio is
# worked out again from the volumes that were measured.

infants = read("imaging", "phantoms.csv")
errors = np.array(
    [float(row["ratio_percent"]) - float(row["true_ratio_percent"]) for row in infants]
)
is_large = np.array([float(row["lesion_fraction"]) >= 0.07 for row in infants])


def of_head(head):
    return is_large & np.array([row["head"] == head for row in infants])


again = [
    100 * float(row["observed_ml"]) / (float(row["lesion_ml"]) * float(row["growth"]))
    for row in infants
]

measured = committed(paths.DATA / "imaging" / "phantoms.csv")


heads = dict.fromkeys(row["head"] for row in measured)
summaries = {head: summary([row for row in measured if row["head"] == head]) for head in heads}


def typical(large):
    kept = [row["error_points"] for row in measured if (row["lesion_fraction"] >= 0.07) is large]
    return math.sqrt(sum(error**2 for error in kept) / len(kept))


side_by_side(
    Road(
        "Typical error where the stroke was large, points",
        typical(True),
        math.sqrt(np.square(errors[is_large]).mean()),
        "against the truth, numpy",
        decimals=2,
    ),
    Road(
        "Typical error where the stroke was small, points",
        typical(False),
        math.sqrt(np.square(errors[~is_large]).mean()),
        "against the truth, numpy",
        decimals=2,
    ),
    *(
        Road(
            f"{head}: mean and SD of the error of large strokes, points",
            [told["bias"], told["sd"]],
            [errors[of_head(head)].mean(), errors[of_head(head)].std(ddof=1)],
            "against the truth, numpy",
            decimals=1,
        )
        for head, told in summaries.items()
    ),
    Road(
        "Lowest and highest measured ratio, percent",
        (
            min(row["ratio_percent"] for row in measured),
            max(row["ratio_percent"] for row in measured),
        ),
        (min(again), max(again)),
        "from the measured volumes",
        decimals=1,
    ),
    page="12_imaging",
)

if __name__ == "__main__":
    write(every_road)
