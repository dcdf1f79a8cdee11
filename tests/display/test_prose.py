"""Sentences, notes and terms."""

from __future__ import annotations

import pytest

from passion.display import badge, link, note, say, term
from printed.errors import InputError


def test_a_sentence_keeps_badges_links_and_code_as_they_are(verdicts):
    text = say(f"P=0.02, {badge('below')}, [x](a-1.md), `-1`, from -1")
    assert text._repr_markdown_() == (
        f"<i>P</i>=0.02, {badge('below')}, [x](a-1.md), `-1`, from −1"
    )
    assert repr(text) == text._repr_markdown_()


@pytest.mark.parametrize("slip", ["np.float64(0.5)", "nan", "None", "Fraction(1, 2)"])
def test_what_is_no_text_is_refused(slip):
    with pytest.raises(InputError, match="print the number first"):
        say(f"the share is {slip} of all")


def test_a_note_says_whom_it_is_for():
    made = note("The *posterior limb*.", "statistician", title="which test")
    assert note("x", "family").html.count("For families") == 2
    assert 'aria-label="For statisticians: which test"' in made.html
    assert "<em>posterior limb</em>" in made.html
    with pytest.raises(InputError, match="a note is for"):
        note("x", "parent")


def test_a_term_leads_to_the_entry_that_sphinx_makes():
    # Sphinx 7.4: :term:`GMFCS level I` -> #term-GMFCS-level-I
    assert 'href="../book/glossary.html#term-GMFCS-level-I"' in term("GMFCS level I").html
    assert term("peduncle", "<peduncles>").html.endswith("&lt;peduncles&gt;</a>")


def test_a_source_is_a_link_to_a_page_and_nothing_else():
    made = link("A <b> & c", "https://example.org/?a=1&b=2")
    assert made.html == '<a href="https://example.org/?a=1&amp;b=2">A &lt;b&gt; &amp; c</a>'
    assert made.plain == "A <b> & c"
    for address in ("10.1161/x", "javascript:alert(1)", "", "https://a b"):
        with pytest.raises(InputError, match="no address"):
            link("x", address)
