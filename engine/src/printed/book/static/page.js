/* A page at a glance: the switch for its code, the tabs and files of its figures. All that they
   show is there without this script. */
(function () {
  "use strict";
  var root = document.documentElement;
  var here = document.currentScript && document.currentScript.src;
  var KEPT = "book-code";
  var asked = new URLSearchParams(location.search).get("code");
  var kept = null;
  try { kept = localStorage.getItem(KEPT); } catch (_) { /* storage is off */ }
  root.classList.add("js"); // before the body is drawn: nothing jumps
  root.classList.toggle("show-code", asked === null ? kept === "1" : asked !== "0");

  function element(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // ------------------------------------------------------------------ code

  function codeSwitch(page) {
    if (!page.querySelector(".cell_input")) return;
    var button = element("button", { type: "button", class: "code-switch" });
    function on() { return root.classList.contains("show-code"); }
    // Hidden code has no width: what scrolls once it is shown has to be reached by keys.
    function reach() {
      document.querySelectorAll(".cell_input pre").forEach(function (pre) {
        pre.tabIndex = pre.scrollWidth > pre.clientWidth ? 0 : -1;
      });
    }
    function write() { button.textContent = on() ? "Hide the code" : "Show the code"; reach(); }
    button.addEventListener("click", function () {
      root.classList.toggle("show-code");
      try { localStorage.setItem(KEPT, on() ? "1" : "0"); } catch (_) { /* off */ }
      var address = new URL(location.href);
      if (on()) address.searchParams.set("code", "1"); else address.searchParams.delete("code");
      history.replaceState(null, "", address);
      if (on()) open(page);
      write();
    });
    write();
    var bar = document.querySelector(".article-header-buttons");
    if (bar) bar.prepend(button); else page.prepend(button);
    if (on()) open(page);
  }

  // ------------------------------------------------------------------ drawers

  function open(page) {
    page.querySelectorAll(".drawer > details").forEach(function (drawer) { drawer.open = true; });
  }

  function reveal() { // a link to a section, a figure or a row opens the drawer that it lies in
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var drawer = target && (target.querySelector(":scope > details") || target.closest("details"));
    if (!drawer || drawer.open) return;
    drawer.open = true;
    target.scrollIntoView();
  }

  // ------------------------------------------------------------------ figures

  function tabs(panel) {
    var views = Array.from(panel.querySelectorAll(":scope > [data-tab]"));
    if (!views.length) return;
    var bar = element("div", { class: "panel__tabs" });
    var list = element("div", { role: "tablist", "aria-label": "Ways to see it" });
    var buttons = views.map(function (view, index) {
      var id = panel.id + "-tab-" + index;
      view.id = view.id || panel.id + "-view-" + index;
      view.setAttribute("role", "tabpanel");
      view.setAttribute("aria-labelledby", id);
      var button = element("button", { type: "button", role: "tab", id: id, "aria-controls": view.id }, view.dataset.tab);
      button.addEventListener("click", function () { choose(index); });
      list.append(button);
      return button;
    });
    function choose(chosen) {
      views.forEach(function (view, index) { view.classList.toggle("panel__view--off", index !== chosen); });
      buttons.forEach(function (button, index) {
        button.setAttribute("aria-selected", String(index === chosen));
        button.tabIndex = index === chosen ? 0 : -1;
      });
    }
    list.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      var next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
      choose(next);
      buttons[next].focus();
    });
    choose(0);
    var files = panel.querySelector(":scope > .panel__files");
    var csv = files.querySelector("a[download]");
    if (panel.querySelector("svg.drawing")) {
      var png = element("button", { type: "button" }, "PNG");
      png.addEventListener("click", function () { picture(panel, csv.download.replace(/csv$/, "png")); });
      csv.after(" ", png);
    }
    bar.append(list, files);
    panel.querySelector(":scope > .panel__title").after(bar);
  }

  // The figure that is seen, as a picture that can stand alone: its title above it, its source below.
  function picture(panel, name) {
    var drawn = Array.from(panel.querySelectorAll("svg.drawing")).find(function (svg) { return svg.getBoundingClientRect().width; });
    if (!drawn) drawn = panel.querySelector("svg.drawing");
    var box = drawn.viewBox.baseVal, size = 2, title = 44, foot = 30;
    var style = getComputedStyle(panel), paper = getComputedStyle(root).getPropertyValue("--book-paper") || "#fff";
    var copy = drawn.cloneNode(true);
    var from = drawn.querySelectorAll("*"), to = copy.querySelectorAll("*");
    from.forEach(function (part, index) { // colours are names of the page: write what they come to
      var shown = getComputedStyle(part);
      ["fill", "stroke", "font-family", "font-size", "font-weight"].forEach(function (key) {
        to[index].style.setProperty(key, shown.getPropertyValue(key));
      });
    });
    copy.setAttribute("width", box.width * size);
    copy.setAttribute("height", box.height * size);
    return letters().then(function (face) {
      var sheet = document.createElementNS("http://www.w3.org/2000/svg", "style");
      sheet.textContent = face;
      copy.prepend(sheet);
      var image = new Image();
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
      return image.decode().then(function () { return image; });
    }).then(function (image) {
      var canvas = element("canvas", { width: box.width * size, height: (box.height + title + foot) * size });
      var pen = canvas.getContext("2d");
      pen.scale(size, size);
      pen.fillStyle = paper;
      pen.fillRect(0, 0, box.width, box.height + title + foot);
      pen.fillStyle = style.color;
      pen.font = "600 15px " + style.fontFamily;
      pen.fillText(panel.querySelector(".panel__title").textContent, 8, 26, box.width - 16);
      pen.drawImage(image, 0, title, box.width, box.height);
      pen.font = "11px " + style.fontFamily;
      var licence = panel.querySelector("[rel~=license]");
      pen.fillText(document.title + (licence ? ", " + licence.textContent : ""), 8, title + box.height + 18, box.width - 16);
      return new Promise(function (done) { canvas.toBlob(done); });
    }).then(function (blob) {
      var link = element("a", { download: name, href: URL.createObjectURL(blob) });
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
  }

  // A picture cannot reach the letters of the page: they go with it.
  function letters() {
    if (!here) return Promise.resolve("");
    return fetch(new URL("fonts/Inter-Regular.woff2", here)).then(function (answer) { return answer.arrayBuffer(); }).then(function (bytes) {
      var text = Array.from(new Uint8Array(bytes), function (byte) { return String.fromCharCode(byte); }).join("");
      return "@font-face { font-family: Inter; src: url(data:font/woff2;base64," + btoa(text) + ") }";
    }).catch(function () { return ""; });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var page = document.querySelector(".glance");
    if (!page) return;
    codeSwitch(page);
    page.querySelectorAll("figure.panel").forEach(tabs);
    window.addEventListener("hashchange", reveal);
    window.addEventListener("beforeprint", function () { open(page); });
    reveal();
  });
})();
