// While it is being worked out the page looks again by itself, unless somebody is writing.
const WAIT = 3000;

function look() {
  const busy = document.querySelector(".things details[open]");
  if (busy) {
    setTimeout(look, WAIT);
    return;
  }
  location.reload();
}

if (document.querySelector("[data-working]")) setTimeout(look, WAIT);
