"""The order of the modules, and what each may load: the table of the design, held."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from passion import architecture, paths
from passion.architecture import ALONE, ORDER, drawing, imports, part
from passion.architecture.__main__ import PLACE

HEAVY = {
    "SimpleITK", "dask", "distributed", "joblib", "matplotlib", "nbclient", "nibabel", "nilearn",
    "numpy", "pandas", "pandera", "pyarrow", "scipy", "seaborn", "skimage", "statsmodels",
}  # fmt: skip
MODULES = architecture.modules()


def upward(own: str, imported: list[str]) -> list[str]:
    """The imports that point to a higher row."""
    return [
        name
        for name in imported
        if name.startswith("passion.")
        and part(name) != own
        and (part(name) not in ORDER or ORDER.index(part(name)) > ORDER.index(own))
    ]


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_only_downwards(name):
    if name == "passion":
        return
    assert part(name) in ORDER, "a new module needs its place in the order"
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    imported = list(imports(tree))
    assert upward(part(name), imported) == []
    if part(name) in ALONE:
        allowed = ALONE[part(name)] | {part(name)}
        used = {part(other) for other in imported if other.startswith("passion.")}
        assert used <= allowed


def test_an_upward_import_would_be_found():
    tree = ast.parse("def f():\n    from passion.claims import load\n    from passion import cli\n")
    assert upward("compatible", list(imports(tree))) == ["passion.claims", "passion.cli"]
    assert upward("cli", list(imports(tree))) == []


# ------------------------------------------------------------------ the picture of it


def test_the_committed_picture_is_drawn_from_the_code_as_it_is():
    assert PLACE.read_text(encoding="utf-8") == drawing.page(), "`python -m passion.architecture`"


def test_the_picture_names_every_part_and_follows_the_imports():
    uses = architecture.uses()
    html = drawing.page(uses)
    assert all(f">{name}</text>" in html for name in ORDER)
    arcs = sum(map(len, architecture.direct(uses).values()))
    assert html.count('fill="none" stroke="var(--passion') == len(ORDER) + arcs > len(ORDER)
    del uses["cli"]
    assert drawing.page(uses) != html  # a part that goes is seen to go


def test_a_new_import_changes_the_picture():
    uses = architecture.uses()
    uses["verdicts"] = uses["verdicts"] | {"imaging"}
    assert drawing.page(uses) != drawing.page()


def test_a_part_that_does_not_say_what_it_holds_is_refused(tmp_path):
    for name in ORDER:
        (tmp_path / f"{name}.py").write_text('"""What it holds."""\n')
    source = tmp_path.rename(tmp_path.with_name("passion"))
    assert set(architecture.purposes(source).values()) == {"What it holds."}
    (source / "cli.py").write_text("import sys\n")
    with pytest.raises(ValueError, match=r"passion\.cli has no docstring"):
        architecture.purposes(source)


# ------------------------------------------------------------------ what each may load


@pytest.mark.parametrize("name", MODULES)
def test_heavy_libraries_load_only_where_they_are_used(name):
    top = imports(ast.parse(MODULES[name].read_text(encoding="utf-8")), deep=False)
    assert {name.split(".")[0] for name in top} & HEAVY == set()


def python(*lines: str) -> subprocess.CompletedProcess:
    """Run a few lines in a Python of their own."""
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, cwd=paths.ROOT
    )


def test_importing_the_package_is_light():
    done = python("import sys, passion", f"print(sorted({HEAVY!r} & set(sys.modules)))")
    assert done.stdout.strip() == "[]", done.stderr


def test_the_core_runs_on_the_standard_library_alone():
    # As in a reader's browser: what is blocked cannot be imported at all.
    done = python(
        "import sys, importlib, pkgutil",
        f"for name in {sorted(HEAVY | {'yaml', 'rich', 'typer'})!r}: sys.modules[name] = None",
        "import passion.printed, passion.exact, passion.compatible, passion.questions",
        "for package in (passion.exact, passion.compatible, passion.questions):",
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):",
        "        importlib.import_module(found.name)",
        "from passion import printed",
        "from passion.compatible import counts",
        "from passion.exact import table_p",
        "share = printed.parse('81%')",
        "print(share.lower, share.upper)",
        "print([(row['k'], row['n']) for row in counts.from_percent('81%', (1, 16))])",
        "print(table_p(1, 10, 22, 36, 'fisher') > 0)",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["161/2 163/2", "[(13, 16)]", "True"]


def test_most_modules_are_short_enough_to_be_one_idea():
    lines = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()
    }
    long = {name: count for name, count in lines.items() if count > 300}
    assert len(long) <= len(lines) / 4, long
    assert {name: count for name, count in long.items() if count > 500} == {}
