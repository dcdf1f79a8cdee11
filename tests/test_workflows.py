"""The workflow files: they call `make`, may do little, and know no secret. Each rule can fail."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from passion import paths
from printed.book import render

FOLDER = paths.ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z]+):", (paths.ROOT / "Makefile").read_text(), re.MULTILINE))
# The host's own actions by their major, anybody else's by the commit alone.
PINNED = re.compile(r"actions/[\w-]+@v\d+|[\w-]+/[\w./-]+@[0-9a-f]{40}")
WRITING = {"pages": "write", "id-token": "write"}


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


def triggers(workflow: dict[str, Any]) -> dict[str, Any]:
    return workflow[True]  # YAML takes the word `on` for a yes


def commands(workflow: dict[str, Any]) -> list[str]:
    """What it runs that is no target of the Makefile."""
    ran = [step["run"] for step in steps(workflow) if "run" in step]
    words = [(run, run.split()) for run in ran]
    return [run for run, (make, *rest) in words if make != "make" or not set(rest) <= TARGETS]


def loose(workflow: dict[str, Any]) -> list[str]:
    """Actions that somebody else could change under it."""
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    return [name for name in used if not PINNED.fullmatch(name)]


def rights(workflow: dict[str, Any]) -> list[str]:
    """More than reading; a job that may write runs no command of the repository."""
    faults = [] if workflow.get("permissions") == {"contents": "read"} else ["permissions"]
    for name, job in workflow["jobs"].items():
        more = job.get("permissions", {})
        if more and (more != WRITING or any("run" in step for step in job["steps"])):
            faults.append(name)
        for step in job["steps"]:
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
    return [name for name, job in workflow["jobs"].items() if "timeout-minutes" not in job]


RULES = (commands, loose, rights, secrets, endless)


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
    assert "make test" in [step.get("run") for step in steps(render.load_yaml(FOLDER / "book.yml"))]


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
        (loose, [*BUILD, 0, "uses"], "actions/checkout@main"),
        (loose, [*BUILD, 0, "uses"], "somebody/checkout@v4"),
        (rights, ["permissions"], "write-all"),
        (rights, ["jobs", "build", "permissions"], WRITING),
        (rights, ["jobs", "publish", "permissions"], {"contents": "write"}),
        (rights, [*BUILD, 0, "with", "persist-credentials"], True),
        (secrets, [*BUILD, 2, "env"], {"X": "${{ secrets.TOKEN }}"}),
        (secrets, [True, "pull_request_target"], None),
        (endless, ["jobs", "build"], {"steps": []}),
    ],
)
def test_each_rule_can_fail(rule, path, value):
    assert rule(spoilt(path, value))
