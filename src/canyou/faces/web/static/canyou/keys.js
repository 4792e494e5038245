// Single keys, off while somebody types and off for good where somebody wants them off (WCAG 2.1.4).
import { copyWords } from "./copy.js";

const dialog = document.getElementById("keys");
const box = document.getElementById("keys-on");
const root = document.documentElement;
const page = {};

/** A page adds its own keys: {"t": event => …}. */
export function onKey(key, act) { page[key] = act; }

export function say(words) {
  const said = document.getElementById("said");
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
}

function remember(name, value) { try { localStorage.setItem(name, value); } catch { /* private window: forget */ } }
function recall(name) { try { return localStorage.getItem(name); } catch { return null; } }

function isTyping(target) {
  return target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
}

const everywhere = {
  "/": () => {
    const find = document.getElementById("find");
    if (find.offsetParent === null) location.href = "/search"; else { find.focus(); find.select(); }
  },
  "?": () => dialog.showModal(),
  "n": () => { location.href = "/"; },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target) && !event.defaultPrevented) { event.target.blur(); return; }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (isTyping(event.target) || recall("canyou-keys") === "off") return;
  const act = page[event.key] ?? everywhere[event.key];
  if (act) { event.preventDefault(); act(event); return; }
  const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (link) { event.preventDefault(); link.click(); }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  if (button.dataset.do === "keys") dialog.showModal();
  if (button.dataset.do === "theme") setTheme(isDark() ? "light" : "dark");
  if (button.dataset.do === "print") window.print();
  if (button.dataset.do === "copy") copyWords(button.closest("[data-words-of], .out"));
});

// The theme: the button names what it switches to.
const system = matchMedia("(prefers-color-scheme: dark)");
function isDark() { return (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark"; }
function setTheme(theme) { root.dataset.theme = theme; remember("canyou-theme", theme); nameTheme(); }
function nameTheme() {
  for (const button of document.querySelectorAll('[data-do="theme"]')) {
    button.hidden = false;
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
  }
}
system.addEventListener("change", nameTheme);
nameTheme();

box.checked = recall("canyou-keys") !== "off";
box.addEventListener("change", () => remember("canyou-keys", box.checked ? "on" : "off"));
