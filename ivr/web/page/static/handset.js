// A telephone of the exchange on this machine: what happens on its line, and
// what one can do with it.
export class Handset extends EventTarget {
  constructor(address) {
    super();
    this.address = address;
    this.path = `/dev/handsets/${encodeURIComponent(address)}`;
    this.source = new EventSource(`${this.path}/events`);
    this.source.onopen = () => this.dispatchEvent(new CustomEvent("found"));
    this.source.onerror = () => this.dispatchEvent(new CustomEvent("lost"));
    this.source.onmessage = (m) => this.dispatchEvent(new CustomEvent("line", { detail: JSON.parse(m.data) }));
  }

  // #post gives whether the exchange did it. "lost" tells that it does not answer.
  async #post(verb, fields = {}) {
    const answer = await fetch(`${this.path}/${verb}`, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
    if (answer === null) this.dispatchEvent(new CustomEvent("lost"));
    return answer?.ok ?? false;
  }

  dial(to = "") { return this.#post("dial", { to }); }
  answer() { return this.#post("answer"); }
  decline() { return this.#post("decline"); }
  press(keys) { tone(keys[0]); return this.#post("press", { keys }); }
  say(text) { return this.#post("say", { text }); }
  hangup() { return this.#post("hangup"); }
  close() { this.source.close(); }
}

// The two tones of each key, in hertz.
const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477];
let audio;

// tone sounds a key as a telephone does.
export function tone(key) {
  const at = "123456789*0#".indexOf(key);
  if (at < 0 || !window.AudioContext) return;
  audio ??= new AudioContext();
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0.08, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.18);
  gain.connect(audio.destination);
  for (const pitch of [rows[Math.floor(at / 3)], columns[at % 3]]) {
    const o = audio.createOscillator();
    o.frequency.value = pitch;
    o.connect(gain);
    o.start();
    o.stop(audio.currentTime + 0.2);
  }
}

// speak reads a text aloud where the browser has a voice for its language.
export function speak(text, lang) {
  const synth = window.speechSynthesis;
  if (!synth) return;
  const wanted = lang?.startsWith("en") ? "en" : "zh";
  const voice = synth.getVoices().find((v) => v.lang.toLowerCase().startsWith(wanted));
  if (!voice) return;
  const u = new SpeechSynthesisUtterance(text);
  u.voice = voice;
  u.lang = voice.lang;
  synth.speak(u);
}

export function hush() { window.speechSynthesis?.cancel(); }
