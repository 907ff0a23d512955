// The page of telephones: each handset is shown with its captions, keypad and
// text messages. Which ones stand here is kept in the address (#), so that a
// reload shows the same.
import { Handset, speak, hush } from "./handset.js";

const phones = document.getElementById("phones");
const blank = document.getElementById("handset");
const word = document.getElementById("words").dataset;
const take = document.getElementById("take");
const standing = new Map();

// One tune for all: music plays while any line has it.
const music = new Audio("/music/hold.wav");
music.loop = true;
music.volume = 0.4;
const playing = new Set();
function tune(address, on) {
  on ? playing.add(address) : playing.delete(address);
  playing.size ? music.play().catch(() => {}) : music.pause();
}

function line(list, who, text, lang, kind) {
  const li = document.createElement("li");
  li.className = kind;
  if (who) {
    const b = document.createElement("b");
    b.textContent = who;
    li.append(b, " ");
  }
  const span = document.createElement("span");
  span.textContent = text;
  if (lang) span.lang = lang.startsWith("en") ? "en" : "zh";
  li.append(span);
  list.append(li);
  list.parentElement.scrollTop = list.parentElement.scrollHeight;
}

function place(address) {
  if (standing.has(address)) return standing.get(address).querySelector("[data-key]").focus();
  const card = blank.content.firstElementChild.cloneNode(true);
  const handset = new Handset(address);
  const heading = card.querySelector("h2");
  heading.textContent = address;
  heading.id = `h${address.replace(/\W/g, "")}`;
  card.setAttribute("aria-labelledby", heading.id);
  card.dataset.address = address;
  const captions = card.querySelector(".captions ol");
  const texts = card.querySelector(".texts ol");
  const input = card.querySelector(".say input");
  input.id = `say${heading.id}`;
  card.querySelector(".say label").htmlFor = input.id;
  const aloud = () => card.querySelector("[data-voice]").checked;
  const opened = Date.now();

  const show = (state) => {
    card.dataset.state = state;
    const tag = card.querySelector("[data-state]");
    tag.textContent = { idle: word.idle, ringing: word.rings, live: word.talks }[state];
    tag.className = `tag ${{ live: "good", ringing: "warn" }[state] ?? ""}`;
    for (const b of card.querySelectorAll("[data-do]")) {
      b.hidden = !{ dial: state === "idle", answer: state === "ringing", decline: state === "ringing", hangup: state === "live", remove: true }[b.dataset.do];
    }
  };
  show("idle");

  handset.addEventListener("line", ({ detail: e }) => {
    show(e.state);
    const fresh = Date.parse(e.at) > opened - 2000;
    if (e.kind !== "played" && e.kind !== "listening") tune(address, false);
    switch (e.kind) {
      case "said":
        line(captions, word.hotline, e.text, e.lang, "said");
        if (fresh && aloud()) speak(e.text, e.lang);
        break;
      case "caption": line(captions, e.from === address ? word.you : e.from, e.text, "", e.from === address ? "me" : "said"); break;
      case "played":
        if (!e.keys) {
          tune(address, fresh);
          line(captions, "", word.music, "", "soft");
        }
        break;
      case "pressed": hush(); line(captions, word.you, e.keys, "", "me"); break;
      case "spoke": line(captions, word.you, `“${e.text}”`, "", "me"); break;
      case "beep": line(captions, "", word.beep, "", "soft"); break;
      case "queued": line(captions, "", `${word.queued} ${e.queue}`, "", "soft"); break;
      case "ringing": line(captions, "", `${word.ringing} ${e.from ?? e.to ?? ""}`, "", "soft"); break;
      case "connected": line(captions, "", `${word.connected} ${e.to}`, "", "soft"); break;
      case "disconnected": line(captions, "", `${word.disconnected} ${e.to}`, "", "soft"); break;
      case "failed": line(captions, "", word.failed, "", "soft"); break;
      case "ended": hush(); line(captions, "", word.ended, "", "soft"); break;
      case "sms":
        card.querySelector(".texts p").hidden = true;
        line(texts, e.from, e.text, "", "said");
        break;
    }
  });

  card.addEventListener("click", (e) => {
    const button = e.target.closest("button");
    if (!button) return;
    if (button.dataset.key) handset.press(button.dataset.key);
    switch (button.dataset.do) {
      case "dial": captions.replaceChildren(); handset.dial(); break;
      case "answer": handset.answer(); break;
      case "decline": handset.decline(); break;
      case "hangup": handset.hangup(); break;
      case "remove": handset.hangup(); handset.close(); tune(address, false); standing.delete(address); card.remove(); remember(); break;
    }
  });
  card.addEventListener("keydown", (e) => {
    if (e.target === input || e.ctrlKey || e.metaKey || e.altKey || !/^[0-9*#]$/.test(e.key)) return;
    handset.press(e.key);
    const key = card.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
    key.classList.add("down");
    setTimeout(() => key.classList.remove("down"), 150);
  });
  card.querySelector(".say").addEventListener("submit", (e) => {
    e.preventDefault();
    if (input.value.trim()) handset.say(input.value);
    input.value = "";
  });

  standing.set(address, card);
  phones.append(card);
  remember();
  return card;
}

function remember() { history.replaceState(null, "", `#${[...standing.keys()].join(",")}`); }

const select = document.getElementById("caller");
const own = document.getElementById("own");
select.addEventListener("change", () => {
  own.hidden = own.labels[0].hidden = select.value !== "";
  own.required = select.value === "";
});
take.addEventListener("submit", (e) => {
  e.preventDefault();
  place(select.value || own.value)?.querySelector("[data-do=dial]").focus();
});

const wanted = location.hash.slice(1).split(",").filter((a) => /^(\+[0-9]{7,15}|client:\w+)$/.test(a));
for (const address of wanted.length ? wanted : [select.options[0].value]) place(address);
