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
  return li;
}

// Addresses and queues by the names that people have for them.
const queues = new Map(word.queues.split(";").map((pair) => pair.split("=")));
const fill = (text, value) => text.replace("{0}", value ?? "").trim();
const named = (address) => (address?.startsWith("client:") ? fill(word.agent, address.slice("client:".length)) : address);

const two = (n) => String(n).padStart(2, "0");
const clock = (ms) => `${Math.floor(ms / 60_000)}:${two(Math.floor(ms / 1000) % 60)}`;

function place(address) {
  if (standing.has(address)) return standing.get(address).querySelector("[data-key]").focus();
  const card = blank.content.firstElementChild.cloneNode(true);
  const handset = new Handset(address);
  const heading = card.querySelector("h2");
  heading.textContent = named(address);
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
  let began = 0; // when the call began; 0: there is none
  let typed = null; // the caption of the keys that are typed in a row
  let messages = 0;

  const timer = card.querySelector("[data-timer]");
  const tick = () => { timer.textContent = began ? clock(Date.now() - began) : ""; };
  setInterval(tick, 1000);

  // show shows what the telephone does. Who used a button that is gone goes on with
  // the keys, or with the next call.
  const show = (state, at) => {
    const held = card.contains(document.activeElement);
    card.dataset.state = state;
    const label = card.querySelector("[data-label]");
    label.textContent = { idle: word.idle, ringing: word.rings, live: word.talks }[state];
    label.parentElement.className = `tag ${{ live: "good", ringing: "warn" }[state] ?? ""}`;
    for (const b of card.querySelectorAll("[data-do]")) {
      b.hidden = !{ dial: state === "idle", answer: state === "ringing", decline: state === "ringing", hangup: state === "live", remove: true }[b.dataset.do];
    }
    if (state !== "live") began = 0;
    else if (!began) began = Date.parse(at) || Date.now();
    tick();
    if (held && document.activeElement === document.body) card.querySelector(state === "idle" ? "[data-do=dial]" : ".captions").focus();
  };
  show("idle");

  const lost = card.querySelector("[data-lost]");
  handset.addEventListener("lost", () => { lost.hidden = false; });
  handset.addEventListener("found", () => { lost.hidden = true; });

  handset.addEventListener("line", ({ detail: e }) => {
    const before = card.dataset.state;
    show(e.state, e.at);
    if (e.kind === "state") {
      if (before === "live" && e.state === "idle") line(captions, "", word.cut, "", "soft");
      return;
    }
    if (e.kind !== "pressed" && e.kind !== "listening") typed = null;
    const fresh = Date.parse(e.at) > opened - 2000;
    if (e.kind !== "played" && e.kind !== "listening") tune(address, false);
    switch (e.kind) {
      case "said":
        line(captions, word.hotline, e.text, e.lang, "said");
        if (fresh && aloud()) speak(e.text, e.lang);
        break;
      case "caption": line(captions, e.from === address ? word.you : named(e.from), e.text, "", e.from === address ? "me" : "said"); break;
      case "played":
        if (!e.keys) {
          tune(address, fresh);
          line(captions, "", word.music, "", "soft");
        }
        break;
      case "pressed":
        hush();
        if (typed) typed.lastChild.textContent += e.keys;
        else typed = line(captions, word.you, e.keys, "", "me");
        break;
      case "spoke": line(captions, word.you, `“${e.text}”`, "", "me"); break;
      case "beep": line(captions, "", word.beep, "", "soft"); break;
      case "queued": line(captions, "", fill(word.queued, queues.get(e.queue) ?? e.queue), "", "soft"); break;
      case "ringing": line(captions, "", fill(word.ringing, named(e.from ?? e.to)), "", "soft"); break;
      case "connected": line(captions, "", fill(word.connected, named(e.to)), "", "soft"); break;
      case "disconnected": line(captions, "", fill(word.disconnected, named(e.to)), "", "soft"); break;
      case "failed": line(captions, "", word.failed, "", "soft"); break;
      case "ended": hush(); line(captions, "", word.ended, "", "soft"); break;
      case "sms":
        card.querySelector(".texts p").hidden = true;
        line(texts, e.from, e.text, "", "said");
        card.querySelector("[data-count]").textContent = ++messages;
        card.querySelector("[data-count]").hidden = false;
        line(captions, "", word.sms, "", "soft");
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
