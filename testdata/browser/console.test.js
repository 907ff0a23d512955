import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { House, accessible, heard, press, within } from "./house.js";

let house;
before(async () => { house = await House.open(); });
after(() => house.close());

const rooms = ["", "/calls", "/cases", "/hours", "/menu", "/menus", "/ledger", "/people", "/audit"];

test("a call is on the wallboard while it waits, and is played back when it is over", async () => {
  const boss = await house.desk("boss");
  await boss.goto("/console");
  const phone = await house.phone("+8613900000041");
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "0");
  await heard(phone, "正在为您接通人工");
  await boss.waitForFunction(() => document.querySelector("main .large, main b, main strong")?.textContent.trim() !== "0", null, { timeout: 20_000 });
  await phone.click("[data-do=hangup]");
  await heard(phone, "通话结束");
  await boss.goto("/console/calls");
  await boss.locator("main table a").first().click();
  await boss.waitForURL(/console\/calls\/CA/);
  assert.match(await boss.textContent("main"), /正在为您接通人工/);
  assert.doesNotMatch(await boss.textContent("main"), /13900000041/);
});

test("an agent does not see the console", async () => {
  const amy = await house.desk("amy");
  const answer = await amy.goto("/console");
  assert.equal(answer.status(), 403);
});

for (const [language, width, dark] of [["zh-CN", 1400, false], ["en-US", 360, false], ["zh-CN", 1400, true]]) {
  test(`every room of the console in ${language}, ${width} wide${dark ? ", in the dark" : ""}`, async () => {
    const boss = await house.desk("boss", { language, width, dark });
    for (const room of rooms) {
      await boss.goto(`/console${room}`);
      await boss.waitForLoadState("networkidle").catch(() => {});
      await within(boss);
      await accessible(boss);
    }
    assert.deepEqual(boss.failures, []);
  });
}

test("a message that a caller left is played in the console, and its words are read", async () => {
  const phone = await house.phone("+8613900000042");
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "5");
  await heard(phone, "1 到 5");
  await press(phone, "5");
  await heard(phone, "提示音，请留言");
  await phone.fill(".say input", "谢谢你们，服务很好");
  await phone.press(".say input", "Enter");
  await heard(phone, "认真对待", 60_000);
  const boss = await house.desk("boss", { language: "en-US" });
  await boss.goto("/console/cases");
  await boss.locator("main table a").first().click();
  await boss.waitForURL(/console\/cases\/\d/);
  assert.match(await boss.textContent(".recordings"), /谢谢你们，服务很好/);
  await accessible(boss);
  const long = await boss.evaluate(() => new Promise((done, failed) => {
    const audio = document.querySelector(".recordings audio");
    audio.addEventListener("playing", () => done(audio.duration));
    audio.addEventListener("error", () => failed(new Error("it cannot be played")));
    audio.play();
  }));
  assert.ok(long > 0.5, `it lasts ${long} s`);
  await house.stop();
  await house.start(); // the exchange of `dev` has forgotten its recordings
  await boss.goto("/console/cases");
  await boss.locator("main table a").first().click();
  await boss.evaluate(() => document.querySelector(".recordings audio").play().catch(() => {}));
  await boss.getByText("The carrier no longer has this recording.").waitFor();
});
