"""The style sheets as a whole: every colour that is used has a value, and the same hue by night."""

from __future__ import annotations

import colorsys
import re

import pytest

from passion import paths
from printed.book.figures import STATIC
from printed.book.marks import OF_A_READING, VERDICTS, mark, word

FILES = [paths.BOOK / "_static" / "house.css", *sorted(STATIC.glob("*.css"))]
SHEETS = {file.name: file.read_text(encoding="utf-8") for file in FILES}
EVERY = "\n".join(SHEETS.values())
# What a rule of a mark draws: filled, or only an edge; a hollow sign is never drawn full.
HOLLOW = set("\u25c7\u25b3\u25bd\u25bf\u25c9\u25d2\u25d0\u25cb\u25c8")
FULL = set("\u25cf\u25ac\u25a0\u25b2\u2013")


def values(mode: str) -> dict[str, str]:
    """The colours of a mode by name; light where the mode has none of its own."""
    found: dict[str, str] = {}
    for selector, block in re.findall(r"([^{}]+)\{([^{}]*)\}", EVERY):
        if ('data-theme="dark"' in selector) == (mode == "dark"):
            found |= dict(re.findall(r"(--(?:passion|book)-[\w-]+): (#[0-9a-f]{6})\b", block))
    return found


def hue(colour: str) -> tuple[float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    angle, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    return 360 * angle, saturation * (1 - abs(2 * lightness - 1))


def test_every_name_that_is_used_has_a_value():
    defined = set(re.findall(r"(--[\w-]+)\s*:", EVERY))
    used = {name for name in re.findall(r"var\((--[\w-]+)", EVERY)}
    foreign = ("--pst-", "--sd-")  # the theme's
    given = {"--of", "--n", "--c"}  # by the element itself
    assert {name for name in used - defined if not name.startswith(foreign)} <= given
    assert {name for name in defined - used if name.startswith(("--book", "--passion"))} <= {
        f"--passion-{name}" for name in ("treated", "registry", "literature", "accent", "faint",
                                         "paper")}  # fmt: skip


@pytest.mark.parametrize("name", sorted(values("light")))
def test_a_colour_has_the_same_hue_by_night(name):
    light, dark = values("light"), values("dark")
    assert set(light) == set(dark)
    (one, strong), (other, also) = hue(light[name]), hue(dark[name])
    if min(strong, also) > 0.06:  # a grey has no hue
        assert min(abs(one - other), 360 - abs(one - other)) <= 24, (light[name], dark[name])
    parts = [[int(of[name][i : i + 2], 16) for i in (1, 3, 5)] for of in (dark, light)]
    lighter = sum(parts[0]) - sum(parts[1])
    ground = name.endswith(("-wash", "-paper", "-empty"))
    assert (lighter < 0) == (ground or name == "--book-faint"), name  # words are light on dark


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("--book-first", 195, 235), ("--book-second", 20, 45), ("--book-accent", 160, 185),
     ("--passion-settled", 160, 185), ("--passion-open", 215, 245), ("--passion-apart", 15, 40)],
)  # fmt: skip
def test_a_colour_is_the_one_that_its_comment_names(name, low, high):
    for mode in ("light", "dark"):
        angle, strength = hue(values(mode)[name])
        assert low <= angle <= high and strength > 0.2, (mode, angle)


def shapes() -> dict[str, str]:
    found = {}
    for claim, verdict, shape in re.findall(
        r"\.claim--([\w-]+), \.verdict--([\w-]+) \{\s*--shape: url\(\"([^\"]*)\"\)", EVERY
    ):
        assert claim == verdict
        found[claim] = shape
    return found


def test_every_mark_is_drawn_as_its_sign_is():
    drawn = shapes()
    marks = VERDICTS | OF_A_READING
    assert set(drawn) == {name.replace(" ", "-") for name in marks}
    assert len(set(drawn.values())) == len(drawn)
    for name, told in marks.items():
        shape = drawn[name.replace(" ", "-")]
        if told.sign in HOLLOW:
            assert "fill='none'" in shape, name
        if told.sign in FULL:
            assert "fill='none'" not in shape and "stroke" not in shape, name


def test_a_verdict_has_a_sign_of_its_own_and_the_tone_of_what_it_says():
    signs = [one.sign for one in (VERDICTS | OF_A_READING).values()]
    assert len(set(signs)) == len(signs)
    words = [one.word for one in (VERDICTS | OF_A_READING).values()]
    assert len(set(words)) == len(words)
    by_tone: dict[str, set[str]] = {}
    for name, one in VERDICTS.items():
        by_tone.setdefault(one.tone, set()).add(name)
    conditional = {name for name in VERDICTS if name.endswith("_if")}
    assert by_tone == {
        "settled": {"determined", "reproduced", "corroborated", "supported"},
        "apart": {"impossible", "differs", "contradicted", "unsupported", "other_reading"},
        "given": {"stated"}, "open": {"compatible", "undecided"} | conditional,
    }  # fmt: skip
    for name in VERDICTS:
        assert mark(name) is VERDICTS[name]
        assert VERDICTS[name].word.endswith(" if") == (name in conditional)
        assert word(name) == VERDICTS[name].word
        said = word(name, "x was y")
        assert said == (f"{VERDICTS[name].word} x was y" if name in conditional else word(name))
        bare = name.removesuffix("_if")
        assert name not in conditional or VERDICTS[name].word == f"{VERDICTS[bare].word}, if"
    with pytest.raises(KeyError):
        mark("praised")
