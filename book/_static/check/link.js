/* A value in the address of a page, compressed: a pasted table is long, and so would its link be. */

const through = (bytes, stream) => new Response(new Blob([bytes]).stream().pipeThrough(stream));

/** A value as letters that an address can hold. */
export async function pack(value) {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const bytes = await through(text, new CompressionStream("deflate-raw")).arrayBuffer();
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The value; null where the address was cut or is none. */
export async function unpack(packed) {
  try {
    const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return await through(bytes, new DecompressionStream("deflate-raw")).json();
  } catch (broken) {
    return null;
  }
}
