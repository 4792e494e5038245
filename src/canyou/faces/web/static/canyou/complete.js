// Completion in the slots of the question: an editable combobox with a list (ARIA 1.2 pattern).

const WAIT = 90;
let serial = 0;

for (const input of document.querySelectorAll("[data-completes]")) attach(input);

function attach(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-choices`;
  list.className = "choices-list";
  list.role = "listbox";
  list.setAttribute("aria-label", `Choices for ${input.labels[0]?.textContent ?? input.id}`);
  list.hidden = true;
  input.after(list);
  input.role = "combobox";
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let timer = 0;
  let at = -1;

  const close = () => {
    clearTimeout(timer);
    serial += 1;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (index) => {
    const options = [...list.children];
    at = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    input.value = option.dataset.value;
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    input.dispatchEvent(new CustomEvent("canyou:taken", { bubbles: true }));
  };
  const show = (choices) => {
    const same = choices.length === 1 && choices[0].value === input.value;
    if (!choices.length || same || document.activeElement !== input) { close(); return; }
    list.replaceChildren(...choices.map((choice, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.role = "option";
      option.dataset.value = choice.value;
      option.setAttribute("aria-selected", "false");
      option.append(choice.value);
      if (choice.note) {
        const note = document.createElement("small");
        note.textContent = choice.note;
        option.append(note);
      }
      return option;
    }));
    at = -1;
    list.hidden = false;
    list.classList.toggle("flip", input.getBoundingClientRect().left + list.offsetWidth > innerWidth - 8);
    input.setAttribute("aria-expanded", "true");
  };
  const ask = async (text) => {
    const mine = ++serial;
    const query = new URLSearchParams({ q: text });
    const customer = document.getElementById("customer")?.value;
    if (customer) query.set("customer", customer);
    try {
      const answer = await fetch(`/complete/${input.dataset.completes}?${query}`);
      if (!answer.ok || mine !== serial) return;
      show((await answer.json()).choices);
    } catch { close(); }
  };

  input.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(input.value), WAIT);
  });
  input.addEventListener("focus", () => { if (!input.value) ask(""); });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) {
      if (event.key === "ArrowDown") { event.preventDefault(); ask(input.value); }
      return;
    }
    if (event.key === "ArrowDown") { event.preventDefault(); point(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); point(at < 0 ? -1 : at - 1); }
    else if (event.key === "Enter" || event.key === "Tab") {
      // Enter takes the one pointed at, else the first that begins like what is typed; Tab only what is pointed at.
      const first = list.firstElementChild;
      const fits = input.value && first.dataset.value.toLowerCase().startsWith(input.value.toLowerCase());
      const chosen = at >= 0 ? list.children[at] : event.key === "Enter" && fits ? first : null;
      if (chosen) { if (event.key === "Enter") event.preventDefault(); take(chosen); } else close();
    } else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
}
