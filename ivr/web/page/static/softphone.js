// An agent's telephone in the browser, in two ways with one face: the exchange's
// handset on this machine, or the carrier's SDK. Both tell "caption" (from,
// text), "ringing" and "idle"; accept takes the call and gives the key that the
// whisper asks for.
import { Handset } from "./handset.js";

export async function softphone(kind, identity) {
  if (kind === "dev") return new DevPhone(identity);
  if (kind === "twilio") return TwilioPhone.open();
  return null;
}

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
  say(text) { return this.handset.say(text); }
  get speaks() { return true; }
}

class TwilioPhone extends EventTarget {
  static async open() {
    const phone = new TwilioPhone();
    const { token } = await (await fetch("/desk/token")).json();
    phone.device = new window.Twilio.Device(token, { codecPreferences: ["opus", "pcmu"], closeProtection: true });
    phone.device.on("tokenWillExpire", async () => {
      const next = await (await fetch("/desk/token")).json();
      phone.device.updateToken(next.token);
    });
    phone.device.on("incoming", (call) => {
      phone.call = call;
      phone.dispatchEvent(new CustomEvent("ringing"));
      for (const end of ["cancel", "disconnect", "reject", "error"]) {
        call.on(end, () => { phone.call = null; phone.dispatchEvent(new CustomEvent("idle")); });
      }
    });
    await phone.device.register();
    return phone;
  }

  // accept takes the call and gives the key: the agent has chosen here already.
  accept() {
    const call = this.call;
    call?.on("accept", () => setTimeout(() => call.sendDigits("1"), 500));
    call?.accept();
  }

  decline() { this.call?.reject(); }
  say() {}
  get speaks() { return false; }
}
