// A field beside the bars to type one value into; it goes when it is left.
export function valueField(parent, { value, begun, label, onValue, onWrong, onKeys }) {
  const field = document.createElement("input");
  field.type = "text";
  field.inputMode = "decimal";
  field.value = begun ?? value;
  field.className = "lv-bars-field";
  field.setAttribute("aria-label", label);
  parent.append(field);
  field.focus();
  if (begun === undefined) field.select();
  let open = true;
  const end = (keep, again = true) => {
    if (!open) return;
    const typed = numberOf(field.value);
    if (keep && typed === undefined) onWrong(field.value);
    open = false;
    field.remove();
    if (keep && typed !== undefined) onValue(typed);
    if (again) onKeys();
  };
  field.addEventListener("keydown", (event) => {
    // Enter ends a composition first.
    if (event.isComposing) return;
    if (event.key === "Enter") end(true);
    if (event.key === "Escape") end(false);
  });
  // The focus is where it was taken to.
  field.addEventListener("blur", () => end(true, false));
}

// Digits and signs of a Chinese keyboard are read as those of ASCII.
function numberOf(text) {
  const written = text.normalize("NFKC").replace(/[−–]/g, "-").replace("。", ".");
  const value = Number(written.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) ? value : undefined;
}
