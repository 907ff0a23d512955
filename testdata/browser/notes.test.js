import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hotline, accessible, becomes, heard, press, within } from "./hotline.js";
import { act, away, file, free, mode, offered, ready, state, waits } from "./agents.js";

let hotline;
before(async () => { hotline = await Hotline.open(); });
after(() => hotline.close());

const number = "+8613800000001";

// asksAboutRefund is a customer who has proved who they are and asked about a refund.
async function asksAboutRefund() {
  const phone = await hotline.phone(number);
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "2");
  await heard(phone, "查询退款进度");
  const texts = phone.locator(".texts li span");
  const before = await texts.count();
  await press(phone, "1");
  await texts.nth(before).waitFor();
  await press(phone, (await texts.last().textContent()).match(/\d{6}/)[0]);
  await heard(phone, "交易编号");
  await press(phone, "20261002#");
  await heard(phone, "审核中");
  await press(phone, "0");
  return phone;
}

// takes lets an agent take the caller who waits.
async function takes(desk) {
  await offered(desk);
  await act(desk, "accept");
  await state(desk, "talking");
}

const forms = (desk) => desk.locator("form[data-note]");

test("what was noted is on the next card of the caller, and a follow-up is the agent's case", async () => {
  const amy = await ready(hotline, "amy", { language: "en-US" });
  await becomes(() => forms(amy).count(), 0, "nothing is filed without a call");
  const phone = await asksAboutRefund();
  await takes(amy);
  await becomes(() => amy.isDisabled("[data-file]"), true, "a call is filed when it is over");
  await amy.fill("form[data-present] textarea", "will ask the bank");
  await act(amy, "finish");
  await mode(amy, "wrap_up");
  await becomes(() => amy.textContent("[data-part=card]"), /Demo Customer 01.*Wrap-up/s);
  await amy.click("[data-file]");
  await mode(amy, "wrap_up"); // an outcome is missing
  await file(amy, "follow_up");
  await mode(amy, "available");
  const link = amy.locator("[data-part=work] a[href^='/desk/cases/']");
  await link.waitFor();
  await becomes(() => amy.textContent("[data-part=work]"), /will ask the bank/);

  const mine = await amy.context().newPage();
  await mine.goto(await link.getAttribute("href"));
  await becomes(() => mine.textContent("main"), /will ask the bank/);
  await accessible(mine);
  await mine.fill("#closing", "the bank has answered");
  await mine.click("button.danger");
  await becomes(() => mine.textContent("main"), /the bank has answered/);

  await mine.goto("/desk/work");
  await mine.fill("#sought", "0001");
  await mine.click("form.search button");
  await becomes(() => mine.textContent("main"), /will ask the bank/);
  assert.ok(!mine.url().includes("0001"), "what is sought is in no address");
  await accessible(mine);
  await mine.close();

  await phone.click("[data-do=hangup]:visible", { timeout: 30_000 }).catch(() => {});
  await phone.locator("[data-do=dial]:visible").waitFor({ timeout: 30_000 });
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "0");
  await offered(amy);
  await becomes(() => amy.textContent("[data-part=card]"), /Earlier calls.*a refund.*amy.*Follow-up needed.*will ask the bank/s);
  await phone.click("[data-do=hangup]");
  await mode(amy, "available");
  await free(amy);
});

test("wrap-up counts down and is prolonged; what was not filed is filed in the next call", async () => {
  const amy = await ready(hotline, "amy");
  const first = await waits(hotline, "+8613900000051");
  await takes(amy);
  await amy.fill("form[data-present] textarea", "about the first");
  await amy.check("form[data-present] [value=other]");
  await first.click("[data-do=hangup]");
  await mode(amy, "wrap_up");
  const left = async () => { const [m, s] = (await amy.textContent("[data-until]")).split(":").map(Number); return m * 60 + s; };
  assert.ok(await left() <= 60);
  await act(amy, "prolong");
  await amy.waitForFunction(() => document.querySelector("[data-until]").textContent.startsWith("1:"));
  await act(amy, "ready");
  await mode(amy, "available");
  const second = await waits(hotline, "+8613900000052");
  await takes(amy);
  await amy.fill("form[data-present] textarea", "about the second");
  await becomes(() => forms(amy).count(), 2);
  const old = amy.locator("form[data-note]:not([data-present])");
  await becomes(() => old.locator("textarea").inputValue(), "about the first");
  await becomes(() => old.locator("[value=other]").isChecked(), true);
  await becomes(() => amy.locator("form[data-present] :checked").count(), 0, "an outcome is of one call alone");
  await old.locator("[data-file]").click();
  await amy.locator("[data-filed]", { hasText: "0051" }).waitFor();
  await becomes(() => amy.inputValue("form[data-present] textarea"), "about the second");
  await state(amy, "talking");
  await second.click("[data-do=hangup]");
  await mode(amy, "wrap_up");
  await file(amy);
  await free(amy);
});

test("a called-back customer's card keeps name, reason and transaction", async () => {
  const amy = await hotline.desk("amy", { language: "en-US" });
  const phone = await asksAboutRefund();
  await heard(phone, "按 1，我们给您回电");
  await press(phone, "1");
  await heard(phone, "尽快打给您");
  await phone.click("[data-do=hangup]");
  await act(amy, "ready");
  await offered(amy);
  const known = [/Demo Customer 01/, /Call back/, /a refund/, /\*{4}1002/];
  const holds = async (more = []) => {
    for (const words of [...known, ...more]) await becomes(() => amy.textContent("[data-part=card]"), words);
  };
  await holds();
  await act(amy, "accept");
  await phone.click("[data-do=answer]:visible", { timeout: 20_000 });
  await heard(phone, "您之前请我们给您回电");
  await press(phone, "1");
  await state(amy, "talking");
  await holds([/Not verified in this call/]);
  await act(amy, "hold");
  await state(amy, "held");
  await becomes(() => amy.locator("#say").isVisible(), false);
  await holds();
  await act(amy, "resume");
  await state(amy, "talking");
  await act(amy, "finish");
  await mode(amy, "wrap_up");
  await holds();
  await file(amy);
  await free(amy);
});

test("colleagues see why somebody is away; keys do what they say", async () => {
  const amy = await ready(hotline, "amy");
  const ben = await ready(hotline, "ben");
  await away(ben, "lunch");
  await amy.locator("[data-part=colleagues] li", { hasText: "用餐" }).waitFor();
  const phone = await waits(hotline, "+8613900000061");
  await offered(amy);
  await amy.keyboard.press("Alt+KeyA");
  await state(amy, "talking");
  await amy.keyboard.press("Alt+KeyH");
  await state(amy, "held");
  await amy.keyboard.press("Alt+KeyH");
  await state(amy, "talking");
  await amy.keyboard.press("Alt+KeyN");
  await amy.keyboard.type("by keyboard");
  await becomes(() => amy.inputValue("form[data-present] textarea"), "by keyboard");
  await amy.keyboard.press("Alt+KeyE");
  await mode(amy, "wrap_up");
  await amy.check("form[data-present] [value=resolved]");
  await amy.keyboard.press("Alt+KeyF");
  await mode(amy, "available");
  await phone.context().close();
  await free(amy);
  await ben.context().close();
});

test("a waiting caller is told of where nobody is offered", async () => {
  const amy = await hotline.desk("amy");
  const phone = await waits(hotline, "+8613900000071");
  await amy.locator("[data-part=card]", { hasText: "1 位客户在等待" }).waitFor();
  assert.doesNotMatch(await amy.textContent("[data-part=card]"), /没有来电/);
  await phone.click("[data-do=hangup]");
  await amy.context().close();
});

test("a call fits one screen, its parts stacked in their order where it is narrow", async () => {
  const amy = await ready(hotline, "amy", { width: 1280, height: 800 });
  const phone = await waits(hotline, "+8613900000081");
  await takes(amy);
  const tall = () => amy.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
  const [height, window] = await tall();
  assert.ok(height <= window, `${height} in ${window}`);
  for (const part of [".verbs", "#say", "form[data-present] [data-file]"]) {
    const box = await amy.locator(part).boundingBox();
    assert.ok(box.y + box.height <= 800, `${part} is under the fold`);
  }
  await accessible(amy);
  await amy.setViewportSize({ width: 390, height: 844 });
  await within(amy);
  await accessible(amy);
  const tops = await amy.evaluate(() => [".bar", ".caller", ".line", "form[data-present]"].map((s) => document.querySelector(s).getBoundingClientRect().top));
  assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
  await act(amy, "finish");
  await mode(amy, "wrap_up");
  await file(amy);
  await phone.context().close();
  await free(amy);
});
