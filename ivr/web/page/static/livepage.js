// Keeps a page live: a stream names parts of the page ([data-part]) and brings
// their new markup, which is morphed in so that focus and what someone is
// typing stay. Forms marked [data-quiet] post without leaving the page.
import { Idiomorph } from "./vendor/idiomorph.esm.js";

const connection = document.getElementById("connection");
const reconnecting = connection?.textContent;
const csrf = () => document.querySelector("meta[name=csrf]").content;

// morph replaces a part's content and leaves alone the field someone is in.
export function morph(part, html) {
  const chosen = [...part.querySelectorAll("select[data-keep]")].map((s) => [s.id, s.value]);
  Idiomorph.morph(part, html, {
    morphStyle: "innerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (old) => !(old instanceof Element && old.hasAttribute("data-keep") && old.tagName !== "SELECT"),
    },
  });
  for (const [id, value] of chosen) keepChoice(document.getElementById(id), value);
  part.dispatchEvent(new CustomEvent("part:changed", { bubbles: true }));
}

// keepChoice lets a list of changing options stay at what someone chose.
function keepChoice(select, value) {
  if (select && [...select.options].some((o) => o.value === value)) select.value = value;
}

// explain asks why a stream was not opened. Too many of them is said in words.
async function explain(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/event-stream" } });
    if (answer.status === 429) connection.textContent = await answer.text();
    else await answer.body?.cancel();
  } catch { /* still no connection */ }
}

// follow reads a stream for as long as the page stands. EventSource comes back
// by itself after a lost connection, but not after an answer that is no stream
// (a restart behind a proxy): then it is opened anew.
export function follow(address, onEvent = {}) {
  let source, again;
  const open = () => {
    source = new EventSource(address);
    source.onopen = () => { connection.hidden = true; connection.textContent = reconnecting; };
    source.onerror = () => {
      connection.hidden = false;
      document.dispatchEvent(new CustomEvent("stream:lost"));
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(again);
        again = setTimeout(open, 2000);
        explain(address);
      }
    };
    source.addEventListener("beat", () => document.dispatchEvent(new CustomEvent("stream:beat")));
    for (const part of document.querySelectorAll("[data-part]")) {
      source.addEventListener(part.dataset.part, (e) => morph(part, e.data));
    }
    for (const [name, handle] of Object.entries(onEvent)) source.addEventListener(name, (e) => handle(e.data));
  };
  open();
  return () => { clearTimeout(again); source.close(); };
}

// post sends a form's fields, or an object, with the CSRF token. It gives the
// response; one that is not ok is shown in the page's [role=alert].
export async function post(address, fields = {}) {
  const body = fields instanceof FormData ? new URLSearchParams(fields) : new URLSearchParams(Object.entries(fields));
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRF-Token": csrf(), Accept: "text/plain" } });
  const alert = document.querySelector("[role=alert]");
  if (answer.status === 401) document.dispatchEvent(new CustomEvent("post:refused"));
  if (alert) alert.textContent = answer.ok ? "" : (await answer.clone().text()).trim();
  return answer;
}

// A form[data-ask] is sent when its question is answered by yes.
document.addEventListener("submit", (e) => {
  if (!e.target.dataset.ask || window.confirm(e.target.dataset.ask)) return;
  e.preventDefault();
  e.stopImmediatePropagation();
});

document.addEventListener("submit", async (e) => {
  const form = e.target.closest("form[data-quiet]");
  if (!form) return;
  e.preventDefault();
  const fields = new FormData(form, e.submitter);
  const answer = await post(form.action, fields);
  if (answer.ok && form.hasAttribute("data-clear")) form.reset();
});

// [data-since] counts up each second from a moment, [data-until] down to one, on
// this machine's clock corrected by the server's (<meta name=now>).
const now = document.querySelector("meta[name=now]");
const [navigation] = performance.getEntriesByType("navigation");
const answeredAt = performance.timeOrigin + (navigation?.responseStart ?? performance.now());
const skew = now ? Date.parse(now.content) - answeredAt : 0;
const two = (n) => String(n).padStart(2, "0");
const passed = (moment) => (Date.now() + skew - Date.parse(moment)) / 1000;
function clock(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}
function tick() {
  for (const e of document.querySelectorAll("[data-since]")) e.textContent = clock(passed(e.dataset.since));
  for (const e of document.querySelectorAll("[data-until]")) e.textContent = clock(-passed(e.dataset.until));
}
setInterval(tick, 1000);
document.addEventListener("part:changed", tick);
tick();

const live = document.querySelector("[data-live]");
if (live) {
  const stop = follow(live.dataset.live);
  document.addEventListener("session:over", stop);
}
