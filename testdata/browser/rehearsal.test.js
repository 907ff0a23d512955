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
    await rehearses(boss, { calls: "120", "agents.general": "6", "agents.refunds": "3" });
    await becomes(() => boss.evaluate(() => document.activeElement.closest("#rehearsed") !== null), true, "the result is where the keyboard is");
    await becomes(() => boss.textContent("#rehearsed .tile b"), "120");
    assert.match(await boss.textContent("#needs"), /6\/\d/, "agents on duty and needed");
    assert.equal(await boss.getAttribute("#rehearsed svg", "lang"), language === "zh-CN" ? "zh-CN" : "en");
    await boss.evaluate(() => { for (const d of document.querySelectorAll("#rehearsed details")) d.open = true; });
    await within(boss);
    await accessible(boss);
    if (process.env.SHOTS) await boss.screenshot({ path: `${process.env.SHOTS}/${language}-${width}${dark ? "-dark" : ""}.png`, fullPage: true });
    assert.deepEqual(boss.failures, []);
  });
}

const typed = (page) => page.$$eval(".hours input", (fields) => fields.map((f) => f.value));
const high = (page, hour) => page.$eval(`.hour:nth-child(${hour + 1}) rect`, (bar) => Number(bar.getAttribute("height")));

for (const [language, width, dark] of [["zh-CN", 1280, true], ["en-US", 390, false], ["en-US", 1280, false], ["zh-CN", 390, true]]) {
  test(`the calls by hour are a curve that keys change in ${language}, ${width} wide${dark ? ", in the dark" : ""}`, async () => {
    const boss = await hotline.desk("boss", { language, width, height: 800, dark });
    await boss.goto("/console/rehearsal");
    await boss.fill("[name=calls]", "400");
    await boss.focus("#by-hour summary");
    await boss.keyboard.press("Enter");
    await boss.focus("[name=fill]");
    await boss.keyboard.press("Enter");
    await becomes(() => boss.inputValue("[name='hour.10']"), "46", "a usual day's, of 400 calls");
    assert.match(await boss.textContent("#playing"), /填入|filled in/);
    assert.equal(await high(boss, 10), 80, "the busiest hour leaves room above it");
    assert.equal(await boss.evaluate(() => document.activeElement.name), "fill", "the keyboard stays");
    await boss.focus("[name='hour.10']");
    for (let i = 0; i < 4; i++) await boss.keyboard.press("ArrowUp");
    assert.equal(await boss.inputValue("[name='hour.10']"), "50");
    await boss.keyboard.press("Tab");
    assert.equal(await boss.evaluate(() => document.activeElement.name), "hour.11", "the hours are one after the other");
    await boss.keyboard.press("ControlOrMeta+A");
    await boss.keyboard.type("100");
    assert.equal(await high(boss, 11), 80);
    assert.equal(await high(boss, 10), 40);
    assert.match(await boss.textContent("#hours-sum"), /\d{3}/);
    await within(boss);
    await accessible(boss);
    if (process.env.SHOTS) await boss.screenshot({ path: `${process.env.SHOTS}/hours-${language}-${width}${dark ? "-dark" : ""}.png`, fullPage: true });
    await boss.click("#empty");
    assert.deepEqual([...new Set(await typed(boss))], [""]);
    await boss.fill("[name='hour.9']", "60");
    await boss.fill("[name=calls]", "");
    await boss.keyboard.press("Enter");
    await becomes(() => boss.locator("#rehearsed .tile b").first().textContent(), "60", "Enter rehearses, with the sum of the hours");
    assert.deepEqual(boss.failures, []);
  });
}

test("a pointer draws the calls by hour, and the server marks what is no number", async () => {
  const boss = await hotline.desk("boss", { language: "en-US" });
  await boss.goto("/console/rehearsal");
  await boss.click("#by-hour summary");
  await boss.fill("[name='hour.9']", "80");
  const box = await boss.locator(".hour:nth-child(11) svg").boundingBox();
  await boss.mouse.move(box.x + box.width / 2, box.y + box.height - 2);
  await boss.mouse.down();
  await boss.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  assert.equal(await boss.inputValue("[name='hour.10']"), "50", "half of a scale on which 80 leaves room");
  await boss.mouse.move(box.x + box.width / 2, box.y - 30);
  await boss.mouse.up();
  assert.equal(await boss.inputValue("[name='hour.10']"), "100", "no higher than the bar's room");
  assert.equal(await high(boss, 10), 80, "and then there is room again");
  await boss.fill("[name='hour.10']", "20001");
  await boss.click("#by-hour summary");
  assert.equal(await boss.isVisible("[name='hour.10']"), false);
  await boss.click("#rehearsal button.primary");
  await becomes(() => boss.evaluate(() => document.activeElement.name), "hour.10", "the hours open at what is wrong in them");
  await boss.fill("[name='hour.10']", "100");
  await boss.evaluate(() => { const f = document.querySelector("[name='hour.11']"); f.type = "text"; f.value = "many"; });
  boss.failures.length = 0;
  await boss.focus("#rehearsal button.primary");
  await boss.keyboard.press("Enter");
  await becomes(() => boss.locator("main > .note.bad").textContent(), /hours that are not are marked/);
  assert.equal(await boss.evaluate(() => document.activeElement.name), "hour.11");
  assert.equal(await boss.getAttribute("[name='hour.11']", "aria-invalid"), "true");
  await accessible(boss);
});

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
  await boss.evaluate(() => {
    const form = document.querySelector("#rehearsal");
    form.insertAdjacentHTML("beforeend", '<input name="fill" value="callers">');
    HTMLFormElement.prototype.submit.call(form);
  });
  await becomes(() => boss.inputValue("[name='hour.10']"), "5.7");
  assert.ok(await boss.isVisible("[name='hour.10']"), "the hours are open where some are given");
});
