/* The book's own engine in this browser: questions are answered one after the other, here. */

const WORKER = new URL("worker.js", import.meta.url);

/** Why there is no answer, by the word that an Error of `Engine.ask` holds. */
export const WHY = {
  stopped: "Stopped. Nothing was found out.",
  missing: "This copy of the book came without its engine. On the command line, printed gives the " +
    "same answer.",
  lost: "The engine could not be fetched: is there a connection? What you typed is kept; ask again.",
  broken: "The engine gave up on this question in the browser. On the command line, printed can " +
    "still answer it.",
};

export class Engine {
  /** `tell(text, done, total)` hears what goes on before the first answer. */
  constructor(tell) {
    this.tell = tell;
    this.worker = null;
    this.busy = Promise.resolve();
  }

  /** The answer to a question; fails with an Error of a word of `WHY`. */
  ask(question) {
    const answer = this.busy.then(() => this.answer(question));
    this.busy = answer.catch(() => null);
    return answer;
  }

  answer(question) {
    return new Promise((done, fail) => {
      this.fail = (why) => { this.end(); fail(new Error(why)); };
      if (!this.worker) {
        this.tell("Fetching the engine");
        this.worker = new Worker(WORKER, { type: "module" });
        this.ready = false;
      }
      const worker = this.worker;
      worker.onerror = () => this.worker === worker && this.fail(this.ready ? "broken" : "lost");
      worker.onmessage = ({ data }) => {
        // What a stopped worker had said already may come after it was stopped.
        if (this.worker !== worker) { return; }
        if (data.total && !this.ready) {
          const there = data.done >= data.total;
          this.tell(there ? "Starting the engine" : "Fetching the engine", data.done, data.total);
        } else if (data.ready) {
          this.ready = true;
          this.tell("Searching");
        } else if (data.failure) {
          this.fail(data.failure);
        } else if (data.answer) {
          this.fail = null;
          done(data.answer);
        }
      };
      worker.postMessage(question);
    });
  }

  end() {
    if (this.worker) { this.worker.terminate(); }
    this.worker = null;
  }

  stop() { if (this.fail) { this.fail("stopped"); } }
}

/** A line of progress with a way to stop, in an element of class `ask__work`. */
export class Progress {
  constructor(root, say) {
    this.root = root;
    this.say = say;
    this.part = (name) => root.querySelector(`.ask__${name}`);
  }

  tell(text, done, total) {
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    const known = total && done < total;
    this.say(text);
    this.part("progress").removeAttribute("value"); // work whose length is not known
    if (known) { this.part("progress").value = done / total; }
    this.part("bytes").textContent = known ? `${megabytes(done)} of ${megabytes(total)} MB` : "";
  }

  show(working) {
    this.root.hidden = !working;
    this.part("progress").removeAttribute("value");
    this.part("bytes").textContent = "";
  }
}

/** An element with attributes and children. */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}
