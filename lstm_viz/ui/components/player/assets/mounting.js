// What a component shows goes with its element. Streamlit also ends a call that the next change of
// data has overtaken, and that one finds the same element: then nothing goes, or what is typed and
// zoomed there would be lost.
export function onceGone(element, end) {
  return () => {
    if (!element.isConnected) end();
  };
}
