/* The ledger: search, filters and sorting on a table that is complete without them; what is chosen
   stands in the address. */
(function () {
  "use strict";

  /** The words of a cell. */
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

  /** Rows in another order: by the number that is printed where there is one, else by words. */
  function order(table, rows, column, down) {
    var heads = Array.from(table.tHead.rows[0].cells);
    var compare = new Intl.Collator("en", { numeric: true }).compare;
    var printed = column >= 0 && heads[column].textContent.trim() === "Printed";

    function between(a, b) {
      if (column < 0) { return 0; }
      var one = a.dataset.rowValue, other = b.dataset.rowValue;
      if (printed && one && other) { return one - other || compare(words(a, column), words(b, column)); }
      if (printed && (one || other)) { return one ? -1 : 1; }
      return compare(words(a, column), words(b, column));
    }

    heads.forEach(function (cell, place) {
      if (place === column) {
        cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      } else {
        cell.removeAttribute("aria-sort");
      }
    });
    rows.slice().sort(function (a, b) { return (down ? -1 : 1) * between(a, b); })
      .forEach(function (row) { table.tBodies[0].append(row); });
  }

  function enhance(ledger) {
    var table = ledger.querySelector("table");
    var rows = Array.from(table.tBodies[0].rows);
    var heads = Array.from(table.tHead.rows[0].cells);
    var names = heads.map(function (head) { return head.textContent.trim(); });
    var search = document.createElement("input");
    search.type = "search";
    var verdict = choice(rows, "data-row-verdict", "every verdict", function (value) {
      var shown = ledger.querySelector(".verdict--" + value);
      return Array.from(shown.childNodes).slice(1)
        .map(function (node) { return node.textContent; }).join("").replace(/ \(\w\)$/, "").trim();
    });
    var last = names.length - 1;
    var page = choice(rows, "data-row-page", "every page", function (value) {
      return words(rows.find(function (row) { return row.dataset.rowPage === value; }), last);
    });
    var sort = document.createElement("select");
    sort.add(new Option("what was found out first", ""));
    names.forEach(function (name) { sort.add(new Option(name, name)); });
    var clear = document.createElement("button");
    clear.type = "button";
    clear.className = "ledger__clear";
    clear.textContent = "Show all";
    var count = document.createElement("p");
    count.className = "ledger__count";
    count.setAttribute("role", "status");
    var kept = { q: search, verdict: verdict, page: page, sort: sort };
    var down = false;

    function filter() {
      var wanted = search.value.trim().toLowerCase().replace(/^[np] ?= ?/, ""); // "n=36" is 36
      var left = 0;
      rows.forEach(function (row) {
        var shown = (!wanted || row.textContent.toLowerCase().includes(wanted)) &&
          (!verdict.value || row.dataset.rowVerdict === verdict.value) &&
          (!page.value || row.dataset.rowPage === page.value);
        row.hidden = !shown;
        left += shown ? 1 : 0;
      });
      count.textContent = left + " of " + rows.length + " claims";
      table.hidden = left === 0;
      clear.hidden = left === rows.length;
    }

    /** What is chosen stands in the address, so that a link shows the same rows. */
    function keep() {
      var address = new URL(location.href);
      Object.keys(kept).forEach(function (key) {
        if (kept[key].value.trim()) {
          address.searchParams.set(key, kept[key].value.trim());
        } else {
          address.searchParams.delete(key);
        }
      });
      history.replaceState(null, "", address);
    }

    function change() { filter(); keep(); }

    function reorder(backwards) {
      down = backwards;
      order(table, rows, names.indexOf(sort.value), down);
      keep();
    }

    function all() {
      search.value = verdict.value = page.value = "";
      change();
    }

    /** A permalink shows its row, whatever the filters say. */
    function reveal() {
      var row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (row && rows.includes(row) && row.hidden) {
        all();
        row.scrollIntoView();
      }
    }

    var controls = document.createElement("div");
    controls.className = "ledger__controls";
    controls.setAttribute("role", "search");
    controls.append(control("Search", search), control("Verdict", verdict), control("Page", page),
      control("Sort by", sort), count, clear);
    ledger.prepend(controls);
    heads.forEach(function (head) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        sort.value = button.textContent.trim();
        reorder(head.getAttribute("aria-sort") === "ascending");
      });
    });
    var asked = new URLSearchParams(location.search);
    Object.keys(kept).forEach(function (key) { kept[key].value = asked.get(key) || ""; });
    [search, verdict, page].forEach(function (element) {
      element.addEventListener("input", change);
    });
    sort.addEventListener("input", function () { reorder(false); });
    clear.addEventListener("click", function () { all(); search.focus(); });
    window.addEventListener("hashchange", reveal);
    if (sort.value) { order(table, rows, names.indexOf(sort.value), down); }
    filter();
    reveal();
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".data-table.ledger").forEach(enhance);
  });
})();
