// What a component shows stands in its element, and goes with it. Streamlit calls the default export
// again for every change of data or theme, without calling the cleanup before.

// The default export of a component whose class draws into the element and is told of every change.
export function mounting(Shown) {
  const standing = new WeakMap();
  return (component) => {
    const parent = component.parentElement;
    let shown = standing.get(parent);
    if (!shown) {
      shown = new Shown(parent, component.data);
      standing.set(parent, shown);
    }
    shown.update(component);
    return onceGone(parent, () => {
      shown.destroy();
      standing.delete(parent);
    });
  };
}

// Streamlit also ends a call that the next change of data has overtaken, and that one finds the same
// element: then nothing goes, or what is typed and zoomed there would be lost.
export function onceGone(element, end) {
  return () => {
    if (!element.isConnected) end();
  };
}
