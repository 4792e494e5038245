// Try it yourself: a step dragged to another machine or moment becomes one thing more that is tried.
import { say } from "./keys.js";

const place = document.getElementById("chart");
const chart = place?.querySelector(".gb");
const knots = JSON.parse(place?.dataset.knots ?? "[]").map(([x, text]) => [x, Date.parse(`${text.slice(0, 19)}Z`)]);
const lanes = JSON.parse(place?.dataset.lanes ?? "[]");
const SVG = "http://www.w3.org/2000/svg";
let held = null;

// Wall-clock moments are reckoned as if they were UTC: only their text goes into the link.
function momentAt(share) {
  for (let i = 1; i < knots.length; i += 1) {
    const [a, from] = knots[i - 1];
    const [b, to] = knots[i];
    if (share <= b || i === knots.length - 1) {
      const at = from + (to - from) * Math.max(0, (share - a) / (b - a));
      return new Date(Math.round(at / 900000) * 900000).toISOString().slice(0, 16);
    }
  }
  return "";
}

// The lanes stand one under the other in the order in which their rows are labelled: a row is 2 and 19 for each lane.
function laneTops() {
  const tops = [];
  let y = 34 + 2 + 3 * 19;
  for (const label of [...place.querySelectorAll(".gl li")].slice(1)) {
    const count = Number(label.className.slice(2));
    for (let lane = 0; lane < count; lane += 1) tops.push(y + 3 + lane * 19);
    y += 2 + count * 19;
  }
  return tops;
}

function laneAt(y) {
  const tops = laneTops();
  let found = -1;
  tops.forEach((top, i) => { if (y >= top - 3) found = i; });
  return found;
}

chart?.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest(".bar[data-step]");
  if (!bar || event.button !== 0) return;
  const box = bar.getBBox();
  const at = chart.getBoundingClientRect();
  held = { bar, grip: event.clientX - bar.getBoundingClientRect().left, moved: false, wide: box.width, at, x: event.clientX, y: event.clientY };
  chart.setPointerCapture(event.pointerId);
});

chart?.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 5) return;
  if (!held.moved) {
    held.moved = true;
    held.bar.classList.add("held");
    held.drop = document.createElementNS(SVG, "rect");
    held.drop.setAttribute("class", "drop");
    held.drop.setAttribute("height", "14");
    chart.append(held.drop);
  }
  const at = chart.getBoundingClientRect();
  const lane = laneAt(event.clientY - at.top);
  held.lane = lane;
  held.left = event.clientX - at.left - held.grip;
  held.drop.setAttribute("x", held.left);
  held.drop.setAttribute("width", Math.max(held.bar.getBoundingClientRect().width, 4));
  held.drop.setAttribute("y", lane < 0 ? -99 : laneTops()[lane]);
});

function letGo() {
  held?.bar.classList.remove("held");
  held?.drop?.remove();
  held = null;
}

chart?.addEventListener("pointerup", () => {
  if (!held?.moved || held.lane === undefined || held.lane < 0) { letGo(); return; }
  const [center, machine] = lanes[held.lane];
  const start = momentAt((100 * Math.max(0, held.left)) / chart.getBoundingClientRect().width);
  const [part, step, lot] = JSON.parse(held.bar.dataset.step);
  const edit = ["move", held.bar.dataset.o, part, step, lot, center, machine, start];
  letGo();
  if (machine === null) { say("A step cannot be put on a supplier here."); return; }
  const to = new URL(location.href);
  const same = JSON.stringify(edit.slice(0, 5)).slice(0, -1);
  const others = to.searchParams.getAll("e").filter((text) => !text.startsWith(same));
  to.searchParams.delete("e");
  to.searchParams.delete("add");
  for (const text of [...others, JSON.stringify(edit)]) to.searchParams.append("e", text);
  wait();
  location.href = to;
});
chart?.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") letGo(); });

function wait() { document.getElementById("trying").classList.add("is-waiting"); }
for (const form of document.querySelectorAll(".tryset form")) form.addEventListener("submit", wait);
