import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { House, accessible, heard, press, within } from "./house.js";

let house;
before(async () => { house = await House.open(); });
after(() => house.close());

const rooms = ["", "/calls", "/cases", "/reports?span=30d", "/hours", "/menu", "/menus", "/ledger", "/people", "/audit"];

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
