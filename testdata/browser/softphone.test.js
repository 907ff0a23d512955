// The carrier's softphone against a small stand-in of its SDK: an emitter that
// throws when nobody listens to an error, as the SDK's does.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hotline, becomes } from "./hotline.js";

let hotline;
before(async () => { hotline = await Hotline.open(); });
after(() => hotline.close());

function standIn() {
  class Emitter {
    handlers = {};
    on(name, handle) { (this.handlers[name] ??= []).push(handle); return this; }
    emit(name, ...args) {
      if (name === "error" && !this.handlers.error) throw args[0];
      for (const handle of this.handlers[name] ?? []) handle(...args);
    }
  }
  window.CallStandIn = class extends Emitter {
    digits = "";
    state = "pending";
    status() { return this.state; }
    accept() { this.state = "open"; this.emit("accept", this); }
    reject() { this.state = "closed"; this.emit("reject"); }
    sendDigits(d) { this.digits += d; }
  };
  window.devices = [];
  window.refusals = 0; // how many registrations fail
  window.Twilio = { Device: class extends Emitter {
    state = "unregistered";
    constructor(token) { super(); this.token = token; window.devices.push(this); }
    updateToken(token) { this.token = token; }
    async register() {
      if (this.state !== "unregistered") throw new Error("InvalidStateError");
      if (window.refusals-- > 0) throw Object.assign(new Error("refused"), { code: 53000 });
      this.state = "registered";
      this.emit("registered");
    }
    drop(code) { this.state = "unregistered"; this.emit("unregistered"); this.emit("error", { code }); }
  } };
}

// softphone is a page on which a softphone of the carrier's runs, and what it
// tells.
async function softphone({ refusals = 0, tokens = () => true } = {}) {
  const desk = await hotline.desk("amy");
  let given = 0;
  await desk.route("**/desk/token", (route) => {
    given++;
    return tokens(given) ? route.fulfill({ json: { token: `token ${given}` } }) : route.fulfill({ status: 503, body: "" });
  });
  await desk.clock.install();
  await desk.evaluate(standIn);
  await desk.evaluate(async (n) => {
    window.refusals = n;
    const { softphone } = await import("/static/softphone.js");
    window.phone = await softphone("twilio", "amy");
    window.told = [];
    window.phone.addEventListener("trouble", (e) => window.told.push(e.detail.reason));
  }, refusals);
  return desk;
}

// comes passes time until something is so on the page.
async function comes(desk, what, why) {
  for (let tries = 0; tries < 60; tries++) {
    if (await desk.evaluate(what)) return;
    await desk.clock.runFor(1000);
  }
  assert.fail(why);
}

test("a refused registration is told, and tried again until it holds", async () => {
  const desk = await softphone({ refusals: 3 });
  await comes(desk, () => window.devices[0]?.state === "registered", "it is registered in the end");
  const told = await desk.evaluate(() => window.told);
  assert.equal(told.at(-1), "");
  assert.ok(told.includes("unregistered"), "the trouble is told");
});

test("a token that cannot be had is asked for again, and renewed", async () => {
  const desk = await softphone({ tokens: (n) => n > 2 && n !== 4 });
  await comes(desk, () => window.devices[0]?.state === "registered", "it has a token in the end");
  await desk.evaluate(() => window.devices[0].emit("tokenWillExpire"));
  await comes(desk, () => window.devices[0].token === "token 5", "a renewal that fails is tried again");
  assert.equal(await desk.evaluate(() => window.devices.length), 1);
});

test("an error is listened to, and one that ends the registration is told and healed", async () => {
  const desk = await softphone();
  await comes(desk, () => window.devices[0]?.state === "registered", "registered");
  await desk.evaluate(() => window.devices[0].emit("error", { code: 53405 }));
  assert.equal(await desk.evaluate(() => window.told.at(-1)), "", "an error while registered is no trouble");
  await desk.evaluate(() => window.devices[0].drop(31205));
  assert.equal(await desk.evaluate(() => window.told.at(-1)), "unregistered");
  await comes(desk, () => window.devices[0].state === "registered" && window.told.at(-1) === "", "registered again");
  assert.deepEqual(desk.failures.filter((f) => !/503/.test(f)), []);
});

test("an early Accept takes the call when it comes, and the key goes when the offer is heard", async () => {
  const desk = await softphone();
  await comes(desk, () => window.devices[0]?.state === "registered", "registered");
  await desk.evaluate(() => {
    window.phone.accept();
    window.call = new window.CallStandIn();
    window.devices[0].emit("incoming", window.call);
  });
  assert.equal(await desk.evaluate(() => window.call.state), "open", "accepted at once");
  await desk.clock.runFor(2000);
  await desk.evaluate(() => { window.call.emit("volume", 0.2, 0); window.call.emit("error", { code: 53405 }); });
  assert.equal(await desk.evaluate(() => window.call.digits), "", "nothing is heard yet");
  await desk.evaluate(() => { window.call.emit("volume", 0, 0.3); window.call.emit("volume", 0, 0.3); });
  assert.equal(await desk.evaluate(() => window.call.digits), "1", "once, when it is heard");
  const next = await desk.evaluate(() => {
    window.call.emit("disconnect");
    window.call = new window.CallStandIn();
    window.devices[0].emit("incoming", window.call);
    return window.call.state;
  });
  assert.equal(next, "pending", "the next call is not taken by the Accept before");
});

test("an Accept whose offer is over takes no later call", async () => {
  const desk = await softphone();
  await comes(desk, () => window.devices[0]?.state === "registered", "registered");
  const state = await desk.evaluate(() => {
    window.phone.accept();
    document.dispatchEvent(new CustomEvent("part:changed")); // and no offer stands on the page
    window.call = new window.CallStandIn();
    window.devices[0].emit("incoming", window.call);
    return window.call.state;
  });
  assert.equal(state, "pending");
});

test("the desk says that its telephone cannot ring, and does not take calls then", async () => {
  const desk = await hotline.desk("amy", { language: "en-US" });
  await desk.evaluate(async () => {
    const { showTrouble } = await import("/static/trouble.js");
    window.phone = new EventTarget();
    showTrouble(window.phone);
    window.phone.dispatchEvent(new CustomEvent("trouble", { detail: { reason: "unregistered" } }));
  });
  await desk.getByText("calls do not ring here").first().waitFor();
  await desk.click("[data-action=ready]:not([disabled])");
  await becomes(() => desk.textContent("[role=alert]"), /calls do not ring here/);
  await becomes(() => desk.getAttribute("[data-part=bar] [data-mode]", "data-mode"), "away");
  await desk.evaluate(() => window.phone.dispatchEvent(new CustomEvent("trouble", { detail: { reason: "" } })));
  await becomes(() => desk.locator("[data-phone]").isVisible(), false);
});
