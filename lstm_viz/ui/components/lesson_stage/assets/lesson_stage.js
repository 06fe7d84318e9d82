// Gives the focus to the heading of a stage, so that a screen reader reads what is new and the keys
// go on from there.
let shown = null;

export default function ({ data }) {
  if (shown !== null && shown !== data.place) {
    const heading = document.querySelector(".st-key-lesson_heading h2");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  }
  shown = data.place;
}
