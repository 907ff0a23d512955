import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hotline, accessible, becomes, heard, press, within } from "./hotline.js";

let hotline;
before(async () => { hotline = await Hotline.open(); });
after(() => hotline.close());

const rooms = ["", "/calls", "/cases", "/reports?span=30d", "/rehearsal", "/hours", "/menu", "/menus", "/ledger", "/erasure", "/people", "/audit"];

test("a call is on the wallboard while it waits, and is played back when it is over", async () => {
  const boss = await hotline.desk("boss");
  await boss.goto("/console");
  const phone = await hotline.phone("+8613900000041");
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
  await becomes(() => boss.textContent("main"), /正在为您接通人工/);
  assert.doesNotMatch(await boss.textContent("main"), /13900000041/);
});

test("an agent does not see the console", async () => {
  const amy = await hotline.desk("amy");
  const answer = await amy.goto("/console");
  assert.equal(answer.status(), 403);
});

for (const [language, width, dark] of [["zh-CN", 1400, false], ["en-US", 360, false], ["zh-CN", 1400, true]]) {
  test(`every room of the console in ${language}, ${width} wide${dark ? ", in the dark" : ""}`, async () => {
    const boss = await hotline.desk("boss", { language, width, dark });
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
  const phone = await hotline.phone("+8613900000042");
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "5");
  await heard(phone, "1 到 5");
  await press(phone, "5");
  await heard(phone, "提示音，请留言");
  await phone.fill(".say input", "谢谢你们，服务很好");
  await phone.press(".say input", "Enter");
  await heard(phone, "认真对待", 60_000);
  const boss = await hotline.desk("boss", { language: "en-US" });
  await boss.goto("/console/cases");
  await boss.locator("main table a").first().click();
  await boss.waitForURL(/console\/cases\/\d/);
  await becomes(() => boss.textContent(".recordings"), /谢谢你们，服务很好/);
  await accessible(boss);
  const long = await boss.evaluate(() => new Promise((done, failed) => {
    const audio = document.querySelector(".recordings audio");
    audio.addEventListener("playing", () => done(audio.duration));
    audio.addEventListener("error", () => failed(new Error("it cannot be played")));
    audio.play();
  }));
  assert.ok(long > 0.5, `it lasts ${long} s`);
  await hotline.stop();
  await hotline.start(); // the exchange of `dev` has forgotten its recordings
  await boss.goto("/console/cases");
  await boss.locator("main table a").first().click();
  await boss.evaluate(() => document.querySelector(".recordings audio").play().catch(() => {}));
  await boss.getByText("The carrier no longer has this recording.").waitFor();
});

test("the menu's picture is searched by what is said, and says when nothing is found", async () => {
  const boss = await hotline.desk("boss");
  await boss.goto("/console/menu");
  await boss.fill("#node", "退款进度");
  await boss.press("#node", "Enter");
  await boss.waitForFunction(() => /^第 1 处，共 \d+ 处$/.test(document.querySelector("#found").textContent));
  await becomes(() => boss.textContent("#place"), /退款进度/);
  await boss.press("#node", "Enter");
  await boss.waitForFunction(() => /^第 (2 处|1 处，共 1 处)/.test(document.querySelector("#found").textContent));
  await boss.fill("#node", "没有这样的话");
  await boss.press("#node", "Enter");
  await boss.getByText("没有找到“没有这样的话”").waitFor();
  await boss.fill("#node", "welcome");
  await boss.press("#node", "Enter");
  await boss.waitForFunction(() => document.querySelector("#found").textContent === "第 1 处，共 1 处");
});

test("an administrator erases what is known of a caller", async () => {
  const phone = await hotline.phone("+8613900000043");
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "1");
  await heard(phone, "110");
  await phone.click("[data-do=hangup]");
  await heard(phone, "通话结束");
  const boss = await hotline.desk("boss", { width: 390, height: 844 });
  await boss.goto("/console/ledger");
  await boss.getByRole("link", { name: "删除某人的数据" }).click();
  await boss.fill("#value", "139 0000 0043");
  await boss.getByRole("button", { name: "查找" }).click();
  await boss.getByText("****0043").waitFor();
  await within(boss);
  await accessible(boss);
  await boss.fill("#reason", "来信要求");
  await boss.getByRole("button", { name: "删除", exact: true }).click();
  await boss.getByText("数据已删除。").waitFor();
  await boss.fill("#value", "13900000043");
  await boss.getByRole("button", { name: "查找" }).click();
  await boss.getByText("没有数据。").waitFor();
  assert.doesNotMatch(boss.url(), /0043/);
});

test("on a narrow window a queue's figures are all in sight", async () => {
  const boss = await hotline.desk("boss", { width: 390, height: 844 });
  await boss.goto("/console");
  for (const figure of await boss.locator(".queues tbody tr:first-child td").all()) {
    const box = await figure.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  }
  await within(boss);
});

test("the wallboard fills a wall without scrolling", async () => {
  const boss = await hotline.desk("boss", { width: 1920, height: 1080 });
  await boss.goto("/console");
  await boss.click("#fullscreen");
  await boss.waitForFunction(() => document.fullscreenElement && document.querySelector("#chart canvas"));
  await boss.waitForFunction(() => document.fullscreenElement.scrollHeight <= 1080 && document.querySelector("#chart").getBoundingClientRect().bottom <= 1080);
});
