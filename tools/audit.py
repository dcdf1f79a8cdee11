"""``make audit``: does a package of the lock have a known vulnerability?

pip-audit asks a public service; it is no part of the environment, but fetched when it is needed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from passion import paths

PROGRAM = "pip-audit"
UNREACHED = "no answer from the vulnerability service: run this on a machine that reaches it"


def told(out: str, err: str) -> tuple[int, str]:
    """What a run of pip-audit comes to: an exit code, and what to print.

    A package that could not be looked up counts as a fault: pip-audit itself calls that no
    vulnerability, also when it has reached nobody.

    Examples
    --------
    >>> told('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', "")
    (0, 'audit: none of 1 packages has a known vulnerability')
    >>> told('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', "")[1] == (
    ...     f"audit: {UNREACHED}")
    True
    """
    try:
        asked = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = ([line.strip() for line in err.splitlines() if line.strip()] or ["it said nothing"])[
            -1
        ]
        return 1, f"audit: {UNREACHED} ({PROGRAM}: {last[:200]})"
    skipped = [package["name"] for package in asked if "skip_reason" in package]
    if len(skipped) == len(asked):
        return 1, f"audit: {UNREACHED}"
    lines = [
        f"audit: {package['name']} {package['version']}: {found['id']}, mended in "
        f"{', '.join(found.get('fix_versions') or ['no version yet'])}"
        for package in asked
        for found in package.get("vulns", ())
    ]
    if skipped:
        lines.append(f"audit: not looked up: {', '.join(skipped)}")
    if lines:
        return 1, "\n".join(lines)
    return 0, f"audit: none of {len(asked)} packages has a known vulnerability"


def main() -> int:
    """Ask about every package of the lock; 0 when nothing is known of any."""
    uv = Path(sys.executable).with_name("uv")
    lock = ["--requirement", str(paths.ROOT / "requirements.lock")]
    asked = [
        *lock,
        "--disable-pip",
        "--require-hashes",
        "--progress-spinner",
        "off",
        "--format",
        "json",
    ]
    command = [str(uv), "tool", "run", "--quiet", PROGRAM, *asked]
    done = subprocess.run(command, capture_output=True, text=True)
    code, text = told(done.stdout, done.stderr)
    print(text, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
