"""A notebook becomes a page with its finding first: nothing is lost, all has its place."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from printed.book import arrange, frames
from printed.book.page import LICENCE

HTML = SimpleNamespace(builder=SimpleNamespace(format="html"))


def cell(code, shown=None):
    made = nodes.container(classes=["cell"])
    made += nodes.container("", nodes.paragraph("", code), classes=["cell_input"])
    if shown is not None:
        made += nodes.container("", arrange.html(shown), classes=["cell_output"])
    return made


def quote(text, reader=""):
    made = nodes.block_quote()
    made += nodes.paragraph("", "", *([nodes.strong("", reader)] if reader else []),
                            nodes.Text(text))  # fmt: skip
    return made


def section(title, *content):
    return nodes.section("", nodes.title("", title), *content, ids=["old"])


def document(*content):
    made = nodes.document(None, None)
    made += section("The topic", *content)
    return made


def said(doctree):
    """What stands on the page, in its order: words and markup, each once."""
    return [
        node.astext()
        for node in doctree.findall(lambda node: isinstance(node, (nodes.Text, nodes.raw)))
        if not (isinstance(node, nodes.Text) and isinstance(node.parent, nodes.raw))
    ]


def page():
    return document(
        nodes.paragraph("", "first words"), cell("load"), quote("aside", "For clinicians"),
        cell("headline", f"{arrange.OPENING}found</div>"), nodes.paragraph("", "second words"),
        section("One: 36 of 39", cell("draw", f"{arrange.LEADING}figure</div>"),
                nodes.paragraph("", "within one"), quote("no reader")),
        section("Two", cell("more", "<p>table</p>"),
                cell("again", f"{arrange.LEADING}second</div>")),
    )  # fmt: skip


OPEN, BODY, SHUT = "<details><summary>", '</summary><div class="drawer__body">', "</div></details>"


def test_the_finding_comes_first_and_the_work_goes_into_its_drawers():
    tree = page()
    arrange.arrange(HTML, tree, "page")
    assert said(tree) == [
        "The topic", f"{arrange.OPENING}found</div>", "first words", "second words",
        f"{arrange.LEADING}figure</div>", f"{arrange.LEADING}second</div>",
        '<div class="margin-notes" role="note">', "For clinicians", "aside", "</div>",
        OPEN, "One: 36 of 39", BODY, "load", "headline", "draw", "within one", "no reader", SHUT,
        OPEN, "Two", BODY, "more", "<p>table</p>", "again", SHUT,
    ]  # fmt: skip
    whole = next(tree.findall(nodes.section))
    assert whole["classes"] == ["glance"]
    assert [one["classes"] for one in whole.findall(nodes.section)][1:] == [["drawer"]] * 2
    lede = [one.astext() for one in whole.children if "lede" in one.get("classes", ())]
    assert lede == ["first words", "second words"]
    sides = [one["classes"] for one in tree.findall(nodes.block_quote)]
    assert sides == [["side", "for-clinicians"], ["side"]]
    tops = [one for one in whole.children if "glance-top" in one.get("classes", ())]
    assert len(tops) == 3 and all(one["classes"] == ["cell", "glance-top"] for one in tops)


def test_a_page_without_sections_keeps_its_code_at_its_end():
    tree = document(cell("a"), nodes.paragraph("", "words"),
                    cell("b", f"{arrange.OPENING}found</div>"))  # fmt: skip
    arrange.arrange(HTML, tree, "page")
    assert said(tree) == ["The topic", f"{arrange.OPENING}found</div>", "words", "a", "b"]


def test_what_has_no_headline_or_is_no_page_of_html_stays_as_it_is():
    for tree, app in (
        (document(cell("a", "<p>x</p>"), section("One")), HTML),
        (page(), SimpleNamespace(builder=SimpleNamespace(format="latex"))),
    ):
        before = tree.pformat()
        arrange.arrange(app, tree, "page")
        assert tree.pformat() == before


def test_a_page_has_one_headline_and_six_drawers_at_most():
    two = document(*(cell(name, f"{arrange.OPENING}{name}</div>") for name in "ab"))
    with pytest.raises(ValueError, match="page: a page has one headline, this has 2"):
        arrange.arrange(HTML, two, "page")
    for count in (arrange.MOST_DRAWERS, arrange.MOST_DRAWERS + 1):
        tree = document(cell("a", f"{arrange.OPENING}x</div>"),
                        *(section(f"Part {i}") for i in range(count)))  # fmt: skip
        if count <= 6:
            arrange.arrange(HTML, tree, "page")
            assert said(tree).count(SHUT) == count
        else:
            with pytest.raises(ValueError, match="page: at most 6 drawers, this has 7"):
                arrange.arrange(HTML, tree, "page")


def test_an_address_does_not_change_with_the_numbers_of_a_heading():
    metadata = {"page": {}}
    app = SimpleNamespace(env=SimpleNamespace(metadata=metadata, docname="page"))
    tree = page()
    whole = next(tree.findall(nodes.section))
    whole += section("One: another")
    arrange.prepare(app, tree)
    ids = [one["ids"] for one in tree.findall(nodes.section)]
    assert ids == [["old"], ["one"], ["two"], ["one-another"]]
    assert metadata == {"page": {arrange.ALONE: True}}
    metadata["page"] = {}
    plain = document(section("One: 1"))
    arrange.prepare(app, plain)
    assert [one["ids"] for one in plain.findall(nodes.section)] == [["old"]] * 2
    assert metadata == {"page": {}}


def test_every_page_is_mended_when_the_book_is_built(tmp_path):
    text = (
        f'<p>{LICENCE}</p><p class="data-table__download"><a download="table.csv">CSV</a></p>'
        '<summary><span class="toctree-toggle"></span></summary><summary>other</summary>'
        '<div class="sidebar-primary-item">\n<a class="navbar-brand"></a></div>'
        '<div class="sidebar-primary-item"><nav></nav></div>'
    )
    (tmp_path / "sub").mkdir()
    (tmp_path / "_static").mkdir()
    for name in ("sub/06_motor.html", "_static/kept.html", "a.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    app = SimpleNamespace(outdir=str(tmp_path), builder=HTML.builder, config=SimpleNamespace(
        book_licence=("CC BY & more", "https://l.example/?a&b")))  # fmt: skip
    for failure, format in ((ValueError(), "html"), (None, "latex")):
        other = SimpleNamespace(**{**vars(app), "builder": SimpleNamespace(format=format)})
        arrange.finish(other, failure)
        assert (tmp_path / "sub/06_motor.html").read_text(encoding="utf-8") == text
    arrange.finish(app, None)
    for name in ("_static/kept.html", "a.txt"):
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    page = BeautifulSoup((tmp_path / "sub/06_motor.html").read_text(encoding="utf-8"),
     "html.parser")
    licence = page.find("a", rel="license")
    assert (licence.get_text(), licence["href"]) == ("CC BY & more", "https://l.example/?a&b")
    assert page.find("a", download=True)["download"] == "06_motor-table.csv"
    assert [one.get("aria-label") for one in page.find_all("summary")] == [
        "Pages of this part", None]  # fmt: skip
    homes = page.find_all("div", class_="sidebar-primary-item")
    assert [(one.get("role"), one.get("aria-label")) for one in homes] == [
        ("navigation", "Home"), (None, None)]  # fmt: skip
    app.config.book_licence = None
    (tmp_path / "b.html").write_text(f"<p>{LICENCE}</p>", encoding="utf-8")
    arrange.finish(app, None)
    assert (tmp_path / "b.html").read_text(encoding="utf-8") == "<p></p>"


def test_what_sphinx_is_told():
    told, files, values = {}, [], []
    app = SimpleNamespace(
        add_config_value=lambda *value: values.append(value),
        connect=lambda event, call, priority=500: told.setdefault(event, []).append(
            (call, priority)
        ),
        add_css_file=lambda name, priority: files.append((name, priority)),
        add_js_file=lambda name, priority: files.append((name, priority)),
        config=SimpleNamespace(html_static_path=["own"]),
    )
    arrange.setup(app)
    assert values == [("book_licence", None, "html")]
    assert [name for name, _ in files] == ["page.css", "page.js"]
    assert files[0][1] > 800  # after the theme and what a book has of its own
    assert [call for call, _ in told["doctree-resolved"]] == [arrange.arrange, arrange.head_cells]
    assert told["doctree-read"] == [(arrange.prepare, 1)]
    assert told["build-finished"] == [(arrange.finish, 500)]
    ((begin, _),) = told["builder-inited"]
    begin(app)
    assert app.config.html_static_path == ["own", str(arrange.STATIC)]


# --------------------------------------------------------------------------- frames


def test_a_frame_has_its_name_and_its_place():
    import pandas as pd

    frame = pd.DataFrame({"k": [13], "<b>": [0.5]})
    for told, attributes in (
        ({}, {"aria-label": "Table: k, <b>"}), ({"id": "t1"}, {"id": "t1",
         "aria-label": "Table: k, <b>"}),
        ({"named_by": "title"}, {"aria-labelledby": "title"}),
        ({"id": "t1", "named_by": "title"}, {"id": "t1", "aria-labelledby": "title"}),
    ):  # fmt: skip
        page = BeautifulSoup(frames.html(frame, **told), "html.parser")
        box = page.find("div", class_="frame")
        shown = {key: box[key] for key in box.attrs if key not in ("class", "tabindex", "role")}
        assert shown == attributes and box["role"] == "group" and box["tabindex"] == "0"
        assert box.find("table")["class"] == ["plain"] and box.find("tbody").find("th") is None
    for frame in (pd.DataFrame({"k": [1, 2]}, index=["a", "b"]), pd.Series([1, 2], index=["a",
     "b"])):
        page = BeautifulSoup(frames.html(frame), "html.parser")
        assert [one.get_text() for one in page.select("tbody th[scope=row]")] == ["a", "b"]
    bare = BeautifulSoup(frames.html(pd.Series([1, 2], name="k")), "html.parser")
    assert bare.find("tbody").find("th") is None
