// What a saved picture says about itself, inside the file.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

// One iTXt chunk of a PNG (PNG specification, 11.3.3.4): UTF-8, not compressed.
function textChunk(keyword, text) {
  const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(4 + body.length, crc32(body));
  return chunk;
}

// The bytes of a PNG with texts after its header.
export function withText(png, texts) {
  const header = 33; // signature and IHDR
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  return new Blob([png.subarray(0, header), ...chunks, png.subarray(header)]);
}

// An SVG with its title, description and source; text stays text.
export function svgWith(text, { title, alt, source, experiment }) {
  const page = new DOMParser().parseFromString(text, "image/svg+xml");
  const root = page.documentElement;
  const add = (name, content, id) => {
    const element = page.createElementNS("http://www.w3.org/2000/svg", name);
    element.textContent = content;
    element.id = id;
    return element;
  };
  root.prepend(
    add("title", title, "title"),
    add("desc", `${alt}. ${source}`, "desc"),
    add("metadata", experiment, "experiment"),
  );
  root.setAttribute("role", "img");
  root.setAttribute("aria-labelledby", "title desc");
  return new XMLSerializer().serializeToString(page);
}
