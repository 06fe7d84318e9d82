// What outlives a player: the step and the zoom of each experiment. They stay when the element goes,
// because the page changes, and the step at which it is left stays over a reload.
const steps = new Map();
const ranges = new Map();
// A reload asks for the address as it was before the page could bring it up to date.
const LEFT = "lstm-viz-left-at";
let resumed = leftAt();

function withoutStep(address) {
  return address.replace(/[?&]t=\d+(?=&|$)/, "");
}

function leftAt() {
  try {
    const { address, step } = JSON.parse(sessionStorage.getItem(LEFT));
    sessionStorage.removeItem(LEFT);
    const [navigation] = performance.getEntriesByType("navigation");
    const same = address === withoutStep(location.href);
    return same && navigation?.type === "reload" && Number.isInteger(step) ? step : undefined;
  } catch {
    // Nothing was kept, or this browser keeps nothing.
    return undefined;
  }
}

// The page is left while it plays.
export function leaveAt(step) {
  try {
    sessionStorage.setItem(LEFT, JSON.stringify({ address: withoutStep(location.href), step }));
  } catch {
    // This browser keeps nothing: the address holds the step it was told last.
  }
}

export function keepStep(place, step) {
  steps.set(place, step);
}

// The step of an experiment, undefined when none is known. Only the first one that is asked for can
// be that of a reload.
export function stepOf(place) {
  const step = steps.get(place) ?? resumed;
  resumed = undefined;
  return step;
}

export function keepRange(place, range) {
  ranges.set(place, range);
}

export function rangeOf(place) {
  return ranges.get(place) ?? null;
}
