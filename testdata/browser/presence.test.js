import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hotline, accessible, becomes, password } from "./hotline.js";
import { act, mode, offered, ready, state, waits } from "./agents.js";

let hotline;
before(async () => { hotline = await Hotline.open(); });
after(() => hotline.close());

const colleague = (page, name) => page.locator("[data-part=colleagues] li", { hasText: name });

test("a colleague who signs out is not shown as available", async () => {
  const amy = await ready(hotline, "amy");
  const ben = await ready(hotline, "ben");
  await colleague(amy, "ben").waitFor();
  await ben.click("header form.who button");
  await colleague(amy, "ben").waitFor({ state: "detached" });
  await amy.context().close();
});

test("a page without its session says so, keeps what was typed, and restores it", async () => {
  const amy = await ready(hotline, "amy", { language: "en-US" });
  await waits(hotline, "+8613900000042");
  await offered(amy);
  await act(amy, "accept");
  await state(amy, "talking");
  await amy.fill("form[data-present] textarea", "half a thought");
  await amy.check("form[data-present] [value=follow_up]");
  const other = await amy.context().newPage();
  await other.goto("/desk");
  await other.click("header form.who button");
  await amy.getByRole("dialog").getByText("You are signed out").waitFor();
  await accessible(amy);
  await amy.getByRole("link", { name: "Sign in again" }).click();
  await amy.fill("input[name=name]", "amy");
  await amy.fill("input[name=password]", password);
  await amy.click("main button");
  await state(amy, "talking");
  await becomes(() => amy.inputValue("form[data-present] textarea"), "half a thought");
  await becomes(() => amy.isChecked("form[data-present] [value=follow_up]"), true);
  await act(amy, "finish");
  await mode(amy, "wrap_up");
  await amy.click("header form.who button");
  await amy.context().close();
});

test("the list to hand on to knows who came, and keeps what was chosen", async () => {
  const amy = await ready(hotline, "amy");
  await waits(hotline, "+8613900000041");
  await offered(amy);
  await act(amy, "accept");
  await state(amy, "talking");
  await amy.selectOption("#to", "queue:fraud");
  const ben = await ready(hotline, "ben");
  await amy.locator("#to option[value='colleague:ben']").waitFor({ state: "attached" });
  await becomes(() => amy.inputValue("#to"), "queue:fraud");
  await ben.click("header form.who button");
  await amy.locator("#to option[value='colleague:ben']").waitFor({ state: "detached" });
});

test("what is asked of a hotline that is gone is said not to be done", async () => {
  const boss = await hotline.desk("boss", { language: "en-US" });
  await hotline.stop();
  await boss.click("[data-action=ready]");
  await boss.getByText("The server does not answer; try again.").waitFor();
  await hotline.start();
});
