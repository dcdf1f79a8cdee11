"""Verdicts as an engine could give them: what is shown is tested apart from what is found."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from passion.display import badges, register_tables
from passion.verdicts import MEANINGS, Recomputed, Verdict

PAGE = "05_mri_asymmetry"


class Verdicts(dict):
    """Verdicts by claim, with those of one page."""

    def page(self, page: str) -> list[Verdict]:
        return [verdict for verdict in self.values() if verdict.page == page]


def verdict(claim: str, word: str, printed: str = "81%", text: str = "29 of 36", **more) -> Verdict:
    """One verdict with few words."""
    return Verdict(
        claim=claim, page=more.pop("page", PAGE), statement=more.pop("statement", f"About {claim}"),
        printed=printed, target="", recomputed=Recomputed(text), verdict=word, **more,
    )  # fmt: skip


@pytest.fixture
def verdicts(monkeypatch) -> Verdicts:
    """One claim for every verdict there is, named after it, and one on a page not there yet."""
    found = Verdicts({f"{word}_claim": verdict(f"{word}_claim", word) for word in MEANINGS})
    found["below"] = verdict("below", "stated", "-0.4 [1.5]", "-0.4", page="99_later")
    claims = SimpleNamespace(kind="percent", comparison="")
    monkeypatch.setattr(badges, "judged", lambda: found)
    monkeypatch.setattr(register_tables, "judged", lambda: found)
    monkeypatch.setattr(badges, "has_page", lambda page: page == PAGE)
    monkeypatch.setattr(register_tables, "has_page", lambda page: page == PAGE)
    monkeypatch.setattr("passion.claims.load", lambda: {name: claims for name in found})
    return found
