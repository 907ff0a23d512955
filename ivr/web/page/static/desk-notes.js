// Notes and outcomes. What is typed is kept in this browser with its call until the
// call is filed; what can be filed no more stays in sight to be copied.
import { post } from "./livepage.js";

const desk = document.querySelector(".desk");
const word = document.getElementById("words").dataset;
const filed = document.querySelector("[data-filed]:not(#words)");
const leftover = document.querySelector("[data-leftover]");
const key = `hotline-drafts-${desk.dataset.identity}`;
const filedFor = 8000; // milliseconds

const read = () => JSON.parse(sessionStorage.getItem(key) ?? "{}");
const write = (drafts) => sessionStorage.setItem(key, JSON.stringify(drafts));

function keep(form) {
  const fields = new FormData(form);
  write({ ...read(), [form.dataset.note]: { note: fields.get("note"), disposition: fields.get("disposition") ?? "", number: form.dataset.number } });
}

function forget(visit) {
  const drafts = read();
  delete drafts[visit];
  write(drafts);
}

const choice = (form, disposition) => form.querySelector(`[name=disposition][value="${CSS.escape(disposition)}"]`);

const known = new WeakSet();
const filing = new Set(); // visits whose form may go before the answer comes

// fill puts a draft into a form that has just come, and chooses what is most likely
// the outcome where none is chosen.
function fill(form) {
  const draft = read()[form.dataset.note];
  if (!known.has(form)) {
    if (draft?.note) form.elements.note.value = draft.note;
    if (draft?.disposition) choice(form, draft.disposition).checked = true;
    known.add(form);
  }
  if (form.dataset.suggested && !form.elements.disposition.value) choice(form, form.dataset.suggested).checked = true;
}

function showLeftovers() {
  const shown = new Set([...desk.querySelectorAll("[data-note]")].map((f) => f.dataset.note));
  const lost = Object.entries(read()).filter(([visit, d]) => !shown.has(visit) && !filing.has(visit) && d.note.trim());
  leftover.hidden = lost.length === 0;
  leftover.querySelector("ul").replaceChildren(...lost.map(([visit, draft]) => {
    const li = document.createElement("li");
    const p = document.createElement("p");
    p.textContent = `${draft.number} ${draft.note}`;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.textContent = word.discard;
    discard.addEventListener("click", () => { forget(visit); showLeftovers(); });
    li.append(p, discard);
    return li;
  }));
}

let fading;
function confirm(form) {
  const outcome = form.querySelector("[name=disposition]:checked").closest("label").textContent.trim();
  filed.textContent = word.filed.replace("{0}", [form.dataset.number, outcome].filter(Boolean).join(" · "));
  filed.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { filed.hidden = true; }, filedFor);
}

desk.addEventListener("input", (e) => {
  const form = e.target.closest("[data-note]");
  if (form) keep(form);
});
desk.addEventListener("submit", async (e) => {
  const form = e.target.closest("[data-note]");
  if (!form) return;
  e.preventDefault();
  const button = form.querySelector("[data-file]");
  if (button.disabled) return;
  const visit = form.dataset.note;
  filing.add(visit);
  const answer = await post(form.action, new FormData(form)).catch(() => null);
  if (!answer) document.querySelector("[role=alert]").textContent = word.unreachable;
  if (answer?.ok) {
    forget(visit);
    confirm(form);
  }
  filing.delete(visit);
  showLeftovers();
});

function look() {
  for (const form of desk.querySelectorAll("[data-note]")) fill(form);
  showLeftovers();
}
document.addEventListener("part:changed", look);
look();
