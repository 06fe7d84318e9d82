// Bytes that the document holds: gzip, then base64.

export async function unpacked(id) {
  const text = atob(document.getElementById(id).textContent.trim());
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  if (!("DecompressionStream" in window)) {
    throw new Error("This browser is too old for the player: use one of 2023 or later.");
  }
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
