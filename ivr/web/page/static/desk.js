// The agent's desk: buttons that command, notes that are never lost, and the
// telephone in the browser. What the page shows comes from its live stream.
import { post } from "./house.js";
import { softphone } from "./softphone.js";
import { showTrouble } from "./trouble.js";

const root = document.querySelector(".desk");
const word = document.getElementById("words").dataset;
const note = document.querySelector("[data-note]");
const sound = document.getElementById("sound");
const title = document.title;

const phone = await softphone(root.dataset.softphone, root.dataset.identity).catch(() => null);
if (phone) showTrouble(phone);
const line = document.querySelector(".line");
if (phone?.speaks) {
  const list = line.querySelector("ol");
  line.hidden = false;
  phone.addEventListener("caption", ({ detail: { from, text } }) => {
    const li = document.createElement("li");
    if (from.startsWith("client:")) li.className = "me";
    li.textContent = text;
    list.append(li);
    list.parentElement.scrollTop = list.parentElement.scrollHeight;
  });
  phone.addEventListener("ringing", () => list.replaceChildren());
  line.querySelector("[data-say]").addEventListener("submit", (e) => {
    e.preventDefault();
    const input = e.target.querySelector("input");
    if (input.value.trim()) phone.say(input.value);
    input.value = "";
  });
}

const target = () => {
  const [kind, name] = document.getElementById("to").value.split(/:(.*)/s);
  return { [kind]: name };
};

root.addEventListener("click", async (e) => {
  const button = e.target.closest("button[data-action]");
  if (!button || button.disabled) return;
  const what = button.dataset.action;
  if (what === "file") return;
  button.disabled = true;
  if (what === "accept") await phone?.accept();
  else if (what === "consult" || what === "transfer") await post(`/desk/do/${what}`, target());
  else await post(button.dataset.post);
  if (what === "decline") phone?.decline();
  button.disabled = false;
});

// Notes are kept in the browser until they are filed. What was written of one
// caller is never filed with the next: it stays in sight to be copied.
const draft = "hotline-note";
const about = "hotline-note-about";
const area = note.querySelector("textarea");
const unfiled = note.querySelector("[data-unfiled]");
area.value = sessionStorage.getItem(draft) ?? "";
area.addEventListener("input", () => sessionStorage.setItem(draft, area.value));
function clearNote() {
  sessionStorage.removeItem(draft);
  note.reset();
  area.value = "";
}
function turnPage() {
  const card = document.querySelector("[data-ticket][data-mode=on_call]");
  const before = sessionStorage.getItem(about);
  if (!card || card.dataset.ticket === before) return;
  sessionStorage.setItem(about, card.dataset.ticket);
  if (before === null) return;
  const left = area.value.trim();
  unfiled.hidden = left === "";
  unfiled.querySelector("span").textContent = left;
  clearNote();
}
note.addEventListener("submit", async (e) => {
  e.preventDefault();
  const answer = await post(note.action, new FormData(note));
  if (answer.ok) clearNote();
});

// A call is told once: to screen readers, in the title, and by a ring.
let told = "";
let ringing;
function notice() {
  const card = document.querySelector("[data-ticket]");
  const offered = card?.dataset.mode === "offered";
  const id = offered ? card.dataset.ticket : "";
  document.title = offered ? `☎ ${card.querySelector("h2").textContent.trim()}` : title;
  if (id && id !== told) {
    document.getElementById("news").textContent = word.offer.replace("{0}", card.querySelector("dl dd").textContent.trim());
    if (sound.checked) ring();
    if (document.hidden && window.Notification?.permission === "granted") new Notification(document.title);
  }
  if (!id) { clearInterval(ringing); ringing = undefined; }
  told = id;
}

let audio;
function ring() {
  const once = () => {
    audio ??= new AudioContext();
    for (const [pitch, at] of [[660, 0], [880, 0.18]]) {
      const o = audio.createOscillator();
      const g = audio.createGain();
      o.frequency.value = pitch;
      g.gain.setValueAtTime(0.0001, audio.currentTime + at);
      g.gain.exponentialRampToValueAtTime(0.1, audio.currentTime + at + 0.02);
      g.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.16);
      o.connect(g).connect(audio.destination);
      o.start(audio.currentTime + at);
      o.stop(audio.currentTime + at + 0.2);
    }
  };
  clearInterval(ringing);
  once();
  ringing = setInterval(once, 2500);
}

document.addEventListener("part:changed", () => { notice(); turnPage(); });
notice();
turnPage();

const shortcuts = { a: ["accept"], h: ["hold", "resume"], e: ["finish"], r: ["ready"] };
document.addEventListener("keydown", (e) => {
  if (!e.altKey || e.ctrlKey || e.metaKey) return;
  for (const action of shortcuts[e.key.toLowerCase()] ?? []) {
    const button = document.querySelector(`[data-action=${action}]:not([disabled])`);
    if (button) { e.preventDefault(); button.click(); return; }
  }
});
