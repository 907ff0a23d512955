// A call is told once: to screen readers, in the title, by a ring, and by a
// notification if the agent has asked for them.
const word = document.getElementById("words").dataset;
const sound = document.getElementById("sound");
const title = document.title;

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

// askOnce offers notifications as long as the agent has neither taken nor refused
// them in this browser. Only a click asks the browser for its permission.
function askOnce() {
  const answered = "hotline-notify-answered";
  const ask = document.querySelector("[data-notify]");
  ask.hidden = window.Notification?.permission !== "default" || localStorage.getItem(answered) !== null;
  const done = () => { localStorage.setItem(answered, "1"); ask.hidden = true; };
  ask.querySelector("[data-notify-yes]").addEventListener("click", () => { done(); Notification.requestPermission(); });
  ask.querySelector("[data-notify-no]").addEventListener("click", done);
}

export function announce() {
  document.addEventListener("part:changed", notice);
  notice();
  askOnce();
}
