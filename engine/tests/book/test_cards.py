"""Cards and readings hold what the engine says, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from printed.book import marks
from printed.book.cards import ROWS, bar, cards, shown, why
from printed.book.typography import typeset
from printed.problem import choices, names
from printed.problem.names import NAMES, called
from printed.questions import browser, claims
from printed.register import load, parse
from printed.verdicts import MEANINGS, Verdicts, judge

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "published"
OTHERS = sorted(file.parent for file in ROOT.glob("examples/registers/*/conventions.yaml"))
RULES = (FOLDER / "conventions.yaml").read_text(encoding="utf-8")


def sources(claim):
    return [("10", "another document", True)] if claim.id == "n_treated" else []


@pytest.fixture(scope="module")
def judged() -> Verdicts:
    return judge(load(FOLDER), sources=sources)


@pytest.fixture(scope="module")
def found(judged):
    return cards(judged, lambda page: (page.title(), f"{page}.html") if page else None)


@pytest.fixture(scope="module")
def packed(judged):
    return json.loads(json.dumps(claims.packed(judged.register, RULES, sources)))


def test_every_verdict_has_a_mark_and_no_two_the_same():
    assert set(marks.VERDICTS) == set(MEANINGS)
    everything = list((marks.VERDICTS | marks.OF_A_READING).values())
    assert len({one.sign for one in everything}) == len({one.word for one in everything})
    assert len({one.sign for one in everything}) == len(everything)


def test_a_card_says_what_verify_says(judged, found):
    assert list(found["claims"]) == list(judged)
    for name, card in found["claims"].items():
        row = judged[name].json()
        assert (card["raw"], card["verdict"]) == (row["printed"], row["verdict"])
        assert card["text"] == typeset(row["recomputed"]["text"])
        assert (row["condition"] or "") in card["word"]
        told = {name: (v, text) for v, text, names, _ in card["others"] for name in names}
        wanted = {n: (r["verdict"], typeset(r["text"])) for n, r in row["by_convention"].items()}
        assert told == wanted
        assert 1 <= len(card["why"]) <= 3


def test_a_card_names_what_does_not_go_together_and_not_all_that_is_read_with_it():
    printed = {name: SimpleNamespace(printed=name.upper()) for name in "abc"}
    verdicts = SimpleNamespace(tied=lambda claim: ("a", "b", "c"), register=printed)
    claim = SimpleNamespace(kind="percent")
    told = {"could_fail": True, "by_convention": {}, "reason": "", "target": ""}
    for conflict, said in (
        (("a", "c"), "Not together: A, C."), ((), "Read together with: A, B, C."),
    ):  # fmt: skip
        verdict = SimpleNamespace(verdict="contradicted", conflict=conflict, **told)
        assert why(verdicts, claim, verdict)[0] == said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("k,Palsy,arm,x,count,3\ncp,Palsy,arm,x,percent,35%", "Fits nothing by itself: 35%."),
        ("a,Palsy,arm,x,percent,30%\nb,None,arm,x,count,4", "Not together: 4, 30%."),
    ],
)
def test_the_card_of_an_impossible_claim_names_what_it_contradicts(rows, said):
    """Set aside, it is read with nothing, and says with what it fails."""
    text = f"id,statement,group,measure,kind,printed\nn,Treated,arm,size,count,10\n{rows}\n"
    register = parse(text.encode())
    verdicts = judge(register)
    impossible = [name for name in verdicts if verdicts[name].verdict == "impossible"]
    assert impossible
    for name in impossible:
        told = why(verdicts, register[name], verdicts[name])
        assert said in told
        assert not any("Printed there" in one or "No other" in one for one in told)


def test_what_is_drawn_is_what_is_left(judged, found):
    counts = 0
    for name, card in found["claims"].items():
        draw = card["draw"] or {}
        if "of" in draw:
            counts += 1
            assert " of ".join(map(str, draw["of"][0])) in judged[name].recomputed.text
            assert len(draw["of"]) <= ROWS and draw["more"] >= 0
        elif draw:
            assert 0 <= draw["at"][0] <= draw["at"][1] <= 1
    assert counts > 5 and found["claims"]["plic_registry"]["draw"]["of"] == [[29, 36]]
    assert found["claims"]["plic_p"]["draw"]["ends"] == ["0.015", "0.025"]


def test_what_is_drawn_of_another_reading_is_what_that_reading_leaves(judged, found):
    drawn = 0
    for name, card in found["claims"].items():
        for verdict, text, used, draw in card["others"]:
            if verdict == "none":
                assert draw is None
            if draw and "of" in draw:
                drawn += 1
                named = draw["of"][:1] if "possibilities" in text else draw["of"]
                assert all(f"{k} of {n}" in text for k, n in named)
                each = {judged[name].by_convention[one]["text"] for one in used}
                assert {typeset(one) for one in each} == {text}
    assert drawn > 5
    others = found["claims"]["plic_registry"]["others"]
    shared = next(o for o in others if "without:shared_denominator" in o[2])
    assert shared[3] == {"of": [[26, 32], [29, 36], [30, 37]], "more": 0}


@pytest.mark.parametrize("size", range(4, 61, 7))
def test_sets_that_are_not_drawn_are_counted(size):
    sets = [
        [k, n]
        for n in range(1, size + 1)
        for k in range(n + 1)
        if abs(Fraction(100 * k, n) - 20) < Fraction(1, 2)
    ]
    register = parse(
        "id,statement,group,measure,kind,printed\n"
        f"n,Treated,arm,size,count,{size}\ncp,Had palsy,arm,palsy,percent,20%\n".encode()
    )
    draw = cards(judge(register))["claims"]["cp"]["draw"] or {"of": [], "more": 0}
    assert draw["of"] == sets[: len(draw["of"])] and draw["more"] >= 0
    assert len(draw["of"]) + draw["more"] == len(sets)


def test_a_reading_fits_when_no_number_fits_nothing(judged, found):
    for reading in found["readings"]:
        name = reading["name"]
        rows = [v.by_convention[name] for v in judged.values() if name in v.by_convention]
        assert reading["fits"] == all(row["verdict"] != "none" for row in rows)
    fitting = {one["name"] for one in found["readings"] if one["fits"]}
    assert {"n-1", "barnard", "without:shared_denominator"} <= fitting
    assert not {"pearson", "yates"} & fitting


def test_the_list_of_a_page_holds_each_reading_once_those_that_fit_first(found):
    listed = re.findall(r'data-reading="([^"]+)"', bar(found))
    fit = [one["name"] for one in found["readings"] if one["fits"]]
    rest = [one["name"] for one in found["readings"] if not one["fits"]]
    assert listed == fit + rest and len(listed) == len(set(listed))
    assert bar(found | {"readings": []}) == ""


def test_a_badge_under_a_reading(judged):
    verdict = judged["plic_registry"]
    assert shown(verdict)[0] == "determined_if" and "Fisher" in shown(verdict)[1]
    assert shown(verdict, "n-1") == ("determined", "determined", "25 of 31")
    assert shown(verdict, "pearson")[:2] == ("none", "nothing fits in this reading")
    assert shown(verdict, "asymptotic") == shown(verdict)  # which does not bear on it


def test_a_browser_judges_every_claim_as_the_book_does(judged, found, packed):
    for name in judged:
        told = json.loads(browser.respond(json.dumps({"register": packed, "claim": name})))
        assert told["fingerprint"] == found["claims"][name]["fingerprint"], name
        assert told["verdict"]["verdict"] == judged[name].verdict


# Short names of conventions that are no words: such as a reader never has to see.
SHORT = {name for known in choices.KNOWN.values() for name in known if re.search(r"[-\d]", name)}
IDS = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, SHORT - {"mid-p"}), key=len, reverse=True))
    + r"|fisher|pearson|yates|lr|barnard|boschloo|without:\w*|[a-z]+_[a-z_]+)(?![\w-])"
)  # fmt: skip


def told_in(found):
    """All that a reader of cards and of the list of readings sees."""
    for one in found["readings"]:
        yield from (one["title"], one["told"])
    for card in found["claims"].values():
        yield from (card["statement"], card["word"], card["text"], *card["why"], *card["rests"])
        yield from (text for _, text, _, _ in card["others"])
    yield re.sub(r"<[^>]*>", " ", bar(found))


def test_every_convention_has_words_and_no_two_of_a_rule_the_same():
    assert set(NAMES) == set(names.RULES) == set(choices.KNOWN)
    for rule, known in choices.KNOWN.items():
        words = [called(rule, name) for name in known]
        assert len(set(words)) == len(words) and not IDS.search("; ".join(words)), words


@pytest.mark.parametrize("folder", [FOLDER, *OTHERS], ids=lambda folder: folder.name)
def test_no_reader_sees_the_short_name_of_a_convention_or_an_assumption(folder):
    found = cards(judge(load(folder)))
    titles = [one["title"] for one in found["readings"]]
    assert len(set(titles)) == len(titles)
    assert [text for text in told_in(found) if IDS.search(text)] == []


@pytest.mark.parametrize("text", ["midp-central", "only with n-1", "without:assessed", "p_rule: x"])
def test_a_short_name_is_found(text):
    assert IDS.search(text) and not IDS.search("N-1, mid-P, smaller tail twice, 3-month, 0.2-0.3")


@pytest.mark.parametrize("folder", OTHERS, ids=lambda folder: folder.name)
def test_any_papers_register_has_cards_and_is_judged_in_a_browser(folder):
    judged = judge(load(folder))
    found = cards(judged)["claims"]
    packed = claims.packed(judged.register, (folder / "conventions.yaml").read_text("utf-8"))
    assert found
    for name, card in found.items():
        told = json.loads(browser.respond(json.dumps({"register": packed, "claim": name})))
        assert told["fingerprint"] == card["fingerprint"], name


def test_changed_data_have_another_fingerprint(found, packed):
    other = packed | {"claims": packed["claims"].replace(",81%,", ",82%,")}
    assert other != packed
    told = json.loads(browser.respond(json.dumps({"register": other, "claim": "plic_registry"})))
    assert told["fingerprint"] != found["claims"]["plic_registry"]["fingerprint"]


def asked(packed, claim: str, printed: str, reading: str = ""):
    question = {"register": packed, "claim": claim, "printed": printed, "reading": reading}
    return json.loads(browser.respond(json.dumps(question)))


@pytest.mark.parametrize(
    ("claim", "printed"),
    [("plic_registry", "82%"), ("peduncle_p", "0.02"), ("motor_p", "0.03"),
     ("tissue_loss_mean", "95"), ("domains_range", "0%-30%"), ("cp_percent", "30%")],
)  # fmt: skip
def test_another_number_leaves_what_the_command_says(judged, packed, claim, printed):
    """The register with that number in its place, judged as `verify` does, headline alone."""
    rows = {one["claim"]: one for one in asked(packed, claim, printed)["changed"]}
    assert claim in rows
    register = judged.register
    other = replace(
        register,
        claims=tuple(replace(c, printed=printed) if c.id == claim else c for c in register),
    )
    commanded = judge(other, sources=sources, alternatives=False)
    before = judge(register, sources=sources, alternatives=False)
    for name in judged:
        now, was = commanded[name], before[name]
        if commanded.conflicts and not now.conflict:
            continue  # judged there with what contradicts set aside
        # What an inference is about may be left nothing too.
        nothing = now.verdict in ("impossible", "other_reading") or not now.recomputed.text
        if nothing:
            assert rows[name]["verdict"] == "none"
        elif now.recomputed.text != was.recomputed.text:
            assert rows[name]["text"] == now.recomputed.text
        elif name != claim:
            assert name not in rows


def test_another_number_under_another_reading(packed):
    rows = {one["claim"]: one for one in asked(packed, "plic_registry", "82%", "n-1")["changed"]}
    assert rows["plic_registry"]["was"] == {"verdict": "determined", "text": "25 of 31"}


@pytest.mark.parametrize(
    ("claim", "printed", "reading", "said"),
    [("plic_p", "x", "", "'x' is not a printed number"), ("plic_p", " ", "", "needs a number"),
     ("plic_p", "0.03", "no such", "no reading"), ("no_such", "1", "", "no claim")],
)  # fmt: skip
def test_what_cannot_be_asked_is_one_line(packed, claim, printed, reading, said):
    error = asked(packed, claim, printed, reading)["error"]
    assert said in error and "\n" not in error
