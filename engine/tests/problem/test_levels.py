"""Every interval of every kind is read at the level that is printed with it."""

import math

import pytest
from scipy import stats

from printed.problem.schema import KINDS
from printed.questions.check import check

Z, T38 = stats.norm.ppf(0.95), stats.t.ppf(0.95, 38)
# Of 24/40 and 12/40: Woolf's odds ratio, Katz's risk ratio, Wald's difference.
LOG_OR, SE_OR = math.log(24 * 28 / (16 * 12)), math.sqrt(1 / 24 + 1 / 16 + 1 / 12 + 1 / 28)
LOG_RR, SE_RR = math.log(2), math.sqrt(1 / 24 - 1 / 40 + 1 / 12 - 1 / 40)
SE_RD = math.sqrt(0.6 * 0.4 / 40 + 0.3 * 0.7 / 40)
# Of 60 and 30 events in equal times.
LOG_IRR, SE_IRR = math.log(2), math.sqrt(1 / 60 + 1 / 30)
# Of two means of 20 persons each, SD 4: the difference's standard error; of one mean.
SE_MEANS, SE_MEAN = 4 * math.sqrt(2 / 20), 4 / math.sqrt(20)
T19 = stats.t.ppf(0.95, 19)


def about(middle: float, error: float, times: float, places: int = 3) -> str:
    return f"{middle - times * error:.{places}f} to {middle + times * error:.{places}f}"


def of_log(middle: float, error: float) -> str:
    return f"{math.exp(middle - Z * error):.3f} to {math.exp(middle + Z * error):.3f}"


def less(text: str) -> str:
    """The interval of an efficacy, of that of a ratio."""
    low, high = (float(end) for end in text.split(" to "))
    return f"{1 - high:.3f} to {1 - low:.3f}"


# Clopper and Pearson's of 24/40; Garwood's of 60 events.
EXACT = (stats.beta.ppf(0.05, 24, 17), stats.beta.ppf(0.95, 25, 16))
EVENTS = (stats.chi2.ppf(0.05, 120) / 2, stats.chi2.ppf(0.95, 122) / 2)
TABLE = {"kind": "table", "group1": "24/40", "group2": "12/40"}
RATES = {"kind": "rates", "group1": {"events": 60, "time": "500.000"},
         "group2": {"events": 30, "time": "500.000"}}  # fmt: skip
TTEST = {"kind": "ttest", "group1": {"n": 20, "mean": "12.000", "sd": "4.000"},
         "group2": {"n": 20, "mean": "10.000", "sd": "4.000"}}  # fmt: skip
CASES = {
    "table odds_ratio_ci": {**TABLE, "odds_ratio": "3.5", "odds_ratio_ci": of_log(LOG_OR, SE_OR)},
    "table risk_ratio_ci": {**TABLE, "risk_ratio": "2.0", "risk_ratio_ci": of_log(LOG_RR, SE_RR)},
    "table risk_difference_ci": {**TABLE, "risk_difference": "0.300",
                                 "risk_difference_ci": about(0.3, SE_RD, Z)},
    "table efficacy_ci": {**TABLE, "group1": "12/40", "group2": "24/40", "efficacy": "0.50",
                          "efficacy_ci": less(of_log(-LOG_RR, SE_RR))},
    "table number_needed_ci": {**TABLE, "number_needed": "3.33", "number_needed_ci":
                               f"{1 / (0.3 + Z * SE_RD):.3f} to {1 / (0.3 - Z * SE_RD):.3f}"},
    "count ci": {"kind": "count", "k": 24, "n": 40, "ci": f"{EXACT[0]:.3f} to {EXACT[1]:.3f}"},
    "sample ci": {"kind": "sample", "n": 20, "mean": "12.000", "sd": "4.000",
                  "ci": about(12, SE_MEAN, T19)},
    "ttest ci": {**TTEST, "difference": "2.000", "ci": about(2, SE_MEANS, T38)},
    "ttest d_ci": {**TTEST, "d": "0.500", "d_ci": about(0.5, math.sqrt(0.1 + 0.125 / 40), Z, 2)},
    "paired ci": {"kind": "paired", "n": 20, "mean": "2.000", "sd": "4.000",
                  "ci": about(2, SE_MEAN, T19)},
    "ratio ci": {"kind": "ratio", "estimate": "3.500", "ci": of_log(LOG_OR, SE_OR),
                 "p": f"{2 * stats.norm.sf(LOG_OR / SE_OR):.4f}"},
    "rates group1.ci": {**RATES, "group1": {**RATES["group1"], "rate": "12.000",
                        "ci": f"{EVENTS[0] / 5:.3f} to {EVENTS[1] / 5:.3f}"}},
    "rates rate_ratio_ci": {**RATES, "rate_ratio": "2.000",
                            "rate_ratio_ci": of_log(LOG_IRR, SE_IRR)},
    "rates efficacy_ci": {**RATES, "group1": RATES["group2"], "group2": RATES["group1"],
                          "efficacy": "0.500", "efficacy_ci": less(of_log(-LOG_IRR, SE_IRR))},
}  # fmt: skip


def fits(item: dict[str, object]) -> bool:
    """Whether there are data, and each number fits the others."""
    found = check({"items": {"x": item}, "conventions": {"rounding": ["half-up"]}})
    alone = all(row["verdict"] != "does_not_fit" for row in found["rows"])
    assert alone == (not found["conflicts"])
    return alone


@pytest.mark.parametrize("name", CASES)
def test_an_interval_is_of_its_own_level(name):
    assert fits({**CASES[name], "level": 90})
    assert not fits(CASES[name])


def test_every_interval_that_has_a_level_is_tried():
    tried = {tuple(name.split()) for name in CASES}
    for kind, item in KINDS.items():
        intervals = [key for key in item.printed_keys if key.endswith("ci")]
        intervals += [path for path in getattr(item, "inner", ()) if path == "group1.ci"]
        assert not intervals or "level" in item.other_keys
        assert {(kind, one) for one in intervals} <= tried
