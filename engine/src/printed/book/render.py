"""Jupyter Book on a fresh stage: nothing of a failed build is there to hide a second failure.

Reading a page is the slow half of a build. Pages that a clean build has read before are taken over
(the doctrees and glued values of the published book) when their content is the same and nothing
else has changed; every page is still written anew, so that a value from another page is never
stale. `tests/build` holds both kinds of build to the same pages.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from printed.book import browser_zip, foot, inputs, modules
from printed.book.execute import ESCAPES, BuildFailure, Page
from printed.errors import InputError

WARNING = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE)\b")
READ = (".doctrees", "jupyter_execute")
# What Sphinx compares a page's time with is when it was read: these two are always before, after.
LONG_AGO = 1


def load_yaml(path: Path) -> Any:
    """A configuration file; a key that stands twice is refused, where YAML drops the first."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = loader.construct_object(key_node)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise InputError(f"the key {key!r} stands twice", file=path.name, row=line)
            seen.add(key)
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader)
    except yaml.YAMLError as error:
        raise InputError(" ".join(str(error).split()), file=path.name) from None


def pages(root: Path) -> list[str]:
    """The pages of the table of contents, in reading order, without their extensions."""

    def entries(node: Mapping[str, Any]) -> Iterator[str]:
        if "root" in node or "file" in node:
            yield node.get("root") or node["file"]
        for name in ("parts", "chapters", "sections", "entries", "subtrees"):
            for child in node.get(name) or ():
                yield from entries(child)

    return [
        str(Path(name).with_suffix("")) if name.endswith((".md", ".ipynb")) else name
        for name in entries(load_yaml(root / "_toc.yml"))
    ]


def notebooks(root: Path) -> list[tuple[str, Path]]:
    """The notebooks among the pages, each with its name.

    Raises
    ------
    BuildFailure
        One line a page that does not exist, or that is none of this folder's.
    """
    found, missing = [], []
    for page in pages(root):
        if not (root / page).resolve().is_relative_to(root.resolve()):
            missing.append(f"_toc.yml: {page}: lies outside the book")
        elif (root / f"{page}.ipynb").exists():
            found.append((f"{page}.ipynb", root / f"{page}.ipynb"))
        elif not (root / f"{page}.md").exists():
            missing.append(f"_toc.yml: {page}: no such page")
    if missing:
        raise BuildFailure(*missing)
    return found


def refuse_links_out(root: Path) -> None:
    """Refuse a book in which a link leads to files that are none of its own.

    What lies under ``book`` is copied into the pages: a link would publish what it points at.

    Raises
    ------
    BuildFailure
        One line a link.
    """
    out = []
    for top in ("book", "notebooks", "data", "src", "engine", "imaging"):
        for at, below, names in os.walk(root / top):
            # Where the children's records are kept may be a link: it becomes part of no page.
            below[:] = [name for name in below if name not in inputs.SKIPPED]
            for path in (Path(at, name) for name in (*below, *names)):
                if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
                    told = path.relative_to(root).as_posix()
                    out.append(f"{told}: is a link out of this folder: put the file itself there")
    if out:
        raise BuildFailure(*sorted(out))


def fill(stage: Path, root: Path, executed: Sequence[Page]) -> None:
    """Lay out a fresh stage: configuration, prose pages, executed copies, engine, data."""
    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir(parents=True)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy2(root / name, stage)
    for folder in {Path(page).parts[0] for page in pages(root)} | {"book"}:
        if (root / folder).is_dir():
            skip = shutil.ignore_patterns("*.ipynb", *inputs.SKIPPED)
            shutil.copytree(root / folder, stage / folder, ignore=skip)
        elif (root / f"{folder}.md").exists():
            shutil.copy2(root / f"{folder}.md", stage)
    for page in executed:
        place = stage / page.source.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(page.copy, place)
    browser_zip.pack(root, stage / browser_zip.PLACE)
    if (root / "data").is_dir():
        (stage / "data").symlink_to(root / "data")


def announce(stage: Path, text: str) -> None:
    """Put a banner at the top of every page of a stage.

    Parameters
    ----------
    stage : Path
        A filled stage; its configuration is rewritten, not the repository's.
    text : str
        One line.
    """
    import yaml

    file = stage / "_config.yml"
    config = load_yaml(file)
    options = config["sphinx"]["config"].setdefault("html_theme_options", {})
    options["announcement"] = escape(text)
    file.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")


# What makes a page of what was read: with another of these every page is read anew.
EXTENSIONS = ("printed.book.foot", "printed.book.language", "printed.book.terms")
# What dresses a page as it is written: nothing is read anew for it.
DRESSING = ("printed.book.arrange", "printed.book.live")
STATIC = Path(__file__).with_name("static")


def manifest(stage: Path, root: Path, commit: foot.Commit | None = None) -> dict[str, Any]:
    """What the stage holds: the hash of every page, and one hash of all else a page rests on.

    The commit stands apart: it is in the foot of each page, and in nothing that is read.
    """
    documents = {}
    others = []
    listed = set(pages(root))
    for file in inputs.files(stage):
        name = file.relative_to(stage).as_posix()
        if Path(name).with_suffix("").as_posix() in listed:
            documents[name] = inputs.digest(file.read_bytes())
        else:
            others.append(file)
    rest = inputs.digest(
        inputs.tree_digest(stage, others),
        inputs.common_digest(root),
        modules.digest(root, EXTENSIONS),
        # A doctree knows its folder, and a table of contents all its pages.
        str(stage),
        "\n".join(sorted(documents)),
    )
    return {
        "pages": documents,
        "rest": rest,
        "dressing": dressing(stage, root),
        "commit": commit.text if commit else "",
    }


def dressing(stage: Path, root: Path) -> str:
    """The hash of what pages are dressed with: scripts, sheets, and what judges the claims."""
    config = stage / "_config.yml"
    settings = (load_yaml(config) or {}) if config.exists() else {}
    judge = ((settings.get("sphinx") or {}).get("config") or {}).get("book_verdicts") or ""
    names = [*DRESSING, judge.partition(":")[0]]
    return inputs.digest(modules.digest(root, names), inputs.tree_digest(STATIC, [STATIC]))


def take_over(stage: Path, wanted: Mapping[str, Any], last: Path | None) -> None:
    """Start from what the last clean build has read, where nothing but pages has changed."""
    known: dict[str, Any] = {}
    if last is not None and (last / "manifest.json").exists():
        known = json.loads((last / "manifest.json").read_text(encoding="utf-8"))
    if last is None or known.get("rest") != wanted["rest"]:
        return
    for name in READ:
        if (last / name).is_dir():
            shutil.copytree(last / name, stage / "_build" / name)
    for name, digest in wanted["pages"].items():
        if known["pages"].get(name) == digest:
            os.utime(stage / name, (LONG_AGO, LONG_AGO))
        else:
            os.utime(stage / name)


def run_jupyter_book(stage: Path, lock: int, commit: foot.Commit | None = None) -> None:
    """Build the stage with every warning an error.

    Parameters
    ----------
    stage : Path
        A filled stage.
    lock : int
        The lock on it, which Jupyter Book keeps should this process be killed.
    commit : Commit, optional
        For the foot of each page.

    Raises
    ------
    BuildFailure
        One line a warning.
    """
    options = ["-n", "-W", "--keep-going", "-q"]
    program = Path(sys.executable).with_name("jupyter-book")
    command = [str(program), "build", *options, str(stage)]
    environment = os.environ | {"PYTHONUTF8": "1"} | foot.as_environment(commit)
    done = subprocess.run(
        command,
        env=environment,
        pass_fds=(lock,),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    said = ESCAPES.sub("", done.stdout + done.stderr).replace(f"{stage}/", "")
    for code in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        if os.strerror(code) in said:  # then all else that was said comes of it
            raise OSError(code, os.strerror(code), str(stage))
    warnings = [line.strip() for line in said.splitlines() if WARNING.search(line)]
    if warnings:
        raise BuildFailure(*dict.fromkeys(warnings))
    if done.returncode or not (stage / "_build" / "html" / "index.html").exists():
        worded = [line for line in said.splitlines() if any(map(str.isalnum, line))]
        raise BuildFailure("jupyter-book: " + (worded or ["no output"])[-1].strip())
