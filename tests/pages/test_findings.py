"""Sentences of the prose pages that carry a finding, each beside what must be true for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import pytest

from passion import evidence, literature, paths, verdicts
from printed import notation


class Known(NamedTuple):
    judged: Any
    found: Any

    def says(self, claim: str, *words: str) -> bool:
        return self.judged[claim].verdict in words

    def number(self, claim: str) -> int:
        return self.judged.register[claim].number()


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(verdicts.judge(records=None), evidence.load(records=None))


def none_related(known: Known) -> bool:
    return str(known.found.count("related_adverse_events").only()) == "0 of 10"


def palsy(known: Known) -> bool:
    return known.judged["cp_count"].recomputed.text == "2 of 10"


def walk(known: Known) -> bool:
    return known.judged["cp_gmfcs"].recomputed.text == "I"


def no_delay(known: Known) -> bool:
    return known.judged["cp_no_motor_delay"].recomputed.text == "0 of 2"


def one_or_two(known: Known) -> bool:
    range_ = known.judged.register["domains_range"].printed
    return (range_, known.number("n_treated")) == ("10% to 20%", 10)


def no_epilepsy(known: Known) -> bool:
    return known.judged["epilepsy"].recomputed.text == "0 of 10"


def less_tissue(known: Known) -> bool:
    open_ = known.says("tissue_preserved_population", "undecided")
    return known.says("tissue_preserved_mean", "supported") and open_


def uneven_less(known: Known) -> bool:
    return all(known.says(f"{sign}_less_often", "supported") for sign in ("plic", "peduncle"))


def moved_better(known: Known) -> bool:
    return known.says("motor_better", "supported")


def no_contradiction(known: Known) -> bool:
    return not verdicts.failing(known.judged)


def a_third_of_tens(known: Known) -> bool:
    """A problem of one child in ten affects none of ten so often."""
    return notation.text(0.9 ** known.number("n_treated"), 1) == notation.text(1 / 3, 1)


def a_year_and_decades(known: Known) -> bool:
    """From one month to the other, both counted, and between the years of birth."""
    start, end = (
        datetime.strptime(known.judged.register[f"enrolment_{at}"].printed, "%B %Y")
        for at in ("start", "end")
    )
    months = 12 * (end.year - start.year) + end.month - start.month + 1
    first, last = (
        int(known.judged.register[f"registry_birth_{at}"].printed) for at in ("first", "last")
    )
    return 12 < months <= 15 and 25 < last - first < 30


def one_fever(known: Known) -> bool:
    told = [fact for fact in literature.trial_facts() if "fever" in fact.statement]
    return [(fact.numerator, fact.denominator) for fact in told] == [("1", "10")]


def no_lots(known: Known) -> bool:
    return known.judged.register["design_post_hoc"].printed == "post hoc"


HELD: dict[str, list[tuple[str, Callable[[Known], bool]]]] = {
    "families": [
        ("No health problem was judged to be caused by the cells.", none_related),
        ("One child had a mild fever that passed, an earlier report says.", one_fever),
        ("The report at two years counts no problem as caused by the cells.", none_related),
        ("Both walk without limitation.", walk),
        ("neither scored so low that it counts as a delay at that age.", no_delay),
        ("In each of the three, one or two of the ten had difficulties.", one_or_two),
        ("a little less tissue was missing, on average, than the first scan led the doctors to "
         "expect; whether that would hold in other children is open.", less_tissue),
        ("The nerve paths for movement looked uneven less often than in the other children.",
         uneven_less),
        ("They were higher than in the other children.", moved_better),
        ("Read by the rules that this book takes first, the numbers fit together.",
         no_contradiction),
        ("No harm was put down to the cells in these ten children.", none_related),
        ("would not show up in about one of three such groups.", a_third_of_tens),
        ("Chance did not decide who was given them.", no_lots),
        ("all born within little more than a year, the others over almost three decades",
         a_year_and_decades),
    ],
    "families_nl": [
        ("Geen enkel gezondheidsprobleem werd aan de cellen toegeschreven.", none_related),
        ("dat één kind lichte koorts had, die overging.", one_fever),
        ("noemt geen probleem door de cellen.", none_related),
        ("Twee van de tien kinderen (", palsy),
        ("Zij lopen zonder beperking.", walk),
        ("scoorde geen van beiden zo laag dat het op die leeftijd een achterstand heet.", no_delay),
        ("Met elk hiervan hadden één of twee van de tien kinderen moeite.", one_or_two),
        ("Geen van de kinderen had epilepsie", no_epilepsy),
        ("ontbrak er gemiddeld iets minder weefsel dan de artsen op grond van de eerste scan "
         "verwachtten; of dat bij andere kinderen ook zo zou zijn, is niet te zeggen.",
         less_tissue),
        ("zagen er links en rechts vaker gelijk uit dan bij de andere kinderen.", uneven_less),
        ("Die waren hoger dan bij de andere kinderen.", moved_better),
        ("Gelezen met de regels die dit boek als eerste neemt, passen de cijfers bij elkaar.",
         no_contradiction),
        ("is geen schade aan de cellen toegeschreven.", none_related),
        ("blijft in ongeveer één op de drie van zulke groepen onopgemerkt.", a_third_of_tens),
        ("Er is niet geloot.", no_lots),
        ("allemaal binnen iets meer dan een jaar geboren, de andere kinderen verspreid over bijna "
         "dertig jaar", a_year_and_decades),
    ],
    "limitations": [
        ("The treated children were born within little more than a year, the registry children "
         "over almost three decades", a_year_and_decades),
    ],
    "intro": [
        ("Nobody drew lots", no_lots),
        ("In these infants the average was lower", less_tissue),
        ("whether it is lower in infants like them stays open", less_tissue),
    ],
}  # fmt: skip
CASES = [(page, words, true) for page, held in HELD.items() for words, true in held]


@pytest.mark.parametrize(("page", "words", "true"), CASES)
def test_what_a_page_says_was_found_stands_there_and_is_true(page, words, true, known):
    text = (paths.BOOK / f"{page}.md").read_text(encoding="utf-8")
    assert words in " ".join(text.split()), f"{page}.md no longer says so: change both"
    assert true(known)


FINDS = {
    "families": r"\b(one|two|neither|both|none|no) (?!medical)|\b(less|more|higher|lower|few)\b",
    "families_nl": r"\b([Éé]én|[Tt]wee|[Gg]een|minder|hoger|lager|weinig)\b",
}
# Sentences with such words that tell no finding of the study.
OTHER = {
    "families": (
        "readings: none", "a problem that affects one child in ten",
        "the doctors who did this one say so", "A larger one was announced",
        "This page tells what one small study did",
        "is a forecast for one child", "one dose of cells", "two years old",
        "Each dot is one of the treated children; a filled dot is a child who has it.",
        "[one sheet of paper]",
        "had it by two years", "on one side of the brain", "Both can be true",
        "Ten are few", "about the time after two years nothing was found in print",
    ),
    "families_nl": (
        "is geen medisch advies", "één klein onderzoek", "een voorspelling voor één kind",
        "één keer, kort na de geboorte", "één dosis cellen", "twee jaar waren", "geen hersencellen",
        "de leeftijd van twee jaar", "aan één kant", "Tien is weinig", "na twee jaar",
        "op één vel papier",
        "een probleem dat één op de tien kinderen treft",
    ),
}  # fmt: skip


@pytest.mark.parametrize("page", FINDS)
def test_no_finding_of_the_pages_for_families_is_held_by_nobody(page):
    text = " ".join((paths.BOOK / f"{page}.md").read_text(encoding="utf-8").split())
    for known_words in (*(words for words, _ in HELD[page]), *OTHER[page]):
        assert known_words in text, known_words
        text = text.replace(known_words, "")
    left = [part for part in re.split(r"(?<=[.:?!]) ", text) if re.search(FINDS[page], part)]
    assert left == []
