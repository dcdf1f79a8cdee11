"""The Makefile and the settings of the book: what each target runs, what each setting is."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

import passion
import printed
from passion import paths
from printed.book.render import load_yaml

TEXT = (paths.ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
PUBLIC = "no records"
# What a target waits for, and what it runs, in its order; where it may see no records.
TARGETS = {
    "help": ([], []),
    "env": ([], ["tools/environment.py"]),
    "book": (["env"], ["passion.book book"]),
    "check": (["env", "lint"], [f"pytest, {PUBLIC}"]),
    "test": (["env"], [f"lint book, {PUBLIC}", f"pytest, {PUBLIC}"]),
    "lint": (["env"], ["ruff check", "mypy"]),
    "refresh": (["env"], [f"passion.book refresh, {PUBLIC}"]),
    "mutants": (["env"], [f"tools.mutation.run, {PUBLIC}"]),
    "validate": (["env"], [f"pytest, {PUBLIC}", "mutants", f"benchmarks, {PUBLIC}"]),
    "pack": (["env"], [f"passion.book book, {PUBLIC}", f"tools.review, {PUBLIC}"]),
    "pdf": (["env"], [f"passion.book book, {PUBLIC}", f"tools.pdf, {PUBLIC}"]),
    "site": (["env"], [f"passion.book book, {PUBLIC}", f"tools.site, {PUBLIC}"]),
    "serve": (["book"], ["http.server"]),
    "newest": (["env"], [f"tools.newest, {PUBLIC}"]),
    "audit": (["env"], ["tools.audit"]),
    "lock": (["env"], ["uv pip compile"]),
    "clean": ([], ["rm -rf _build"]),
}
RUNS = re.compile(
    r"\$\(RUN\) -m (passion\.book \w+|ruff check|[\w.]+)|(tools/environment\.py)"
    r"|MAKE\) --no-print-directory(?: -j2)? (lint book|mutants)|(benchmarks)/"
    r"|(uv pip compile)|(rm -rf _build)$"
)


def recipe(target: str) -> tuple[list[str], list[str]]:
    found = re.search(rf"^{target}:([^#\n]*).*\n((?:[\t].*\n)*)", TEXT, re.MULTILINE)
    assert found is not None
    ran = []
    for line in found[2].splitlines():
        for told in RUNS.finditer(line):
            if not line.lstrip("\t@").startswith("#"):
                name = next(part for part in told.groups() if part)
                ran.append(f"{name}, {PUBLIC}" if "$(PUBLIC)" in line else name)
    return found[1].split(), ran


def test_every_target_is_here_and_is_no_file():
    named = re.search(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE)
    assert named is not None and set(named[1].split()) == set(TARGETS)
    assert set(re.findall(r"^(\w+):", TEXT, re.MULTILINE)) == set(TARGETS)
    assert set(re.findall(r"^(\w+):.*## +\S", TEXT, re.MULTILINE)) == {*TARGETS} - {"lint"}


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_runs_what_it_is_for(target):
    assert recipe(target) == TARGETS[target]


def test_the_tests_see_no_records_and_nothing_fast_is_left_out():
    assert re.search(r"^PUBLIC := env -u PASSION_RECORDS$", TEXT, re.MULTILINE)
    check = re.search(r'-m pytest .* -m "(.*)"', TEXT)
    assert check is not None and check[1] == "not validate and not slow and not rendered"
    assert re.search(r"pytest -q .* -m validate$", TEXT, re.MULTILINE)
    # A benchmark that fails ends the long checks; the book is seen by this machine alone.
    assert re.search(r"for script in benchmarks/\[a-z\]\*\.py; .*\|\| exit 1; done", TEXT)
    assert "http.server --bind 127.0.0.1 --directory _build/html" in TEXT
    for option in ("--all-extras", "--universal", "--generate-hashes"):
        assert option in TEXT
    settings = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = settings["tool"]["pytest"]["ini_options"]
    assert options["filterwarnings"] == ["error"] and options["xfail_strict"] is True
    assert {"--strict-markers", "--strict-config", "--doctest-modules"} <= set(options["addopts"])
    assert options["addopts"][options["addopts"].index("-m") + 1] == "not validate"


# ------------------------------------------------------------------ the book

BOOK = load_yaml(paths.ROOT / "_config.yml")
SETTINGS: dict[str, Any] = {
    "only_build_toc_files": True,
    "exclude_patterns": [".venv", "_build", ".git", "**.ipynb_checkpoints"],
    # The runner executes; a warning that a cell printed stops the build.
    "execute.execute_notebooks": "off",
    "execute.stderr_output": "remove-warn",
    "bibtex_bibfiles": ["book/references.bib"],
    "html.favicon": "book/_static/favicon.svg",
    "html.home_page_in_navbar": True,
    "html.use_multitoc_numbering": False,
    "latex.use_jupyterbook_latex": False,
    "sphinx.config.html_static_path": ["book/_static"],
    "sphinx.config.html_extra_path": ["book/root"],
    "sphinx.config.html_css_files": ["house.css"],
    "sphinx.config.html_js_files": ["ledger.js"],
    "sphinx.config.book_register": "data/published",
    "sphinx.config.book_verdicts": "passion.verdicts:judge",
    "sphinx.config.book_command": "passion verify",
    # Nothing from another host.
    "sphinx.config.mathjax_path": "mathjax/es5/tex-mml-chtml.js",
    "sphinx.config.mathjax3_config.options.enableMenu": False,
    "sphinx.config.nb_ipywidgets_js": {},
    "sphinx.config.nb_render_markdown_format": "myst",
    "sphinx.config.nb_code_prompt_show": "Code",
    "sphinx.config.nb_code_prompt_hide": "Hide the code",
    "sphinx.config.myst_heading_anchors": 3,
    "sphinx.config.html_context.default_mode": "auto",
    "sphinx.config.html_show_sphinx": False,
    "sphinx.config.html_theme_options.navbar_persistent": [],
    "sphinx.config.language": "en",
    "sphinx.config.bibtex_reference_style": "author_year",
    "sphinx.config.bibtex_default_style": "unsrt",
    # One kind of warning alone is not told.
    "sphinx.config.suppress_warnings": ["myst.domains"],
}
TOLD_ELSEWHERE = {"title", "author", "copyright", "logo", "parse.myst_enable_extensions",
                  "sphinx.config.extensions", "sphinx.config.book_licence",
                  "sphinx.config.book_serves"}  # fmt: skip


def leaves(node: Any, path: str = "") -> dict[str, Any]:
    if not isinstance(node, dict) or not node or path.endswith("book_serves"):
        return {path: node}
    found = {}
    for key, value in node.items():
        found |= leaves(value, f"{path}.{key}" if path else key)
    return found


def test_the_book_is_made_as_it_is_meant():
    found = leaves(BOOK)
    assert {key: found[key] for key in found if key not in TOLD_ELSEWHERE} == SETTINGS


def test_title_licence_and_what_makes_the_pages():
    cited = load_yaml(paths.ROOT / "CITATION.cff")
    assert cited["title"].startswith(f"{BOOK['title']}: ")
    assert [BOOK["author"]] == [one["name"] for one in cited["authors"]]
    config = BOOK["sphinx"]["config"]
    name, address = config["book_licence"]
    assert (name, address) == ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert "Attribution 4.0 International" in (paths.ROOT / "LICENSE-TEXT").read_text("utf-8")
    assert config["book_serves"] == {"ledger.js": 'class="ledger'}
    # Every step of ours is there, in the order in which each builds on those before it.
    ours = [one for one in config["extensions"] if one.startswith("printed.")]
    steps = ("foot", "terms", "arrange", "live", "language", "light", "find", "cite")
    assert ours == [f"printed.book.{step}" for step in steps]
    assert set(BOOK["parse"]["myst_enable_extensions"]) == {
        "amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"}  # fmt: skip


def test_the_paper_is_cited_alike_everywhere():
    (paper,) = [one for one in load_yaml(paths.ROOT / "CITATION.cff")["references"]
                if one.get("doi")]  # fmt: skip
    bib = (paths.BOOK / "references.bib").read_text(encoding="utf-8")
    (entry,) = [one for one in re.split(r"^@", bib, flags=re.MULTILINE) if paper["doi"] in one]
    fields = dict(re.findall(r"(\w+)\s*=\s*[{\"](.*?)[}\"],?$", entry, re.MULTILINE))
    for key in ("journal", "year", "volume"):
        assert fields[key] == str(paper[key])
    assert re.sub(r"[{}]", "", fields["title"]).lower() == paper["title"].lower()
    if "pages" in fields:
        assert fields["pages"].replace("--", "-") == f"{paper['start']}-{paper['end']}"
    assert fields["author"].startswith(paper["authors"][0]["family-names"])


# The order of reading. A page that stands below another is a part of it.
ORDER = {
    "Start here": "reading families families_nl 17_questions",
    "The check": "00_ledger 14_check_a_number 15_two_roads 16_recovery",
    "The paper": "01_cohorts 02_flow 03_outcomes 04_tissue_loss 05_mri_asymmetry 06_motor",
    "Beyond the paper": "07_effect_sizes 08_robustness 09_literature 10_historical_comparison "
    "11_next_trial 12_imaging own_scans",
    "About": "methods tools data individual_data 13_records limitations rerun architecture receipt "
    "corrections glossary references",
}


def test_the_version_is_one_wherever_it_stands():
    """A page is cited with the version of its citation file: that of the packages and the log."""
    found = {str(load_yaml(paths.ROOT / "CITATION.cff")["version"])}
    for folder in ("", "engine", "imaging"):
        text = (paths.ROOT / folder / "pyproject.toml").read_text(encoding="utf-8")
        found.add(tomllib.loads(text)["project"]["version"])
    found |= {passion.__version__, printed.__version__}
    log = (paths.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found.add(re.findall(r"(?m)^## (.+)$", log)[0])
    assert len(found) == 1, found


def test_the_pages_are_read_in_their_order():
    contents = load_yaml(paths.ROOT / "_toc.yml")
    assert contents["root"] == "book/intro"
    found, below = {}, {}
    for part in contents["parts"]:
        names = []
        for chapter in part["chapters"]:
            names += [one["file"] for one in (chapter, *chapter.get("sections", ()))]
            below |= {one["file"]: chapter["file"] for one in chapter.get("sections", ())}
        found[part["caption"]] = " ".join(name.split("/")[1] for name in names)
    assert found == ORDER
    assert below == {
        "book/families_nl": "book/families", "book/own_scans": "notebooks/12_imaging"
    }  # fmt: skip


def test_binder_installs_every_room_of_the_project():
    script = (paths.ROOT / "postBuild").read_text(encoding="utf-8")
    assert "\nset -euo pipefail\n" in script
    rooms = sorted(file.parent for file in paths.ROOT.glob("*/pyproject.toml"))
    wanted = [f"-e ./{room.name}" for room in rooms] + ["-e ."]
    assert script.strip().endswith(f"install --no-deps --no-build-isolation {' '.join(wanted)}")
