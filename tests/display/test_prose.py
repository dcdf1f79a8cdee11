"""Terms and links to sources."""

from __future__ import annotations

import pytest

from passion.display import link, term
from printed.errors import InputError


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
