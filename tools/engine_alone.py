"""The engine's tests where nothing but the engine is installed: run by any Python, on any system.

    python tools/engine_alone.py

makes an environment in a folder that is gone afterwards, installs ``engine/`` into it with the
versions of the lock where there are any, and runs the engine's tests from there. It needs the
package index, and neither make nor a shell.
"""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the tests themselves need.
TOOLS = ("hypothesis", "pytest", "setuptools", "statsmodels")
# Tests of the book and of a program that is no part of the engine.
LEFT_OUT = ("engine/tests/book", "engine/tests/r")


def constraints(lock: str) -> str:
    """The versions of a lock, without its hashes, as pip takes them for constraints.

    >>> print(constraints("a==1 ; python_version < '4' \\\\\\n    --hash=sha256:00\\n"), end="")
    a==1 ; python_version < '4'
    """
    found = re.findall(r"^([a-zA-Z0-9._-]+==[^\\\n]*?)\s*\\?$", lock, re.MULTILINE)
    return "".join(f"{line}\n" for line in found)


def settings(project: str) -> configparser.ConfigParser:
    """The project's own settings of pytest, but for what its other rooms need."""
    own = tomllib.loads(project)["tool"]["pytest"]["ini_options"]
    made = configparser.ConfigParser(interpolation=None)
    made["pytest"] = {
        name: "\n".join(map(str, own[name])) for name in ("filterwarnings", "markers")
    }
    options = [f'"{one}"' if " " in one else one for one in own["addopts"]]
    made["pytest"]["addopts"] = " ".join(options)
    return made


def main(arguments: Sequence[str]) -> int:
    """Install and test; further arguments are pytest's."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        venv.create(place / "venv", with_pip=True)
        scripts = "Scripts" if sys.platform == "win32" else "bin"
        python = str(place / "venv" / scripts / "python")
        lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
        (place / "lock.txt").write_text(constraints(lock), encoding="utf-8")
        # An install leaves what it built beside its sources: it gets a copy.
        shutil.copytree(ROOT / "engine", place / "engine")
        engine = f"{place / 'engine'}[fast,frames,cluster]"
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        wanted = ["--quiet", "--constraint", str(place / "lock.txt"), *TOOLS, engine]
        if subprocess.run([*pip, *wanted]).returncode:
            print("engine_alone: could not install the engine", file=sys.stderr)
            return 1
        with (place / "pytest.ini").open("w", encoding="utf-8") as file:
            settings((ROOT / "pyproject.toml").read_text(encoding="utf-8")).write(file)
        left = [f"--ignore={ROOT / name}" for name in LEFT_OUT]
        words = ["-c", str(place / "pytest.ini"), "--rootdir", str(ROOT / "engine"), "-q"]
        tests = [*words, f"--confcutdir={ROOT / 'engine'}", *left, str(ROOT / "engine" / "tests")]
        return subprocess.run([python, "-m", "pytest", *tests, *arguments], cwd=place).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
