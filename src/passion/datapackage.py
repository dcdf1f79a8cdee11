"""The description of the data (``data/datapackage.json``): sizes and checksums kept up to date.

``python -m passion.datapackage`` writes them anew after a file of data was changed on purpose, and
what is made from the schema of the children's records: an empty table and its description.
What a file is, where it comes from and under which licence is written by hand.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from passion.paths import DATA
from passion.records import template_text
from passion.records.schema import as_table_schema, required
from printed.errors import InputError

NAME = "datapackage.json"
PRIVATE = "individual"  # the children's records are nobody's data package
TEMPLATE, SCHEMA = "records/template.csv", "records/schema.json"


def described(folder: Path | None = None) -> dict[str, Any]:
    """The description as it stands.

    Parameters
    ----------
    folder : Path, optional
        The project's ``data`` by default.

    Raises
    ------
    InputError
        If the description cannot be read.
    """
    file = (folder or DATA) / NAME
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read ({error})", file=NAME) from None


def files(folder: Path | None = None) -> list[str]:
    """Every file of data by its path in the folder, records of children left out.

    >>> "published/claims.csv" in files()
    True
    """
    root = folder or DATA
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file()
        and path.name != NAME
        and PRIVATE not in path.relative_to(root).parts
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def made() -> dict[str, str]:
    """What a file of records must be, as files: an empty table, and its Table Schema.

    >>> sorted(made())
    ['records/schema.json', 'records/template.csv']
    """
    schema = json.dumps(as_table_schema(), indent=2, ensure_ascii=False) + "\n"
    return {TEMPLATE: template_text(), SCHEMA: schema}


def refreshed(package: dict[str, Any], folder: Path | None = None) -> dict[str, Any]:
    """The description with sizes and SHA-256 checksums as the files are now.

    Parameters
    ----------
    package : dict
        A description; its resources are matched by ``path``.
    folder : Path, optional

    Raises
    ------
    InputError
        If a file is not described, or a described one does not exist.

    Examples
    --------
    >>> refreshed({"name": "empty", "resources": []}, Path("no-such-folder"))
    {'name': 'empty', 'resources': []}
    """
    root = folder or DATA
    listed = [resource["path"] for resource in package["resources"]]
    for path in files(root):
        if path not in listed:
            raise InputError(
                f"{path} is not described: add a resource with its title, sources and licence",
                file=NAME,
            )
    resources = []
    for resource in package["resources"]:
        file = root / resource["path"]
        if file.is_symlink() or not file.resolve().is_relative_to(root.resolve()):
            raise InputError(f"{resource['path']} leads out of the data: take it out", file=NAME)
        if not file.is_file():
            raise InputError(f"{resource['path']} does not exist: take it out", file=NAME)
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if resource["path"] == TEMPLATE:
            resource = {**resource, "schema": as_table_schema(required())}
        resources.append({**resource, "bytes": len(content), "hash": f"sha256:{digest}"})
    return {**package, "resources": resources}


def main() -> int:
    """Write sizes and checksums anew; 0 done, 2 a file that is not described."""
    for name, text in made().items():
        (DATA / name).parent.mkdir(exist_ok=True)
        (DATA / name).write_text(text, encoding="utf-8", newline="")
    try:
        text = json.dumps(refreshed(described()), indent=2, ensure_ascii=False) + "\n"
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    (DATA / NAME).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
