// The player: pictures of one experiment, one time axis, one cursor. Streamlit calls the default
// export again for every change of data or theme, without calling the cleanup before.
import { onceGone } from "./mounting.js";
import { frameText, read } from "./message.js";
import { speak } from "./texts.js";
import { View } from "./view.js";

const views = new WeakMap();

export default function (component) {
  const parent = component.parentElement;
  const data = component.data?.length ? read(component.data, true) : null;
  let view = views.get(parent);
  // Its names stand on what is made once: in another language, all is made anew.
  if (data && speak(frameText(data.words)) && view) {
    view.destroy();
    view = undefined;
  }
  if (!view) {
    view = new View(parent);
    views.set(parent, view);
  }
  const { setStateValue, setTriggerValue } = component;
  view.update({ data, setStateValue, setTriggerValue });
  return onceGone(parent, () => {
    views.get(parent)?.destroy();
    views.delete(parent);
  });
}
