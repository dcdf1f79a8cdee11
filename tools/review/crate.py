"""The pack as an RO-Crate: a description for machines, and its validation without a network."""

from __future__ import annotations

import importlib.resources
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.review.codecheck import name
from tools.review.shown import Shown
from tools.review.state import State

FILE = "ro-crate-metadata.json"
VERSION = "1.3"
CONTEXT = f"https://w3id.org/ro/crate/{VERSION}/context"
MIT = "https://spdx.org/licenses/MIT"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
FORMATS = {
    ".csv": "text/csv", ".html": "text/html", ".md": "text/markdown", ".txt": "text/plain",
    ".yml": "application/yaml", ".ipynb": "application/x-ipynb+json", ".cff": "application/yaml",
}  # fmt: skip
MAIN = {
    "README.txt": "What is what in this pack",
    "PROTOCOL.md": "What to check in an hour, in which order, with commands",
    "worksheet.html": "The ledger as a sheet for A4 paper with boxes to tick",
    "ledger.csv": "Every printed number with its verdict and what the verdict rests on",
    "shown.csv": "The list of all tables and figures with their captions",
    "requirements.lock": "The exact version and checksums of every package",
    "codecheck.yml": "Configuration for a CODECHECK; what its codechecker adds is left open",
    "SHA256SUMS": "Checksums of all files",
    "LICENSE": "Licence of the code",
    "LICENSE-TEXT": "Licence of text and figures",
    "CITATION.cff": "How to cite",
}
FOLDERS = {
    "html/": "The built book, to be read in a browser",
    "source/": "All that the book is made from: text, notebooks, code, data, tests",
    "notebooks/": "The notebooks as they were executed for this book",
    "tables/": "Every table of every page as CSV",
    "figures/": "The numbers that every figure draws, as CSV",
    "notices/": "Licences of third parties",
    "codecheck/": "The place for what a codechecker writes",
}


def described(
    folder: Path, shown: Sequence[Shown], citation: Mapping[str, Any], at: State
) -> bytes:
    """The description of a folder that holds the pack.

    Parameters
    ----------
    folder : Path
        Everything in it but this description.
    shown : sequence of Shown
        Each is described with its caption.
    citation : mapping
        What ``CITATION.cff`` holds.
    at : State

    Returns
    -------
    bytes
        The same for the same pack: its date is the commit's.
    """
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=VERSION)
    root = crate.root_dataset
    paper = citation["references"][0]
    # The library puts the present day; a pack of one commit is the same on every day.
    root["datePublished"] = at.date.isoformat()
    root["name"] = f"Pack for reviewers: {citation['title']}"
    root["description"] = (
        f"A recomputation of the printed numbers of one abstract, {at.said}: built book, executed "
        "notebooks, sources, tables and figures as data, and a protocol to check them in an hour."
    )
    root["version"] = at.short
    makers = crate.add(ContextEntity(crate, "#makers", _called("Organization", citation)))
    root["author"] = root["publisher"] = makers
    texts = crate.add(_licence(crate, CC_BY, "CC BY 4.0", "text and figures"))
    code = crate.add(_licence(crate, MIT, "MIT License", "code"))
    root["license"] = [texts, code]
    article: dict[str, Any] = {
        "@type": "ScholarlyArticle",
        "name": paper["title"],
        "identifier": f"https://doi.org/{paper['doi']}",
        "author": [{"@id": f"#author-{i}"} for i, _ in enumerate(paper["authors"])],
        "datePublished": str(paper["year"]),
    }
    for number, author in enumerate(paper["authors"]):
        person = {"@type": "Person", "name": name(author)}
        crate.add(ContextEntity(crate, f"#author-{number}", properties=person))
    root["citation"] = crate.add(
        ContextEntity(crate, f"https://doi.org/{paper['doi']}", properties=article)
    )
    for path, about in FOLDERS.items():
        crate.add_dataset(folder / path, path, properties={"name": path, "description": about})
    for path, about in _files(folder, shown):
        kind = FORMATS.get(Path(path).suffix, "text/plain")
        properties = {"name": path, "description": about, "encodingFormat": kind}
        if path != "SHA256SUMS":  # written last: it holds the sum of this description too
            properties["contentSize"] = str((folder / path).stat().st_size)
        crate.add_file(folder / path, path, properties=properties)
    made = json.dumps(crate.metadata.generate(), indent=2, sort_keys=True, ensure_ascii=False)
    return (made + "\n").encode()


def _called(kind: str, citation: Mapping[str, Any]) -> dict[str, str]:
    return {"@type": kind, "name": citation["authors"][0]["name"]}


def _licence(crate: Any, address: str, called: str, what: str) -> Any:
    from rocrate.model.contextentity import ContextEntity

    about = {"@type": "CreativeWork", "name": called, "description": f"Licence of {what}"}
    return ContextEntity(crate, address, properties=about)


def _files(folder: Path, shown: Sequence[Shown]) -> Iterator[tuple[str, str]]:
    yield from MAIN.items()
    yield from ((one.file, one.caption) for one in shown)
    for path in sorted((folder / "notebooks").iterdir()):
        yield f"notebooks/{path.name}", "An executed notebook"


def faults(folder: Path) -> list[str]:
    """What the RO-Crate validator finds wrong with a folder, nothing fetched from anywhere.

    The validator brings the rules of RO-Crate, but not the JSON-LD context that a description
    names by its address. The rocrate library brings exactly that file; a cache of the validator's
    kind is filled with it beforehand, and the validator told to use the cache alone.
    """
    from rocrate_validator import models, services
    from rocrate_validator.utils.http import HttpRequester

    with tempfile.TemporaryDirectory() as kept:
        cache = str(Path(kept) / "http")
        # The validator makes an address of the path: one with a space has no rule applied to it.
        plain = Path(kept) / "crate"
        plain.symlink_to(folder.resolve(), target_is_directory=True)
        remember(cache, CONTEXT, context())
        _forget(HttpRequester)
        try:
            found = services.validate(
                services.ValidationSettings(
                    rocrate_uri=str(plain),
                    profile_identifier=f"ro-crate-{VERSION}",
                    requirement_severity=models.Severity.REQUIRED,
                    offline=True,
                    cache_path=Path(cache),
                    skip_availability_check=True,
                )
            )
        finally:
            _forget(HttpRequester)
    return [f"{issue.check.identifier}: {issue.message}" for issue in found.get_issues()]


def _forget(requester: Any) -> None:
    """End the validator's one session, which would outlive its cache."""
    if requester._instance is not None:
        requester._instance.session.close()
        requester._instance = None


def context() -> bytes:
    """The JSON-LD context of RO-Crate, as the rocrate library brings it."""
    data = importlib.resources.files("rocrate") / "data" / "ro-crate.jsonld"
    text = data.read_bytes()
    if json.loads(text)["@id"] != CONTEXT:
        raise ValueError(f"rocrate brings another context than {CONTEXT}: change VERSION")
    return text


def remember(cache: str, address: str, content: bytes) -> None:
    """Put an answer into a cache of requests, as if it had been asked for."""
    import io

    import requests
    from requests.adapters import HTTPAdapter
    from requests_cache import CachedSession
    from urllib3 import HTTPResponse

    class Shelf(HTTPAdapter):
        """Answers with the file at hand, in place of a connection."""

        def send(self, request: Any, *_: Any, **__: Any) -> requests.Response:
            headers = {"Content-Type": "application/ld+json"}
            raw = HTTPResponse(
                io.BytesIO(content), headers, 200, preload_content=False, request_url=address
            )
            return self.build_response(request, raw)

    with CachedSession(cache, backend="sqlite", expire_after=-1) as session:
        session.mount("https://", Shelf())
        session.get(address)
