import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hotline, accessible, becomes, within } from "./hotline.js";

let hotline;
before(async () => { hotline = await Hotline.open(); });
after(() => hotline.close());

async function rehearses(page, fields) {
  await page.goto("/console/rehearsal");
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name="${name}"]`, value);
  await page.focus("#rehearsal button.primary");
  await page.keyboard.press("Enter");
}

for (const [language, width, dark] of [["zh-CN", 1280, false], ["en-US", 390, true], ["en-US", 1280, false], ["zh-CN", 390, true]]) {
  test(`a day is rehearsed in ${language}, ${width} wide${dark ? ", in the dark" : ""}`, async () => {
    const boss = await hotline.desk("boss", { language, width, height: 800, dark });
    await rehearses(boss, { calls: "400", "agents.general": "6", "agents.refunds": "3" });
    await becomes(() => boss.evaluate(() => document.activeElement.closest("#rehearsed") !== null), true, "the result is where the keyboard is");
    await becomes(() => boss.textContent("#rehearsed .tile b"), "400");
    assert.match(await boss.textContent("#needs"), /6\/\d/, "agents on duty and needed");
    assert.equal(await boss.getAttribute("#rehearsed svg", "lang"), language === "zh-CN" ? "zh-CN" : "en");
    await boss.evaluate(() => { for (const d of document.querySelectorAll("#rehearsed details")) d.open = true; });
    await within(boss);
    await accessible(boss);
    if (process.env.SHOTS) await boss.screenshot({ path: `${process.env.SHOTS}/${language}-${width}${dark ? "-dark" : ""}.png`, fullPage: true });
    assert.deepEqual(boss.failures, []);
  });
}

test("a rehearsal is stopped by its button, and by leaving the page; there is one at a time", async () => {
  const boss = await hotline.desk("boss", { language: "en-US" }), other = await hotline.desk("boss", { language: "en-US" });
  await rehearses(boss, { calls: "20000" });
  await becomes(() => boss.textContent("#playing"), /Rehearsing for \d+ s/);
  await rehearses(other, { calls: "10" });
  await becomes(() => other.locator("main > .note.bad").textContent(), /Another rehearsal is under way/);
  await boss.click("#stop");
  await becomes(() => boss.textContent("#playing"), "Stopped.");
  await becomes(async () => {
    await rehearses(other, { calls: "20000" }); // the server has let go of the first
    return other.textContent("#playing");
  }, /Rehearsing for/);
  await becomes(() => other.isVisible("#stop"), true);
  await other.goto("/console");
  await becomes(async () => {
    await rehearses(boss, { calls: "10" });
    await boss.waitForFunction(() => document.querySelector("#stop").hidden);
    return boss.locator("#rehearsed .tile b").first().textContent({ timeout: 1000 }).catch(() => "");
  }, "10");
});

test("without a script the answer is a whole page", async () => {
  const boss = await hotline.desk("boss", { language: "en-US" });
  await boss.goto("/console/rehearsal");
  await boss.fill("[name=calls]", "50");
  await boss.evaluate(() => HTMLFormElement.prototype.submit.call(document.querySelector("#rehearsal")));
  await becomes(() => boss.locator("#rehearsed .tile b").first().textContent(), "50");
});
