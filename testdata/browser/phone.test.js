import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hotline, accessible, becomes, heard, press, within } from "./hotline.js";

let hotline;
before(async () => { hotline = await Hotline.open(); });
after(() => hotline.close());

const caller = "+8613800000001";

test("a refund's status is heard on the telephone's page, by the code of the text message", async () => {
  const phone = await hotline.phone(caller);
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "2");
  await heard(phone, "查询退款进度");
  await press(phone, "1");
  const sms = phone.locator(".texts li span").last();
  await sms.waitFor();
  const code = (await sms.textContent()).match(/\d{6}/)[0];
  await press(phone, code);
  await heard(phone, "交易编号");
  await phone.reload();
  await heard(phone, "交易编号");
  await phone.click("[data-do=hangup]");
  await heard(phone, "通话结束");
  assert.deepEqual(phone.failures, []);
});

test("several telephones stand on one page", async () => {
  const page = await hotline.page();
  await page.goto("/phone");
  await page.selectOption("#caller", "+8613800000002");
  await page.click("#take button");
  await becomes(() => page.locator(".handset").count(), 2);
});

for (const language of ["zh-CN", "en-US"]) {
  for (const width of [360, 1400]) {
    test(`the telephone's page in ${language}, ${width} wide`, async () => {
      const page = await hotline.page({ language, width });
      await page.goto("/phone");
      await within(page);
      await accessible(page);
      assert.deepEqual(page.failures, []);
    });
  }
}

test("by keyboard: what is needed is in sight, digits work after Enter, and stand together", async () => {
  const phone = await hotline.phone("+8613800000004", { width: 1280, height: 800, language: "en-US" });
  const bottom = (selector) => phone.locator(selector).evaluate((e) => e.getBoundingClientRect().bottom);
  for (const needed of ["[data-do=dial]", "[data-key='#']", ".say input", ".texts h3"]) {
    assert.ok(await bottom(needed) <= 800, `${needed} is below the window`);
  }
  await phone.focus("[data-do=dial]");
  await phone.keyboard.press("Enter");
  await heard(phone, "您好");
  await phone.keyboard.press("2");
  await heard(phone, "查询退款进度");
  await phone.keyboard.press("1");
  const sms = phone.locator(".texts li span").last();
  await sms.waitFor();
  await heard(phone, "new text message");
  const code = (await sms.textContent()).match(/\d{6}/)[0];
  await phone.keyboard.type(code);
  await phone.locator(".captions li.me span", { hasText: new RegExp(`^${code}$`) }).waitFor();
  await becomes(() => phone.textContent("[data-timer]"), /^\d:\d\d$/);
  await phone.click("[data-do=hangup]");
  await heard(phone, "The call has ended");
  await becomes(() => phone.textContent("[data-timer]"), "");
});

test("a telephone says that the hotline is gone, and is free again when it comes back", async () => {
  const phone = await hotline.phone("+8613800000005", { language: "en-US" });
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await hotline.stop();
  await phone.getByText("The hotline does not answer.").waitFor();
  await hotline.start();
  await heard(phone, "was restarted");
  await becomes(() => phone.textContent("[data-label]"), /^\s*Idle\s*$/);
  await phone.getByText("The hotline does not answer.").waitFor({ state: "hidden" });
  await hotline.stop();
  await phone.click("[data-do=dial]");
  await phone.getByText("The hotline does not answer.").waitFor();
  await hotline.start();
});

test("who may be called as is told in the reader's language", async () => {
  for (const [language, told] of [["zh-CN", "没有账户的号码"], ["en-US", "a number without an account"]]) {
    const page = await hotline.page({ language });
    await page.goto("/phone");
    await becomes(() => page.textContent("#caller"), new RegExp(told));
  }
});
