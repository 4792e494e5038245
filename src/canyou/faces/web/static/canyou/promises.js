// Promises: next and back, one key to another date or to done; the one that an address names is opened.
import { onKey } from "./keys.js";

const rows = [...document.querySelectorAll(".prow details")];
let at = rows.findIndex((one) => one.open);

function open(index) {
  if (!rows.length) return;
  at = (index + rows.length) % rows.length;
  for (const one of rows) one.open = one === rows[at];
  rows[at].querySelector("summary").focus();
  rows[at].scrollIntoView({ block: "nearest" });
}
onKey("j", () => open(at + 1));
onKey("k", () => open(at < 0 ? -1 : at - 1));
onKey("r", () => { rows[Math.max(at, 0)]?.setAttribute("open", ""); rows[Math.max(at, 0)]?.querySelector("[name=due]")?.focus(); });
onKey("d", () => rows[at]?.querySelector("[value=done]")?.click());

const named = document.querySelector(`${location.hash.replace(/[^#\w]/g, "") || "#none"} details`);
if (named) open(rows.indexOf(named));
