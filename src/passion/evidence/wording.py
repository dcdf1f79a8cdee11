"""Sentences that name where a set comes from: the printed numbers, or the children's records.

The sets themselves are described by ``CompatibleSet.describe``. Here are the words around them, the
two ways side by side, so that no page asks which of the two it is.
"""

from __future__ import annotations

from typing import NamedTuple

from printed.errors import InputError


class Wording(NamedTuple):
    """One thing to say, in two ways.

    Parameters
    ----------
    printed : str
        When all that is known is printed.
    records : str
        When the children's records are in place.
    """

    printed: str
    records: str


WORDINGS: dict[str, Wording] = {
    "in short": Wording(
        "{against} a contradiction. Read with Fisher's exact test and one number of scans for both "
        "signs, the scan numbers fit {scans} of the {registry} registry children; how many had a "
        "motor score is left open. The abstract cannot say what caused the differences.",
        "{against} a contradiction. By the children's records, {scans} of the {registry} registry "
        "children had a counted scan. The records cannot say what caused the differences either.",
    ),
    "children counted": Wording(
        "If the test was Fisher's, with the same number of scans for both signs, {scans} registry "
        "children were counted; motor scores stay open.",
        "By the children's records, both signs were graded in {scans} registry children; motor "
        "scores have a number of their own.",
    ),
    "children at each step": Wording(
        "By Fisher's test, with the same number of scans for both signs, {scans} registry children "
        "were counted; other steps stay open",
        "By the children's records, {scans} registry children had both signs graded",
    ),
    "motor scores that fit": Wording(
        "in the registry, {sizes} fit what is printed", "in the registry, the records have {sizes}"
    ),
    "signs seen": Wording(
        "If Fisher's test was used, with the same number of scans for both signs, {registry} "
        "registry children had an uneven posterior limb.",
        "By the children's records, {registry} registry children had an uneven posterior limb.",
    ),
    "signs otherwise": Wording(
        "Another test: {tests} for both signs. This sign alone: {apart}.",
        "No reading changes that.",
    ),
    "bias explains": Wording(
        "By Fisher's test, same number of scans for both signs, {treated} or {uncounted} lift the "
        "capsule's P above {limit}.",
        "By the children's records, {treated} or {uncounted} lift the capsule's P above {limit}.",
    ),
    "bias enough": Wording(
        "By Fisher's test, with the same number of scans for both signs, {children} children "
        "are enough",
        "By the children's records, {children} children are enough",
    ),
    "tissue lost": Wording(
        "The average ratio was {mean}%, with {mark}% as predicted; if all were scanned, {below} "
        "infants lay below.",
        "By the records, the average ratio was {mean}%, with {mark}% as predicted; {below} infants "
        "lay below.",
    ),
    "ratios drawn": Wording(
        "If all were scanned, {below} infants lie below the mark, each ratio within {reach}%",
        "By the records, below the mark lie {below} infants",
    ),
    "tissue beyond": Wording(
        "Of infants like them this says less: if all were scanned, the 95% interval of the mean "
        "lies within {ends}%, "
        "and {mark}% would be as predicted.",
        "Of infants like them this says less: the 95% interval of the mean is {ends}%; {mark}% "
        "would be as predicted.",
    ),
    "share of pairs": Wording(
        "If P is of an exact rank-sum test, the treated child scored higher in {share} of pairs "
        "with {usual} registry children.",
        "By the children's records, treated children scored higher in {share} of pairs with "
        "registry children.",
    ),
    "pairs drawn": Wording(
        "If P is of an exact rank-sum test, treated children scored higher in {share} of pairs "
        "with {usual} registry children; another test leaves {alone}",
        "By the children's records, treated children scored higher in {share} of pairs",
    ),
    "share otherwise": Wording(
        "With only {fewest} it is up to {most}. Had it been another test, the medians and "
        "interquartile ranges alone leave {alone} of pairs; half would be no difference.",
        "Half of the pairs would be no difference.",
    ),
    "delays that fit": Wording(
        "{sizes} treated may have had a delay", "{sizes} treated had a delay, by the records"
    ),
    "limb less often": Wording(
        "Whichever listed test was used, {points} fewer in 100 treated had an uneven posterior "
        "limb; Newcombe's 95% interval is {interval}.",
        "By the children's records, {points} fewer in 100 treated had an uneven posterior limb; "
        "Newcombe's 95% interval is {interval}.",
    ),
    "limb without P": Wording(
        "{reach} of {intervals} common intervals reach no difference. Had P come from another "
        "analysis, Newcombe's could be {ends}, where below zero is more often.",
        "{reach} of {intervals} common intervals reach no difference. The groups were not formed "
        "by chance.",
    ),
    "one child more": Wording(
        "By Fisher's test, with the same number of scans for both signs, {more} more treated child "
        "with an uneven posterior limb lifts P above {alpha}.",
        "By the children's records, {more} more treated child with an uneven posterior limb lifts "
        "P above {alpha}.",
    ),
    "another test could": Wording(
        "{tests} tests put both signs below {alpha} on these tables. A t test of motor scores "
        "could give {student}.",
        "{tests} tests put both signs below {alpha}. A t test of motor scores gives {student}.",
    ),
    "what would settle it": Wording(
        "the plan of the analysis, the number of comparisons that were made, and the children's "
        "records",
        "the plan of the analysis, and the number of comparisons that were made",
    ),
}


def wording(key: str, records: bool, **values: str) -> str:
    """The words for one thing, with what was computed put in.

    Parameters
    ----------
    key : str
        One of `WORDINGS`.
    records : bool
        Whether the children's records are in place.
    **values : str
        What the braces stand for.

    Raises
    ------
    InputError
        If there is no such thing to say, or a value is missing.

    Examples
    --------
    >>> wording("motor scores that fit", False, sizes="between 5 and 39")
    'in the registry, between 5 and 39 fit what is printed'
    >>> wording("motor scores that fit", True, sizes="21")
    'in the registry, the records have 21'
    """
    if key not in WORDINGS:
        raise InputError(f"no words for {key!r}; there are some for {', '.join(WORDINGS)}")
    try:
        return WORDINGS[key][records].format(**values)
    except KeyError as missing:
        raise InputError(f"the words for {key!r} need {missing}") from None
