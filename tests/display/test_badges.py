"""A badge carries the claim's id, its printed number, a mark and a word, and leads somewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from passion.display import badge, badges, style
from passion.verdicts import MEANINGS
from printed.errors import InputError


def element(html: str):
    return BeautifulSoup(html, "html.parser").find()


def test_every_verdict_has_its_own_word_and_mark():
    assert set(style.VERDICTS) == set(MEANINGS)
    for part in ("word", "sign"):
        assert len({getattr(mark, part) for mark in style.VERDICTS.values()}) == len(MEANINGS)


@pytest.mark.parametrize("word", MEANINGS)
def test_a_badge_says_claim_verdict_and_number(verdicts, word):
    shown = element(badge(f"{word}_claim").html)
    assert shown["data-claim"] == f"{word}_claim"
    assert shown["data-verdict"] == word
    assert shown.select_one(".claim__printed").text == "81%"
    assert shown.select_one(".claim__mark").text == style.VERDICTS[word].sign
    assert style.VERDICTS[word].word in shown.select_one(".claim__word").text


def test_minus_signs_are_typeset_and_the_id_is_not(verdicts):
    assert badge("below").plain == "−0.4 [1.5] (stated: −0.4)"
    assert 'data-claim="below"' in badge("below").html


def test_a_badge_leads_to_ledger_page_or_nowhere(verdicts):
    found = "determined_claim"
    assert element(badge(found).html)["href"] == f"../notebooks/00_ledger.html#claim-{found}"
    page = element(badge(found, to="page").html)["href"]
    assert page == f"../notebooks/05_mri_asymmetry.html#check-{found}"
    assert element(badge(found, to=None).html).name == "span"
    with pytest.raises(InputError, match="leads to"):
        badge(found, to="moon")


def test_a_page_that_is_not_there_yet_is_no_target(verdicts):
    assert element(badge("below", to="page").html)["href"].endswith("00_ledger.html#claim-below")


def test_an_unknown_claim_is_refused(verdicts):
    with pytest.raises(InputError, match="no claim 'plic'"):
        badge("plic")


def test_markup_in_a_printed_number_is_escaped(verdicts):
    verdicts["p"] = replace(verdicts["below"], claim="p", printed="<0.001")
    assert element(badge("p").html).select_one(".claim__printed").text == "<0.001"


def test_words_may_break_over_two_lines_and_a_number_never_does(verdicts):
    for printed, breaks in (("-2.5 [1.5 to 3.5]", True), ("81%", False), ("less often", False),
                            ("I", False), ("similar to other cohorts", True)):  # fmt: skip
        verdicts["w"] = replace(verdicts["below"], claim="w", printed=printed)
        assert ("claim--words" in element(badge("w").html)["class"]) is breaks, printed


def test_impossible_names_what_was_looked_for(verdicts, monkeypatch):
    assert badges.word(verdicts["impossible_claim"]) == "no data found"
    told = replace(verdicts["determined_if_claim"], condition="the test was Fisher's")
    assert badges.word(told) == "determined, if the test was Fisher's"


def test_a_legend_has_the_mark_of_a_badge():
    shown = element(badges.sign("stated").html)
    assert shown.select_one(".claim__mark").text == style.VERDICTS["stated"].sign
    with pytest.raises(InputError, match="no verdict 'certain'"):
        badges.sign("certain")


def test_glued_badges_are_kept_but_not_shown(verdicts, monkeypatch):
    kept = []
    monkeypatch.setattr(
        "myst_nb.ext.glue.ipy_display",
        lambda data, raw, metadata: kept.append((data, metadata)),
    )
    monkeypatch.setattr(
        "IPython.core.formatters.format_display_data",
        lambda variable: ({"text/html": variable._repr_html_()}, {}),
    )
    badges.glue_badges(["determined_claim"])
    (data, metadata), = kept
    assert metadata["scrapbook"]["name"] == "claim_determined_claim"
    (mime, html), = data.items()
    assert mime == "application/papermill.record/text/html"
    assert 'data-claim="determined_claim"' in html
