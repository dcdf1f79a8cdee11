"""Whatever interrupts, fills or damages an environment: the next `make` mends it, or one line."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tools import environment

from passion import paths

LOCK = """\
numpy==2 \\
    --hash=sha256:00
uv==1 \\
    --hash=sha256:00
"""


def package(site: Path, name: str, text: bytes) -> None:
    """Install a package of one file as uv may leave it: its list is there before what it lists."""
    listed = site / f"{name}.dist-info" / "RECORD"
    listed.parent.mkdir(parents=True, exist_ok=True)
    file = f"{name.partition('-')[0]}.py"
    digest = base64.urlsafe_b64encode(hashlib.sha256(text).digest()).decode().rstrip("=")
    listed.write_text(f"{file},sha256={digest},{len(text)}\n{listed.parent.name}/RECORD,,\n")
    (site / file).write_bytes(text[:1])
    (site / file).write_bytes(text)


class Machine:
    """A folder whose pip and uv are stand-ins that write small files, one line at a time."""

    def __init__(self, root: Path) -> None:
        self.root, self.venv = root, root / ".venv"
        self.site = Path(environment.site_packages(str(self.venv)))
        self.cache = {"numpy-2": b"whole"}
        self.online = True
        self.ran: list[str] = []
        root.mkdir(exist_ok=True)
        (root / "requirements.lock").write_text(LOCK)
        for name in environment.PROJECTS:
            (root / name).mkdir(exist_ok=True)
            (root / name / "pyproject.toml").write_text("")

    def run(self, words: list[str], problem: str, quiet: bool = False) -> None:
        """What `environment.run` would have these words do."""
        text = " ".join(words)
        self.ran.append(text)
        if " venv " in text:
            shutil.rmtree(self.venv, ignore_errors=True)
            self.site.mkdir(parents=True)
            (self.venv / "bin").mkdir()
            (self.venv / "bin" / "python").write_text("")
            (self.venv / "pyvenv.cfg").write_text("home")
            if "--without-pip" not in words:
                package(self.site, "pip-1", b"pip")
        elif "-m pip" in text:
            if not (self.site / "pip.py").exists():
                raise environment.Missing("No module named pip")
            package(self.site, "uv-1", b"uv itself")
        elif "cache clean" in text:
            if self.online:
                self.cache["numpy-2"] = b"whole"
        elif "pip sync" in text:
            # uv believes a package whose list is there.
            there = (self.site / "numpy-2.dist-info").exists()
            newer = "newer" in (self.root / "requirements.lock").read_text()
            if not there or newer or "--reinstall-package" in words:
                package(self.site, "numpy-2", b"whole")
                (self.site / "numpy.py").write_bytes(self.cache["numpy-2"])
        elif "pip install" in text:
            package(self.site, "passion-1", b"the project itself")

    def make(self) -> None:
        environment.make(str(self.venv))

    def sound(self) -> bool:
        """Whether a stamp stands, and all that it speaks for."""
        whole = {"numpy": b"whole", "uv": b"uv itself", "passion": b"the project itself"}
        found = {path.stem: path.read_bytes() for path in self.site.glob("*.py")}
        return (self.venv / "stamp").exists() and whole.items() <= found.items()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A maker of machines, the newest of which is the one that is worked on."""

    def made(name: str = "clone") -> Machine:
        found = Machine(tmp_path / name)
        monkeypatch.setattr(environment, "ROOT", str(found.root))
        monkeypatch.setattr(environment, "run", found.run)
        return found

    return made


# A kill closes no file.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("before", "file", "stride"),
    [
        ("nothing", environment.__file__, 2),
        ("nothing", __file__, 1),  # in the middle of what pip and uv do
        ("another lock", environment.__file__, 3),
        ("lost", environment.__file__, 7),
        ("another place", environment.__file__, 7),
    ],
)
def test_a_kill_at_any_step_of_installing_is_mended_by_the_next_run(
    machine, killed_at, before, file, stride
):
    step, killed = 0, True
    while killed:
        here = machine(str(step))
        if before != "nothing":
            here.make()
        if before == "another lock":
            (here.root / "requirements.lock").write_text(LOCK + "# newer\n")
        if before == "lost":
            (here.site / "numpy.py").unlink()
        if before == "another place":
            stamp = here.venv / "stamp"
            stamp.write_text("elsewhere\n" + stamp.read_text().partition("\n")[2])
        killed = killed_at(step, file, here.make)
        # A stamp never stands beside what it does not speak for.
        known = environment.read_stamp(here.venv / "stamp")
        if known[:2] == [environment.place(str(here.root)), environment.content(str(here.root))]:
            assert here.sound() or before == "lost"
        here.make()
        assert here.sound(), step
        here.ran.clear()
        here.make()
        assert here.ran == []
        shutil.rmtree(here.root)
        step += stride
    assert step > 60


def spoil(here: Machine, how: str) -> None:
    """What a disk, a user or another program may do to an environment that was whole."""
    numpy, listed = here.site / "numpy.py", here.site / "numpy-2.dist-info"
    match how:
        case "lost":
            numpy.unlink()
        case "cut":
            numpy.write_bytes(b"wh")
        case "list lost":
            shutil.rmtree(listed)
        case "list emptied":
            (listed / "RECORD").write_bytes(b"")
        case "list garbled":
            (listed / "RECORD").write_bytes(b"\xff\x00,,")
        case "all lost":
            shutil.rmtree(here.site)
        case "no python":
            (here.venv / "bin" / "python").unlink()
        case "no pyvenv.cfg":
            (here.venv / "pyvenv.cfg").unlink()
        case "stamp garbled":
            (here.venv / "stamp").write_bytes(os.urandom(200))
        case "stamp emptied":
            (here.venv / "stamp").write_bytes(b"")
        case "uv lost":
            (here.site / "uv.py").unlink()


HOW = ["lost", "cut", "list lost", "list emptied", "list garbled", "all lost", "no python"]
HOW += ["no pyvenv.cfg", "stamp garbled", "stamp emptied", "uv lost"]


@pytest.mark.parametrize("how", HOW)
def test_what_is_lost_or_damaged_later_is_made_anew(machine, how, capsys):
    here = machine()
    here.make()
    capsys.readouterr()
    spoil(here, how)
    here.make()
    assert here.sound()
    said = capsys.readouterr().out.splitlines()
    assert said[-1].startswith("environment: ready in ")
    named = how in {"lost", "cut", "list emptied", "list garbled"}
    assert ("damaged (numpy)" in said[0]) == named
    # uv is carried over where it is whole: such a repair needs no network.
    assert any("-m pip" in ran for ran in here.ran[3:]) == (how in {"all lost", "uv lost"})


def test_a_clock_that_jumps_changes_nothing(machine):
    here = machine()
    here.make()
    here.ran.clear()
    for when in (0, 4e9):
        for path in [*here.root.rglob("*")]:
            os.utime(path, (when, when))
        here.make()
    assert here.ran == []


def test_what_is_damaged_in_the_cache_is_fetched_anew_or_told(machine, capsys):
    here = machine()
    here.cache["numpy-2"] = b"wholE"  # of the right size: only the hash tells
    here.make()
    assert here.sound()
    assert "damaged in uv's cache (numpy): fetched anew" in capsys.readouterr().out
    here = machine("offline")
    here.cache["numpy-2"], here.online = b"wholE", False
    with pytest.raises(environment.Missing, match=r"not what its packages list \(numpy\)"):
        here.make()
    assert not (here.venv / "stamp").exists()


def test_a_compiled_file_cut_short_is_taken_away(tmp_path):
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    for path in (good, bad):
        path.write_text("x = [1, 2, 3]\n")
    import py_compile

    compiled = [Path(py_compile.compile(str(path))) for path in (good, bad)]  # type: ignore[arg-type]
    whole = compiled[1].read_bytes()
    for length in range(16, len(whole)):
        compiled[1].write_bytes(whole[:length])
        assert environment.mend_compiled([str(tmp_path)]) == 1
        assert not compiled[1].exists() and compiled[0].exists()
    # One of another Python is left alone.
    compiled[1].write_bytes(b"\0\0\0\0" + whole[4:40])
    assert environment.mend_compiled([str(tmp_path)]) == 0


@pytest.mark.parametrize(
    "said",
    [
        "invalid peer certificate: UnknownIssuer",
        "SSLError(SSLCertVerificationError('certificate is not yet valid'))",
    ],
)
def test_a_certificate_that_is_not_trusted_is_not_told_as_a_missing_network(said, capsys):
    command = [sys.executable, "-c", f"import sys; print({said!r}); sys.exit(1)"]
    with pytest.raises(environment.Missing, match="set SSL_CERT_FILE .* clock is right"):
        environment.run(command, "other")
    assert capsys.readouterr().err == ""


def test_pip_and_uv_trust_what_the_system_trusts_and_the_user_goes_before(tmp_path):
    store = tmp_path / "store.pem"
    store.write_text("")
    found = environment.trusting({}, stores=("/nowhere", str(store)))
    assert found == {"UV_SYSTEM_CERTS": "1", "REQUESTS_CA_BUNDLE": str(store)}
    own = {"SSL_CERT_FILE": "mine", "UV_SYSTEM_CERTS": "0"}
    found = environment.trusting(own, stores=(str(store),))
    assert found == own | {"REQUESTS_CA_BUNDLE": "mine"}
    own = {"CURL_CA_BUNDLE": "mine", "UV_SYSTEM_CERTS": "0"}
    assert environment.trusting(own, stores=(str(store),)) == own


@pytest.mark.parametrize("bad", [":", "{", "}", "\\", "\t", "\n", "\x7f", "\udcff"])
def test_a_character_that_no_folder_of_an_environment_may_have_is_named(monkeypatch, capsys, bad):
    monkeypatch.setattr(environment, "ROOT", f"/home/a{bad}b")
    assert environment.main() == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"make: the folder's path holds {bad!a}, ")


def test_a_file_in_the_place_of_the_environment_is_one_line(tmp_path):
    (tmp_path / ".venv").write_text("")
    with pytest.raises(environment.Missing, match=r"^\.venv is no folder: move it away"):
        environment.create(str(tmp_path / ".venv"))


def test_an_interrupted_run_says_so_in_one_line(monkeypatch, capsys):
    def interrupted(venv: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "make", interrupted)
    assert environment.main() == 130
    assert len(capsys.readouterr().err.splitlines()) == 1


HELD = """
import os, subprocess, sys
from tools import environment
environment.ROOT = sys.argv[1]
with environment.alone():
    # What it starts outlives a kill, and keeps the lock until it ends.
    subprocess.Popen(["sleep", "1"], close_fds=False)
    print("held", flush=True)
    os.kill(os.getpid(), 9)
"""


def test_one_run_waits_for_another_and_for_what_a_killed_one_left_running(machine, capsys):
    here = machine()
    with open(here.root / "requirements.lock") as file:
        words = [sys.executable, "-c", HELD, str(here.root)]
        done = subprocess.run(words, cwd=paths.ROOT, stdout=subprocess.DEVNULL)
        assert done.returncode == -signal.SIGKILL
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with environment.alone():
        pass
    assert capsys.readouterr().out == "environment: waiting for another run that installs\n"


# ------------------------------------------------------------------ really installed


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an environment is made from, in a folder of its own."""
    root = tmp_path_factory.mktemp("clone") / "a folder"
    for name in ("engine", "imaging", "src", "tools"):
        shutil.copytree(paths.ROOT / name, root / name)
    for name in ("Makefile", "README.md", "pyproject.toml", "requirements.lock"):
        shutil.copy(paths.ROOT / name, root)
    return root


def works(root: Path) -> bool:
    """Whether the next `make env` leaves an environment that answers."""
    made = subprocess.run(["make", "-s", "env"], cwd=root, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    words = [str(root / ".venv" / "bin" / "passion"), "percent", "81%", "--n", "36", "--json"]
    asked = subprocess.run(words, capture_output=True, text=True)
    return '"k": 29' in asked.stdout and '"k": 30' not in asked.stdout


@pytest.mark.validate
@pytest.mark.parametrize("moment", [0.3, 1.5, 3, 5, 8])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_first_install_killed_at_five_moments_is_mended(clone, moment, how):
    shutil.rmtree(clone / ".venv", ignore_errors=True)
    words = ["make", "-s", "env"]
    with subprocess.Popen(words, cwd=clone, stderr=subprocess.PIPE, start_new_session=True) as ran:
        time.sleep(moment)
        if ran.poll() is None:
            os.killpg(ran.pid, how)
        said = ran.communicate()[1].decode()
    assert "Traceback" not in said
    assert works(clone)


@pytest.mark.validate
def test_two_first_installs_at_once_both_end_well(clone):
    shutil.rmtree(clone / ".venv", ignore_errors=True)
    both = [subprocess.Popen(["make", "-s", "env"], cwd=clone) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert works(clone)


FILLED = """
set -e
mount -t tmpfs -o size=300m tmpfs "$1"
cp -a "$2/." "$1"
make -s -C "$1" env || echo "code $?"
mount -o remount,size=3g "$1"
make -s -C "$1" env
"$1/.venv/bin/passion" percent 81% --n 36 --json
"""


@pytest.mark.validate
def test_a_disk_that_was_full_leaves_nothing_behind_once_there_is_room(clone, apart, tmp_path):
    shutil.rmtree(clone / ".venv", ignore_errors=True)
    done = apart("--mount", "sh", "-c", FILLED, "sh", str(tmp_path), str(clone))
    assert "code 2" in done.stdout and '"k": 29' in done.stdout, done
    assert "make: .venv: the disk is full: free some space, then run this again" in done.stderr
