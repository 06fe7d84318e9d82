// Escape closes an open dialog, also when nothing in it has the focus: a button that is disabled
// while its file is made loses it, and Streamlit listens inside the dialog only.

export function closeOnEscape(signal) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const dialog = document.querySelector("[data-testid=stDialog] [role=dialog], [role=dialog][data-testid=stDialog]");
    const lost = event.target === document.body || event.target === document.documentElement;
    if (dialog && lost) dialog.querySelector("button[aria-label=Close]")?.click();
  }, { signal });
}
