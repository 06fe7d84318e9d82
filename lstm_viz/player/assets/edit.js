// A player with bars begins here: what is drawn goes to the page around the frame, which has Python
// behind it, and the new numbers come from there.
import { standAlone, whenSeen } from "./alone.js";
import { forgetArrays, read } from "./message.js";
import { Editor } from "./state_bars.js";

const root = document.getElementById("lv-root");

whenSeen(root, async () => {
  const bars = document.createElement("div");
  root.append(bars);
  const desk = await standAlone(root);
  root.append(bars);
  const editor = new Editor(bars);
  const problem = document.createElement("p");
  problem.className = "lv-message lv-problem";
  problem.setAttribute("role", "alert");
  bars.append(problem);
  const tell = (message) => parent.postMessage(message, "*");
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data?.bars) return;
    problem.textContent = data.problem;
    editor.update({
      data: data.bars, setTriggerValue: (_, change) => tell({ lstmVizEdit: change }),
    });
    if (!data.boards) return;
    forgetArrays();
    desk.take(data.boards.map((bytes) => read(bytes, false)));
    desk.show(desk.board());
  });
  tell({ lstmVizReady: true });
});
