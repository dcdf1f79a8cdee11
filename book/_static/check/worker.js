/* The engine: Python in a thread of its own, so that the page stays awake and can stop it. */
import { loadPyodide } from "../pyodide/pyodide.mjs";

const PYTHON = new URL("../pyodide/", import.meta.url).href;
const ENGINE = new URL("printed.zip", import.meta.url).href;
const fetchPlainly = self.fetch.bind(self);

/** Python would wait for ever for a file that does not come: the page is told instead. */
function lost() { self.postMessage({ failure: "lost" }); }

/** A response whose bytes are counted as they come. */
function counted(response, count) {
  if (!response.ok || !response.body) { return response; }
  const counter = new TransformStream({
    transform(chunk, out) { count(chunk.byteLength); out.enqueue(chunk); },
  });
  const { status, statusText, headers } = response;
  response.body.pipeTo(counter.writable).catch(lost);
  return new Response(counter.readable, { status, statusText, headers });
}

async function fetched(address, options) {
  const response = await fetchPlainly(address, options).catch(() => { throw new Error("lost"); });
  if (!response.ok) { throw new Error("missing"); }
  return response;
}

async function start() {
  // A book that was made anew has another engine under the same name.
  const engine = await (await fetched(ENGINE, { cache: "no-cache" })).arrayBuffer();
  const list = await (await fetched(PYTHON + "files.json", { cache: "no-cache" })).json();
  const large = Object.keys(list.files).filter((name) => !name.endsWith(".mjs"));
  const total = large.reduce((sum, name) => sum + list.files[name].bytes, 0);
  let done = 0;
  const reached = (...asked) => fetchPlainly(...asked).catch((error) => { lost(); throw error; });
  self.fetch = async (...asked) => counted(await reached(...asked), (bytes) => {
    done += bytes;
    self.postMessage({ done, total });
  });
  // Without a list of packages there is nothing that could be fetched from elsewhere.
  const python = await loadPyodide({
    indexURL: PYTHON,
    packageBaseUrl: PYTHON,
    lockFileContents: { info: list.platform, packages: {} },
  });
  python.FS.writeFile("/printed.zip", new Uint8Array(engine));
  python.runPython("import sys; sys.path.insert(0, '/printed.zip')");
  return python.pyimport("printed.questions.browser").respond;
}

let engine = null;

self.onmessage = async (event) => {
  try {
    engine = engine || start();
    const respond = await engine;
    self.postMessage({ ready: true });
    self.postMessage({ answer: JSON.parse(respond(JSON.stringify(event.data))) });
  } catch (error) {
    const known = ["missing", "lost"].includes(error.message);
    self.postMessage({ failure: known ? error.message : "broken" });
  }
};
