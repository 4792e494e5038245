// The floor: pick an order by a click anywhere on it, and the next late one by j.
import { onKey, say } from "./keys.js";

const chart = document.querySelector(".gb");
const line = document.getElementById("picked");

function pick(order) {
  for (const drawn of chart.querySelectorAll(".sel")) drawn.classList.remove("sel");
  for (const drawn of chart.querySelectorAll(`[data-o="${CSS.escape(order)}"]`)) drawn.classList.add("sel");
  const mark = chart.querySelector(`.mark[data-o="${CSS.escape(order)}"] title`) ?? chart.querySelector(`[data-o="${CSS.escape(order)}"] title`);
  const words = mark?.textContent.slice(order.length).replace(/^[:,]?\s*/, "") ?? "";
  const name = document.getElementById("picked-order");
  name.textContent = order;
  name.href = `/order/${encodeURIComponent(order)}`;
  document.getElementById("picked-words").textContent = words;
  line.hidden = false;
  for (const [id, change] of [["picked-only", (q) => { q.set("order", order); q.set("only", "1"); }], ["unpick", (q) => { q.delete("order"); q.delete("only"); }]]) {
    const to = new URL(location.href);
    change(to.searchParams);
    document.getElementById(id).href = to.pathname + to.search;
  }
  const here = new URL(location.href);
  here.searchParams.set("order", order);
  history.replaceState(null, "", here);
  say(`${order} ${words}`);
}

chart?.addEventListener("click", (event) => {
  const drawn = event.target.closest("[data-o]");
  if (drawn) pick(drawn.dataset.o);
});

// Links that page and zoom keep the order picked since the page came.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".tools a[href^='/floor']");
  if (!link) return;
  const order = new URL(location.href).searchParams.get("order");
  if (!order) return;
  const to = new URL(link.href);
  to.searchParams.set("order", order);
  link.href = to.pathname + to.search;
}, true);

onKey("j", () => {
  const links = [...document.querySelectorAll("#late-links a")].map((a) => a.href);
  if (!links.length) { say("No order is late."); return; }
  const now = new URL(location.href).searchParams.get("order");
  const at = links.findIndex((href) => new URL(href).searchParams.get("order") === now);
  location.href = links[(at + 1) % links.length];
});
onKey("=", () => document.querySelector('[data-key="+"]')?.click());
onKey("_", () => document.querySelector('[data-key="-"]')?.click());

// The ways to answer a question: the one under the cursor is shown, else the one that is picked.
const ways = document.getElementById("ways");
const drawn = document.querySelector(".gantt");
function shown(way) { if (way) drawn.dataset.way = way; }
function chosen() { return ways.querySelector(":checked")?.value; }
ways?.addEventListener("change", () => {
  shown(chosen());
  const here = new URL(location.href);
  here.searchParams.set("option", chosen());
  history.replaceState(null, "", here);
});
ways?.addEventListener("pointerover", (event) => shown(event.target.closest("label")?.querySelector("input").value));
ways?.addEventListener("pointerleave", () => shown(chosen()));
for (const n of "12345678") {
  onKey(n, () => {
    const way = ways?.querySelector(`[value="${n}"]`);
    if (!way) return;
    way.checked = true;
    way.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
