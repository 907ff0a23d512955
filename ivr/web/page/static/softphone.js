// An agent's telephone in the browser, in two ways with one face: the exchange's
// handset on this machine, or the carrier's SDK. Both tell "caption" (from,
// text), "ringing" and "idle"; accept takes the call, now or when it comes, and
// gives the key that the whisper asks for. "trouble" tells why it cannot ring.
import { Handset } from "./handset.js";

export async function softphone(kind, identity) {
  const phone = kind === "dev" ? new DevPhone(identity) : kind === "twilio" ? TwilioPhone.open() : null;
  if (phone) document.addEventListener("part:changed", () => { if (!document.querySelector(offered)) phone.unwanted(); });
  return phone;
}

// What the desk shows while it offers a call.
const offered = "[data-ticket][data-mode=offered]";

class DevPhone extends EventTarget {
  constructor(identity) {
    super();
    this.handset = new Handset(`client:${identity}`);
    this.wanted = false;
    this.state = "idle";
    this.handset.addEventListener("line", ({ detail: e }) => {
      this.state = e.state;
      if (e.kind === "ringing") {
        this.#tell("ringing");
        if (this.wanted) this.handset.answer();
      }
      if (e.kind === "ended") { this.wanted = false; this.#tell("idle"); }
      if (e.kind === "listening" && this.wanted) { this.wanted = false; this.handset.press("1"); }
      if (e.kind === "said") this.#tell("caption", { from: "", text: e.text });
      if (e.kind === "caption") this.#tell("caption", { from: e.from, text: e.text });
    });
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  async accept() {
    this.wanted = true;
    if (this.state === "live") { this.wanted = false; return this.handset.press("1"); }
    if (this.state === "ringing") return this.handset.answer(); // else as soon as it rings
    return true;
  }

  decline() { return this.handset.decline(); }
  unwanted() { this.wanted = false; }
  say(text) { return this.handset.say(text); }
  get speaks() { return true; }
}

// How long until a failed token or registration is tried again.
const soonest = 1000;
const latest = 30_000;

// TwilioPhone is the carrier's SDK. It tells "trouble" (a reason, or "" when it
// is over), tries again until it has a token and is registered, and keeps an
// Accept that comes before the call does.
class TwilioPhone extends EventTarget {
  static open() {
    const phone = new TwilioPhone();
    phone.#connect();
    return phone;
  }

  #again = soonest;
  #wanted = false;
  #pressed = false;

  async #connect() {
    clearTimeout(this.timer);
    try {
      const token = await fetchToken();
      if (this.device && this.device.state !== "destroyed") this.device.updateToken(token);
      else this.#make(token);
      if (this.device.state === "unregistered") await this.device.register();
      else if (this.device.state === "registered") this.#registered();
      else this.timer = setTimeout(() => this.#connect(), latest); // registering: it tells how that ends
    } catch (e) {
      this.#failed(e.reason ?? "unregistered");
    }
  }

  #make(token) {
    this.device = new window.Twilio.Device(token, { codecPreferences: ["opus", "pcmu"], closeProtection: true });
    this.device.on("registered", () => this.#registered());
    this.device.on("unregistered", () => this.#failed("unregistered"));
    this.device.on("error", (e) => this.#deviceError(e));
    this.device.on("tokenWillExpire", () => this.#connect());
    this.device.on("incoming", (call) => this.#incoming(call));
  }

  #registered() {
    this.#again = soonest;
    clearTimeout(this.timer);
    this.#tell("trouble", { reason: "" });
  }

  // failed tells why the telephone cannot ring, and tries again, each time later.
  #failed(reason) {
    this.#tell("trouble", { reason });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#connect(), this.#again);
    this.#again = Math.min(2 * this.#again, latest);
  }

  // An error need not mean that nothing can ring: one in a call does not.
  #deviceError(e) {
    if (String(e.code).startsWith("314")) this.#tell("trouble", { reason: "microphone" });
    else if (this.device.state !== "registered" || tokenErrors.includes(e.code)) this.#failed("unregistered");
  }

  #incoming(call) {
    this.call = call;
    this.#pressed = false;
    call.on("accept", () => this.#listen(call));
    call.on("error", (e) => this.#callError(e));
    for (const end of ["cancel", "disconnect", "reject"]) call.on(end, () => this.#ended(call));
    this.#tell("ringing");
    if (this.#wanted) this.accept();
  }

  #callError(e) {
    if (String(e.code).startsWith("314")) this.#tell("trouble", { reason: "microphone" });
  }

  #ended(call) {
    if (this.call !== call) return;
    this.call = null;
    this.#wanted = false;
    this.#tell("idle");
  }

  // listen gives the key as soon as the offer is heard, which the agent has
  // chosen at the desk already. A browser that cannot measure what is heard
  // gives it later.
  #listen(call) {
    call.on("volume", (_in, heard) => { if (heard > silence) this.#press(call); });
    setTimeout(() => this.#press(call), unheard);
  }

  #press(call) {
    if (this.#pressed || this.call !== call) return;
    this.#pressed = true;
    call.sendDigits("1");
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  accept() {
    this.#wanted = true; // until the call is over
    if (this.call?.status() === "pending") this.call.accept();
    return true;
  }

  decline() {
    this.#wanted = false;
    this.call?.reject();
  }

  // unwanted forgets an Accept whose offer is over.
  unwanted() { this.#wanted = false; }

  say() {}
  get speaks() { return false; }
}

// What of the SDK's errors means that the token is no good: expired, invalid.
const tokenErrors = [20101, 20104, 31202, 31204, 31205];

// How loud what is heard must be to be a voice, 0 to 1.
const silence = 0.01;

// How long an offer that cannot be heard may take to begin.
const unheard = 10_000;

// fetchToken gets a token; the error says why there is none.
async function fetchToken() {
  const answer = await fetch("/desk/token", { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 401) throw Object.assign(new Error("signed out"), { reason: "signed_out" });
  if (!answer?.ok) throw Object.assign(new Error("no token"), { reason: "unregistered" });
  return (await answer.json()).token;
}
