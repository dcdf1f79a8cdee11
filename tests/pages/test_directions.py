"""Which way things go on the pages: more or less, above or below, too large or too small.

Each such sentence is held: by what computes it, or, where it tells no result, by its exact words
(`directions.yaml`). What is held by neither is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest

from passion import claims, evidence, literature, paths, verdicts
from passion.evidence import effects
from passion.recovery import simulation
from printed.book.render import load_yaml
from printed.stats import proportion, table_p
from printed.stats.power import required_size
from tissue_loss import recovery
from tissue_loss.ratio import tissue_loss_ratio

BOOK = ("reading", "methods", "own_scans", "limitations", "intro")
WAYS = re.compile(
    r"\b(more|less|fewer|higher|lower|larger|smaller|greater|longer|shorter|newer|older|above|below"
    r"|wider|narrower|better|worse|(?:too|hardly) (?:large|small|high|low|wide|narrow|often|rarer)"
    r"|(?:rise|fall|raise|lift|widen|shrink|grow|double)(?:s|n)?|halve|filled|hollow|diamonds?|dots?"
    r"|band|blue|orange|gr[ae]y|green|brown|yellow|thick\w*|thin|thinner|dotted)\b",
    re.IGNORECASE,
)
# The same words where they tell of no direction.
PLACES = re.compile(
    r"\b(?:more than two steps|in more than two|many more|(?:once|three|ten|one) more"
    r"|settle more|say more of them|no more|(?:children|sizes|cross(?: further)?|file|bar|table"
    r"|E-value|number|corrected|[Ll]ook) below|below (?:each row|is made|were no)"
    r"|above the tentorium"
    r"|no longer (?:there|reported)|number of scans more)\b"
)


@cache
def prose(page: str) -> str:
    """The prose of a page in one line."""
    if page.startswith("book/"):
        text = (paths.ROOT / f"{page}.md").read_text(encoding="utf-8")
    else:
        cells = json.loads((paths.NOTEBOOKS / f"{page}.ipynb").read_text("utf-8"))["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return " ".join(re.sub(r"^> ?", "", text, flags=re.MULTILINE).split())


# ------------------------------------------------------------------ what computes it


def less_tissue() -> bool:
    judged = verdicts.judge(records=None)
    open_ = judged["tissue_preserved_population"].verdict == "undecided"
    return judged["tissue_preserved_mean"].verdict == "supported" and open_


def little_more_than_a_year() -> bool:
    register = claims.load()
    (y1, m1), (y2, m2) = (claims.parse_date(register[f"enrolment_{e}"].printed)
                          for e in ("start", "end"))  # fmt: skip
    return 12 < 12 * (y2 - y1) + m2 - m1 + 1 <= 15


VOLUMES = {"lesion_neonatal": 20.0, "contra_neonatal": 200.0, "contra_month3": 290.0,
           "ipsi_month3": 265.0}  # fmt: skip


def large_lesion_small_ratio() -> bool:
    """In the same proportion: twice the lesion, half the ratio."""
    twice = VOLUMES | {"lesion_neonatal": 40.0}
    return tissue_loss_ratio(twice) == pytest.approx(tissue_loss_ratio(VOLUMES) / 2)


def swelling_reads_as_printed() -> bool:
    large = VOLUMES | {"lesion_neonatal": 20.0 * 100 / 89}
    return tissue_loss_ratio(large) == pytest.approx(0.89 * tissue_loss_ratio(VOLUMES))


def newer_edition_is_a_gift() -> bool:
    """The newer one gave more, and the treated have more."""
    gifts = [one for one in literature.bias_sizes() if one.id in ("B01", "B11")]
    told = all("of the Bayley-III less that of the BSID-II" in one.statement for one in gifts)
    return told and all(one.in_sd > 0 for one in gifts) and treated_score_higher()


def old_norms_are_a_gift() -> bool:
    norms = next(one for one in literature.bias_sizes() if one.id == "B02")
    return norms.in_sd > 0 and int(norms.years) > 0 and treated_score_higher()


def treated_score_higher() -> bool:
    register = claims.load()
    treated, registry = (register[f"motor_{group}_median"].interval().value
                         for group in ("treated", "registry"))  # fmt: skip
    return treated > registry


def smaller_size_needs_more() -> bool:
    """The page says how many of the older edition at the larger, and at the smaller size."""
    sizes = {one.id: one.in_sd for one in literature.bias_sizes()}
    return sizes["B11"] > sizes["B01"]


def printed_interval_is_narrow() -> bool:
    """The interval that the closest cohort prints of all its children, and the exact one."""
    rate = next(one for one in literature.outcome_rates() if one.id == "R02")
    told = re.search(r"interval printed as (\d+) to (\d+)", rate.note)
    assert told is not None
    exact = proportion(*literature.counted(rate))
    return int(told[2]) - int(told[1]) < 100 * (exact.high - exact.low) - 1


def one_sided_ends_lower() -> bool:
    return proportion(0, 10, sides=1).high < proportion(0, 10).high


def fewer_scans_widen() -> bool:
    found = evidence.load(records=None)
    (low, high), (low_8, high_8) = (found.mean_interval("tissue_loss", n=n) for n in (10, 8))
    return low_8.high < low.low and high_8.low > high.high


def fewer_tested_more_pairs() -> bool:
    sums = effects.rank_sums(evidence.load(records=None), "motor")
    share = {s.n2: s.u / (s.n1 * s.n2) for s in sums}
    return share[min(share)] > share[max(share)] > 0.5


def odds_look_more_extreme() -> bool:
    table = evidence.load(records=None).tables("plic").only()
    odds, ratio = (effects.EFFECTS[name].of(table).estimate for name in ("odds-minlike", "ratio"))
    return odds < ratio < 1


def odds_of_the_table_are_smaller() -> bool:
    k1, n1, k2, n2 = evidence.load(records=None).tables("plic").only()
    plain = (k1 / (n1 - k1)) / (k2 / (n2 - k2))
    return plain < effects.EFFECTS["odds-minlike"].of((k1, n1, k2, n2)).estimate < 1


def a_tie_doubles_the_peduncle() -> bool:
    table = evidence.load(records=None).tables("peduncle").only()
    k1, n1, k2, n2 = table
    away = table_p(k1 - 1, n1, k2 + 1, n2, "fisher") < table_p(*table, "fisher")
    return away and table_p(*table, "fisher") == pytest.approx(2 * one_tail(*table))


def one_tail(k1: int, n1: int, k2: int, n2: int) -> float:
    from scipy import stats

    return float(stats.hypergeom.cdf(k1, n1 + n2, k1 + k2, n1))


def an_expected_count_below_five() -> bool:
    for sign, small in (("peduncle", False), ("plic", True)):
        k1, n1, k2, n2 = evidence.load(records=None).tables(sign).only()
        with_, all_ = k1 + k2, n1 + n2
        least = min(n * part / all_ for n in (n1, n2) for part in (with_, all_ - with_))
        if (least < 5) != small:
            return False
    return True


def nothing_smaller_than_ten() -> bool:
    tables = [table for sign in ("plic", "peduncle")
              for table in evidence.load(records=None).tables(sign)]  # fmt: skip
    return {table.n1 for table in tables} == {10}


def boschloo_needs_fewer() -> bool:
    fisher, boschloo = (required_size(0.2, 0.5, 0.8, test, 0.05, 200)
                        for test in ("fisher", "boschloo"))  # fmt: skip
    return boschloo < fisher


@cache
def simulated() -> pd.DataFrame:
    return pd.DataFrame(recovery.committed(paths.DATA / "imaging" / "phantoms.csv"))


def volumes_read_high() -> bool:
    bent = simulated()[simulated()["head"] == simulated()["head"].iloc[0]]
    return all(0 < (bent[read] / bent[true]).mean() - 1 < 0.1
               for read, true in (("lesion_ml", "true_lesion_ml"),
                                  ("observed_ml", "true_observed_ml")))  # fmt: skip


def intervals_too_wide() -> bool:
    errors = simulated().error_points.abs() <= 1.96 * simulated().ratio_se_points
    return all(errors.groupby(simulated()["head"]).mean() > 0.95)


def errors_fall() -> bool:
    slopes = {
        head: recovery.slope(rows.to_dict("records")) for head, rows in simulated().groupby("head")
    }
    return slopes["infant atlas"] < -0.05 and abs(slopes["bent MNI152 template"]) < 0.01


def growth_adds_to_the_unscaled() -> bool:
    return (simulated().unscaled_percent > simulated().ratio_percent).mean() > 0.9


def alone_more_often() -> bool:
    """With each outcome, with each decimal of P, and in smaller groups."""
    drawn = pd.DataFrame(simulation.table())
    right = drawn[(drawn.assumed == drawn.used) & (drawn.denominators == "same")]
    right = right.assign(decimals=right.decimals.fillna(0))
    sums = right.groupby(["n1", "decimals", "outcomes"])[["single_true", "trials"]].sum()
    alone = (sums.single_true / sums.trials).unstack()
    by_decimals = alone.groupby("decimals").mean()
    rising = all((alone.diff(axis=1).iloc[:, 1:] >= 0).all()) and alone[3].mean() > alone[1].mean()
    finer = all((by_decimals.diff().iloc[1:] >= 0).all())
    sizes = alone.groupby("n1").mean()
    return rising and finer and all((sizes.diff().iloc[1:] <= 0).all())


def emptier_with_each_outcome() -> bool:
    drawn = pd.DataFrame(simulation.table())
    one = (drawn.denominators == "same") & (drawn.assumed != drawn.used)
    wrong = drawn[one & (drawn.assumed != simulation.ANY) & (drawn.decimals == 2)]
    empty = wrong.groupby("outcomes")["empty"].mean()
    return empty.is_monotonic_increasing


def any_test_is_hardly_rarer() -> bool:
    drawn = pd.DataFrame(simulation.table())
    kept = drawn[(drawn.n1 == 10) & (drawn.decimals == 2) & (drawn.denominators == "same")
                 & (drawn.used == "fisher") & (drawn.outcomes == 2)]  # fmt: skip
    single = (kept.set_index("assumed").single_true / kept.set_index("assumed").trials).to_dict()
    return 0 < single["fisher"] - single[simulation.ANY] < 0.15


def looked_at(test: str) -> Callable[[], bool]:
    """Held by another test, mark by mark."""
    held = (paths.ROOT / "tests" / "pages" / "test_pictures.py").read_text(encoding="utf-8")
    return lambda: f"def test_{test}(book)" in held


DIAMOND = looked_at("a_diamond_is_a_printed_number")
LINE = looked_at("the_lines_and_words_in_a_figure_stand_where_they_belong")
SHADE = looked_at("dark_blue_is_the_treated_and_orange_the_registry")
THICK = looked_at("the_thicker_of_two_intervals_lies_within_the_thinner")

HELD: list[tuple[str, str, Callable[[], bool]]] = [
    ("book/reading", "A **diamond** is a number as it is printed, in the abstract or by another "
     "source.", DIAMOND),
    ("book/reading", "A **dotted line** crosses the figure where there is no difference, where the "
     "loss is as predicted, or at the usual limit of a *P* value.", LINE),
    ("book/reading", "Where both groups are drawn, dark blue stands for the treated children and "
     "orange for the registry.", SHADE),
    ("book/own_scans", "A lesion that is read too large makes the ratio too small, in the same "
     "proportion.", large_lesion_small_ratio),
    ("book/own_scans", "On clean scans of one compact stroke the error is too wide.",
     intervals_too_wide),
    ("book/own_scans", "**Whole volumes read a few percent high.**", volumes_read_high),
    ("book/limitations", "were born within little more than a year", little_more_than_a_year),
    ("book/intro", "In these infants the average was lower", less_tissue),
    ("book/intro", "whether it is lower in infants like them stays open", less_tissue),
    ("03_outcomes", "puts all of it at the upper end, and so ends lower.", one_sided_ends_lower),
    ("04_tissue_loss", "swelling made every lesion read {glue:text}`swollen` too large, a loss "
     "exactly as predicted would be printed as here.", swelling_reads_as_printed),
    ("04_tissue_loss", "Fewer scans widen the interval and leave each ratio more room",
     fewer_scans_widen),
    ("05_mri_asymmetry", "A comparison of floats that misses its tie would halve the *P* value.",
     a_tie_doubles_the_peduncle),
    ("05_mri_asymmetry", "by the rule of an expected count below five the peduncle would be tested "
     "by the plain chi-square", an_expected_count_below_five),
    ("05_mri_asymmetry", "The percentages fit this and, with the *P* values, nothing smaller; an "
     "earlier report had scanned fewer by then.", nothing_smaller_than_ten),
    ("05_mri_asymmetry", "were born within little more than one year", little_more_than_a_year),
    ("06_motor", "With fewer tested, more of the pairs must have gone one way.",
     fewer_tested_more_pairs),
    ("07_effect_sizes", "An odds ratio looks more extreme than a risk ratio when a sign is "
     "frequent, as here.", odds_look_more_extreme),
    ("07_effect_sizes", "the ratio of the two odds in the table itself is a little smaller.",
     odds_of_the_table_are_smaller),
    ("07_effect_sizes", "the thickest line is the interval of the main reading, the thinner one "
     "reaches over every test, and the thin one over every table that prints the two percentages; "
     "the dotted line is no difference.", THICK),
    ("08_robustness", "it is larger than that, and for the peduncle a tie doubles it.",
     a_tie_doubles_the_peduncle),
    ("09_literature", "The interval printed beside its {glue:text}`husson_all` is narrower than "
     "the exact one in the table.", printed_interval_is_narrow),
    ("10_historical_comparison", "A newer edition gave higher scores: it explains the difference "
     "if the treated were tested with the newer one more often than the registry.",
     newer_edition_is_a_gift),
    ("10_historical_comparison", "Old norms make scores too high. They explain the difference only "
     "if the *treated* were scored on norms older, for the year of their birth, than the registry "
     "was", old_norms_are_a_gift),
    ("10_historical_comparison", "with the older edition if it moves a score by "
     "{glue:text}`larger`, and {glue:text}`older_still` if by {glue:text}`smaller`",
     smaller_size_needs_more),
    ("11_next_trial", "needs a few children fewer", boschloo_needs_fewer),
    ("12_imaging", "Volumes read a few percent too large, which mostly cancels", volumes_read_high),
    ("12_imaging", "The intervals are too wide for such scans", intervals_too_wide),
    ("12_imaging", "the stroke reads {glue:text}`lesion_high` and the loss {glue:text}`loss_high` "
     "too large", volumes_read_high),
    ("12_imaging", "As the true ratio rises by a hundred points the error falls, in infant heads.",
     errors_fall),
    ("12_imaging", "without growth {glue:text}`without` points more", growth_adds_to_the_unscaled),
    ("14_check_a_number", "a little nearer to one", odds_of_the_table_are_smaller),
    ("16_recovery", "It is alone the more often the more outcomes and decimals of *P* are printed, "
     "and the smaller the groups are.", alone_more_often),
    ("16_recovery", "Most sets are then empty, and more so with each outcome",
     emptier_with_each_outcome),
    ("16_recovery", "and a single table is hardly rarer: `any`", any_test_is_hardly_rarer),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("page", "said", "true"), HELD)
def test_which_way_a_page_says_that_it_goes_is_computed(page, said, true):
    assert said in prose(page), f"{page} no longer says so: change both"
    assert true()


PAGES = [f"book/{name}" for name in BOOK] + sorted(p.stem for p in paths.NOTEBOOKS.glob("*.ipynb"))
PINNED = load_yaml(paths.ROOT / "tests" / "pages" / "directions.yaml")


@pytest.mark.parametrize("page", PAGES)
def test_no_direction_on_a_page_is_held_by_nobody(page):
    text = prose(page)
    known = [said for where, said, _ in HELD if where == page]
    pinned = [said for held in PINNED.values() for said in held.get(page, ())]
    for said in sorted([*known, *pinned], key=len, reverse=True):
        assert said in prose(page), f"{page} no longer says {said!r}: change both"
        text = text.replace(said, " ")
    parts = re.split(r"(?<=[.:;?!]) ", PLACES.sub(" ", text))
    assert [part for part in parts if WAYS.search(part)] == []


def test_each_pinned_text_has_a_direction_and_a_page():
    for reason, held in PINNED.items():
        assert set(held) <= set(PAGES), reason
        assert all(WAYS.search(said) for told in held.values() for said in told), reason
