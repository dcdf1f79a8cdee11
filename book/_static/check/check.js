/* "Check a number": the forms ask the book's own engine in this browser; nothing is sent away. */

import { Engine, Progress, WHY, element } from "./engine.js";
import { Box } from "./box.js";

const TELL = {
  answered: "Answered.",
  linked: "The question came with the link. Press Ask to see its answer.",
};

/** A word as a shell reads it. */
function quoted(word) {
  return /^[\w@%+=:,.\/-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\"'\"'") + "'";
}

function tableOf(block) {
  const scroll = element("div", { class: "data-table__scroll", role: "region", tabindex: "0" });
  scroll.setAttribute("aria-label", "Answer: " + block.title);
  const head = element("tr");
  block.columns.forEach((name, column) => {
    const cell = element("th", { scope: "col" }, name);
    cell.classList.toggle("number", block.numeric[column]);
    head.append(cell);
  });
  const body = element("tbody");
  block.rows.forEach((row) => {
    const line = element("tr");
    row.forEach((text, column) => {
      const cell = element("td", {}, text);
      cell.classList.toggle("number", block.numeric[column]);
      line.append(cell);
    });
    body.append(line);
  });
  scroll.append(element("table", {}, element("thead", {}, head), body));
  const caption = element("p", { class: "data-table__caption" }, block.title);
  return element("div", { class: "data-table" }, caption, scroll);
}

class Ask {
  constructor(root, engine) {
    this.root = root;
    this.engine = engine;
    this.forms = new Map(
      Array.from(root.querySelectorAll("form"), (form) => [form.dataset.form, form]));
    this.kinds = Array.from(root.querySelectorAll("input[name=ask-kind]"));
    this.part = (name) => root.querySelector(`.ask__${name}`);
    this.progress = new Progress(this.part("work"), (text) => this.say(text));
    this.kinds.forEach((kind) => kind.addEventListener("change", () => this.show(kind.value)));
    this.forms.forEach((form) => {
      form.addEventListener("input", () => this.write());
      form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(); });
    });
    this.part("stop").addEventListener("click", () => this.engine.stop());
    this.part("link").addEventListener("click", () => this.copyLink());
    window.addEventListener("hashchange", () => this.readLink());
    this.show(this.kinds[0].value);
    this.readLink();
  }

  get form() { return this.forms.get(this.kind); }

  fields() {
    return Array.from(this.form.elements).filter((field) => field.name);
  }

  /** What was filled in; a choice that is the command's own is left out. */
  filled() {
    return this.fields().filter((field) => {
      const own = field.tagName === "SELECT" && field.selectedIndex === 0;
      return field.value.trim() !== "" && !own;
    });
  }

  show(kind) {
    this.kind = kind;
    this.kinds.forEach((one) => { one.checked = one.value === kind; });
    this.forms.forEach((form, name) => { form.hidden = name !== kind; });
    this.write();
  }

  /** The same question for a terminal. */
  write() {
    const words = ["printed", this.kind];
    this.filled().forEach((field) => {
      const option = field.dataset.option;
      const text = field.value.trim();
      if (field.tagName === "TEXTAREA") {
        words.push("problem.yaml");
      } else {
        const values = "several" in field.dataset ? text.split(/[\s,;]+/).filter(Boolean) : [text];
        values.forEach((value) => words.push(...(option ? [option, value] : [value])));
      }
    });
    this.part("command").textContent = words.map(quoted).join(" ");
    this.mark();
  }

  /** The question as it is filled in, to tell whether the answer below is still its answer. */
  question() {
    return JSON.stringify([this.kind, ...this.filled().map((field) => [field.name, field.value])]);
  }

  /** An answer that is of another question says so, and stands back. */
  mark() {
    const answer = this.part("answer");
    const answered = answer.querySelector(".ask__json") !== null;
    const old = answered && this.asked !== this.question();
    answer.classList.toggle("ask__answer--old", old);
    if (old) {
      this.say("Changed: the answer below is still that of the earlier question. Press Ask.");
    } else if (answered) {
      this.say(TELL.answered);
    }
  }

  // ---------------------------------------------------------------- a link keeps the question

  keepLink() {
    const kept = new URLSearchParams({ ask: this.kind });
    this.filled().forEach((field) => kept.set(field.name, field.value));
    history.replaceState(null, "", "#" + kept);
    this.part("link").hidden = false;
  }

  readLink() {
    const kept = new URLSearchParams(location.hash.slice(1));
    if (!this.forms.has(kept.get("ask"))) { return; }
    this.show(kept.get("ask"));
    this.form.reset();
    this.fields().forEach((field) => {
      if (field.tagName === "SELECT") { field.selectedIndex = 0; } else { field.value = ""; }
      if (kept.has(field.name)) { field.value = kept.get(field.name); }
      const more = field.closest("details");
      if (more && kept.has(field.name)) { more.open = true; }
    });
    this.write();
    this.part("answer").replaceChildren();
    this.say(TELL.linked);
    this.root.closest("details").open = true;
    this.root.scrollIntoView();
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("The link is copied. It holds the question, not the answer.");
    } catch (refused) {
      this.say("Copy the address of this page: it holds the question.");
    }
  }

  // ---------------------------------------------------------------- asking and answering

  say(text) { this.part("status").textContent = text; }

  busy(working) {
    this.root.setAttribute("aria-busy", String(working));
    this.progress.show(working);
    this.root.querySelectorAll("button[type=submit]").forEach((one) => { one.disabled = working; });
  }

  async ask() {
    this.keepLink();
    this.part("answer").replaceChildren();
    this.part("answer").classList.remove("ask__answer--old");
    this.asked = this.question();
    this.line = this.part("command").textContent;
    this.busy(true);
    this.engine.tell = (...told) => this.progress.tell(...told);
    const fields = Object.fromEntries(this.filled().map((field) => [field.name, field.value]));
    try {
      const found = await this.engine.ask({ form: this.kind, fields });
      this.busy(false);
      this.answer(found);
    } catch (error) {
      this.busy(false);
      this.say(WHY[error.message]);
    }
  }

  answer(found) {
    const place = this.part("answer");
    if (found.error) {
      this.say("");
      place.replaceChildren(element("p", { class: "ask__error", role: "alert" }, found.error));
      return;
    }
    const parts = found.blocks.map((block) => (
      typeof block === "string" ? element("p", { class: "ask__line" }, block) : tableOf(block)));
    const json = element("pre", { tabindex: "0" }, JSON.stringify(found.json, null, 1));
    const raw = element("details", { class: "ask__json" },
      element("summary", {}, "The same as JSON"), json);
    const asked = element("p", { class: "ask__line" }, "Answer to ", element("code", {}, this.line));
    place.replaceChildren(asked, ...parts, raw);
    this.say(TELL.answered);
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }
}

const root = document.getElementById("ask");
const box = document.getElementById("box");
// A page that was opened as a file may start no worker; the commands stay.
if (root && window.Worker && location.protocol !== "file:") {
  const engine = new Engine(() => null);
  root.closest("details").hidden = false;
  root.hidden = false;
  box.hidden = false;
  document.querySelector(".ask-without").hidden = true;
  new Box(box, engine);
  new Ask(root, engine);
}
