"""Which way each sentence goes, of the pages and of what the programs say: the words that turn it.

``sense.txt`` has them for each section and each module, in their order: "not", "only", "before",
"treated", "two", "months". A sentence may be put better and keep them; one that is turned round, or
that names another group, number or unit, differs there, where the change is seen. Who means it
writes the file anew: ``.venv/bin/python tests/pages/test_sense.py``.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from passion import paths

FILE = Path(__file__).with_name("sense.txt")
ENGLISH = """
not no never none nothing nobody neither nor cannot without unless except hardly almost nearly
about only alone every each all any some most few many both either or but yet still already always
often sometimes rarely once twice half must may might can could should need needs same different
other before after until since while during earlier later first last next final oldest newest
between within outside inside above below under over against left right upper lower high higher
highest low lowest outward inward upward downward up down more less fewer least larger largest
smaller smallest large small wide wider narrow narrower longer shorter better worse best worst new
newer old older true false wrong yes enough too one two three four five six seven eight nine ten
eleven twelve hundred dozen zero percent points point day days week weeks month months year years
hour hours minute minutes second seconds voxel voxels mean median average sum range spread treated
registry control newborn newborns infant infants child children adult adults parents mother rise
rises fall falls raise raises lost loss preserved kept increase decrease open follows follow
supported contradicted undecided contradict contradicts compatible determined stated printed given
computed safe harm harmful helps help green blue gray brown orange dark light thick thin dotted
filled hollow exact private public mm ml cm sd se sem ci iqr odds risk ratio difference share score
scores sign signs fisher barnard boschloo pearson yates welch student wilcoxon rows columns
"""
DUTCH = """
niet geen nooit niets niemand noch zonder alleen elk elke ieder iedere alle alles sommige meeste
weinig veel beide of maar nog al altijd vaak vaker soms zelden bijna ongeveer moet moeten mag
mogen kan kunnen hoeft zelfde ander andere anders voor na tot sinds terwijl eerder later eerste
laatste tussen binnen buiten boven onder links rechts linker rechter hoog hoger hoogste laag
lager laagste meer minder minst groter grootste kleiner kleinste groot klein beter slechter best
nieuw nieuwer oud ouder waar onwaar wel genoeg twee drie vier vijf zes zeven acht negen tien
honderd procent punt punten dag dagen week weken maand maanden jaar jaren uur uren gemiddeld
gemiddelde behandeld behandelde kinderen kind baby baby's ouders moeder verlies verloren
behouden open volgt groen blauw grijs bruin oranje donker licht veilig helpt
"""


def pages() -> list[str]:
    """What somebody reads: the pages of the book, what the folders say of themselves, templates."""
    of_book = [*paths.BOOK.glob("*.md"), *paths.NOTEBOOKS.glob("*.ipynb"),
               *(paths.ROOT / "engine/src/printed/book/template").glob("*.in")]  # fmt: skip
    beside = [
        paths.ROOT / name
        for name in ("README.md", "CONTRIBUTING.md", "engine/README.md", "imaging/README.md",
                     "notebooks/README.md", "data/individual/README.md", "book/root/404.html",
                     "tools/pdf/certificate.html")
    ]  # fmt: skip
    return sorted(file.relative_to(paths.ROOT).as_posix() for file in (*of_book, *beside))


def prose(page: str) -> str:
    text = (paths.ROOT / page).read_text(encoding="utf-8")
    if page.endswith((".ipynb", ".ipynb.in")):
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return text


def sense(text: str, words: str) -> list[str]:
    """A line for each section: its heading, and its words of sense in their order.

    >>> sense("# Why\\nIt is not said, or cannot be.\\n## How\\nTwo of ten.", "not or two")
    ['Why: not or', 'How: two']
    """
    any_of = "|".join(words.split())
    found = re.compile(rf"(?<![\w{{-])(?:{any_of})(?![\w}}-])", re.IGNORECASE)
    lines = []
    for part in re.split(r"^#+ ", text, flags=re.MULTILINE):
        heading, _, rest = part.partition("\n")
        if told := [word.lower() for word in found.findall(f"{heading}\n{rest}")]:
            lines.append(f"{heading.strip()}: {' '.join(told)}")
    return lines


def programs() -> list[str]:
    """The modules and scripts that say anything."""
    folders = ("engine/src", "imaging/src", "src", "tools", "book/_static")
    files = [file for folder in folders for kind in ("py", "js")
             for file in (paths.ROOT / folder).rglob(f"*.{kind}")]  # fmt: skip
    names = (file.relative_to(paths.ROOT).as_posix() for file in files)
    return sorted(name for name in names if not re.search("/(pyodide|mathjax)/", name))


def sayings(program: str, text: str) -> list[str]:
    """The strings of a program that are words: no name, no description of a function."""
    if program.endswith(".js"):
        code = re.sub(r"^\s*(//|/?\*).*$", "", text, flags=re.MULTILINE)
        found = re.findall(r"(?<!\w)\"[^\"\n]*\"|`[^`]*`", code)
    else:
        nodes = list(ast.walk(ast.parse(text)))
        silent = {node.value for node in nodes if isinstance(node, ast.Expr)}
        strings = [node for node in nodes if isinstance(node, ast.Constant) and node not in silent]
        strings.sort(key=lambda node: (node.lineno, node.col_offset))
        found = [node.value for node in strings if isinstance(node.value, str)]
    return [one for one in found if " " in one.strip()]


def now(name: str) -> list[str]:
    """The lines of a page, or the one line of a program; none where nothing turns."""
    if not name.endswith((".py", ".js")):
        return sense(prose(name), DUTCH if name.endswith("_nl.md") else ENGLISH)
    text = (paths.ROOT / name).read_text(encoding="utf-8")
    return sense("Said\n" + "\n".join(sayings(name, text)).replace("#", ""), ENGLISH)


def written() -> dict[str, list[str]]:
    parts = FILE.read_text(encoding="utf-8").strip().split("\n\n")
    return {lines[0]: lines[1:] for lines in map(str.splitlines, parts)}


def test_no_sentence_was_turned_round_unseen():
    held, found = written(), {name: now(name) for name in (*pages(), *programs())}
    turned = {name: told for name, told in found.items() if told != held.get(name, [])}
    assert turned == {}, f"if these mean it: python {__file__}"
    assert set(held) <= set(found)


@pytest.mark.parametrize(
    ("said", "turned"),
    [
        ("It does not need a network.", "It does need a network."),
        ("Only the treated were scanned.", "All the treated were scanned."),
        ("The treated and the registry", "The registry and the treated"),
        ("at least two months", "at most two months"),
        ("two months", "three months"),
        ("ten days", "ten weeks"),
        ("before it is printed", "after it is printed"),
        ("the left or the right", "the right or the left"),
    ],
)
def test_what_turns_a_sentence_changes_its_line(said, turned):
    assert sense(said, ENGLISH) != sense(turned, ENGLISH)


if __name__ == "__main__":
    told = ("\n".join([name, *now(name)]) for name in (*pages(), *programs()) if now(name))
    FILE.write_text("\n\n".join(told) + "\n", encoding="utf-8")
