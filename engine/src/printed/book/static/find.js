/* The page of the search: excerpts without source code, and the claims that hold a number that is
   looked for. Sphinx's own search does the rest. */
(function () {
  "use strict";
  var here = document.currentScript.src;
  var book = new URL("../", here);
  var UNREAD = ".cell_input, details.above-input, .panel__files, .data-table__download, .readings";
  var APART = "td, th, p, li, div, summary, h2, h3, figcaption, text"; // else their words run together

  if (typeof Search !== "undefined") { // Sphinx's
    var told = Search.htmlToText;
    Search.htmlToText = function (html, anchor) {
      var page = new DOMParser().parseFromString(html, "text/html");
      page.querySelectorAll(UNREAD).forEach(function (part) { part.remove(); });
      page.querySelectorAll(APART).forEach(function (part) { part.append(" "); });
      return told(page.documentElement.outerHTML, anchor);
    };
  }

  /** A text as it is typed: plain minus, one space, no thousands that a page or a hand sets apart. */
  function plain(text, apart) {
    return text.toLowerCase().replace(/[\u2212\u2013]/g, "-").replace(apart || /(\d)[,\u202f\u00a0\u2009](?=\d{3}(?!\d))/g, "$1")
      .replace(/[\u202f\u00a0\s]+/g, " ").replace(/(\d) %/g, "$1%").trim();
  }

  /** Whether a text holds what was looked for, and not as a part of a longer number. */
  function holds(text, wanted) {
    var at = -1;
    while ((at = text.indexOf(wanted, at + 1)) >= 0) {
      var before = text.slice(0, at), after = text.slice(at + wanted.length);
      if (!/\d$|\d[.,]$/.test(before) && !/^\d|^[.,]\d/.test(after)) return true;
    }
    return false;
  }

  function found(claims, query) {
    var wanted = plain(query, /(\d)[,\s](?=\d{3}(?!\d))/g).replace(/^p ?[=<>] ?/, "");
    if (!/\d/.test(wanted)) return [];
    return Object.keys(claims).filter(function (id) {
      var claim = claims[id];
      return [claim.raw, claim.printed, claim.text].some(function (text) { return holds(plain(text), wanted); });
    });
  }

  function element(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  function hit(known, id) {
    var claim = known.claims[id], mark = known.marks[claim.verdict];
    var address = claim.page.length ? new URL(claim.page[1] + "#check-" + id, book).href : "#";
    return element("li", {},
      element("a", { href: address, "data-claim": id }, element("b", {}, claim.printed)), " " + claim.statement + ". ",
      element("span", { "class": "claim--" + mark[2] }, mark[1] + " " + claim.word), ": " + claim.text + ".");
  }

  function show(query) {
    fetch(new URL("claims.json", here)).then(function (answer) { return answer.json(); }).then(function (known) {
      var ids = found(known.claims, query);
      if (!ids.length) return;
      var words = /[a-z]{3}/i.test(query); // Sphinx looks for words alone
      document.getElementById("search-results").hidden = !words;
      var list = element.apply(null, ["ul", {}].concat(ids.map(function (id) { return hit(known, id); })));
      document.getElementById("search-results").before(element("section", { "class": "found-claims", "aria-labelledby": "found-claims" },
        element("h2", { id: "found-claims" }, "Printed numbers: " + ids.length), list, words ? element("h2", {}, "Pages") : ""));
    }).catch(function () { /* a book without claims has pages to be found */ });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var query = new URLSearchParams(location.search).get("q");
    if (query) show(query);
  });
})();
