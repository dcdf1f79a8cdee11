"""The workflow files: they call `make`, may do little, and know no secret. Each rule can fail.

Nothing is published that no test passed, nothing red is called green, and each clock strikes.
"""

from __future__ import annotations

import calendar
import copy
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tools import environment

from passion import paths
from printed.book import cite, render

FOLDER = paths.ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z]+):", (paths.ROOT / "Makefile").read_text(), re.MULTILINE))
# The host's own actions by their major, anybody else's by the commit alone.
PINNED = re.compile(r"actions/[\w-]+@v\d+|[\w-]+/[\w./-]+@[0-9a-f]{40}")
# Where there is no make.
ENGINE = "python tools/engine_alone.py"
WRITING = {"pages": "write", "id-token": "write"}


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", ())


def called(workflow: dict[str, Any]) -> dict[str, str]:
    """The jobs that are another workflow of this folder."""
    return {name: job["uses"] for name, job in workflow["jobs"].items() if "uses" in job}


def triggers(workflow: dict[str, Any]) -> dict[str, Any]:
    return workflow[True]  # YAML takes the word `on` for a yes


def commands(workflow: dict[str, Any]) -> list[str]:
    """What it runs that is no target of the Makefile."""
    ran = [step["run"] for step in steps(workflow) if "run" in step]
    words = [(run, run.split()) for run in ran]
    return [
        run
        for run, (make, *rest) in words
        if run != ENGINE and (make != "make" or not set(rest) <= TARGETS)
    ]


def loose(workflow: dict[str, Any]) -> list[str]:
    """Actions that somebody else could change under it."""
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    own = {f"./.github/workflows/{file.name}" for file in FILES}
    return [name for name in used if not PINNED.fullmatch(name)] + [
        name for name in called(workflow).values() if name not in own
    ]


def rights(workflow: dict[str, Any]) -> list[str]:
    """More than reading; a job that may write runs no command of the repository."""
    faults = [] if workflow.get("permissions") == {"contents": "read"} else ["permissions"]
    for name, job in workflow["jobs"].items():
        more = job.get("permissions", {})
        if more and (more != WRITING or any("run" in step for step in job.get("steps", ()))):
            faults.append(name)
        for step in job.get("steps", ()):
            if "checkout" in step.get("uses", "") and step["with"]["persist-credentials"]:
                faults.append(f"{name}: checkout")
    return faults


def secrets(workflow: dict[str, Any]) -> list[str]:
    """Secrets by name, and the trigger that hands them to other people's changes."""
    named = re.findall(r"secrets\s*(?:\.|\[\s*['\"])\s*(\w+)|(secrets: inherit)", repr(workflow))
    found = [name or words for name, words in named if name != "GITHUB_TOKEN"]
    return found + [word for word in triggers(workflow) if word == "pull_request_target"]


def endless(workflow: dict[str, Any]) -> list[str]:
    """Jobs that nothing stops."""
    jobs = {name: job for name, job in workflow["jobs"].items() if name not in called(workflow)}
    return [name for name, job in jobs.items() if "timeout-minutes" not in job]


def forgiving(workflow: dict[str, Any]) -> list[str]:
    """What would go on, or be called green, after something failed."""
    found = []
    for name, job in workflow["jobs"].items():
        # What was seen may be kept after a failure; nothing may be run or published.
        kept = [step for step in job.get("steps", ()) if "upload-artifact@" in step.get("uses", "")]
        for part in (job, *job.get("steps", ())):
            if "continue-on-error" in part or ("if" in part and part not in kept):
                found.append(name)
            if "shell" in part or re.search(r"\|\||;|&&", part.get("run", "")):
                found.append(name)
    return found + ["defaults"] * ("defaults" in workflow)


def untested(workflow: dict[str, Any]) -> list[str]:
    """Jobs that publish without having waited for every other, the tests among them."""
    found = []
    for name, job in workflow["jobs"].items():
        if any("deploy-pages" in step.get("uses", "") for step in job.get("steps", ())):
            needs = job.get("needs", [])
            waited = {needs} if isinstance(needs, str) else set(needs)
            others = set(workflow["jobs"]) - {name}
            if waited != others or "./.github/workflows/test.yml" not in called(workflow).values():
                found.append(name)
    return found


# Minute, hour, day of the month, month, day of the week.
FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


def silent(workflow: dict[str, Any]) -> list[str]:
    """Clocks that never strike: fields out of range, or a day that no month has."""
    found = []
    for cron in (one["cron"] for one in triggers(workflow).get("schedule", ())):
        fields = cron.split()
        right = len(fields) == 5 and all(
            text == "*" or (text.isdigit() and low <= int(text) <= high)
            for text, (low, high) in zip(fields, FIELDS, strict=True)
        )
        # A leap day in seven years is no clock; a day of the week strikes beside it.
        if right and fields[2] != "*" and fields[4] == "*":
            month = int(fields[3]) if fields[3] != "*" else 1
            right = int(fields[2]) <= calendar.monthrange(2023, month)[1]
        if not right:
            found.append(cron)
    return found


def crowded(workflow: dict[str, Any]) -> list[str]:
    """What a run on another branch would cancel, so that this one was tested by nothing."""
    found = []
    for part in (workflow, *workflow["jobs"].values()):
        one = part.get("concurrency", {})
        if one.get("cancel-in-progress") and "${{ github.ref }}" not in one["group"]:
            found.append(one["group"])
    return found


RULES = (commands, loose, rights, secrets, endless, forgiving, untested, silent, crowded)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_workflow_keeps_the_rule(file: Path, rule: Callable[..., list[str]]):
    assert rule(render.load_yaml(file)) == []


def test_there_is_one_for_each_purpose_and_each_says_why():
    assert [file.stem for file in FILES] == ["audit", "book", "newest", "test"]
    assert all(file.read_text(encoding="utf-8").startswith("# ") for file in FILES)
    on = {file.stem: triggers(render.load_yaml(file)) for file in FILES}
    assert {"push", "pull_request"} <= set(on["test"])
    assert "schedule" in on["newest"] and "schedule" in on["audit"]
    assert {"workflow_call"} <= set(on["test"])
    assert "make test" in [step.get("run") for step in steps(render.load_yaml(FOLDER / "test.yml"))]
    # Every push is tested once: to main before it is published, to anything else by itself.
    assert on["book"]["push"]["branches"] == ["main"] == on["test"]["push"]["branches-ignore"]


# What each job does, in its order: what it runs, and the actions that it ends with.
DONE = {
    "audit": {"audit": ["make audit"]},
    "newest": {"newest": ["make newest"]},
    "test": {"test": ["make test", "upload-artifact"], "engine": [ENGINE]},
    "book": {
        "test": ["test.yml"],
        "build": ["make mutants", "make site", "upload-pages-artifact"],
        "publish": ["deploy-pages"],
    },
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_job_does_what_it_is_for(file):
    found = {}
    for name, job in render.load_yaml(file)["jobs"].items():
        parts = [job] if "uses" in job else job["steps"]
        short = [part.get("run") or re.split("[/@]", part["uses"])[-1 - ("@" in part["uses"])]
                 for part in parts]  # fmt: skip
        found[name] = [word for word in short if word not in ("checkout", "setup-python")]
        # What runs the repository's code has its files, and a Python of its own choice, first.
        if any("run" in part for part in parts):
            assert short[:2] == ["checkout", "setup-python"], name
    assert found == DONE[file.stem]


def test_what_one_step_leaves_the_next_one_takes():
    loaded = {file.stem: render.load_yaml(file) for file in FILES}
    oldest = ".".join(map(str, environment.OLDEST))
    for workflow in loaded.values():
        for step in steps(workflow):
            if "setup-python" in step.get("uses", ""):
                assert step["with"]["python-version"] in (oldest, "${{ matrix.python }}")
    build, publish = (loaded["book"]["jobs"][name] for name in ("build", "publish"))
    # What `make site` writes is what is published, and its address is that of the publication.
    assert build["steps"][-1]["with"] == {"path": "_build/site/"}
    url = publish["environment"]["url"]
    asked = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.page_url \}\}", url)
    assert asked is not None and asked[1] == publish["steps"][0]["id"]
    assert publish["permissions"] == WRITING
    # The names under which the build asks for its address, and the tests for a browser.
    (made,) = [step for step in build["steps"] if step.get("run") == "make site"]
    assert made["env"] == {
        cite.ADDRESS: "${{ vars.BOOK_ADDRESS }}",
        cite.REPOSITORY: "${{ github.server_url }}/${{ github.repository }}",
    }
    for name in ("book", "test"):
        assert loaded[name]["env"] == {"PASSION_CHROMIUM": "/usr/bin/google-chrome"}
    # A failed test still shows what the pages looked like.
    (kept,) = [one for one in steps(loaded["test"]) if "upload-artifact" in one.get("uses", "")]
    assert kept["if"] == "always()"
    assert kept["with"]["path"] == "_build/screenshots"
    # One failing system hides no other; a newer push ends the older run, a publication is let end.
    assert loaded["test"]["jobs"]["engine"]["strategy"]["fail-fast"] is False
    assert loaded["test"]["jobs"]["engine"]["runs-on"] == "${{ matrix.os }}"
    assert loaded["book"]["concurrency"]["cancel-in-progress"] is False
    assert loaded["test"]["concurrency"]["cancel-in-progress"] is True
    watched = {"branches": ["main"], "paths": ["requirements.lock"]}
    assert triggers(loaded["audit"])["push"] == watched
    # Whoever looks after the book can start each by hand; the tests start with every change.
    assert all("workflow_dispatch" in triggers(loaded[one]) for one in ("audit", "newest", "book"))


def test_the_engine_is_tested_on_the_systems_and_pythons_that_are_supported():
    matrix = render.load_yaml(FOLDER / "test.yml")["jobs"]["engine"]["strategy"]["matrix"]
    systems = [name.split("-")[0] for name in matrix["os"]]
    assert systems == ["ubuntu", "macos", "windows"]
    said = " ".join((paths.ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "Linux, macOS and Windows" in said
    first, last = matrix["python"][0], matrix["python"][-1]
    assert f"Python {first} to {last}" in said
    assert first == ".".join(map(str, environment.OLDEST))
    assert f"python{last}" == environment.NEWER[0]


def make_line(words: str) -> list[str]:
    """The line of the Makefile that runs this, word by word."""
    text = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("\t@") and words in line]
    return line.split(words)[1].split()


def kept(pattern: str) -> set[str]:
    """The folders that hold such files."""
    skipped = {"_build", ".venv", ".git", "book"}
    return {
        one.parts[0]
        for file in paths.ROOT.glob(f"*/**/{pattern}")
        for one in [file.relative_to(paths.ROOT)]
        if not skipped & {*one.parts[:1]} and not any(part.startswith(".") for part in one.parts)
    }


def test_make_test_leaves_out_no_test_and_no_notebook():
    settings = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    places = settings["tool"]["pytest"]["ini_options"]["testpaths"]
    options, asked = [], []
    for word in make_line("pytest -n $(JOBS)"):
        (options if word.startswith("-") or options[-1:] == ["--dist"] else asked).append(word)
    assert sorted(asked) == sorted([*places, "notebooks"])
    # Every test of these is run: nothing is chosen, left out or let pass.
    assert options == ["--dist", "loadscope", "--nbval"]
    assert kept("test_*.py") | kept("*_test.py") <= set(places)
    assert kept("*.ipynb") <= set(asked)


def test_lint_looks_at_every_script():
    assert kept("*.py") <= set(make_line("ruff check"))
    assert "conftest.py" in make_line("ruff check")
    assert make_line("-m mypy") == []  # the files that pyproject.toml names
    settings = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    typed = settings["tool"]["mypy"]["files"]
    found = [*paths.ROOT.glob("*/src/*/__init__.py"), *paths.ROOT.glob("src/*/__init__.py")]
    packages = {file.parent.relative_to(paths.ROOT).as_posix() for file in found}
    assert len(packages) == 3 and packages <= set(typed)


def spoilt(path: list[Any], value: Any) -> dict[str, Any]:
    workflow = copy.deepcopy(render.load_yaml(FOLDER / "book.yml"))
    place = workflow
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return workflow


BUILD = ["jobs", "build", "steps"]


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        (commands, [*BUILD, 2, "run"], "make no-such-target"),
        (commands, [*BUILD, 2, "run"], "curl https://example.org | sh"),
        (commands, [*BUILD, 2, "run"], "make test; rm -rf /"),
        (commands, [*BUILD, 2, "run"], "python tools/engine_alone.py --co"),
        (loose, [*BUILD, 0, "uses"], "actions/checkout@main"),
        (loose, [*BUILD, 0, "uses"], "somebody/checkout@v4"),
        (rights, ["permissions"], "write-all"),
        (rights, ["jobs", "build", "permissions"], WRITING),
        (rights, ["jobs", "publish", "permissions"], {"contents": "write"}),
        (rights, [*BUILD, 0, "with", "persist-credentials"], True),
        (secrets, [*BUILD, 2, "env"], {"X": "${{ secrets.TOKEN }}"}),
        (secrets, [True, "pull_request_target"], None),
        (loose, ["jobs", "test", "uses"], "somebody/else/.github/workflows/test.yml@main"),
        (endless, ["jobs", "build"], {"steps": []}),
        (forgiving, ["jobs", "build", "continue-on-error"], True),
        (forgiving, [*BUILD, 2, "continue-on-error"], True),
        (forgiving, [*BUILD, 2, "run"], "make mutants || true"),
        (forgiving, [*BUILD, 2, "shell"], "bash {0}"),
        (forgiving, [*BUILD, 2, "if"], "false"),
        (forgiving, ["jobs", "publish", "if"], "always()"),
        (forgiving, ["defaults"], {"run": {"shell": "true {0}"}}),
        (untested, ["jobs", "publish", "needs"], "build"),
        (untested, ["jobs", "publish", "needs"], ["test"]),
        (untested, ["jobs", "publish", "needs"], []),
        (untested, ["jobs", "test", "uses"], "./.github/workflows/audit.yml"),
        (silent, [True, "schedule"], [{"cron": "23 4 31 2 *"}]),
        (silent, [True, "schedule"], [{"cron": "23 4 30 2 *"}]),
        (silent, [True, "schedule"], [{"cron": "61 4 * * 1"}]),
        (silent, [True, "schedule"], [{"cron": "23 4 * * 7"}]),
        (silent, [True, "schedule"], [{"cron": "23 4 * 1"}]),
        (crowded, ["concurrency", "cancel-in-progress"], True),
    ],
)
def test_each_rule_can_fail(rule, path, value):
    assert rule(spoilt(path, value))
