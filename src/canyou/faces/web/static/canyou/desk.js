// The desk: pick a way by its number, the button that fits it, quick picks for the issue, next and back in the list.
import { onKey } from "./keys.js";

const turn = document.getElementById("turn");
const list = document.getElementById("waiting");

// The main button names the way that is picked, and which of two it is hangs on what that way costs whom.
function fit() {
  const way = turn?.querySelector("[name=option]:checked");
  if (!way) return;
  const key = way.id.slice("option".length);
  for (const span of turn.querySelectorAll("[data-way]")) span.textContent = key;
  const once = way.dataset.once === "1";
  for (const button of turn.querySelectorAll("[data-when]")) button.hidden = (button.dataset.when === "once") !== once;
  const issue = document.getElementById("issue-block");
  if (issue) issue.hidden = way.dataset.costs !== "1" && !issue.querySelector("[aria-invalid]");
}
turn?.addEventListener("change", fit);
fit();

for (const n of "12345") {
  onKey(n, () => {
    const way = document.getElementById(`option${n}`);
    if (!way) return;
    way.checked = true;
    way.focus({ preventScroll: true });
    fit();
  });
}
function press(selector) {
  const button = [...(turn?.querySelectorAll(selector) ?? [])].find((one) => !one.hidden);
  if (button) button.click();
}
onKey("o", () => press(".answer .go"));

document.addEventListener("click", (event) => {
  const quick = event.target.closest("[data-into]");
  if (!quick) return;
  const field = document.getElementById(quick.dataset.into);
  field.value = quick.textContent;
  field.focus();
});

function step(by) {
  const items = [...list.querySelectorAll("a.item")];
  if (!items.length) return;
  const at = items.findIndex((one) => one.hasAttribute("aria-current"));
  items[(at + by + items.length) % items.length].click();
}
onKey("j", () => step(1));
onKey("k", () => step(-1));
