"""Every printed number of the collected papers: what was computed apart from the engine."""

import csv
import functools
from pathlib import Path

import pytest

from printed import notation
from printed.problem import read_problem
from printed.problem.choices import convention_of
from printed.problem.items.continuous import Continuous
from printed.problem.items.crosstab import CrosstabItem
from printed.stats.crosstabs import crosstab_p

PAPERS = Path(__file__).parents[3] / "examples" / "papers"


def rows(name):
    with (PAPERS / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file)]


@functools.cache
def item_of(file, name):
    found = read_problem(PAPERS / f"{file}.yaml")
    return next(item for item in found.items if item.name == name)


KINDS = ("ttest", "paired", "ratio", "statistic", "anova", "mcnemar", "crosstab")
RECOMPUTED = [row for row in rows("RECOMPUTED.csv") if row["kind"] in KINDS]
# The names of the table of answers for what the engine calls otherwise.
QUANTITY = {"ci low": "ci.low", "ci high": "ci.high"}


@pytest.mark.parametrize(
    "row", RECOMPUTED, ids=lambda row: "-".join((row["file"], row["item"], row["quantity"],
                                                 row["convention"].split(",")[0])),
)  # fmt: skip
def test_a_recomputed_number_is_that_of_the_closed_formulas(row):
    item = item_of(row["file"], row["item"])
    quantity = QUANTITY.get(row["quantity"], row["quantity"])
    method = row["convention"]
    if isinstance(item, CrosstabItem):
        convention = convention_of({}, [])
        (tables,) = [list(item.tables(convention, {}))]
        found = crosstab_p(tables[0][1], method)
        ends = (found, found)
    else:
        assert isinstance(item, Continuous)
        rules = {}
        if method in ("student", "welch"):
            rules["ttest"] = method
        if item.kind == "mcnemar":
            rules["mcnemar"] = method
        if item.kind == "ratio":  # as the formulas are; of a difference the engine tries t too
            rules["interval"] = "normal"
        convention = convention_of(rules, list(rules))
        sizes = next(item.assignments({}))
        ends = item.alone(quantity, sizes, convention)
    low, high = sorted((float(row["low"]), float(row["high"])))
    if row["kind"] in ("paired", "ratio") and quantity == "p" and "symmetric" not in method:
        # The table takes the interval alone; the engine takes the printed estimate as well.
        assert low * (1 - 2e-5) <= ends[0] <= ends[1] <= high * (1 + 2e-5)
        return
    assert ends[0] == pytest.approx(low, rel=2e-5, abs=2e-9)
    assert ends[1] == pytest.approx(high, rel=2e-5, abs=2e-9)


def fits(item, quantity):
    """Whether a printed number is one that the others make, cut off or rounded by itself."""
    for rounding, p_rule in (("half-up", "nearest"), ("truncate", "truncate")):
        for test in ("student", "welch"):
            for other in ("exact", "chi2", "chi2-cc"):
                convention = convention_of(
                    {"ttest": test, "mcnemar": other, "rounding": rounding, "p_rule": p_rule},
                    ["ttest", "mcnemar", "rounding", "p_rule"],
                )
                plain = convention_of({"ttest": test, "mcnemar": other}, ["ttest", "mcnemar"])
                low, high = item.alone(quantity, next(item.assignments({})), plain)
                for name, _, printed, _ in item.prints(convention):
                    if name == quantity:
                        above = printed.lower is None or notation.exact(high) >= printed.lower
                        below = printed.upper is None or notation.exact(low) <= printed.upper
                        if above and below:
                            return True
    return False


EXPECTED = [
    row for row in rows("EXPECTED.csv") if row["kind"] in KINDS and row["kind"] != "crosstab"
]


@pytest.mark.parametrize(
    "row", EXPECTED, ids=lambda row: "-".join((row["file"], row["item"], row["quantity"]))
)
def test_a_printed_number_fits_or_not_as_was_found_without_the_engine(row):
    item = item_of(row["file"], row["item"])
    quantity = QUANTITY.get(row["quantity"], row["quantity"])
    assert fits(item, quantity) == (row["verdict"] == "fits")


# --------------------------------------------------------------------------- whole papers

NOT_RECOMPUTED = ("k", "n", "u")  # quantities of the table of answers that are no printed number
FILES = sorted({row["file"] for row in rows("EXPECTED.csv")})


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_a_whole_paper_is_reported_as_expected(file):
    """Each printed number fits, or does not, as was found apart from the engine.

    A file that takes its numbers for rounded is held to that, though the table tries both.
    """
    from printed.questions.check import check

    problem = read_problem(PAPERS / f"{file}.yaml")
    rounded = problem.conventions.get("rounding") == ("half-up",)
    nearest = problem.conventions.get("p_rule") == ("nearest",)
    found = {(row["item"], row["quantity"]): row for row in check(problem)["rows"]}
    for row in rows("EXPECTED.csv"):
        if row["file"] != file or row["quantity"] in NOT_RECOMPUTED or row["kind"] == "medians":
            continue
        quantity = row["quantity"].replace(" ", ".")
        told = found[row["item"], quantity]
        strict = nearest if quantity == "p" else rounded
        fits = row["verdict"] == "fits" and not (strict and "rounded" not in row["fits"])
        assert bool(told["fits"]) == fits, (row, told["nearest"])
