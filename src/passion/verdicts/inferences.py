"""Verdicts on what the abstract concludes from its numbers.

An inference is supported when it holds for all data that fit the printed numbers, unsupported
when it holds for none, and undetermined when it holds for part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from passion.claims import Claim
from passion.evidence import Evidence, means
from passion.verdicts.model import Recomputed, Verdict
from printed import notation
from printed.stats import proportion

Answer = tuple[str, str, str]  # verdict, what was computed, why


def judge(evidence: Evidence, claim: Claim) -> Verdict:
    """The verdict on one inference, with what was computed and the reason."""
    word, text, reason = JUDGES[claim.id](evidence, claim)
    return Verdict(
        claim.id,
        claim.page,
        claim.statement,
        claim.printed,
        "whether the statement holds for all data that fit",
        Recomputed(text),
        word,
        reason=reason,
    )


def holds(cases: Iterable[bool]) -> str:
    """The verdict on a statement that is true or false of each possible data set.

    >>> holds([True, True]), holds([False]), holds([True, False])
    ('supported', 'unsupported', 'undetermined')
    """
    found = set(cases)
    if found == {True}:
        return "supported"
    return "unsupported" if found == {False} else "undetermined"


def _less_often(evidence: Evidence, claim: Claim) -> Answer:
    """The treated share is the smaller one."""
    tables = evidence.tables(claim.comparison)
    if tables:
        word = holds(Fraction(t.k1, t.n1) < Fraction(t.k2, t.n2) for t in tables)
        text = tables.describe(lambda t: f"{t.k1} of {t.n1} against {t.k2} of {t.n2}")
        return word, text, "compared over every table that fits"
    treated, registry = (
        evidence.register.find(claim.comparison, "percent", group).interval()
        for group in ("treated", "registry")
    )
    word = holds([_below(treated, registry)])
    text = f"{treated.text} against {registry.text}"
    return word, text, "compared as printed; no table fits the P value as well"


def _below(one: notation.Printed, other: notation.Printed) -> bool:
    """Whether every value of one lies below every value of the other."""
    return one.upper is not None and other.lower is not None and one.upper <= other.lower


def _mean_below_100(evidence: Evidence, claim: Claim) -> Answer:
    """The mean of the infants who were measured is below 100."""
    mean = evidence.statistic(claim.comparison, "mean")
    below = mean.high < 100 or (mean.high == 100 and not mean.attained)
    text = f"mean {mean.text(1)}%"
    return holds([below, mean.low < 100]), text, "the mean of the measured infants themselves"


def _population_below_100(evidence: Evidence, claim: Claim) -> Answer:
    """The mean of infants treated like these is below 100.

    An interval that covers 100 does not show the contrary: of the same infants up to all may lie
    below it, and then tests that do not rest on the mean are small. So this is undetermined.
    """
    lower, upper = evidence.mean_interval(claim.comparison)
    text = f"the upper end of the 95% interval of the mean is {upper.text(1)}%"
    if upper.high < 100:
        return "supported", text, "every interval of the mean lies below 100%"
    if lower.low > 100:
        return "unsupported", text, "every interval of the mean lies above 100%"
    count = means.below(evidence, claim.comparison, 100).describe()
    sign = means.sign_tests(evidence, claim.comparison, 100).text(3)
    reason = (
        f"an interval that covers 100% does not show the contrary: {count} lie below 100%, and "
        f"P of the sign test of that is {sign}"
    )
    return "undetermined", text, reason


def _safety(evidence: Evidence, claim: Claim) -> Answer:
    count = evidence.count("related_adverse_events").only()
    upper = proportion(count.k, count.n).high
    text = f"{count}; rates up to {notation.percent(upper)} remain compatible"
    reason = f"{count.k} related events were seen; {count.n} children bound the rate loosely"
    return "undetermined", text, reason


def _motor_better(evidence: Evidence, claim: Claim) -> Answer:
    treated, registry = (
        evidence.statistic(claim.comparison, "median", group) for group in ("treated", "registry")
    )
    word = holds([registry.high <= treated.low, registry.low < treated.high])
    text = f"median {treated.text(2)} against {registry.text(2)}"
    return word, text, "the medians are compared; a Z score is higher when motor skills are better"


def _may_be_better(evidence: Evidence, claim: Claim) -> Answer:
    """The medians differ in that direction: this holds whatever the test behind P was."""
    word, medians, _ = _motor_better(evidence, claim)
    share = evidence.superiority(claim.comparison).text(2)
    text = f"{medians}; a treated child scores higher with probability {share}"
    if evidence.records is not None:
        return word, text, "compared on the medians of the children's records"
    reason = (
        "the printed medians differ in that direction; the share of pairs holds if P is from a "
        "rank-sum test; what caused the difference is another question"
    )
    return word, text, reason


def _literature(evidence: Evidence, claim: Claim) -> Answer:
    return (
        "undetermined",
        "no number of the literature is printed",
        ("the abstract names no cohort to compare with"),
    )


def _recommendation(evidence: Evidence, claim: Claim) -> Answer:
    return "stated", "a recommendation", "no number bears on it"


def _earlier_report(evidence: Evidence, claim: Claim) -> Answer:
    return "stated", "a result of the earlier report", "no number of this abstract bears on it"


JUDGES: dict[str, Callable[[Evidence, Claim], Answer]] = {
    "plic_less_often": _less_often,
    "peduncle_less_often": _less_often,
    "tissue_preserved_mean": _mean_below_100,
    "tissue_preserved_population": _population_below_100,
    "safety_conclusion": _safety,
    "motor_better": _motor_better,
    "motor_conclusion_registry": _may_be_better,
    "motor_conclusion_literature": _literature,
    "trials_required": _recommendation,
    "trial_feasible": _earlier_report,
}
