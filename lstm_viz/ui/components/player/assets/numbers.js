// Numbers: from the bytes that Python sends, and into words.

import { t } from "./texts.js";

const KINDS = {
  f4: Float32Array, f8: Float64Array, i1: Int8Array, u1: Uint8Array,
  i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array,
};

// {dtype, bdata, shape?} as Plotly writes arrays: typed arrays, a list of rows for two axes.
export function decode(entry) {
  const text = atob(entry.bdata);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k += 1) bytes[k] = text.charCodeAt(k);
  const flat = new KINDS[entry.dtype](bytes.buffer);
  if (entry.shape === undefined) return flat;
  const shape = String(entry.shape).split(",").map(Number);
  if (shape.length !== 2) return flat;
  const [rows, columns] = shape;
  return Array.from({ length: rows }, (_, r) => flat.subarray(r * columns, (r + 1) * columns));
}

// Replaces every such entry in a parsed figure.
export function decodeAll(value) {
  if (value === null || typeof value !== "object") return value;
  if (typeof value.bdata === "string") return decode(value);
  for (const key of Object.keys(value)) value[key] = decodeAll(value[key]);
  return value;
}

// As the equations of the Python side write numbers.
export function number(value) {
  // Beside the player, only finite ones are told.
  if (!Number.isFinite(value)) return t("unknown") || "–";
  const size = Math.abs(value);
  if (value !== 0 && (size < 0.0005 || size >= 1e5)) return value.toExponential(2);
  return value.toFixed(3);
}

export function factor(value) {
  const text = number(value);
  return text.startsWith("-") ? `(${text})` : text;
}
