"""Sphinx extension: on every page the first use of a glossary term in running text leads there.

The glossary is the only list: an entry may have several headwords, one for each way to say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

GLOSSARY = "book/glossary"
# Not English, or lists of their own.
EXEMPT = {GLOSSARY, "book/references", "book/families_nl"}
# Places that are no running text, or that are links already.
SKIPPED = (
    nodes.title, nodes.rubric, nodes.table, nodes.caption, nodes.literal, nodes.literal_block,
    nodes.reference, nodes.raw, nodes.math, nodes.math_block, nodes.image, nodes.comment,
    nodes.term, addnodes.pending_xref, addnodes.toctree, addnodes.download_reference,
)  # fmt: skip
CARD = "sd-card"  # a card is one link as a whole
OPENING, CLOSING = re.compile(r"<[a-z](?![^>]*/>)"), re.compile(r"</[a-z]")
P_VALUE = "P value"  # its letter stands in italics, apart from the rest

# A headword and the place of its entry; the headwords of one entry are a group.
Group = tuple[tuple[str, str], ...]


def pattern(term: str) -> re.Pattern[str]:
    """How a term stands in a sentence: whole words, in the plural too, or with a capital.

    Examples
    --------
    >>> [bool(pattern("median").search(text)) for text in ("Medians of", "intermedian")]
    [True, False]
    """
    first = f"[{term[0].lower()}{term[0].upper()}]" if term[0].isalpha() else re.escape(term[0])
    rest = r"\s+".join(re.escape(word) for word in term[1:].split(" ")).replace("'", "['’]")
    return re.compile(rf"(?<![\w-]){first}{rest}(?:s|es)?(?![\w]|-\w)")


def groups(env: BuildEnvironment) -> list[Group]:
    """The entries of the glossary, each with all its headwords."""
    return [
        tuple((term.astext(), term["ids"][0]) for term in entry.findall(nodes.term))
        for entry in env.get_doctree(GLOSSARY).findall(nodes.definition_list_item)
    ]


def running_text(node: nodes.Node) -> Iterator[nodes.Text]:
    """The pieces of text that are read as sentences, in their order.

    What stands between two tags that a computed sentence holds, such as a badge, is none of it.
    """
    depth = 0
    for child in node.children:
        if isinstance(child, nodes.raw):
            depth += len(OPENING.findall(child.astext())) - len(CLOSING.findall(child.astext()))
        elif isinstance(child, nodes.Text):
            if not depth:
                yield child
        elif not isinstance(child, SKIPPED) and CARD not in child.get("classes", ()):
            yield from running_text(child)


def join_lines(document: nodes.Node) -> None:
    """Make one piece of neighbouring pieces of text: a term may run over the end of a line."""
    for parent in list(document.findall(nodes.TextElement)):
        joined: list[nodes.Node] = []
        for child in parent.children:
            if joined and type(joined[-1]) is type(child) is nodes.Text:
                child = nodes.Text(joined.pop() + child)  # type: ignore[operator]
                child.parent = parent
            joined.append(child)
        parent.children = joined


class LinkFirstUse(SphinxPostTransform):
    """Make a link of the first use of each term."""

    default_priority = 900  # after all that is pasted or resolved

    def run(self, **kwargs: Any) -> None:
        """Go through the page once; an entry that has been used is not looked for again."""
        if self.env.docname in EXEMPT or GLOSSARY not in self.env.all_docs:
            return
        self.left = groups(self.env)
        join_lines(self.document)
        for text in list(running_text(self.document)):
            self._link(text)

    def _link(self, text: nodes.Text) -> None:
        """Link every first use in one piece of text, from the left, the longest headword first."""
        rest: nodes.Text | None = text
        while rest is not None:
            behind_letter = self._letter(rest)
            rest = self._first(rest) if behind_letter is None else behind_letter

    def _first(self, text: nodes.Text) -> nodes.Text | None:
        """Link the leftmost first use; what stands behind it is left."""
        found = [
            (match.start(), -match.end(), match, place, group)
            for group in self.left
            for term, place in group
            if (match := pattern(term).search(text))
        ]
        if not found:
            return None
        _, _, match, place, group = min(found, key=lambda use: use[:2])
        self.left.remove(group)
        before, after = nodes.Text(text[: match.start()]), nodes.Text(text[match.end() :])
        _replace(text, [before, self._reference(place, [nodes.Text(match[0])]), after])
        return after

    def _letter(self, text: nodes.Text) -> nodes.Text | None:
        """The same for a P value whose letter is emphasized, or was so by a computed sentence."""
        match = re.match(r"\s+values?(?!\w)", text)
        group = next((g for g in self.left if g[0][0] == P_VALUE), None)
        if match is None or group is None or text.parent is None:
            return None
        at = _place(text)
        letter = _letter_before(text.parent.children[:at])
        if not letter:
            return None
        self.left.remove(group)
        del text.parent.children[at - len(letter) : at]
        after = nodes.Text(text[match.end() :])
        whole = [nodes.emphasis("", "P"), nodes.Text(match[0])]
        _replace(text, [self._reference(group[0][1], whole), after])
        return after

    def _reference(self, place: str, shown: Sequence[nodes.Node]) -> nodes.reference:
        address = self.app.builder.get_relative_uri(self.env.docname, GLOSSARY)
        return nodes.reference(
            "", "", *shown, internal=True, refuri=f"{address}#{place}", classes=["term"]
        )


def _letter_before(siblings: Sequence[nodes.Node]) -> Sequence[nodes.Node]:
    """The nodes that set an italic P at the end of these, or none."""
    if siblings and isinstance(siblings[-1], nodes.emphasis) and siblings[-1].astext() == "P":
        return siblings[-1:]
    if "".join(node.astext() for node in siblings[-3:]) == "<i>P</i>":
        return siblings[-3:]
    return ()


def _place(node: nodes.Node) -> int:
    """Where a node stands in its parent; two texts can be equal and are not the same."""
    return next(i for i, other in enumerate(node.parent.children) if other is node)


def _replace(node: nodes.Text, by: Sequence[nodes.Node]) -> None:
    at, parent = _place(node), node.parent
    kept = [part for part in by if not isinstance(part, nodes.Text) or part]
    parent.children[at : at + 1] = kept
    for part in kept:
        parent.setup_child(part)


def all_if_glossary(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Every page is written anew where the glossary has changed."""
    return set(env.found_docs) if GLOSSARY in added | changed | removed else set()


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_post_transform(LinkFirstUse)
    app.connect("env-get-outdated", all_if_glossary)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
