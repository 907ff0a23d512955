// Says in the middle of the desk that its session is over, and offers to sign in.
// What was typed is kept in this browser for the same person, and is there again
// after signing in.
const dialog = document.querySelector("dialog[data-session]");
const desk = document.querySelector(".desk");
const kept = `hotline-kept-${desk.dataset.identity}`;
const askAgain = 5000;
const byItself = { "X-Hotline-Idle": "1", Accept: "text/plain" }; // no person asks, so the session is not prolonged

// Notes are not among them: desk-notes.js keeps each with its call.
const fields = () => [...desk.querySelectorAll("input[name], textarea[name], select[name]")].filter((f) => !f.closest("[data-note]"));
const nameOf = (f) => (f.type === "radio" || f.type === "checkbox" ? `${f.name}=${f.value}` : f.name);
const valueOf = (f) => (f.type === "radio" || f.type === "checkbox" ? f.checked : f.value);

function keep() {
  sessionStorage.setItem(kept, JSON.stringify(Object.fromEntries(fields().map((f) => [nameOf(f), valueOf(f)]))));
}

// restore fills in what was kept, where nothing stands yet.
function restore() {
  const values = JSON.parse(sessionStorage.getItem(kept) ?? "{}");
  sessionStorage.removeItem(kept);
  for (const f of fields()) {
    const value = values[nameOf(f)];
    if (value === undefined || value === "") continue;
    if (typeof value === "boolean") f.checked = value;
    else if (f.value === "" || f.tagName === "SELECT") f.value = value;
    f.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// over tells whether this browser is signed out; a server that does not answer
// tells nothing.
async function over() {
  const answer = await fetch("/desk/session", { headers: byItself }).catch(() => null);
  return answer === null ? undefined : answer.status === 401 || answer.status === 403;
}

async function look() {
  if (dialog.open || !(await over()) || dialog.open) return;
  keep();
  dialog.showModal();
  document.dispatchEvent(new CustomEvent("session:over"));
  const again = setInterval(async () => {
    if (await over() !== false) return;
    clearInterval(again); // signed in, perhaps in another window
    location.reload();
  }, askAgain);
}

window.addEventListener("pagehide", () => { if (dialog.open) keep(); });
// The server hears that the page is there: a machine that sleeps closes no stream.
document.addEventListener("stream:beat", () => {
  fetch("/desk/here", { method: "POST", headers: { ...byItself, "X-CSRF-Token": document.querySelector("meta[name=csrf]").content } }).catch(() => {});
});
document.addEventListener("stream:lost", look);
document.addEventListener("post:refused", look);
restore();
