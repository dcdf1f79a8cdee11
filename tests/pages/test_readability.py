"""The first paragraph of every page can be read by somebody who has finished school.

For a page of results it is the question and its computed answer; for a page of prose its first
paragraph. The measure is the grade of Flesch and Kincaid, which is much used for what patients are
given to read: twelve is the last year of school. The pages for families are held to the eighth
grade as a whole, the Dutch one to Douma's form of reading ease, where sixty and more is plain.
"""

from __future__ import annotations

import json
import re

import pytest
import textstat
from bs4 import BeautifulSoup

from passion import paths
from printed.book.budgets import at_a_glance

pytestmark = pytest.mark.slow  # the dictionary of syllables takes a second

SCHOOL_LEAVING, PLAIN, PLAIN_DUTCH = 12, 8, 60
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
# The last is a list, without a sentence.
PROSE = [path for path in sorted(paths.BOOK.glob("*.md")) if path.stem != "references"]

# Words of statistics and medicine that school does not teach. Whatever of it stands in a first
# paragraph needs an entry in the glossary; the build links its first use (tests/rendered).
JARGON = (
    "adverse event; allocation; asymmetry; baseline; Bayesian; beta; bias; binomial; bootstrap; "
    "capsule; cerebral palsy; chi-square; cohort; compatible; confidence; confounding; "
    "convention; correlation; covariate; crossover; degrees of freedom; denominator; determined; "
    "effect size; efficacy; epilepsy; E-value; expected count; exploratory; Fisher; fragility; "
    "GMFCS; hazard; heterogeneity; Holm; hypothesis; interquartile; ischemic; likelihood; "
    "logarithm; logit; margin; mean difference; median; mesenchymal; MRI; multiplicity; neonatal; "
    "null; odds; one-sided; parenchyma; peduncle; percentile; perinatal; placebo; post hoc; "
    "posterior; power; prediction interval; prior; P value; quartile; random effects; randomized; "
    "rank; regression; registry; residual; risk difference; risk ratio; robust; score interval; "
    "sensitivity; significan; skewed; standard deviation; standard error; stromal; superiority; "
    "tentorium; t test; two-sided; variance; voxel; Z score "
)
HYPE = re.compile(
    r"\b(?:breakthrough|ground-?breaking|revolutionary|miracle|game.?changer|cutting.edge|"
    r"state.of.the.art|unprecedented|remarkabl[ey]|dramatic(?:ally)?|spectacular|astonishing|"
    r"promising|exciting|cure[sd]?|world.class|first.ever|debunk\w*|flawed|suspicious|"
    r"exposes?|bogus)\b",
    re.IGNORECASE,
)


def plain(markdown: str) -> str:
    """Markdown as it is read aloud; a number, however long, is one short word."""
    text = re.sub(r"\{[\w:+-]+\}`[^`]*`", "ten", markdown)
    soup = BeautifulSoup(text, "html.parser")
    for aside in soup.select(".claim__word, .claim__mark"):
        aside.extract()
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", soup.get_text())
    text = re.sub(r"[*_`#]", "", text)
    return " ".join(re.sub(r"[−-]?\d[\d.,]*\d%?|\d%?", "ten", text).split())


def paragraphs(markdown: str) -> list[str]:
    """The running text of a page of prose: no heading, table, code, card or glued block."""
    text = re.sub(r"^(`{3,}|:{3,}).*?^\1$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)  # settings of the page
    parts = [part.strip() for part in re.split(r"\n\s*\n", text)]
    return [part for part in parts if part and not re.match(r"#|\||\[.*\]\(.*\)$|\{glue:", part)]


def opening(path) -> str:
    """The first thing that a page says."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return plain(paragraphs(text)[0])
    cells = json.loads(text)["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    if at_a_glance(path):  # its headline
        shown = ("".join(output.get("data", {}).get("text/html", "")) for output in outputs)
        mark = 'class="headline"'
        top = BeautifulSoup(next(html for html in shown if mark in html), "html.parser")
        return plain(top.select_one("p.headline").get_text())
    said = (
        "".join(output["data"]["text/markdown"])
        for output in outputs
        if "text/markdown" in output.get("data", {})
    )
    first = re.split(r"\n\s*\n", next(said).strip())
    asked = [part for part in first if part.startswith(("**Question.**", "**Answer.**"))]
    return plain(" ".join(asked or first[:1]).replace("Question.", "").replace("Answer.", ""))


def grade(text: str) -> float:
    textstat.set_lang("en_US")
    return textstat.flesch_kincaid_grade(text)


def ease_in_dutch(text: str) -> float:
    textstat.set_lang("nl")
    return textstat.flesch_reading_ease(text)


def unexplained(text: str, glossary: str) -> list[str]:
    """Jargon of a text of which the glossary has no headword."""
    heads = [line for line in glossary.splitlines() if line and not line.startswith((" ", "#"))]
    known = " ".join(heads).lower()
    return [
        word
        for word in map(str.strip, JARGON.split(";"))
        if re.search(rf"(?<![\w-]){re.escape(word)}", text, re.IGNORECASE)
        and word.lower() not in known
    ]


@pytest.mark.parametrize("path", [*NOTEBOOKS, *PROSE], ids=lambda path: path.stem)
def test_first_paragraph(path):
    text = opening(path)
    assert len(text.split()) >= 10
    if path.stem.endswith("_nl"):
        assert ease_in_dutch(text) >= PLAIN_DUTCH
    else:
        assert grade(text) <= SCHOOL_LEAVING
        glossary = (paths.BOOK / "glossary.md").read_text(encoding="utf-8")
        assert unexplained(text, glossary) == []


def test_the_page_for_families_is_plain_throughout():
    text = (paths.BOOK / "families.md").read_text(encoding="utf-8")
    assert grade(" ".join(map(plain, paragraphs(text)))) <= PLAIN


def test_the_dutch_page_for_families_is_plain_throughout():
    text = (paths.BOOK / "families_nl.md").read_text(encoding="utf-8")
    assert ease_in_dutch(" ".join(map(plain, paragraphs(text)))) >= PLAIN_DUTCH


@pytest.mark.parametrize("path", [*NOTEBOOKS, *PROSE], ids=lambda path: path.stem)
def test_no_hype_and_no_debunking(path):
    """Sources of notebooks too: captions, notes and tables are written there."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = " ".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    assert HYPE.findall(text) == []


# --------------------------------------------------------------------------- that they can fail

DIFFICULT = (
    "Notwithstanding the methodological heterogeneity of retrospectively ascertained cohorts, the "
    "semiparametric estimation of treatment effects necessitates consideration of unmeasured "
    "confounding, which characteristically undermines interpretability."
)


def test_a_difficult_paragraph_is_found():
    assert grade(DIFFICULT) > SCHOOL_LEAVING
    assert grade("We looked at ten children. Three of them walked.") < PLAIN


def test_a_difficult_dutch_paragraph_is_found():
    assert ease_in_dutch(
        "Niettegenstaande de methodologische heterogeniteit van retrospectief samengestelde "
        "patiëntenpopulaties vereist de interpretatie van behandelingseffecten terughoudendheid."
    ) < PLAIN_DUTCH  # fmt: skip


def test_jargon_without_an_entry_is_found():
    assert unexplained("The hazard of each cohort", "cohort\n  A group.\n") == ["hazard"]
    assert unexplained("Its standard error", "standard deviation\n  x\n") == ["standard error"]


@pytest.mark.parametrize("text", ["a promising cell", "a Breakthrough", "this debunks it"])
def test_hype_is_found(text):
    assert HYPE.search(text)


def test_a_decimal_number_ends_no_sentence():
    assert plain("from **0.79** to −0.4 of 36% ({glue:}`x::y`)") == "from ten to ten of ten (ten)"
