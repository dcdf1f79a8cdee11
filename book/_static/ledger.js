/* The ledger: search, filters and sorting on a table that is complete without them. */
(function () {
  "use strict";

  /** The words of a cell, and for sorting the first number in it where every cell has one. */
  function words(row, column) {
    return row.cells[column].textContent.trim();
  }

  function control(label, element) {
    var wrapper = document.createElement("label");
    wrapper.append(label, element);
    return wrapper;
  }

  function choice(rows, attribute, every, describe) {
    var select = document.createElement("select");
    select.add(new Option(every, ""));
    Array.from(new Set(rows.map(function (row) { return row.getAttribute(attribute); })))
      .forEach(function (value) { select.add(new Option(describe(value), value)); });
    return select;
  }

  function sortable(table, rows) {
    var body = table.tBodies[0];
    var compare = new Intl.Collator("en", { numeric: true }).compare;
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        Array.from(head.parentNode.cells).forEach(function (cell) {
          cell.removeAttribute("aria-sort");
        });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.slice().sort(function (a, b) {
          return (down ? -1 : 1) * compare(words(a, column), words(b, column));
        }).forEach(function (row) { body.append(row); });
      });
    });
  }

  function enhance(ledger) {
    var table = ledger.querySelector("table");
    var rows = Array.from(table.tBodies[0].rows);
    var search = document.createElement("input");
    search.type = "search";
    var verdict = choice(rows, "data-row-verdict", "every verdict", function (value) {
      var shown = ledger.querySelector(".verdict--" + value);
      return Array.from(shown.childNodes).slice(1)
        .map(function (node) { return node.textContent; }).join("").trim();
    });
    var page = choice(rows, "data-row-page", "every page", function (value) { return value; });
    var count = document.createElement("p");
    count.className = "ledger__count";
    count.setAttribute("role", "status");

    function filter() {
      var wanted = search.value.trim().toLowerCase();
      var left = 0;
      rows.forEach(function (row) {
        var shown = (!wanted || row.textContent.toLowerCase().includes(wanted)) &&
          (!verdict.value || row.dataset.rowVerdict === verdict.value) &&
          (!page.value || row.dataset.rowPage === page.value);
        row.hidden = !shown;
        left += shown ? 1 : 0;
      });
      count.textContent = left + " of " + rows.length + " claims";
    }

    /** A permalink shows its row, whatever the filters say. */
    function reveal() {
      var row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (row && rows.includes(row) && row.hidden) {
        search.value = verdict.value = page.value = "";
        filter();
        row.scrollIntoView();
      }
    }

    var controls = document.createElement("div");
    controls.className = "ledger__controls";
    controls.setAttribute("role", "search");
    controls.append(control("Search", search), control("Verdict", verdict), control("Page", page), count);
    ledger.prepend(controls);
    [search, verdict, page].forEach(function (element) {
      element.addEventListener("input", filter);
    });
    window.addEventListener("hashchange", reveal);
    sortable(table, rows);
    filter();
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".data-table.ledger").forEach(enhance);
  });
})();
