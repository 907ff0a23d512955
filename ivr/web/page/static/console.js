// The operators' room: the day's line, full screen, playback, and the menu's
// picture. Every page is whole without it.
import uPlot from "./vendor/uPlot.esm.js";
import Panzoom from "./vendor/panzoom.es.js";

const $ = (selector) => document.querySelector(selector);

// The day's line is drawn from its table, anew whenever a stream brings one.
const chart = $("#chart");
if (chart) {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = (cell) => (cell.textContent === "" ? null : Number(cell.textContent));
  const read = () => {
    const rows = [...document.querySelectorAll("#slots tbody tr")];
    return [
      rows.map((r) => Date.parse(r.querySelector("time").dateTime) / 1000),
      rows.map((r) => number(r.cells[1])),
      rows.map((r) => number(r.cells[2])),
    ];
  };
  // The clock on the wall is the hotline's, wherever the browser is.
  const offset = () => (/([+-]\d\d:\d\d|Z)$/.exec($("#slots time").dateTime) || ["Z"])[0];
  const clock = (seconds) => {
    const [, sign, h, m] = /([+-])(\d\d):(\d\d)/.exec(offset()) || [0, "+", "0", "0"];
    return new Date((seconds + (sign === "-" ? -1 : 1) * (h * 3600 + m * 60)) * 1000).toISOString().slice(11, 16);
  };
  const axis = () => ({ stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } });
  const shown = (_, v) => (v == null ? "" : String(v));
  const height = () => (document.fullscreenElement ? 260 : 230);
  const plot = new uPlot({
    width: chart.clientWidth || 600, height: height(),
    scales: { y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] } },
    axes: [{ ...axis(), values: (_, ticks) => ticks.map(clock) }, axis()],
    series: [
      { value: (_, v) => (v == null ? "" : clock(v)), label: chart.dataset.time },
      { label: chart.dataset.today, value: shown, stroke: colour("--brand"), width: 3, fill: colour("--brand") + "22" },
      { label: chart.dataset.before, value: shown, stroke: colour("--soft"), width: 2, dash: [6, 4] },
    ],
  }, read(), chart);
  document.addEventListener("part:changed", (e) => { if (e.target.dataset.part === "traffic") plot.setData(read()); });
  new ResizeObserver(() => plot.setSize({ width: chart.clientWidth, height: height() })).observe(chart);
}

const full = $("#fullscreen");
if (full && document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => $(".board").requestFullscreen());
}

// Playback shows one moment at a time.
const player = $("#player");
const moments = [...document.querySelectorAll(".moment")];
if (player && moments.length > 1) {
  const timeline = $("#timeline");
  let at = 0;
  const show = (i) => {
    at = Math.min(Math.max(i, 0), moments.length - 1);
    moments.forEach((m, j) => { m.hidden = j !== at; });
    [...timeline.children].forEach((b, j) => (j === at ? b.setAttribute("aria-current", "step") : b.removeAttribute("aria-current")));
    for (const b of player.querySelectorAll("[data-move]")) {
      const to = at + Number(b.dataset.move);
      b.disabled = to < 0 || to >= moments.length;
    }
    history.replaceState(null, "", `#${at + 1}`);
  };
  moments.forEach((m, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = m.dataset.clock;
    button.addEventListener("click", () => show(i));
    timeline.append(button);
  });
  player.addEventListener("click", (e) => { if (e.target.dataset.move) show(at + Number(e.target.dataset.move)); });
  document.addEventListener("keydown", (e) => {
    if (e.target.closest("input, textarea, select") || e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key === "ArrowRight") show(at + 1);
    if (e.key === "ArrowLeft") show(at - 1);
  });
  player.hidden = timeline.hidden = false;
  $(".moments").setAttribute("aria-live", "polite");
  show((Number(location.hash.slice(1)) || 1) - 1);
}

// A recording that cannot be played says why, in place of its player.
document.addEventListener("error", async (e) => {
  const audio = e.target;
  if (!(audio instanceof HTMLAudioElement)) return;
  const why = audio.nextElementSibling;
  const answer = await fetch(audio.src, { headers: { Accept: "text/plain" } }).catch(() => null);
  why.textContent = answer === null || answer.ok ? why.dataset.broken : await answer.text();
  why.hidden = false;
  audio.hidden = true;
}, true);

// The menu's picture: drag, wheel, keys; a node's texts beside it.
const map = $("#map");
if (map) {
  const sheet = $("#sheet"), svg = sheet.querySelector("svg"), place = $("#place");
  const whole = () => Math.min(map.clientWidth / svg.width.baseVal.value, map.clientHeight / svg.height.baseVal.value);
  const pan = Panzoom(sheet, { minScale: whole() / 2, maxScale: 3, startScale: 0.42, origin: "0 0", cursor: "grab", step: 0.3, animate: false, excludeClass: "node" });
  map.addEventListener("wheel", (e) => { e.preventDefault(); pan.zoomWithWheel(e); }, { passive: false });
  const zoom = { in: () => pan.zoomIn(), out: () => pan.zoomOut(), all: () => { pan.zoom(whole(), { force: true }); pan.pan(0, 0, { force: true }); } };
  for (const b of document.querySelectorAll("[data-zoom]")) b.addEventListener("click", zoom[b.dataset.zoom]);
  map.addEventListener("keydown", (e) => {
    const step = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }[e.key];
    if (step) { e.preventDefault(); pan.pan(step[0], step[1], { relative: true }); }
    if (e.key === "+" || e.key === "=") pan.zoomIn();
    if (e.key === "-") pan.zoomOut();
  });
  const show = (id, go) => {
    const node = [...svg.querySelectorAll(".node")].find((n) => n.dataset.node === id);
    const told = document.getElementById(`node-${id}`);
    if (!node || !told) return false;
    svg.querySelector(".found")?.classList.remove("found");
    node.classList.add("found");
    place.replaceChildren(...[...told.cloneNode(true).childNodes]);
    place.hidden = false;
    if (go) {
      const card = node.querySelector(".card");
      pan.zoom(0.9, { force: true });
      pan.pan(map.clientWidth / 3 / 0.9 - card.x.baseVal.value, map.clientHeight / 3 / 0.9 - card.y.baseVal.value, { force: true });
    }
    return true;
  };
  const fromAddress = (go) => location.hash.startsWith("#node-") && show(decodeURIComponent(location.hash.slice(6)), go);
  svg.addEventListener("click", (e) => {
    const node = e.target.closest(".node");
    if (!node) return;
    e.preventDefault();
    history.replaceState(null, "", `#node-${node.dataset.node}`);
    show(node.dataset.node, false);
  });
  document.addEventListener("click", (e) => {
    const link = e.target.closest("#place a, #outline a");
    if (!link || !link.hash.startsWith("#node-")) return;
    e.preventDefault();
    history.replaceState(null, "", link.hash);
    fromAddress(true);
  });
  // Find goes from place to place among those whose name or words hold a text.
  const places = [...document.querySelectorAll("#outline .place")];
  const result = $("#found");
  let sought = "", at = -1;
  const finds = (text) => {
    const exact = places.filter((p) => p.id === `node-${text}`);
    return exact.length ? exact : places.filter((p) => p.textContent.toLowerCase().includes(text.toLowerCase()));
  };
  $("#find").addEventListener("submit", (e) => {
    e.preventDefault();
    const text = $("#node").value.trim();
    if (text === "") return;
    const all = finds(text);
    at = text === sought ? (at + 1) % Math.max(all.length, 1) : 0;
    sought = text;
    result.textContent = all.length ? result.dataset.found.replace("{0}", at + 1).replace("{1}", all.length) : result.dataset.none.replace("{0}", text);
    if (!all.length) return;
    show(all[at].id.slice("node-".length), true);
    history.replaceState(null, "", `#${all[at].id}`);
  });
  if (!fromAddress(true)) pan.pan(0, 0, { force: true });
  else window.addEventListener("load", () => { $("#outline").open = false; window.scrollTo(0, 0); }); // the browser has opened the text at the node
}

// The calls of a day by hour are a curve of bars above their fields: it follows what is typed, and a pointer
// can draw it.
function byHour(part) {
  const fields = [...part.querySelectorAll("input")], bars = [...part.querySelectorAll("rect")];
  const sum = part.querySelector("output"), empty = part.querySelector("#empty");
  const headroom = 1.25, least = 8; // how far above the busiest hour a bar can be drawn, and the least that is the top
  const value = (field) => Math.max(0, Number(field.value) || 0);
  const top = () => Math.max(least, ...fields.map(value)) * headroom;
  let scale = top();
  const draw = () => {
    fields.forEach((field, i) => bars[i].setAttribute("height", Math.min(100, (100 * value(field)) / scale)));
    const given = fields.some((field) => field.value !== "");
    sum.textContent = given ? sum.dataset.sum.replace("{0}", Math.round(fields.reduce((all, field) => all + value(field), 0))) : "";
    empty.hidden = !given;
  };
  const redraw = () => { scale = top(); draw(); };
  bars.map((bar) => bar.closest("svg")).forEach((area, i) => {
    const drawn = (e) => {
      if (!e.buttons) return;
      const box = area.getBoundingClientRect();
      fields[i].value = Math.round(scale * Math.min(1, Math.max(0, (box.bottom - e.clientY) / box.height)));
      draw();
    };
    area.addEventListener("pointerdown", (e) => { area.setPointerCapture(e.pointerId); drawn(e); });
    area.addEventListener("pointermove", drawn);
    area.addEventListener("pointerup", redraw);
  });
  part.addEventListener("invalid", () => { part.open = true; }, true); // the browser shows what is wrong where it can be seen
  part.addEventListener("input", (e) => { e.target.removeAttribute("aria-invalid"); redraw(); });
  empty.addEventListener("click", () => {
    for (const field of fields) field.value = "";
    redraw();
    fields[0].focus();
  });
  redraw();
  return {
    // take shows the hours of an answer.
    take(answer) {
      answer.querySelectorAll("input").forEach((field, i) => {
        fields[i].value = field.value;
        fields[i].toggleAttribute("aria-invalid", false);
        if (field.hasAttribute("aria-invalid")) fields[i].setAttribute("aria-invalid", "true");
      });
      redraw();
      part.querySelector("[aria-invalid]")?.focus();
    },
  };
}

// A day is rehearsed while the page waits for it: to stop, or to leave, ends it. The answer is the
// page anew, of which the result and the notes are taken.
const rehearsal = $("#rehearsal");
if (rehearsal) {
  const play = rehearsal.querySelector("button.primary"), stop = $("#stop"), told = $("#playing");
  const tell = (key, ...values) => { told.textContent = values.reduce((text, v, i) => text.replace(`{${i}}`, v), told.dataset[key]); };
  const hours = byHour($("#by-hour"));
  const show = (answer, filled) => {
    for (const note of document.querySelectorAll("main > .note[role=alert]:not(.warn), main > .note[role=status]")) note.remove();
    const wrong = answer.querySelector("main > .note.bad");
    hours.take(answer.querySelector("#by-hour"));
    told.textContent = "";
    if (wrong) {
      rehearsal.before(wrong);
    } else if (filled) {
      tell("filled");
    } else {
      $("#rehearsed").replaceWith(answer.querySelector("#rehearsed"));
      $("#rehearsed h2")?.focus();
    }
  };
  rehearsal.addEventListener("submit", async (e) => {
    e.preventDefault();
    const filling = e.submitter?.name === "fill";
    const leaving = new AbortController(), began = Date.now();
    const ticks = setInterval(() => tell("playing", Math.round((Date.now() - began) / 1000), told.dataset.longest), 5000);
    tell("playing", 0, told.dataset.longest);
    play.disabled = true;
    stop.hidden = false;
    stop.onclick = () => leaving.abort();
    try {
      const answer = await fetch(rehearsal.action, { method: "POST", body: new URLSearchParams(new FormData(rehearsal, e.submitter)), signal: leaving.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("#rehearsal")) show(page, filling);
      else location.reload(); // signed out meanwhile
    } catch {
      tell(leaving.signal.aborted ? "stopped" : "lost");
    } finally {
      clearInterval(ticks);
      play.disabled = false;
      stop.hidden = true;
    }
  });
}
