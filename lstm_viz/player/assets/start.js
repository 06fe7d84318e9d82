// A player that stands by itself begins here.
import { standAlone, whenSeen } from "./alone.js";

const root = document.getElementById("lv-root");
whenSeen(root, () => standAlone(root));
