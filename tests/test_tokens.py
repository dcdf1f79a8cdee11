"""Exhaustiveness of the register: no number of the abstract without a row, no row without one.

``tokens.csv`` lists each number, number-word and conclusion of the abstract by sentence (0 is the
title). It is held to the register here and, where the abstract's public page lies beside the
repository, to its text.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict

import pytest

from passion import paths
from passion.claims import MONTHS, load
from printed.tabular import read_csv

ABSTRACT = paths.ROOT.parent / "shared" / "sources" / "abstract.txt"
COLUMNS = ("sentence", "position", "token", "claim")

WORDS = (
    "no|none|nil|zero|without|neither|single|one|two|three|four|five|six|seven|eight|nine|ten|"
    "eleven|twelve|both|half|third|quarter|once|twice|first|second|all|every|each|dozen"
)
LEVELS = "I|II|III|IV|V"
_TOKEN = re.compile(
    rf"(?:{'|'.join(MONTHS)}) \d{{4}}"
    r"|NCT\d{8}"
    r"|(?<![\w.])(?<![A-Za-z]-)<?[-\N{MINUS SIGN}]?\d+(?:\.\d+)?%?"
    r"(?:-(?i:months?|years?|weeks?|days?)\b)?"
    rf"|\b(?i:{WORDS})(?:-dose)?\b|\b(?:{LEVELS})\b"
)


def tokens(text: str) -> list[str]:
    """The numbers and number-words of a sentence, in order; Roman levels in capitals only."""
    return _TOKEN.findall(text)


def table() -> list[dict[str, str]]:
    return read_csv((paths.PUBLISHED / "tokens.csv").read_bytes(), "tokens.csv", COLUMNS)


def by_sentence() -> dict[int, list[tuple[str, str]]]:
    """Tokens of each sentence with their claims, in order."""
    found = defaultdict(list)
    for row in table():
        found[int(row["sentence"])].append((row["token"], row["claim"]))
    return found


# --------------------------------------------------------------- the register and the tokens


def test_every_token_has_a_row_and_every_row_a_token():
    assert {row["claim"] for row in table()} == {claim.id for claim in load()}


def test_tokens_stand_in_order():
    seen = defaultdict(list)
    for row in table():
        seen[int(row["sentence"])].append(int(row["position"]))
    assert list(seen) == sorted(seen)
    for sentence, positions in seen.items():
        assert positions == list(range(1, len(positions) + 1)), sentence


def test_a_claim_is_located_in_a_sentence_that_prints_it():
    sentences = defaultdict(set)
    for row in table():
        sentences[row["claim"]].add(f"S{row['sentence']}")
    for claim in load():
        assert claim.locator in sentences[claim.id], claim.id


def test_a_token_prints_what_its_claim_says():
    register = load()
    for row in table():
        claim, token = register[row["claim"]], row["token"]
        if claim.kind == "range":
            assert token in claim.printed.split(" to ")
        else:
            # 3 is printed as 3-month, a single dose as single-dose, and one % serves mean and SD
            after = "%|" if claim.unit == "%" else ""
            assert re.fullmatch(rf"{re.escape(claim.printed)}({after}-[A-Za-z]+)?", token), row


def test_a_denominator_is_one_that_its_sentence_prints():
    printed = {number: [token for token, _ in found] for number, found in by_sentence().items()}
    for claim in load():
        if claim.denominator:
            assert claim.denominator in printed[int(claim.locator[1:])], claim.id


def test_a_range_has_both_its_ends():
    ends = [row["token"] for row in table() if load()[row["claim"]].kind == "range"]
    assert " to ".join(ends) == load()["domains_range"].printed


# --------------------------------------------------------------- the text and the tokens


@pytest.mark.parametrize(
    "text, expected",
    [
        ("in 7 of 12 (58%)", ["7", "12", "58%"]),
        ("a mean of 5.5±1.2%", ["5.5", "1.2%"]),
        ("Z below <-2 (P=0.04; N=8)", ["<-2", "0.04", "8"]),
        ("median 0.1 [2.5] versus -3.4", ["0.1", "2.5", "-3.4"]),
        ("a 6-month visit from May 2011 to June 2012", ["6-month", "May 2011", "June 2012"]),
        (
            "No child and none of both, one single-dose",
            ["No", "none", "both", "one", "single-dose"],
        ),
        ("level II, without delay, i. e. not i", ["II", "without"]),
        ("MSC-treated in phase2 and covid-19, aged 5-7", ["5", "7"]),
        ("NCT01234567", ["NCT01234567"]),
    ],
)
def test_the_tokenizer_finds_numbers_and_words(text, expected):
    assert tokens(text) == expected


@pytest.fixture(scope="module")
def sentences() -> dict[int, str]:
    """The abstract's sentences, numbered as in the register; the title is 0."""
    if not ABSTRACT.exists():
        pytest.skip("the abstract's page is not kept in this repository: shared/ is not beside it")
    text = ABSTRACT.read_text(encoding="utf-8")
    title = text[: text.index("Affiliations")].strip().splitlines()[-1]
    body = text[text.index("\nAbstract\n") + len("\nAbstract\n") : text.index("\nKeywords:")]
    parts = []
    for paragraph in filter(None, (line.strip() for line in body.splitlines())):
        _, _, said = paragraph.partition(": ")  # Background, Methods, ...
        parts += re.split(r"(?<=[.])\s+(?=[A-Z])", said)
    return dict(enumerate([title, *parts]))


def test_sentences_are_those_of_the_register(sentences):
    assert max(sentences) == max(by_sentence()) == 14
    assert not any(
        tokens(text) for number, text in sentences.items() if number not in by_sentence()
    )


def test_every_number_and_number_word_of_the_text_is_a_token(sentences):
    register = load()
    for number, text in sentences.items():
        listed = [
            token for token, claim in by_sentence().get(number, []) if _is_number(register[claim])
        ]
        assert tokens(text) == listed, f"sentence {number}"


def test_every_conclusion_stands_in_the_text(sentences):
    register = load()
    for number, listed in by_sentence().items():
        for token, claim in listed:
            if not _is_number(register[claim]):
                assert token in sentences[number], f"{token!r} in sentence {number}"


def test_a_number_that_is_left_out_would_be_found(sentences):
    listed = [token for token, _ in by_sentence()[11]]
    for token in tokens(sentences[11]):
        fewer = [other for other in listed if other != token]
        assert [other for other in tokens(sentences[11]) if other not in fewer]


def _is_number(claim) -> bool:
    """Whether a claim is a number or number-word, and no conclusion or term."""
    return claim.kind != "inference" and claim.printed != "post hoc"


def test_tokens_are_plain_csv():
    text = (paths.PUBLISHED / "tokens.csv").read_text(encoding="utf-8")
    assert len(list(csv.reader(text.splitlines()))) == len(table()) + 1
