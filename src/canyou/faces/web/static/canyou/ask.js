// The page of the question: keys for its options, choices that fill a slot, and a slot's trouble told to its field.
import { copyWords } from "./copy.js";
import { onKey, say } from "./keys.js";

const form = document.getElementById("question");
const answer = document.getElementById("answer");
const typing = document.getElementById("typing");
const slots = [...form.querySelectorAll(".slot")];

// Which slot is being written in: its half-typed words are a hint, not a mistake.
typing.name = "typing";
form.addEventListener("input", (event) => { typing.value = event.isTrusted ? event.target.name : ""; });
form.addEventListener("change", () => {
  if (!typing.value) return;
  typing.value = "";
  form.dispatchEvent(new Event("input"));
});
form.addEventListener("canyou:taken", (event) => {
  goOn(event.target);
});
// Enter goes on to the next slot of the sentence that is still empty, and after the last one out of it: then the keys of
// the options work.
function goOn(slot) {
  const line = slot.closest(".q1, .q2");
  const next = slots.slice(slots.indexOf(slot) + 1).find((one) => !one.value && one.closest(".q1, .q2") === line);
  if (next) next.focus(); else slot.blur();
}
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented || !slots.includes(event.target)) return;
  event.preventDefault();
  typing.value = "";
  form.dispatchEvent(new Event("input"));
  goOn(event.target);
});
form.addEventListener("submit", () => { typing.value = ""; });

// Where the browser cannot fit a field to its content, its size follows what is typed.
if (!CSS.supports("field-sizing", "content")) {
  form.addEventListener("input", (event) => { event.target.size = Math.max(3, event.target.value.length || event.target.placeholder.length); });
}

for (const n of "12345") {
  onKey(n, () => {
    const radio = document.getElementById(`option${n}`);
    if (!radio) return;
    radio.checked = true;
    radio.focus({ preventScroll: true });
    radio.closest(".opt").scrollIntoView({ block: "nearest" });
  });
}
onKey("w", () => copyWords(answer.querySelector(".opt:has(:checked) .out")));
onKey("f", () => answer.querySelector(".opt:has(:checked) [data-floor]")?.click());
onKey("p", () => answer.querySelector(".opt:has(:checked) [data-go]")?.click());
onKey("a", () => answer.querySelector("[data-phone]")?.click());
onKey("h", () => answer.querySelector(".opt:has(:checked) [data-hold]")?.click());
onKey("n", () => {
  for (const slot of slots) slot.value = "";
  typing.value = "";
  form.dispatchEvent(new Event("input"));
  slots[0].focus();
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-fill]");
  if (!choice || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const slot = document.getElementById(choice.dataset.fill);
  slot.value = choice.dataset.value;
  typing.value = "";
  form.dispatchEvent(new Event("input"));
  slot.focus();
});

// A slot that has been left shows what was understood: "friday" becomes its date.
function compose() {
  const understood = document.getElementById("summary")?.dataset ?? {};
  for (const slot of slots) {
    if (slot !== document.activeElement && slot.value && understood[slot.name]) slot.value = understood[slot.name];
  }
}
form.addEventListener("focusout", () => setTimeout(compose));

document.addEventListener("htmx:after:swap", () => {
  const wrong = new Set([...document.querySelectorAll(".trouble")].map((line) => line.dataset.field));
  for (const slot of slots) {
    slot.toggleAttribute("aria-invalid", wrong.has(slot.name));
    if (wrong.has(slot.name)) { slot.setAttribute("aria-invalid", "true"); slot.setAttribute("aria-describedby", `trouble-${slot.name}`); }
    else slot.removeAttribute("aria-describedby");
  }
  const summary = document.getElementById("summary");
  if (!summary) return;
  say(summary.textContent);
  compose();
});

if (!slots.some((slot) => slot.value) && matchMedia("(pointer: fine)").matches) slots[0].focus();
