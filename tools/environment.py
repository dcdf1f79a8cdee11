"""The environment in ``.venv``, from the exact lock with its hashes.

Run by whatever Python the machine has, before anything is installed: the standard library alone,
and no syntax newer than what lets an old Python say that it is too old.

A stamp says what was installed, and that every file of it was found to be what its package lists
(size and hash). It is taken away before anything is changed and written last: whatever interrupts
an install leaves no stamp, and without one the next run begins anew. A later run looks whether
each file is still there in its size, and at the compiled files; it needs no network.
"""

import base64
import contextlib
import csv
import hashlib
import importlib.util
import marshal
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
# Where Python leaves compiled files of the project's own.
SOURCES = ("engine", "imaging", "src", "tools", "tests")
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

ROOM = 50 * 2**20  # bytes; an environment takes twenty times as much
# What keeps an environment from being written, and what to do about it.
NO_ROOM = {
    "No space left on device": "the disk is full: free some space, then run this again",
    "Disk quota exceeded": "the quota of the disk is used up: free some space, then run this again",
    "Read-only file system": "the folder is read-only: work on a copy that can be written to",
    "Permission denied": "no permission: make the folder yours, or work on a copy",
}
# What pip and uv say of the way to the package index, and what that means; what neither knows is
# shown as they say it.
NO_NETWORK = ("name resolution", "dns error", "new connection", "unreachable", "timed out")
CERTIFICATE = ("certificate", "unknownissuer")
OFFLINE = "could not install from requirements.lock: the first run needs the package index"
DISTRUST = (
    "the certificate of the package index is not trusted here: set SSL_CERT_FILE to the file with "
    "your network's certificate, and see that the machine's clock is right"
)
REFUSED = "could not install from requirements.lock: the reason stands above"
# Where systems keep the certificates that they trust.
STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
# What stands for something else in a list of paths, or in a template of the tools that install.
UNUSABLE = re.compile(r"[:{}\\\x00-\x1f\x7f\ud800-\udfff]")


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


def place(root):
    """What an environment cannot outlive: its folder (scripts hold it), and its Python."""
    version = sys.version.replace("\n", " ")
    return f"{root} {version}"


def content(root):
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


def no_index(said):
    """What keeps pip or uv from the package index, if that is what was said.

    >>> no_index("error: dns error: failed to look up")[-17:]
    'the package index'
    >>> no_index("error: hash mismatch for uv")
    """
    said = said.lower()
    if any(sign in said for sign in CERTIFICATE):
        return DISTRUST
    return OFFLINE if any(sign in said for sign in NO_NETWORK) else None


def trusting(environ, stores=STORES):
    """The environment variables under which pip and uv trust what the system trusts.

    Both bring certificates of their own and would refuse a network whose proxy the system knows.
    What the user has set stays.
    """
    store = next((name for name in stores if os.path.exists(name)), None)
    variables = dict(environ)
    if store or sys.platform == "darwin":
        variables.setdefault("UV_SYSTEM_CERTS", "1")
    # The weakest of the ways to tell pip: its own settings go before it.
    bundle = variables.get("SSL_CERT_FILE", store)
    if bundle and "CURL_CA_BUNDLE" not in variables:
        variables.setdefault("REQUESTS_CA_BUNDLE", bundle)
    return variables


def run(words, problem, quiet=False):
    """Run a command; when it fails, show what it said and name the problem in one line."""
    # Whatever it starts keeps the lock of `alone` until it ends, even where this process is killed.
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env=trusting(os.environ),
        close_fds=False,
    )
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace")
        # A tool may keep to itself what stopped it.
        full = shutil.disk_usage(ROOT).free < ROOM
        what = no_room("No space left on device" if full else said)
        if what:
            raise Missing(f".venv: {what}")
        what = no_index(said)
        if not quiet and not what:
            sys.stderr.write(said[-2000:].rstrip() + "\n")
        raise Missing(what or problem)


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


def create(venv, pip=True):
    """A new, empty environment."""
    try:
        import ensurepip  # noqa: F401 - Debian ships it apart
        import venv as _venv  # noqa: F401
    except ImportError:
        raise Missing(
            "the venv module is missing: install it (Debian and Ubuntu: python3-venv)"
        ) from None
    if os.path.lexists(venv) and not os.path.isdir(venv):
        raise Missing(".venv is no folder: move it away, then run this again")
    without = [] if pip else ["--without-pip"]
    run([sys.executable, "-m", "venv", "--clear", *without, venv], "could not create .venv")


# --------------------------------------------------------------------------- what is installed


def site_packages(venv):
    """Where an environment keeps its packages."""
    return os.path.join(venv, "lib", "python{}.{}".format(*sys.version_info), "site-packages")


def lists(site):
    """Each installed package's own list of its files, as bytes, by the name of its folder."""
    found = {}
    for name in sorted(os.listdir(site)) if os.path.isdir(site) else ():
        if name.endswith(".dist-info"):
            try:
                with open(os.path.join(site, name, "RECORD"), "rb") as file:
                    found[name] = file.read()
            except OSError:
                found[name] = b""
    return found


def files_of(listed):
    """Path, hash and size of the files of a list; compiled files have no hash and are left out.

    >>> list(files_of(b"a.py,sha256=47DEQpj8,0\\na.pyc,,\\n"))
    [('a.py', 'sha256=47DEQpj8', 0)]
    """
    for path, digest, size in csv.reader(listed.decode("utf-8").splitlines()):
        if digest:
            yield path, digest, int(size)


def hashed(file, algorithm):
    """The hash of a file as the lists of packages write it."""
    with open(file, "rb") as opened:
        digest = hashlib.file_digest(opened, algorithm).digest()
    return f"{algorithm}={base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def damaged(site, found, whole):
    """The packages of which a file is lost or not what their list says.

    Parameters
    ----------
    site : str
    found : dict
        Of `lists`.
    whole : bool
        Compare the hash of each file too, not only its size.
    """
    names = set()
    for name, listed in found.items():
        try:
            rows = list(files_of(listed))
            right = bool(rows)
            for path, digest, size in rows:
                file = os.path.join(site, path)
                right = right and os.stat(file).st_size == size
                right = right and (not whole or hashed(file, digest.split("=")[0]) == digest)
        except (OSError, ValueError):
            right = False
        if not right:
            names.add(name.partition("-")[0])
    return sorted(names)


def mend_compiled(folders):
    """Take away the compiled files that are cut short, and return how many they were.

    A full disk leaves them behind; Python would trust them for ever.
    """
    gone = 0
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names if os.path.basename(place) == "__pycache__" else ():
                file = os.path.join(place, name)
                try:
                    with open(file, "rb") as opened:
                        data = opened.read()
                    # Those of another Python are not this one's to judge.
                    if data[:4] == importlib.util.MAGIC_NUMBER:
                        marshal.loads(data[16:])
                except (EOFError, ValueError, TypeError):
                    os.unlink(file)
                    gone += 1
                except OSError:
                    continue
    return gone


# --------------------------------------------------------------------------- installing


@contextlib.contextmanager
def alone():
    """Let one run at a time look at the environment or change it."""
    try:
        import fcntl
    except ImportError:  # no such system has make
        yield
        return
    with open(os.path.join(ROOT, "requirements.lock"), "rb") as file:
        os.set_inheritable(file.fileno(), True)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("environment: waiting for another run that installs", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system that knows no locks
        yield


def copy(site, to, name):
    """Copy a package from one folder of packages to another, if it is whole; whether it was."""
    listed = {name: lists(site).get(name, b"")}
    if damaged(site, listed, whole=True):
        return False
    for path in [*(row[0] for row in files_of(listed[name])), os.path.join(name, "RECORD")]:
        target = os.path.normpath(os.path.join(to, path))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(os.path.normpath(os.path.join(site, path)), target)
    return True


def renew(venv, lock):
    """An empty environment with uv in it: the one that was there if it is whole, or a new one."""
    site = site_packages(venv)
    block = pinned(lock, "uv")
    name = re.sub(r"(?s)uv==(\S+).*", r"uv-\1.dist-info", block)
    # pip alone takes minutes over a lock with hashes; uv, itself from the lock, takes seconds.
    with tempfile.TemporaryDirectory() as folder:
        kept = os.path.join(folder, *os.path.relpath(site, venv).split(os.sep))
        if copy(site, kept, name):
            create(venv, pip=False)
            copy(kept, site, name)
            return
        create(venv)
        wanted = os.path.join(folder, "uv.txt")
        with open(wanted, "w", encoding="utf-8") as file:
            file.write(block + "\n")
        pip = [os.path.join(venv, "bin", "python"), "-m", "pip"]
        pip += ["--disable-pip-version-check", "--no-input", "install", "--quiet", "--no-deps"]
        run([*pip, "--require-hashes", "-r", wanted], REFUSED)


def install(venv, anew=()):
    """Everything of the lock, checked by its hashes, then the project itself.

    Parameters
    ----------
    venv : str
    anew : sequence of str
        Packages to fetch and install again, whatever is there or in uv's cache.
    """
    python, uv = (os.path.join(venv, "bin", name) for name in ("python", "uv"))
    at = ["--quiet", "--python", python]
    sync = [uv, "pip", "sync", "--require-hashes", "requirements.lock", *at]
    if anew:
        run([uv, "cache", "clean", "--quiet", *anew], REFUSED)
        sync += [word for name in anew for word in ("--reinstall-package", name)]
    try:
        # Nothing is asked of the index when all is here or in uv's cache.
        run([*sync, "--offline"], REFUSED, quiet=True)
    except Missing:
        run(sync, REFUSED)
    # An editable install cannot stand in a file of hashes.
    projects = ["--offline", "--no-deps", "--no-build-isolation"]
    for name in PROJECTS:
        projects += ["-e", name if name == "." else os.path.join(".", name)]
    run([uv, "pip", "install", *projects, *at], "could not install the project itself")


def read_stamp(stamp):
    """The lines of a stamp; none where there is no stamp, or not one of this file's."""
    try:
        with open(stamp, encoding="utf-8") as file:
            return file.read().splitlines()
    except (OSError, ValueError):
        return []


def write_stamp(stamp, lines):
    """The stamp, whole or not at all."""
    with open(stamp + ".new", "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    os.replace(stamp + ".new", stamp)


def listing(found):
    """One hash of all lists of packages."""
    total = hashlib.sha256()
    for name, listed in found.items():
        total.update(name.encode() + b"\0" + listed + b"\0")
    return total.hexdigest()


def make(venv):
    """Make the environment what the lock says, unless it is."""
    stamp, site = os.path.join(venv, "stamp"), site_packages(venv)
    wanted, known = [place(ROOT), content(ROOT)], read_stamp(stamp)
    usable = os.path.exists(os.path.join(venv, "bin", "python"))
    usable = usable and os.path.exists(os.path.join(venv, "pyvenv.cfg"))
    there = usable and known[:1] == wanted[:1]
    if there:
        found = lists(site)
        lost = damaged(site, found, whole=False)
        if not lost and known[2:] not in ([], [listing(found)]):
            lost = ["the list of packages"]
        if not lost and known == [*wanted, listing(found)]:
            cut = mend_compiled([site, *(os.path.join(ROOT, name) for name in SOURCES)])
            if cut:
                print(f"environment: {cut} compiled files were cut short: taken away", flush=True)
            return
        if lost:
            print(f"environment: damaged ({', '.join(lost[:5])}): made anew", flush=True)
            there = False
    print("environment: installing requirements.lock into .venv", flush=True)
    started = time.monotonic()
    if known:
        os.unlink(stamp)
    with open(os.path.join(ROOT, "requirements.lock"), encoding="utf-8") as file:
        lock = file.read()
    if not there:
        renew(venv, lock)
    install(venv)
    lost = damaged(site, lists(site), whole=True)
    if lost:
        # uv's cache shares its files with every environment: what is damaged in one, is in all.
        print(f"environment: damaged in uv's cache ({', '.join(lost[:5])}): fetched anew")
        install(venv, anew=lost)
        lost = damaged(site, lists(site), whole=True)
    if lost:
        raise Missing(
            f"what was installed is not what its packages list ({', '.join(lost[:5])}): is the "
            "disk sound? remove .venv and run this again"
        )
    mend_compiled([site, *(os.path.join(ROOT, name) for name in SOURCES)])
    write_stamp(stamp, [*wanted, listing(lists(site))])
    print(f"environment: ready in {int(time.monotonic() - started)} s", flush=True)


def main():
    """Make the environment what the lock says, and return an exit code."""
    try:
        if sys.version_info < OLDEST:
            return subprocess.call([newer_python(), "-I", os.path.abspath(__file__)])
        bad = UNUSABLE.search(ROOT)
        if bad:
            raise Missing(
                f"the folder's path holds {bad.group()!a}, which the tools that install cannot "
                "take: rename it"
            )
        with alone():
            make(os.path.join(ROOT, ".venv"))
    except Missing as problem:
        sys.stderr.write(f"make: {problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("make: interrupted; the next run begins where it can\n")
        return 130
    except OSError as problem:
        sys.stderr.write(f"make: .venv: {no_room(str(problem)) or problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
