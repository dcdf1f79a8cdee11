"""Every method that a page names is cited on that page, and every reference is used."""

from __future__ import annotations

import json
import re

import pytest

from passion import paths

# How a method is named, and the works of which one has to be cited where it is.
METHODS = {
    r"Fisher": {"fisher1935"},
    r"Barnard": {"barnard1945"},
    r"Boschloo": {"boschloo1970"},
    r"mid-P\b": {"lancaster1961"},
    r"Pearson's chi-square": {"pearson1900"},
    r"Yates": {"yates1934"},
    r"N[ -]-?\s?1\b.{0,20}chi-square|chi-square times \(N": {"campbell2007"},
    r"[Ll]ikelihood-ratio chi-square": {"wilks1938"},
    r"Clopper": {"clopper1934"},
    r"Newcombe": {"newcombe1998", "newcombe2006"},
    r"Miettinen": {"miettinen1985"},
    r"Koopman": {"koopman1984"},
    r"Katz": {"katz1978"},
    r"Wilson's interval": {"wilson1927"},
    r"\bHolm\b": {"holm1979"},
    r"Hochberg": {"hochberg1988", "benjamini1995"},
    r"Benjamini": {"benjamini1995"},
    r"[Rr]ank-sum test|Mann (?:and|-) ?Whitney": {"mann1947"},
    r"Hodges": {"hodges1963"},
    r"Hyndman": {"hyndman1996"},
    r"Student's t|\b[tT] test\b": {"student1908"},
    r"[Ss]ign test": {"dixon1946"},
    r"\bGRIM\b": {"brown2017"},
    r"GRIMMER": {"anaya2016"},
    r"DEBIT": {"heathers2019"},
    r"Hartung": {"knapp2003"},
    r"Paule": {"paule1982"},
    r"Higgins": {"higgins2009"},
    r"E-value": {"vanderweele2017"},
    r"ROBINS": {"sterne2016"},
    r"Sellke": {"sellke2001"},
    r"[Ff]ragility index": {"walsh2014"},
    r"Spiegelhalter": {"spiegelhalter1994", "higgins2009"},
    r"Spearman": {"spearman1904"},
    r"Fréchet": {"frechet1951"},
    r"\bDice\b": {"dice1945"},
    r"[Rr]andom walker": {"grady2006"},
    r"\bN4\b": {"tustison2010"},
    r"MNI152": {"fonov2009"},
    r"\bscipy\b": {"scipy2020"},
    r"statsmodels": {"seabold2010"},
}
# Lists of words, and of the works themselves.
EXEMPT = {"glossary", "references", "families", "families_nl"}
PAGES = [
    *sorted(paths.NOTEBOOKS.glob("*.ipynb")),
    *(path for path in sorted(paths.BOOK.glob("*.md")) if path.stem not in EXEMPT),
]


def shown(path) -> str:
    """What a page says: its Markdown, and what its cells have shown; no code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    parts = []
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "markdown":
            parts.append("".join(cell["source"]))
        for output in cell.get("outputs", ()):
            for kind, said in output.get("data", {}).items():
                if kind in ("text/html", "text/markdown"):
                    parts.append(re.sub(r"<pre.*?</pre>|<[^>]*>", " ", "".join(said), flags=re.S))
    return "\n".join(parts)


def cited(text: str) -> set[str]:
    """The keys that a page cites."""
    keys = re.findall(r"\{cite(?::\w)?\}`([^`]*)`", text)
    return {key.strip() for group in keys for key in group.split(",")}


def uncited(text: str) -> list[str]:
    """Methods that a text names without citing a work on them."""
    return [
        name for name, works in METHODS.items() if re.search(name, text) and not works & cited(text)
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_methods_are_cited_where_they_are_named(path):
    assert uncited(shown(path)) == []


def test_every_reference_is_cited_and_every_method_has_one():
    known = set(re.findall(r"^@\w+\{(\w+),", (paths.BOOK / "references.bib").read_text(), re.M))
    assert known == set().union(*(cited(shown(path)) for path in PAGES))
    assert set().union(*METHODS.values()) <= known


def test_a_method_without_its_work_is_found():
    assert uncited("the test of Boschloo {cite}`holm1979`") == ["Boschloo"]
    assert uncited("the test of Boschloo {cite:p}`holm1979, boschloo1970`") == []
