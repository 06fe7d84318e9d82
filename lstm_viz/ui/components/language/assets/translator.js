// From keys to words in the visitor's language, which Python sends with the data of a component.
export const translator = (words) => (key, values = {}) =>
  words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
