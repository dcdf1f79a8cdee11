"""The page of corrections: what of a changelog it takes, and where it is written."""

from __future__ import annotations

import pytest

from printed.book import corrections


def test_only_what_corrects_is_a_correction():
    text = """# Changes

## 2.0

- Added: a page with numbers.
- **Numbers changed** of a page,
  on two lines: -0.1.
- Verdicts: none has changed.
- A number with a mark opens its card.
- A verdict changed: one.

## 1.0

- Added: all.
"""
    made = corrections.corrections(text)
    assert made.splitlines() == [
        "## 2.0", "",
        "- **Numbers changed** of a page, on two lines: \N{MINUS SIGN}0.1.",
        "- A verdict changed: one.",
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["book/corrections.md", ""])
def test_corrections_are_written_where_there_is_a_page_and_a_changelog(tmp_path, page):
    root, stage = tmp_path / "root", tmp_path / "stage"
    (stage / "book").mkdir(parents=True)
    root.mkdir()
    if page:
        text = f"# C\n\n{corrections.BEGIN}\nold\n{corrections.END}\nend\n"
        (stage / page).write_text(text, encoding="utf-8")
    assert not corrections.write(stage, root)
    (root / "CHANGELOG.md").write_text("## 1\n\n- Mended: a.\n", encoding="utf-8")
    assert corrections.write(stage, root) == bool(page)
    if page:
        new = (stage / page).read_text(encoding="utf-8")
        assert "- Mended: a." in new and "old" not in new and new.endswith("end\n")
