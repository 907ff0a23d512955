import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { House, accessible, password } from "./house.js";

let house;
before(async () => { house = await House.open(); });
after(() => house.close());

const act = (page, what) => page.click(`[data-action=${what}]:not([disabled])`);
const mode = (page, wanted) => page.waitForSelector(`[data-part=bar] [data-mode=${wanted}]`, { timeout: 20_000 });
const colleague = (page, name) => page.locator("[data-part=colleagues] li", { hasText: name });

async function ready(name, options) {
  const page = await house.desk(name, options);
  if (await page.locator("[data-part=bar] [data-mode=away]").count()) await act(page, "ready"); // else their page was closed a moment ago
  await mode(page, "available");
  return page;
}

test("a colleague who signs out is not shown as available", async () => {
  const amy = await ready("amy");
  const ben = await ready("ben");
  await colleague(amy, "ben").waitFor();
  await ben.click("header form.who button");
  await colleague(amy, "ben").waitFor({ state: "detached" });
  await amy.context().close();
});

test("a page without its session says so, keeps what was typed, and restores it", async () => {
  const amy = await ready("amy", { language: "en-US" });
  await amy.fill("#note", "half a thought");
  await amy.check("[name=disposition][value=follow_up]");
  const other = await amy.context().newPage();
  await other.goto("/desk");
  await other.click("header form.who button");
  await amy.getByRole("dialog").getByText("You are signed out").waitFor();
  await accessible(amy);
  await amy.getByRole("link", { name: "Sign in again" }).click();
  await amy.fill("input[name=name]", "amy");
  await amy.fill("input[name=password]", password);
  await amy.click("main button");
  await mode(amy, "away");
  assert.equal(await amy.inputValue("#note"), "half a thought");
  assert.ok(await amy.isChecked("[name=disposition][value=follow_up]"));
  await amy.context().close();
});

test("the list to hand on to knows who came, and keeps what was chosen", async () => {
  const amy = await ready("amy");
  const phone = await house.phone("+8613900000041");
  await phone.click("[data-do=dial]");
  await phone.locator(".captions").filter({ hasText: "您好" }).first().waitFor();
  await phone.click('[data-key="0"]');
  await amy.waitForSelector("[data-mode=offered][data-ticket]", { timeout: 20_000 });
  await act(amy, "accept");
  await amy.waitForSelector("[data-ticket][data-state=talking]", { timeout: 20_000 });
  await amy.selectOption("#to", "queue:fraud");
  const ben = await ready("ben");
  await amy.locator("#to option[value='colleague:ben']").waitFor({ state: "attached" });
  assert.equal(await amy.inputValue("#to"), "queue:fraud");
  await ben.click("header form.who button");
  await amy.locator("#to option[value='colleague:ben']").waitFor({ state: "detached" });
});
