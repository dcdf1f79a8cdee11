"""What a page needs to be read on paper: nothing folded, short words in one piece, wide last cells
below their row."""

from __future__ import annotations

from typing import Any

RESTS_ON = "Rests on"
# Letters that a cell keeps on one line, and that the name of a row does.
SHORT, NAME = 14, 26
CROWDED = 7  # columns that need every place to break a line


def unfold(article: Any, seen: set[str]) -> None:
    """Make one page fit for paper.

    Parameters
    ----------
    article : bs4.Tag
        Its ids are still those of the page.
    seen : set of str
        Claims whose grounds an earlier page has given in full; this page's are added.
    """
    for clock in article.select(".measured"):  # what a clock said is of one build, not of a commit
        clock.string = "\u2013"
    for table in article.select("table"):
        heads = [cell.get_text(strip=True) for cell in table.select("thead th")]
        if heads and heads[-1] == RESTS_ON:
            _below(article, table, len(heads) - 1, seen)
    for fold in article.find_all("details"):
        fold["open"] = ""
    for row in article.select(".data-table tbody tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        for cell in cells if len(cells) < CROWDED else ():
            if len(cell.get_text(strip=True)) <= (NAME if cell.name == "th" else SHORT):
                cell["class"] = [*(cell.get("class") or ()), "short"]


def _below(article: Any, table: Any, columns: int, seen: set[str]) -> None:
    """Move the last column of a table into rows of its own, each below the row it belongs to."""
    make = article.find_parents()[-1].new_tag  # the document's own
    table.select("thead th")[-1].extract()
    for row in table.select("tbody tr"):
        cell = row.find_all(["td", "th"], recursive=False)[-1].extract()
        name = row.get("id", "")
        folds = cell.find_all("details")
        if name in seen:
            counted = [fold.find("summary").get_text(strip=True) for fold in folds]
            for fold in folds:
                fold.extract()
            if counted:
                said = make("p")
                said.string = f"{' and '.join(counted)}: on the page that checks it."
                cell.append(said)
        elif folds:
            seen.add(name)
            for fold in folds:
                _run_in(fold, make)
        if cell.get_text(strip=True) in ("", "\u2013"):
            continue
        below = make("tr", attrs={"class": "rests"})
        whole = make("td", attrs={"colspan": str(columns)})
        for child in list(cell.children):
            whole.append(child)
        below.append(whole)
        row["class"] = [*(row.get("class") or ()), "above"]
        row.insert_after(below)


def _run_in(fold: Any, make: Any) -> None:
    """A folded list as one paragraph: its name, then its lines one after the other."""
    line = make("p")
    name = make("b")
    name.string = fold.find("summary").get_text(strip=True) + ". "
    line.append(name)
    line.append("; ".join(" ".join(item.get_text().split()) for item in fold.find_all("li")) + ".")
    fold.replace_with(line)
