"""Pages as chapters of one document: ids, links, what is folded, what is left out."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from tools.pdf import __main__ as command
from tools.pdf import press, short
from tools.pdf.document import closer, contents, contents_page
from tools.pdf.pages import chapter, head, slug, target, within
from tools.review.shown import parse

from passion import paths, verdicts
from printed.book import render
from printed.errors import InputError

PAGES = ["book/intro", "notebooks/00_a"]
CHECK = """<table id="t"><thead><tr><th>Claim</th><th>Verdict</th><th>Rests on</th></tr></thead>
<tbody><tr id="check-x"><th>X</th><td>stated</td><td><div><details><summary>2 assumptions</summary>
<ul><li>test: fisher</li><li>rounding: half-up</li></ul></details></div></td></tr>
<tr id="check-y"><th>Y</th><td>stated</td><td>\u2013</td></tr></tbody></table>"""


def page(inside: str) -> str:
    return (
        '<html><head><link rel="stylesheet" href="../_static/a.css?v=1"></head><body><article>'
        f'<section id="s"><h1>A title<a class="headerlink" href="#s">#</a></h1>{inside}</section>'
        "</article></body></html>"
    )


def made(inside: str, of: str = "notebooks/00_a", seen: set[str] | None = None) -> str:
    return chapter(of, parse(page(inside)), PAGES, seen)[1]


def dangling(html: str) -> list[str]:
    """References within a document to an id that it does not have, and ids that stand twice."""
    document = parse(html)
    ids = [element["id"] for element in document.find_all(id=True)]
    used = re.findall(r'(?:href="#|url\(#)([^")]+)', html)
    for name in ("aria-labelledby", "aria-describedby"):
        for element in document.find_all(attrs={name: True}):
            used += element[name].split()
    return sorted({name for name in used if name not in ids}) + sorted(
        {name for name in ids if ids.count(name) > 1}
    )


def test_ids_of_two_pages_never_meet_and_references_follow():
    inside = (
        '<p id="x" aria-labelledby="s x"><a href="#x">here</a></p>'
        '<svg><clipPath id="c"></clipPath><g clip-path="url(#c)" style="fill: url(#c)">'
        '<use xlink:href="#c"></use></g></svg>'
    )
    both = made(inside) + made(inside, "book/intro")
    assert dangling(both) == []
    assert within("book/intro", "x") in both and "url(#c)" not in both
    assert dangling(both + '<a href="#none"></a><p id="a"></p><p id="a"></p>') == ["none", "a"]


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("00_a.html", "#p-notebooks-00_a"),
        ("../book/intro.html#x", "#p-book-intro--x"),
        ("#x", "#p-notebooks-00_a--x"),
        ("https://example.org/a.html", "https://example.org/a.html"),
        ("../search.html", None),
        ("../_sources/notebooks/00_a.ipynb", None),
        ("data:text/csv,a", None),
    ],
)
def test_links_turn_inwards_and_what_is_not_on_paper_is_no_link(address, leads):
    assert target("notebooks/00_a", address, PAGES) == leads
    link = parse(made(f'<a href="{address}">words</a>')).find("a")
    assert link.get("href") == leads and link.text == "words"


def test_code_and_controls_are_left_out_and_words_stay():
    html = made(
        '<div class="cell"><details class="above-input"><summary>Code</summary>x = 1</details>'
        "</div><script>1</script><p>words</p>"
        '<p class="data-table__download"><a href="data:text/csv,a">CSV</a></p>'
    )
    assert parse(html).get_text(strip=True) == "A titlewords"
    assert "cell" not in html


def test_what_a_verdict_rests_on_stands_below_its_row_and_once():
    seen: set[str] = set()
    first, again = made(CHECK, seen=seen), made(CHECK, "book/intro", seen=seen)
    assert seen == {"check-x"}
    rows = parse(first).select("tbody tr")
    assert [row.get("class") for row in rows] == [["above"], ["rests"], None]
    assert rows[1].get_text() == "2 assumptions. test: fisher; rounding: half-up."
    assert "Rests on" not in first and "details" not in first
    assert "fisher" not in again and "2 assumptions: on the page that checks it." in again


def test_what_a_clock_said_is_not_printed():
    html = made('<table><tr><td><span class="measured">4.9 s</span></td></tr></table>')
    assert "4.9" not in html and "\u2013" in html


def test_styles_are_kept_and_scripts_are_not_but_mathjax():
    html = page("").replace(
        "</head>",
        '<script src="../_static/a.js"></script><script>window.MathJax = {}</script>'
        '<script src="../_static/mathjax/es5/tex-mml-chtml.js"></script></head>',
    )
    assert head(parse(html), "notebooks/00_a") == [
        '<link rel="stylesheet" href="_static/a.css">',
        "<script>window.MathJax = {}</script>",
        '<script src="_static/mathjax/es5/tex-mml-chtml.js" defer></script>',
    ]


def test_the_contents_name_every_page_once_in_the_order_of_reading():
    parts = contents(paths.ROOT)
    listed = [page for _, entries in parts for page, _ in entries]
    assert listed == render.pages(paths.ROOT)
    html = contents_page(parts, {page: page for page in listed}, {page: 7 for page in listed})
    assert re.findall(r'href="#([^"]+)"', html) == [slug(page) for page in listed]
    assert "000" not in html


def test_a_page_may_be_set_closer():
    html = made("") + made("", "book/intro")
    assert closer(html, ["book/intro"]).count("chapter--close") == 1
    assert closer(html, []) == html


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (f"{press.HOST}a.css?v=1", "text/css"), (f"{press.HOST}in/b%20c.html#x", "text/html"),
        (f"{press.HOST}d.none", "application/octet-stream"), (f"{press.HOST}in/", None),
        (f"{press.HOST}lost.css", None), (f"{press.HOST}..%2Fbeside.css", None),
        ("https://example.org/a.css", None), ("http://localhost/a.css", None),
    ],
)  # fmt: skip
def test_the_printing_browser_is_given_files_of_the_book_and_no_others(tmp_path, address, kind):
    book = tmp_path / "book"
    for name in ("book/a.css", "book/in/b c.html", "book/d.none", "beside.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    given = {}
    route = SimpleNamespace(
        request=SimpleNamespace(url=address), fulfill=lambda **told: given.update(told)
    )
    press.answer(route, book.resolve())
    assert (given["status"], given.get("content_type")) == ((200, kind) if kind else (404, None))


def test_each_call_of_the_command_ends_with_its_code(monkeypatch, capsys):
    """0 made, 1 it could not be, 2 a bad call; nothing is printed where records are in place."""
    made = []
    monkeypatch.setattr(command, "sheets_of_paper", lambda: made.append("sheets"))
    monkeypatch.setattr(command, "pdf", lambda: made.append("book"))
    monkeypatch.setattr(command, "book_of", lambda root: root)
    monkeypatch.setattr(command.short, "hash_of_receipt", lambda book: "0123")
    assert command.main([]) == 0 and made == ["sheets", "book"]
    assert command.main(["receipt"]) == 0 and capsys.readouterr().out == "0123  -\n"
    assert command.main(["recipe"]) == 2 and command.main(["receipt", "x"]) == 2
    assert capsys.readouterr().err == "usage: python -m tools.pdf [receipt]\n" * 2
    monkeypatch.setattr(command, "pdf", lambda: command.ready(paths.ROOT))
    monkeypatch.setenv("PASSION_RECORDS", "children.csv")
    assert command.main([]) == 1
    assert capsys.readouterr().err.startswith("pdf: the PDF holds printed numbers only")


def test_a_missing_browser_is_told_in_one_line(monkeypatch):
    monkeypatch.delenv("PASSION_CHROMIUM", raising=False)
    monkeypatch.setattr(press.shutil, "which", lambda name: None)
    with pytest.raises(InputError, match=r"^chromium is missing: install it \(Debian.*\)$"):
        press.chromium()


def test_a_single_page_prints_well_too():
    # What a reader's own print of a page rests on: the style sheet of the pages has these rules.
    style = (paths.BOOK / "_static" / "house.css").read_text(encoding="utf-8")
    rules = style.split("@media print {")[1]
    for rule in (
        "table { break-inside: auto; }", "caption { break-after: avoid; }",
        "thead { display: table-header-group; }", "--pst-color-background: #ffffff",
    ):  # fmt: skip
        assert rule in rules and rule not in style.split("@media print {")[0]


# ------------------------------------------------------------------ the certificate


def test_a_row_for_each_verdict_adds_up_to_all_claims():
    every = list(verdicts.judge(records=None).values())
    rows = [re.findall(r'"number">(\d+)<', row) for row in short.counted(every)]
    assert sum(int(count) for count, _ in rows) == len(every)
    assert sum(int(able) for _, able in rows) == sum(one.could_fail for one in every)
