// A visitor's own input, kept in the browser apart from the document, which changes more often.
import { inputKey, keep } from "./kept.js";

export default function ({ data }) {
  keep(inputKey(data.name), data.packed);
}
