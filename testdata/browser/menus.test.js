import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Hotline, accessible, becomes, heard, press, root, within } from "./hotline.js";

let hotline, folder, file, good;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "hotline-menus-"));
  execFileSync(path.join(root, "bin/hotline"), ["init", folder]);
  file = path.join(folder, "menu.yaml");
  good = await readFile(file, "utf8");
  hotline = await Hotline.open({ settings: { HOTLINE_MENUS: folder, HOTLINE_WATCH: "false" } });
});
after(() => hotline.close());

const version = (page, number) => page.locator(`section:has(#version-${number})`);
const rollBack = (page, number) => version(page, number).locator("form[action$='/rollback'] button").click();
const reload = (page) => page.click("form[action$='/reload'] button");

async function name(page, number, words) {
  await page.fill(`#name-${number}`, words);
  await version(page, number).locator("form[action$='/name'] button").click();
}

async function told(page, text) {
  await page.locator("[role=status], [role=alert]").filter({ hasText: text }).first().waitFor();
}

// welcomed is what a caller hears first.
async function welcomed(number, words) {
  const phone = await hotline.phone(number);
  await phone.click("[data-do=dial]");
  await heard(phone, words);
  return phone;
}

test("an operator applies menus, sees why they are refused, names them and takes them back", async () => {
  const boss = await hotline.desk("boss", { language: "en-US" });
  const asked = [];
  boss.on("dialog", (d) => { asked.push(d.message()); return asked.length === 1 ? d.dismiss() : d.accept(); });
  await boss.goto("/console/menus");
  const early = await welcomed("+8613900000041", "这里是青山客服热线");

  await writeFile(file, good.replace("这里是青山客服热线", "青山客服"));
  await reload(boss);
  await told(boss, "The menus of the folder are live");
  await becomes(() => version(boss, 2).textContent(), /live.*boss/s);
  await becomes(() => version(boss, 2).textContent(), /青山客服/);
  await welcomed("+8613900000042", "您好，青山客服");

  await writeFile(file, good.replaceAll(/go: \w+/g, "go: nowhere"));
  await reload(boss);
  await told(boss, "are refused");
  assert.ok(await boss.locator("[role=alert] li").count() > 6);
  for (const room of ["/menus", "", "/menu", "/audit"]) {
    await boss.goto(`/console${room}`);
    await told(boss, "menu.yaml:");
    await within(boss);
    await accessible(boss);
  }
  await boss.goto("/console/menus");

  await name(boss, 1, "before the holidays");
  await told(boss, "The name is saved");
  await name(boss, 2, "before the holidays");
  await told(boss, "Another version has that name");

  await rollBack(boss, 1);
  await becomes(() => version(boss, 3).count(), 0, "the operator said no");
  await rollBack(boss, 1);
  await told(boss, "That version is live again");
  await told(boss, "rolled back from the folder's");
  await becomes(() => version(boss, 3).textContent(), /live/);
  assert.deepEqual(asked, Array(2).fill("Roll back to version 1? New calls hear it at once."));
  await welcomed("+8613900000043", "这里是青山客服热线");
  await press(early, "1");
  await heard(early, "上午九点到下午六点");

  await boss.goto("/console/audit");
  const record = await boss.textContent("main table");
  for (const line of ["reloaded the menus", "named the menus", "rolled the menus back", "before the holidays", "您好，青山客服"]) assert.ok(record.includes(line), line);
  assert.deepEqual(boss.failures, []);
});

test("the picture shows what is wrong with menus that check refuses, and the words of all languages", async () => {
  const people = path.join(folder, "people.yaml");
  await writeFile(file, good);
  await writeFile(people, (await readFile(people, "utf8")).replace("no_input: general_callback, no_match", "no_input: no_one_free, no_match"));
  const boss = await hotline.desk("boss", { language: "en-US" });
  await boss.goto("/console/menus");
  await reload(boss);
  await told(boss, "goes round for ever");
  await boss.goto("/console/menu");
  await becomes(() => boss.locator("#sheet .problem").count(), 0, "nothing is wrong with what is live");
  await boss.click("text=Show the refused menus");
  await boss.locator("#sheet .problem").filter({ hasText: "goes round for ever" }).first().waitFor();
  assert.doesNotMatch(await boss.textContent("#sheet"), /这里是青山客服热线/);
  await boss.click("text=Words in both languages");
  await becomes(() => boss.textContent("#sheet"), /这里是青山客服热线/);
  await within(boss);
  await accessible(boss);
  await boss.click("text=Show the menus that are live");
  await boss.waitForURL((url) => !url.search.includes("of="));
  assert.deepEqual(boss.failures, []);
});
