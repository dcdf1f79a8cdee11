"""The environment in ``.venv``, from the exact lock with its hashes.

Run by whatever Python the machine has, before anything is installed: the standard library alone,
and no syntax newer than what lets an old Python say that it is too old. A stamp holds the hash of
what was installed, so that every later run ends at once and needs no network.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What stands in this folder and on no registry, each with what it is made of.
PROJECTS = ("engine", "imaging", ".")
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


# What tools say at length when the network is not there; the one line says it all.
NO_NETWORK = ("name resolution", "dns error", "new connection", "unreachable", "timed out")
ROOM = 50 * 2**20  # bytes; an environment takes twenty times as much
# What keeps an environment from being written, and what to do about it.
NO_ROOM = {
    "No space left on device": "the disk is full: free some space, then run this again",
    "Disk quota exceeded": "the quota of the disk is used up: free some space, then run this again",
    "Read-only file system": "the folder is read-only: work on a copy that can be written to",
    "Permission denied": "no permission: make the folder yours, or work on a copy",
}


class Missing(Exception):
    """What the machine lacks, in one line."""


def pinned(lock, name):
    """The block of one package in the text of a lock: its version and its hashes.

    >>> print(pinned("a==1 \\\\\\n    --hash=sha256:00\\n    # via b\\nb==2\\n", "a"))
    a==1 \\
        --hash=sha256:00
    """
    match = re.search(rf"^{re.escape(name)}==.*(?:\n    --hash=.*)*", lock, re.MULTILINE)
    if match is None:
        raise Missing(f"requirements.lock has no {name}: run `make lock`")
    return match.group(0).rstrip(" \\")


def place(root=ROOT):
    """What an environment cannot outlive: its folder (scripts hold it), and its Python."""
    version = sys.version.replace("\n", " ")
    return f"{root} {version}"


def content(root=ROOT):
    """One hash of what is to be installed."""
    total = hashlib.sha256()
    projects = [os.path.join(name, "pyproject.toml") for name in PROJECTS]
    for name in ["requirements.lock", *projects]:
        with open(os.path.join(root, name), "rb") as file:
            total.update(file.read())
    return total.hexdigest()


def no_room(said):
    """What to do about a disk that cannot be written to, if that is what was said.

    >>> no_room("[Errno 28] No space left on device: 'x'")
    'the disk is full: free some space, then run this again'
    >>> no_room("no such package")
    """
    for words, what in NO_ROOM.items():
        if words.lower() in said.lower():
            return what
    return None


def run(words, problem, quiet=False):
    """Run a command; when it fails, show what it said and name the problem in one line."""
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace")
        # A tool may keep to itself what stopped it.
        full = shutil.disk_usage(ROOT).free < ROOM
        what = no_room("No space left on device" if full else said)
        if what:
            raise Missing(f".venv: {what}")
        if not quiet and not any(sign in said.lower() for sign in NO_NETWORK):
            sys.stderr.write(said[-2000:])
        raise Missing(problem)


def newer_python():
    """The newest suitable Python on the path, for a machine whose ``python3`` is old."""
    for name in NEWER:
        found = shutil.which(name)
        if found:
            return found
    raise Missing(
        f"Python {OLDEST[0]}.{OLDEST[1]} or newer is missing: this is {sys.version.split()[0]} "
        "(`make PYTHON=... book` names another)"
    )


def create(venv):
    """A new, empty environment."""
    try:
        import ensurepip  # noqa: F401 - Debian ships it apart
        import venv as _venv  # noqa: F401
    except ImportError:
        raise Missing(
            "the venv module is missing: install it (Debian and Ubuntu: python3-venv)"
        ) from None
    run([sys.executable, "-m", "venv", "--clear", venv], "could not create .venv")


def install(venv):
    """Everything of the lock, checked by its hashes, then the project itself."""
    python, uv = (os.path.join(venv, "bin", name) for name in ("python", "uv"))
    offline = "could not install from requirements.lock: the first run needs the package index"
    with open(os.path.join(ROOT, "requirements.lock"), encoding="utf-8") as file:
        lock = file.read()
    # pip alone takes minutes over a lock with hashes; uv, itself from the lock, takes seconds.
    with tempfile.TemporaryDirectory() as folder:
        wanted = os.path.join(folder, "uv.txt")
        with open(wanted, "w", encoding="utf-8") as file:
            file.write(pinned(lock, "uv") + "\n")
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        run(pip + ["--quiet", "--no-deps", "--require-hashes", "-r", wanted], offline)
    at = ["--quiet", "--python", python]
    sync = [uv, "pip", "sync", "--require-hashes", "requirements.lock"] + at
    try:
        # Nothing is asked of the index when all is here or in uv's cache.
        run(sync + ["--offline"], offline, quiet=True)
    except Missing:
        run(sync, offline)
    # An editable install cannot stand in a file of hashes.
    projects = ["--offline", "--no-deps", "--no-build-isolation"]
    for name in PROJECTS:
        projects += ["-e", name if name == "." else os.path.join(".", name)]
    run([uv, "pip", "install"] + projects + at, "could not install the project itself")


def main():
    """Make the environment what the lock says, and return an exit code."""
    venv = os.path.join(ROOT, ".venv")
    stamp = os.path.join(venv, "stamp")
    started = time.time()
    try:
        if sys.version_info < OLDEST:
            return subprocess.call([newer_python(), "-I", os.path.abspath(__file__)])
        wanted = [place(), content()]
        known = []
        if os.path.exists(stamp):
            with open(stamp, encoding="utf-8") as file:
                known = file.read().splitlines()
        usable = os.path.exists(os.path.join(venv, "bin", "python"))
        if usable and known == wanted:
            return 0
        print("environment: installing requirements.lock into .venv", flush=True)
        if not usable or (known and known[0] != wanted[0]):
            create(venv)
        install(venv)
        with open(stamp, "w", encoding="utf-8") as file:
            file.write("\n".join(wanted))
        print(f"environment: ready in {int(time.time() - started)} s", flush=True)
    except Missing as problem:
        sys.stderr.write(f"make: {problem}\n")
        return 1
    except OSError as problem:
        sys.stderr.write(f"make: .venv: {no_room(str(problem)) or problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
