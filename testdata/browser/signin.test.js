import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Hotline, accessible, password, within } from "./hotline.js";

let hotline, started;
before(async () => {
  started = Date.now();
  hotline = await Hotline.open({ settings: { HOTLINE_SECOND_FACTOR: "all" } });
});
after(() => hotline.close());

// code is what an authenticator app shows at an instant (RFC 6238).
function code(secret, at) {
  const bits = [...secret.replaceAll(" ", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const at4 = mac[19] & 15;
  return String((mac.readUInt32BE(at4) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function enter(page, name) {
  await page.goto("/signin");
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", password);
  await page.click("main button");
}

// The hotline's clock stands where it was started by hand, and goes on from there.
const clock = () => Date.parse("2026-03-02T10:00:00+08:00") + Date.now() - started;

for (const [name, language, width, dark] of [["boss", "zh-CN", 390, false], ["amy", "en-US", 1280, true]]) {
  test(`${name} sets up a second factor and signs in with it, in ${language}, ${width} wide`, async () => {
    const shot = (what) => page.screenshot({ path: `${process.env.SHOTS ?? hotline.folder}/${what}-${width}.png`, fullPage: true });
    const fine = async (what) => { await shot(what); await within(page); await accessible(page); };
    let page = await hotline.page({ language, width, height: 800, dark });
    await enter(page, name);
    await page.waitForURL(/\/account$/);
    await fine("owed");
    await page.fill("#password", "not the password");
    await page.click("main button");
    await page.waitForSelector("#problem");
    await page.fill("#password", password);
    await page.click("main button");
    const secret = await page.textContent(".secret");
    await fine("setup");
    await page.fill("#code", code(secret, clock()));
    await page.click("main button");
    await page.waitForSelector(".recovery");
    await fine("recovery");
    const recovery = await page.locator(".recovery code").allTextContents();
    assert.equal(recovery.length, 10);
    await page.click("main a.button");
    await page.waitForURL(/\/(console|desk)$/);
    await page.goto("/account");
    await fine("account");
    await page.context().close();

    page = await hotline.page({ language, width, height: 800, dark });
    await enter(page, name);
    await page.waitForURL(/\/signin\/code$/);
    await fine("code");
    await page.fill("#code", "000000");
    await page.click("main button");
    await page.waitForSelector("#problem");
    await page.fill("#code", recovery[4]);
    await page.click("main button");
    await page.waitForURL(/\/(console|desk)$/);
    assert.deepEqual(page.failures.filter((f) => !/401/.test(f)), []);
  });
}

test("whoever waits because others guess may give a code with the password", async () => {
  const page = await hotline.page({ language: "en-US" });
  await page.goto("/signin");
  for (let i = 0; i < 6; i++) {
    await page.fill("input[name=name]", "ben");
    await page.fill("input[name=password]", "a guess");
    await page.click("main button");
    await page.waitForSelector("#problem");
  }
  await page.fill("#code", "123456");
  await page.screenshot({ path: `${process.env.SHOTS ?? hotline.folder}/wait-1280.png` });
  await accessible(page);
});
