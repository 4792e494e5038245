// Copies the words for the customer; says so where it was pressed and to those who hear the page.

export async function copyWords(place) {
  const words = place?.querySelector("[data-words]");
  if (!words) return;
  const text = words.textContent.trim();
  const done = await put(text, words);
  const button = place.querySelector('[data-do="copy"]');
  document.getElementById("said").textContent = done ? "The words are copied." : "The words are marked: copy them with Ctrl C.";
  if (!button || !done) return;
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1600);
}

async function put(text, words) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https the clipboard is closed to scripts: mark the words, and try the old way.
    const range = document.createRange();
    range.selectNodeContents(words);
    const marked = getSelection();
    marked.removeAllRanges();
    marked.addRange(range);
    return document.execCommand("copy");
  }
}
