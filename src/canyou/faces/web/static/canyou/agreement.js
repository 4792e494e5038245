// While its effect is being worked out the page looks again by itself, unless somebody is writing.
const WAIT = 1000;

function look() {
  const writing = document.querySelector("#change[open]");
  if (writing) {
    setTimeout(look, WAIT);
    return;
  }
  location.reload();
}

if (document.querySelector("[data-working]")) setTimeout(look, WAIT);
