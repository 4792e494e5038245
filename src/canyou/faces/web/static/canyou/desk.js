// The desk: pick a way by its number, the button that fits it, quick picks for the issue, next and back in the list.
import { onKey, say } from "./keys.js";

const list = document.getElementById("waiting");

// On a phone a question that was chosen comes first: the list folds away behind a button.
const box = document.querySelector(".box.picked");
const unfold = document.getElementById("unfold");
if (box && unfold && matchMedia("(max-width: 760px)").matches && location.pathname !== "/desk") {
  const fold = (folded) => {
    box.classList.toggle("folded", folded);
    unfold.setAttribute("aria-expanded", String(!folded));
  };
  unfold.hidden = false;
  unfold.addEventListener("click", () => fold(!box.classList.contains("folded")));
  fold(true);
}
const turn = () => document.getElementById("turn");

// The main button names the way that is picked, and which of two it is hangs on what that way costs whom.
function fit() {
  const way = turn()?.querySelector("[name=option]:checked");
  if (!way) return;
  const key = way.id.slice("option".length);
  for (const span of turn().querySelectorAll("[data-way]")) span.textContent = key;
  const once = way.dataset.once === "1";
  for (const button of turn().querySelectorAll("[data-when]")) button.hidden = (button.dataset.when === "once") !== once;
  const issue = document.getElementById("issue-block");
  if (issue) issue.hidden = way.dataset.costs !== "1" && !issue.querySelector("[aria-invalid]");
}
document.addEventListener("change", (event) => { if (event.target.form?.id === "turn") fit(); });
fit();
document.querySelector("#turn [aria-invalid]")?.focus();

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
  const button = [...(turn()?.querySelectorAll(selector) ?? [])].find((one) => !one.hidden);
  if (button) button.click();
}
onKey("o", () => press(".answer .go"));

document.addEventListener("click", (event) => {
  const quick = event.target.closest("[data-into]");
  if (quick) {
    const field = document.getElementById(quick.dataset.into);
    field.value = quick.textContent;
    field.focus();
    return;
  }
  // What needs a reason goes to the field for it first.
  const needy = event.target.closest("[data-note]");
  const note = document.getElementById("note");
  if (needy && note && !note.value.trim()) {
    event.preventDefault();
    note.focus();
    note.scrollIntoView({ block: "center" });
    say(needy.dataset.note);
    let line = document.getElementById("note-why");
    if (!line) {
      line = Object.assign(document.createElement("p"), { id: "note-why", className: "small is-late" });
      note.after(line);
      note.setAttribute("aria-describedby", line.id);
    }
    line.textContent = needy.dataset.note;
  }
});

// Enter in a field is the main button, not the first that the form has; beside a field with a button of its own, that one.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || field.form?.id !== "turn" || !["text", "radio"].includes(field.type)) return;
  event.preventDefault();
  const own = field.closest(".btns")?.querySelector("button");
  if (own) own.click(); else press(".answer .go, .answer [value=request]");
});

function step(by) {
  const items = [...list.querySelectorAll("a.item")];
  if (!items.length) return;
  const at = items.findIndex((one) => one.hasAttribute("aria-current"));
  items[(at + by + items.length) % items.length].click();
}
onKey("j", () => step(1));
onKey("k", () => step(-1));

// What is open has moved on: it is shown as it is now, unless somebody is writing in it; then a line says so.
let seen = document.getElementById("stamp")?.dataset.stamp ?? "";
document.addEventListener("htmx:after:swap", () => {
  const { stamp = "", path = "" } = document.getElementById("stamp")?.dataset ?? {};
  if (stamp === seen) return;
  seen = stamp;
  const open = document.querySelector(".open");
  const fields = [...(turn()?.querySelectorAll("input:not([type]), input[type=text], textarea") ?? [])];
  if (fields.some((field) => field === document.activeElement || field.value !== field.defaultValue)) {
    if (document.getElementById("moved-on")) return;
    const line = Object.assign(document.createElement("p"), { id: "moved-on", className: "trouble" });
    line.role = "status";
    const link = Object.assign(document.createElement("a"), { href: path, textContent: "Show it as it is now" });
    line.append("This has moved on while you write. ", link);
    open.prepend(line);
    return;
  }
  refresh(open, path);
});
async function refresh(open, path) {
  const answer = await fetch(path);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(".open");
  if (!fresh) return;
  open.replaceWith(document.adoptNode(fresh));
  fit();
  say(document.querySelector(".open .clock")?.textContent.trim() ?? "");
}
