/* "Recompute it here" and "what if": the book's own engine in this browser. Nothing is sent away. */

const TELL = {
  none: "This browser cannot run the engine (it has no WebAssembly): in a terminal, ",
  missing: "The engine could not be fetched: is there a connection? In a terminal, ",
  broken: "The engine gave up here: in a terminal, ",
  register: "The register that came with this book is not as it was built: in a terminal, ",
  stopped: "Stopped.",
};

/** One engine for the page; questions are answered one after the other. */
class Engine {
  constructor(folder) {
    this.folder = folder;
    this.worker = null;
    this.register = null;
  }

  async ask(question, progress) {
    if (typeof WebAssembly !== "object") { throw new Error("none"); }
    if (!this.register) {
      const answer = await fetch(new URL("register.json", this.folder), { cache: "no-cache" })
        .catch(() => { throw new Error("missing"); });
      if (!answer.ok) { throw new Error("missing"); }
      this.text = await answer.text();
      try { this.register = JSON.parse(this.text); } catch (_) { throw new Error("register"); }
    }
    if (this.busy) { await this.busy.catch(() => null); }
    this.busy = this.answer({ register: this.register, ...question }, progress);
    return this.busy;
  }

  answer(question, progress) {
    return new Promise((done, fail) => {
      this.fail = fail;
      const give = (why) => { fail(new Error(why)); this.stop(); };
      if (!this.worker) {
        this.worker = new Worker(new URL("check/worker.js", this.folder), { type: "module" });
        this.ready = false;
      }
      this.worker.onerror = () => give(this.ready ? "broken" : "missing");
      this.worker.onmessage = ({ data }) => {
        if (data.total && !this.ready) { progress(data.done, data.total); }
        if (data.ready) { this.ready = true; }
        if (data.failure) { give(this.ready ? "broken" : "missing"); }
        if (data.answer) { done(data.answer); }
      };
      this.worker.postMessage(question);
    });
  }

  stop() {
    if (this.worker) { this.worker.terminate(); }
    this.worker = null;
    if (this.fail) { this.fail(new Error("stopped")); }
  }
}

let tools = null;
let engine = null;

/** The engine's parts of a card and of the list of readings. */
export function prepare(given) {
  tools = given;
  engine = engine || new Engine(given.static);
  return { card, all };
}

function line(error) {
  const told = TELL[error.message];
  if (!told) { return error.message; }
  return error.message === "stopped" ? told : `${told}${tools.data.command} gives the same.`;
}

/** A button that asks, with what it says meanwhile and a way to stop. */
function asking(text, work) {
  const { element, button } = tools;
  const told = element("p", { role: "status" });
  const stop = button("Stop", () => engine.stop());
  stop.hidden = true;
  const progress = (done, total) => {
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    told.textContent = done < total ?
      `Fetching the engine: ${megabytes(done)} of ${megabytes(total)} MB` : "Starting the engine";
  };
  async function run() {
    start.disabled = true;
    stop.hidden = false;
    told.textContent = "Starting the engine";
    try {
      told.textContent = await work(progress, told);
    } catch (error) {
      told.textContent = line(error);
    }
    start.disabled = false;
    stop.hidden = true;
  }
  const start = button(text, run);
  return { run, parts: [element("p", {}, start, " ", stop), told] };
}

/** Judge one claim here, and hold it against what the book says. */
async function judge(id, progress) {
  const answer = await engine.ask({ claim: id }, progress);
  if (answer.error) { throw new Error(answer.error); }
  const equal = answer.fingerprint === tools.data.claims[id].fingerprint;
  return { id, equal, verdict: answer.verdict };
}

function said({ id, equal, verdict }) {
  const claim = tools.data.claims[id];
  if (equal) { return `${claim.printed}: equal, ${claim.text}`; }
  const condition = verdict.condition ? `, if ${verdict.condition}` : "";
  const here = `${tools.data.marks[verdict.verdict][0]}${condition}, ${verdict.recomputed.text}`;
  return `${claim.printed}: not equal. The book: ${claim.word}, ${claim.text}. Here: ${here}`;
}

function card(body, id) {
  const { element } = tools;
  const { parts } = asking("Recompute it here", async (progress) => said(await judge(id, progress)));
  body.append(element("h3", {}, "Recompute"), ...parts);
  whatIf(body, id);
}

/** Another number in the place of the printed one: what else would change. */
function whatIf(body, id) {
  const { element, button, copier, address, data } = tools;
  const claim = data.claims[id];
  const field = element("input", { id: "live-if", value: claim.raw, autocomplete: "off" });
  const answer = element("div", { "aria-live": "polite" });
  const ask = asking("What would follow", async (progress) => {
    const printed = field.value.trim();
    answer.replaceChildren();
    if (printed === claim.raw) { return "This is what was printed."; }
    const found = await engine.ask({ claim: id, printed, reading: tools.reading() }, progress);
    if (found.error) { throw new Error(found.error); }
    const under = tools.reading() ? tools.title(tools.reading()) : data.headline;
    const rows = found.changed.map((one) => element("li", {},
      element("b", {}, one.claim === id ? printed : data.claims[one.claim].printed),
      ` ${data.claims[one.claim].statement}: ${tools.words(one.verdict, one.text)} `,
      element("small", {}, `(as printed: ${tools.words(one.was.verdict, one.was.text)})`)));
    answer.append(element("div", { class: "not-printed" },
      element("p", {}, element("b", {}, `${printed} is not what was printed.`),
        ` In the ${under}, other readings not tried:`),
      element("ul", {}, ...rows),
      element("p", {}, button("Back to what was printed", back), " ",
        copier("Copy the link to this question", () => address({ card: id, if: printed }).href))));
    return "";
  });
  function back() {
    field.value = claim.raw;
    answer.replaceChildren();
    field.focus();
  }
  const form = element("form", { class: "live__if" },
    element("label", { for: "live-if" }, "If it were"), field, ...ask.parts);
  form.addEventListener("submit", (event) => { event.preventDefault(); ask.run(); });
  body.append(element("h3", {}, "What if it were another number"), form, answer);
  const linked = new URLSearchParams(location.search);
  if (linked.get("card") === id && linked.get("if")) {
    field.value = linked.get("if");
    answer.append("This number came with the link, and is not what was printed.");
  }
}

/** Every claim of the register, one after the other. */
function all(body) {
  const { element, copier, data } = tools;
  const list = element("ul", { class: "live__ticks" }), copy = element("div");
  const names = Object.keys(data.claims);
  const { parts } = asking(`Recompute all ${names.length} here`, async (progress, told) => {
    const found = [];
    list.replaceChildren();
    copy.replaceChildren();
    for (const id of names) {
      found.push(await judge(id, progress));
      const tick = found[found.length - 1].equal ? "\u2713 " : "\u2260 ";
      list.append(element("li", {}, tick, said(found[found.length - 1])));
      told.textContent = `${found.length} of ${names.length}`;
    }
    const equal = found.filter((one) => one.equal).length;
    const text = await receipt(found, equal);
    copy.append(copier("Copy the receipt", () => text));
    return `${equal} of ${names.length} claims recomputed here are equal to the book.`;
  });
  body.append(element("h3", {}, "Recompute here"), ...parts, copy, list);
}

/** What was run, on what, and what came of it. */
async function receipt(found, equal) {
  const parts = [["register", engine.text],
    ["engine", await (await fetch(new URL("check/printed.zip", tools.static))).arrayBuffer()]];
  const lines = [document.title, `run ${new Date().toISOString()} in ${navigator.userAgent}`];
  for (const [name, content] of parts) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const sum = crypto.subtle ? await crypto.subtle.digest("SHA-256", bytes) : new ArrayBuffer(0);
    const hex = Array.from(new Uint8Array(sum), (one) => one.toString(16).padStart(2, "0")).join("");
    lines.push(`${name} sha256 ${hex || "not available here"}`);
  }
  lines.push(`${equal} of ${found.length} equal`);
  return [...lines, ...found.map((one) => `${one.id}: ${one.equal ? "equal" : "NOT EQUAL"}, ` +
    `${one.verdict.verdict}, ${one.verdict.recomputed.text}`)].join("\n") + "\n";
}
