// The player: pictures of one experiment, one time axis, one cursor. Streamlit calls the default
// export again for every change of data or theme, without calling the cleanup before.
import { View } from "./view.js";

const views = new WeakMap();

export default function (component) {
  const parent = component.parentElement;
  let view = views.get(parent);
  if (!view) {
    view = new View(parent);
    views.set(parent, view);
  }
  view.update(component);
  return () => {
    view.destroy();
    views.delete(parent);
  };
}
