/* Any marked number opens its card; the book turns to another reading. All that is shown comes from
   one file that the build wrote: no number is made here. Without this script a badge is a link. */
(function () {
  "use strict";
  var here = document.currentScript.src;
  var book = new URL("../", here);
  var TAIL = [["claim-", "ledger"], ["check-", "page"]];
  var LOST = "The cards of this book could not be fetched: is there a connection? The page is whole without them.";
  var SPOILT = "The file of cards is not as it was built: build the book again. The page is whole without it.";
  var asked = null, now = null, chosen = "", opener = null;

  function element(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, Array.prototype.slice.call(arguments, 2));
    return made;
  }

  function button(text, act, attributes) {
    var made = element("button", Object.assign({ type: "button" }, attributes), text);
    made.addEventListener("click", act);
    return made;
  }

  /** The claims, fetched once and only when somebody asks. */
  function claims() {
    asked = asked || fetch(new URL("claims.json", here), { cache: "no-cache" }).catch(function () {
      throw new Error(LOST);
    }).then(function (answer) {
      if (!answer.ok) throw new Error(LOST);
      return answer.json().catch(function () { throw new Error(SPOILT); });
    }).then(function (found) {
      if (!found || found.version !== "1" || !found.claims || !found.readings) throw new Error(SPOILT);
      now = found;
      return found;
    });
    asked.catch(function () { asked = null; });
    return asked;
  }

  function address(change) {
    var at = new URL(location.href);
    Object.keys(change).forEach(function (key) {
      if (change[key]) at.searchParams.set(key, change[key]); else at.searchParams.delete(key);
    });
    return at;
  }

  // ------------------------------------------------------------------ the panel

  var panel = element("dialog", { class: "live", "aria-labelledby": "live-title" });
  panel.addEventListener("close", function () {
    panel.replaceChildren();
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  });
  document.addEventListener("keydown", function (event) { // the theme keeps Escape from a dialog
    if (event.key !== "Escape" || !panel.open) return;
    event.preventDefault();
    event.stopPropagation();
    panel.close();
  }, true);
  panel.addEventListener("click", function (event) { // beside it: on what it covers
    if (event.target === panel) panel.close();
  });

  function show(title) {
    var heading = element("h2", { id: "live-title", tabindex: "-1" }, title);
    var close = button("Close", function () { panel.close(); }, { class: "live__close" });
    var body = element("div", { class: "live__body" });
    panel.replaceChildren(element("div", { class: "live__top" }, heading, close), body);
    if (!panel.isConnected) document.body.append(panel);
    if (!panel.open) {
      opener = opener || document.activeElement;
      panel.showModal();
    }
    heading.focus();
    return body;
  }

  function failed(error) {
    var from = opener && opener.href;
    var body = show("No card");
    body.append(element("p", { role: "alert" }, error.message));
    if (from) body.append(element("p", {}, element("a", { href: from }, "Where the number stands")));
  }

  // ------------------------------------------------------------------ cards

  /** What a reading leaves of a claim: verdict, its words, what is recomputed. */
  function outcome(id) {
    var claim = now.claims[id];
    var other = claim.others.find(function (one) { return one[2].includes(chosen); });
    if (!other) return [claim.verdict, claim.word, claim.text, claim.draw];
    return [other[0], now.marks[other[0]][0], other[1], other[3]];
  }

  function sign(verdict, words) {
    var mark = now.marks[verdict];
    return element("span", { class: "verdict verdict--" + named(verdict) + " claim--" + mark[2] },
      element("span", { class: "claim__mark", "aria-hidden": "true" }, mark[1]), " " + words);
  }

  function named(verdict) { return verdict.replace(" ", "-"); }

  function words(verdict, text) {
    return now.marks[verdict][0] + (verdict === "none" ? "" : ", " + text);
  }

  function drawing(draw, text) {
    var box = element("div", { class: "live__drawn", role: "img", "aria-label": text });
    if (draw.of) {
      draw.of.forEach(function (count) {
        var row = element("span", { class: "live__dots" });
        for (var child = 0; child < count[1]; child++) row.append(element("i", child < count[0] ? { class: "with" } : {}));
        box.append(row);
      });
      if (draw.more) box.append("\u2026");
      return box;
    }
    var band = element("span", { class: "live__left" });
    band.style.left = 100 * draw.at[0] + "%";
    band.style.width = 100 * (draw.at[1] - draw.at[0]) + "%";
    box.append(element("span", { class: "live__allowed" }, band),
      element("span", { class: "live__ends" }, element("span", {}, draw.ends[0]), element("span", {}, draw.ends[1])));
    box.setAttribute("aria-label", text + ", where the print allows " + draw.ends[0] + " to " + draw.ends[1]);
    return box;
  }

  function list(items) {
    return element.apply(null, ["ul", {}].concat(items.map(function (item) { return element("li", {}, item); })));
  }

  function title(name) {
    var found = now.readings.find(function (one) { return one.name === name; });
    return found ? found.title : name;
  }

  function card(id) {
    var claim = now.claims[id];
    var body = show(claim.printed);
    body.dataset.card = id;
    body.append(element("p", { class: "live__statement" }, claim.statement + "."),
      element("p", {}, sign(claim.verdict, claim.word)),
      element("p", { class: "live__text" }, "Recomputed: ", element("b", {}, claim.text)));
    if (claim.draw) body.append(drawing(claim.draw, claim.text));
    if (chosen) {
      var other = outcome(id);
      body.append(element("p", { class: "live__chosen" }, "In the reading that is chosen, " + title(chosen) + ": " + (other[0] === "none" ? other[1] : other[1] + ", " + other[2]) + "."));
      if (other[3]) body.append(drawing(other[3], other[2]));
    }
    body.append(element("h3", {}, "Why"), list(claim.why));
    if (claim.rests.length) {
      body.append(element("h3", {}, "What it rests on"), list(claim.rests));
    }
    if (claim.others.length) {
      body.append(element("h3", {}, "Other readings"), list(claim.others.map(function (one) {
        return words(one[0], one[1]) + ": " + one[2].map(title).join("; ");
      })));
    }
    var links = element("p", { class: "live__links" });
    if (claim.page.length) links.append(element("a", { href: carried(new URL(claim.page[1] + "#check-" + id, book)).href }, claim.page[0]), " ");
    links.append(copier("Copy the link to this card", function () { return address({ card: id, "if": "" }).href; }));
    if (claim.source) body.append(element("p", { class: "live__source" }, "Printed in " + claim.source));
    body.append(links, wrong(id));
    if (now.engine) engine().then(function (made) { if (body.isConnected) made.card(body, id); });
  }

  /** A wrong number is told with all that is known of it filled in; no address is made up. */
  function wrong(id) {
    var claim = now.claims[id];
    var title = "A wrong number: " + id + ", printed " + claim.raw;
    var lines = ["Claim: " + id, "What it says: " + claim.statement, "Printed: " + claim.raw, "The book says: " + claim.word + ", " + claim.text];
    if (chosen) lines.push("Reading: " + chosen);
    if (now.commit) lines.push(now.commit);
    lines.push("Page: " + address({ card: id, "if": "" }).href, "", "What I expected: ", "From where: ");
    if (!now.repository) {
      return element("p", { class: "live__wrong" }, copier("Copy a report of a wrong number", function () { return title + "\n\n" + lines.join("\n"); }));
    }
    var at = new URL(now.repository + "/issues/new");
    at.searchParams.set("title", title);
    at.searchParams.set("body", lines.join("\n"));
    return element("p", { class: "live__wrong" }, element("a", { href: at.href, rel: "external" }, "Report a wrong number"));
  }

  function copier(text, what) {
    var told = element("span", { role: "status" });
    return element("span", { class: "live__copy" }, button(text, function () {
      var words = what();
      navigator.clipboard.writeText(words).then(function () { told.textContent = " Copied."; }, function () {
        told.textContent = " " + words;
      });
    }), told);
  }

  /** What needs the engine is another script, fetched with the first card. */
  function engine() {
    return import(new URL("recompute.js", here)).then(function (made) {
      return made.prepare({
        element: element, button: button, copier: copier, address: address, words: words, data: now,
        "static": new URL("./", here), reading: function () { return chosen; }, title: title,
      });
    });
  }

  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var badge = event.target.closest && event.target.closest("[data-claim]");
    if (!badge) return;
    event.preventDefault();
    opener = badge;
    claims().then(function () { card(badge.dataset.claim); }).catch(failed);
  });

  // ------------------------------------------------------------------ readings

  var first = new Map(); // what the build wrote in a place that follows the reading

  function keep(place) {
    if (!first.has(place)) first.set(place, place.cloneNode(true));
    return first.get(place);
  }

  function badge(place) {
    var original = keep(place), id = place.dataset.claim;
    place.className = original.className;
    ["title", "data-verdict"].forEach(function (name) { place.setAttribute(name, original.getAttribute(name) || ""); });
    place.innerHTML = original.innerHTML;
    if (!chosen || !now.claims[id]) return;
    var said = outcome(id), mark = now.marks[said[0]], was = now.marks[original.dataset.verdict];
    place.classList.remove("claim--" + named(original.dataset.verdict), "claim--" + was[2]);
    place.classList.add("claim--" + named(said[0]), "claim--" + mark[2]);
    place.dataset.verdict = said[0];
    place.title = said[1] + ": " + said[2];
    place.querySelector(".claim__mark").textContent = mark[1];
    place.querySelector(".claim__word").textContent = " (" + said[1] + ")";
  }

  /** The cells of a row of the check or of the ledger that follow the reading. */
  function row(place, id) {
    var said = chosen && outcome(id);
    ["Recomputed", "Verdict"].forEach(function (label) {
      var cell = place.querySelector('[data-label="' + label + '"]');
      if (!cell) return;
      var original = keep(cell);
      cell.innerHTML = original.innerHTML;
      cell.dataset.follows = "";
      if (!said) return;
      var inner = cell.firstElementChild || cell;
      inner.replaceChildren(label === "Verdict" ? sign(said[0], said[1]) : said[2]);
    });
  }

  var WITHIN = "p, li, h1, h2, h3, h4, dt, dd, summary, blockquote, pre, td, th, div";
  var APART = "[data-claim], [data-follows], .readings, .reading-strip, .cell_input, script, style, .headerlink, .prev-next-area, .permalink, nav";

  /** A figure or a table as a whole, unless some cells beside it follow; else the paragraph. */
  function whole(at) {
    var row = at.closest("tr");
    var table = row && !row.querySelector("[data-follows]") && at.closest("table");
    return at.closest("figure.panel, .opening") || (table && (table.closest(".data-table") || table.parentElement)) || at.closest(WITHIN);
  }

  /** Every other place that shows a number, or draws one. */
  function unfollowed(article) {
    var found = new Set(article.querySelectorAll("figure.panel, svg.drawing, .opening"));
    var walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      var text = walker.currentNode;
      if (!/\d/.test(text.data) || text.parentElement.closest(APART)) continue;
      found.add(whole(text.parentElement));
    }
    found.delete(null);
    return found;
  }

  function turn(name) {
    chosen = name;
    var article = document.querySelector("article") || document.body;
    article.querySelectorAll("[data-claim]").forEach(badge);
    TAIL.forEach(function (one) {
      article.querySelectorAll('tr[id^="' + one[0] + '"]').forEach(function (place) {
        var id = place.id.slice(one[0].length);
        if (now.claims[id]) row(place, id);
      });
    });
    document.querySelectorAll(".of-headline").forEach(function (place) { place.classList.remove("of-headline"); });
    if (chosen) unfollowed(article).forEach(function (place) { place.classList.add("of-headline"); });
    document.querySelectorAll("a[href]").forEach(carry);
    document.querySelectorAll(".readings__title").forEach(function (line) { line.hidden = Boolean(chosen); });
    below(article);
    strip(article);
    history.replaceState(null, "", address({ reading: chosen }));
  }

  /** Whether the reading leaves another number of a claim, or says otherwise of a conclusion. */
  function another(id) {
    var claim = now.claims[id], said = outcome(id);
    return said[2] !== claim.text && (Boolean(said[3]) || said[0] !== claim.verdict.replace("_if", ""));
  }

  /** Below the headline: what the numbers that this page checks are in the reading, drawn. */
  function below(article) {
    var old = article.querySelector(".of-reading"), opening = article.querySelector(".opening");
    if (old) old.remove();
    if (!chosen || !opening) return;
    var own = Object.keys(now.claims).filter(function (id) {
      var page = now.claims[id].page;
      return page.length && new URL(page[1], book).pathname === location.pathname;
    });
    if (!own.length) return;
    var rows = own.filter(another).map(function (id) {
      var claim = now.claims[id], said = outcome(id), none = said[0] === "none", row = element("li", {});
      row.dataset.of = id;
      row.append(element("b", {}, claim.printed), " " + claim.statement + ": ",
        sign(said[0], said[1] + (none ? "" : ",")), none ? "" : " " + said[2]);
      if (said[3]) row.append(drawing(said[3], said[2]));
      return row;
    });
    var box = element("div", { class: "of-reading", "data-follows": "" },
      element("p", {}, rows.length ? "In this reading, other than in the " + now.headline + ":" : "No number that this page checks is another in this reading."));
    if (rows.length) box.append(element.apply(null, ["ul", {}].concat(rows)));
    opening.after(box);
  }

  var addresses = new Map();

  /** A link to another page of the book leads there in the same reading. */
  function carry(link) {
    if (!addresses.has(link)) addresses.set(link, link.getAttribute("href"));
    var was = addresses.get(link), at = new URL(was, location.href);
    if (was[0] === "#" || !at.href.startsWith(book.href) || !/\.html$/.test(at.pathname)) return;
    link.setAttribute("href", chosen ? carried(at).href : was);
  }

  function carried(at) {
    if (chosen) at.searchParams.set("reading", chosen); else at.searchParams.delete("reading");
    return at;
  }

  function strip(article) {
    var old = document.querySelector(".reading-strip");
    if (old) old.remove();
    if (!chosen) return;
    article.prepend(element("div", { class: "reading-strip", role: "status" },
      element("p", {}, "Reading: ", element("b", {}, title(chosen)), ". Numbers with a mark follow it; what is marked \u201c" + now.headline + "\u201d does not. ",
        button("Back to the " + now.headline, function () { turn(""); if (opened) opened.focus(); }))));
  }

  var opened = null;

  /** The list that the page carries, each reading a button. */
  function choose() {
    claims().then(function () {
      var body = show("Readings");
      var carriedList = document.querySelector("section.readings");
      var copy = carriedList.cloneNode(true);
      copy.removeAttribute("aria-labelledby");
      copy.querySelectorAll("[id]").forEach(function (one) { one.removeAttribute("id"); });
      copy.querySelector("details").open = true;
      copy.querySelectorAll("[data-reading]").forEach(function (item) {
        var name = item.dataset.reading;
        var inner = button("", function () { panel.close(); turn(name); }, { "aria-pressed": String(name === chosen) });
        inner.append.apply(inner, Array.from(item.childNodes));
        item.append(inner);
      });
      if (chosen) copy.prepend(button("Back to the " + now.headline, function () { panel.close(); turn(""); }));
      body.append(copy);
      if (now.engine) engine().then(function (made) { if (body.isConnected) made.all(body); });
    }).catch(failed);
  }

  function start() {
    var listed = document.querySelector("section.readings");
    if (listed) {
      opened = button("Readings", function () { opener = opened; choose(); }, { class: "reading-switch", "aria-haspopup": "dialog" });
      var bar = document.querySelector(".article-header-buttons");
      if (bar) bar.prepend(opened); else listed.before(opened);
    }
    var told = new URLSearchParams(location.search);
    var reading = told.get("reading"), id = told.get("card");
    if (!reading && !id) return;
    claims().then(function () {
      var known = now.readings.some(function (one) { return one.name === reading; });
      if (known) turn(reading); else if (reading) history.replaceState(null, "", address({ reading: "" }));
      if (now.claims[id]) card(id);
    }).catch(failed);
  }

  start();
})();
