/* The box: pasted numbers as chips that can be corrected, tied or dropped, and their report, live.
   Which kinds there are, and what each can hold, comes from the engine with every answer. */

import { Progress, WHY, element } from "./engine.js";
import { pack, unpack } from "./link.js";

const PAUSE = 150; // ms after a key, before the engine is asked again
const SHARED = ["unknowns", "relations", "conventions"];
const TELL = {
  old: "Changed: the answer below is still the earlier one.",
  edited: "The text changed. Read the numbers again to see it; what you corrected below is lost then.",
  linked: "The numbers came with the link. Press Read the numbers to see the answer.",
  copied: "The link is copied. It holds what you pasted and corrected, not the answer.",
  uncopied: "Copy the address of this page: it holds what you pasted and corrected.",
  none: "No number here makes a statement that can be checked yet: complete one below.",
};

export class Box {
  constructor(root, engine) {
    this.root = root;
    this.engine = engine;
    this.part = (name) => root.querySelector(`.box__${name}`);
    this.progress = new Progress(root.querySelector(".ask__work"), (text) => this.say(text));
    this.text = this.part("text");
    this.form = this.part("form");
    this.items = [];
    this.run = 0;
    this.asked = 0;
    this.part("paste").addEventListener("submit", (event) => { event.preventDefault(); this.read(); });
    this.text.addEventListener("input", () => this.retyped());
    this.form.addEventListener("change", () => this.retyped());
    this.part("example").addEventListener("click", () => {
      this.text.value = this.text.dataset.example;
      this.form.value = "auto";
      this.read();
    });
    this.part("add").addEventListener("submit", (event) => { event.preventDefault(); this.add(); });
    SHARED.forEach((name) => this.shared(name).addEventListener("input", () => this.changed()));
    root.querySelector(".ask__stop").addEventListener("click", () => engine.stop());
    this.part("link").addEventListener("click", () => this.copyLink());
    window.addEventListener("hashchange", () => this.readLink());
    this.readLink();
  }

  /** What goes on; what the page shows already is said to those who hear it only. */
  say(text, heard = "") {
    this.part("status").replaceChildren(text, element("span", { class: "visually-hidden" }, heard));
  }

  shared(name) { return this.root.querySelector(`[data-shared=${name}]`); }

  // ---------------------------------------------------------------- asking

  /** Ask the engine; null where there is no answer, and the status says why. */
  async ask(question) {
    this.engine.tell = (...told) => this.progress.tell(...told);
    this.asked += 1;
    this.root.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => this.progress.show(true), this.engine.ready ? 500 : 0);
    try {
      return await this.engine.ask(question);
    } catch (error) {
      this.say(WHY[error.message]);
      return null;
    } finally {
      clearTimeout(slow);
      this.progress.show(false);
      this.asked -= 1;
      this.root.setAttribute("aria-busy", String(this.asked > 0));
    }
  }

  /** The pasted text as items; those that came with a link stand as they were left. */
  async read() {
    clearTimeout(this.timer); // what is asked now need not be asked again after the pause
    this.old();
    const question = { box: "read", text: this.text.value, form: this.form.value };
    const found = await this.ask({ ...question, ...this.linked });
    // Of a text that is no longer there nothing is shown: it is read anew, or said to have changed.
    if (!found || question.text !== this.text.value || question.form !== this.form.value) { return; }
    if (found.error) { this.refuse(found.error); return; }
    this.edited = Boolean(this.linked);
    this.linked = null;
    this.kinds = found.kinds;
    this.items = found.items;
    this.unplaced = found.unplaced;
    this.as = found.form;
    SHARED.forEach((name) => { this.shared(name).value = found[name]; });
    this.part("kind").replaceChildren(...this.options());
    this.draw();
    this.part("read").hidden = false;
    await this.check();
  }

  /** The pasted text itself was changed: what was corrected is not thrown away unasked. */
  retyped() {
    this.linked = null;
    this.old();
    if (!this.items.length && !this.engine.ready) { this.say(""); return; }
    if (this.edited) { this.say(TELL.edited); return; }
    clearTimeout(this.timer);
    this.run += 1;
    this.timer = setTimeout(() => this.read(), 3 * PAUSE);
  }

  /** A chip was changed: the answer stands back at once, and is asked for anew. */
  changed(item) {
    this.edited = true;
    if (item) { item.kept = true; item.card.querySelector(".box__keep").checked = true; }
    this.old();
    clearTimeout(this.timer);
    this.run += 1;
    this.timer = setTimeout(() => this.check(), PAUSE);
  }

  state() {
    const items = this.items.map(({ name, kind, values, kept }) => ({ name, kind, values, kept }));
    const shared = SHARED.map((name) => [name, this.shared(name).value]);
    return { items, ...Object.fromEntries(shared) };
  }

  async check() {
    const run = ++this.run;
    for (let left = 1; left;) {
      const found = await this.ask({ box: "check", ...this.state() });
      if (!found || run !== this.run) { return; }
      if (found.error) { this.refuse(found.error); return; }
      this.answer(found);
      left = found.left;
    }
    this.keepLink();
  }

  // ---------------------------------------------------------------- the answer

  /** The answer is of what stood there before: it stands back, and says so. */
  old() {
    const place = this.part("answer");
    if (!place.children.length || place.classList.contains("ask__answer--old")) { return; }
    place.classList.add("ask__answer--old");
    place.prepend(element("p", { class: "box__old" }, TELL.old));
    this.say(TELL.old);
  }

  refuse(text) {
    this.part("answer").classList.remove("ask__answer--old");
    this.part("answer").replaceChildren(element("p", { class: "ask__error", role: "alert" }, text));
    this.say("");
  }

  answer(found) {
    this.faults(found.faults);
    const wrong = Object.keys(found.faults).length;
    const place = this.part("answer");
    place.classList.remove("ask__answer--old");
    if (!found.html) {
      place.replaceChildren();
      this.items.forEach((item) => this.judge(item, null));
      this.part("files").hidden = true;
      this.say(wrong ? `Nothing to check yet: ${this.wrong(wrong)}` : TELL.none);
      return;
    }
    place.innerHTML = found.html; // made by the engine, which escapes every text
    place.querySelectorAll("table").forEach((table) => {
      const about = { class: "box__scroll", role: "region", tabindex: "0" };
      const scroll = element("div", { ...about, "aria-label": table.caption.textContent });
      table.replaceWith(scroll);
      scroll.append(table);
    });
    this.items.forEach((item) => this.judge(item, found.rows[item.name]));
    this.part("files").hidden = false;
    this.offer("file", found.file);
    this.offer("json", JSON.stringify(found.json, null, 1));
    const rest = wrong ? ` ${this.wrong(wrong)}` : "";
    if (found.left) {
      this.say(`Checked ${found.parts - found.left} of ${found.parts} statements`);
    } else {
      this.say(`Answered.${rest}`, ` ${found.json.results.sentence}`);
    }
  }

  /** A text as a file to keep. */
  offer(name, text) {
    URL.revokeObjectURL(this.part(name).href);
    this.part(name).href = URL.createObjectURL(new Blob([text]));
  }

  wrong(number) {
    return number === 1 ? "one statement cannot be used, see beside its field." :
      `${number} statements cannot be used, see beside their fields.`;
  }

  judge(item, row) {
    const place = item.card.querySelector(".box__verdict");
    const shown = item.kept && row;
    place.textContent = shown ? `${row.verdict}: ${row.text}` : "";
    const fault = shown && ["does not fit", "contradicts"].includes(row.verdict);
    item.card.classList.toggle("box__item--fault", Boolean(fault));
  }

  /** Each fault beside the field where it stands. */
  faults(found) {
    this.root.querySelectorAll(".box__error").forEach((one) => { one.textContent = ""; });
    this.root.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
    this.items.forEach((item) => this.fault(item.card, found[item.name] || {}));
    SHARED.forEach((name) => this.fault(this.shared(name).parentElement, found[name] || {}));
  }

  fault(within, faults) {
    Object.entries(faults).forEach(([path, text]) => {
      const chips = Array.from(within.querySelectorAll("[data-path]"));
      const at = chips.find((chip) => chip.dataset.path === path) ||
        chips.find((chip) => path && chip.dataset.path.startsWith(`${path}.`)) || within;
      at.querySelector(":scope > .box__error").textContent = text;
      const field = at.querySelector(":scope > input");
      if (field) { field.setAttribute("aria-invalid", "true"); }
    });
  }

  // ---------------------------------------------------------------- items as chips

  draw() {
    this.part("items").replaceChildren(...this.items.map((item) => this.card(item)));
    this.part("unplaced").replaceChildren(...this.unplaced.map((one) => this.left(one)));
    this.part("unplaced").parentElement.hidden = !this.unplaced.length;
    this.part("count").textContent = `${this.items.length}`;
    this.part("missed").textContent = `${this.unplaced.length}`;
  }

  redraw(item) {
    const old = item.card;
    old.replaceWith(this.card(item));
  }

  options(kind) {
    return this.kinds.map(({ name, label }) => {
      const option = element("option", { value: name }, label);
      option.selected = name === kind;
      return option;
    });
  }

  /** One statement: whether it is checked, what kind it is, and its numbers. */
  card(item) {
    const id = `box-${item.name}`;
    const keep = element("input", { type: "checkbox", class: "box__keep", id: `${id}-keep` });
    keep.checked = item.kept;
    const kind = element("select", { "aria-label": `${item.name}: what it is` }, ...this.options(item.kind));
    const tie = element("select", { "aria-label": `${item.name}: tie it to another` });
    this.lazy(tie, "tie to\u2026", () => this.items.filter((one) => one !== item)
      .map((one) => element("option", { value: one.name }, `${one.name}: ${this.gist(one)}`)));
    const more = element("select", { "aria-label": `${item.name}: add a number` });
    const shown = (place) => item.values[place.path] !== undefined || place.needed;
    this.lazy(more, "add\u2026", () => item.places.filter((place) => !chips.has(place.path))
      .map((place) => element("option", { value: place.path }, place.label)));
    const chips = new Map(item.places.filter(shown).map((place) => [place.path, this.chip(item, place)]));
    const row = element("div", { class: "box__chips" }, ...chips.values());
    const head = element("div", { class: "box__head" }, keep,
      element("label", { for: keep.id }, item.name), kind, tie, more);
    item.card = element("fieldset", { class: "box__item" },
      element("legend", { class: "visually-hidden" }, `Statement ${item.name}`), head);
    if (item.quote) { item.card.append(element("p", { class: "box__quote" }, item.quote)); }
    if (item.missing.length) {
      const lacks = `Not in the text: ${item.missing.join(", ")}`;
      item.card.append(element("p", { class: "box__missing" }, lacks));
    }
    item.card.append(row, element("p", { class: "box__error" }), element("p", { class: "box__verdict" }));
    keep.addEventListener("change", () => { item.kept = keep.checked; this.changed(); });
    kind.addEventListener("change", () => this.reshape(item, kind.value));
    tie.addEventListener("change", () => this.tie(item, tie.value));
    more.addEventListener("change", () => {
      const place = item.places.find((one) => one.path === more.value);
      chips.set(place.path, this.chip(item, place));
      row.append(chips.get(place.path));
      more.selectedIndex = 0;
      chips.get(place.path).querySelector("input").focus();
    });
    return item.card;
  }

  /** A choice whose options are made when it is opened. */
  lazy(select, first, options) {
    select.append(element("option", { value: "" }, first));
    const fill = () => select.replaceChildren(select.options[0], ...options());
    select.addEventListener("focus", fill);
    select.addEventListener("pointerdown", fill);
  }

  gist(item) { return Object.values(item.values).filter(Boolean).slice(0, 3).join(", "); }

  /** One number: its place, its text, the words that it came from, and a way to drop it. */
  chip(item, place) {
    const id = `box-${item.name}-${place.path.replaceAll(".", "-")}`;
    const text = item.values[place.path] || "";
    const field = element("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
    field.value = text;
    if (place.hint) { field.placeholder = place.hint; }
    field.size = Math.max(4, text.length || place.hint.length);
    const words = element("small", { class: "box__words", id: `${id}-words` });
    const said = item.words[place.path];
    if (said) { words.append(said[0], element("mark", {}, said[1]), said[2]); }
    const error = element("small", { class: "box__error", id: `${id}-error` });
    field.setAttribute("aria-describedby", `${words.id} ${error.id}`);
    const drop = element("button", { type: "button", class: "box__drop" }, "\u00d7");
    drop.setAttribute("aria-label", `Drop ${place.label} of ${item.name}`);
    const chip = element("div", { class: "box__chip", "data-path": place.path },
      element("label", { for: id }, place.label), field, drop, words, error);
    field.addEventListener("input", () => {
      item.values[place.path] = field.value;
      field.size = Math.max(4, field.value.length);
      this.changed(item);
    });
    drop.addEventListener("click", () => this.drop(item, place, chip));
    return chip;
  }

  /** A dropped number is not lost: it stands among those that belong to none. */
  drop(item, place, chip) {
    const text = item.values[place.path];
    delete item.values[place.path];
    const words = item.words[place.path] || ["", text, ""];
    delete item.words[place.path];
    if (text) { this.unplaced.push({ text, words }); }
    const next = chip.nextElementSibling || chip.previousElementSibling;
    if (place.needed) { chip.replaceWith(this.chip(item, place)); } else { chip.remove(); }
    (next || item.card).querySelector("input").focus();
    this.drawLeft();
    this.changed(item);
  }

  drawLeft() {
    this.part("unplaced").replaceChildren(...this.unplaced.map((one) => this.left(one)));
    this.part("unplaced").parentElement.hidden = !this.unplaced.length;
    this.part("missed").textContent = `${this.unplaced.length}`;
  }

  /** A number that belongs to no statement yet, and where it could go. */
  left(one) {
    const [before, number, after] = one.words;
    const into = element("select", { "aria-label": `Where ${one.text} belongs` });
    this.lazy(into, "belongs to\u2026", () => [
      ...[1, 2, 3].map((group) => element("option", { value: `size ${group}` },
        `size of group ${group}, wherever it is missing`)),
      ...this.items.flatMap((item) => item.places.filter((place) => !item.values[place.path])
        .map((place) => element("option", { value: `${item.name} ${place.path}` },
          `${item.name}: ${place.label}`))),
    ]);
    into.addEventListener("change", () => this.place(one, ...into.value.split(" ")));
    return element("li", {}, element("span", {}, before, element("mark", {}, number), after), into);
  }

  async place(one, name, path) {
    if (name === "size") {
      const question = { box: "size", group: path, size: one.text, items: this.state().items };
      const found = await this.ask(question);
      if (!found || found.error) { return; }
      found.items.forEach((sized, at) => {
        const item = this.items[at];
        if (JSON.stringify(sized.values) !== JSON.stringify(item.values)) {
          Object.assign(item, { values: sized.values, places: sized.places, kept: true });
          this.redraw(item);
        }
      });
      this.changed();
      return;
    }
    const item = this.items.find((each) => each.name === name);
    item.values[path] = one.text;
    item.words[path] = one.words;
    this.unplaced = this.unplaced.filter((each) => each !== one);
    this.redraw(item);
    this.drawLeft();
    this.changed(item);
    item.card.querySelector(`[data-path="${path}"] input`).focus();
  }

  // ---------------------------------------------------------------- kinds and ties

  async reshape(item, kind) {
    const { name, values } = item;
    const found = await this.ask({ box: "show", items: [{ name, kind, values }] });
    if (!found || found.error) { return; }
    Object.assign(item, { kind, places: found.items[0].places });
    this.redraw(item);
    item.card.querySelector("select").focus();
    this.changed(item);
  }

  async tie(item, name) {
    const other = this.items.find((one) => one.name === name);
    const items = [item, other].map(({ name, kind, values }) => ({ name, kind, values }));
    const found = await this.ask({ box: "tie", items });
    if (!found) { return; }
    if (found.error) {
      item.card.querySelector(":scope > .box__error").textContent = found.error;
      item.card.querySelectorAll("select")[1].selectedIndex = 0;
      return;
    }
    const words = Object.values({ ...item.words, ...other.words });
    const from = (text) => words.find((said) => text.includes(said[1].trim()));
    const { kind, values, places } = found.item;
    const known = Object.entries(values).map(([path, text]) => [path, from(text)]);
    Object.assign(item, { kind, values, places, missing: [] });
    item.words = Object.fromEntries(known.filter(([, said]) => said));
    this.items = this.items.filter((one) => one !== other);
    other.card.remove();
    this.redraw(item);
    this.part("count").textContent = `${this.items.length}`;
    item.card.querySelector("input").focus();
    this.changed(item);
  }

  async add() {
    const taken = new Set(this.items.map((item) => item.name));
    let number = this.items.length + 1;
    while (taken.has(`i${number}`)) { number += 1; }
    const bare = { name: `i${number}`, kind: this.part("kind").value, values: {} };
    const found = await this.ask({ box: "show", items: [bare] });
    if (!found || found.error) { return; }
    this.items.push(found.items[0]);
    this.part("items").append(this.card(found.items[0]));
    this.part("count").textContent = `${this.items.length}`;
    found.items[0].card.querySelector(".box__chip input").focus();
  }

  // ---------------------------------------------------------------- the link keeps everything

  async keepLink() {
    const kept = { text: this.text.value, form: this.form.value, ...this.state() };
    history.replaceState(null, "", "#box=" + await pack(kept));
    this.part("link").hidden = false;
  }

  async readLink() {
    const packed = new URLSearchParams(location.hash.slice(1)).get("box");
    const kept = packed && await unpack(packed);
    if (!kept) { return; }
    const { text, form, ...rest } = kept;
    this.text.value = text;
    this.form.value = form;
    this.linked = rest;
    this.say(TELL.linked);
    this.root.scrollIntoView();
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say(TELL.copied);
    } catch (refused) {
      this.say(TELL.uncopied);
    }
  }
}
