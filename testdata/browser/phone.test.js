import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { House, accessible, heard, press, within } from "./house.js";

let house;
before(async () => { house = await House.open(); });
after(() => house.close());

const caller = "+8613800000001";

test("a refund's status is heard on the telephone's page, by the code of the text message", async () => {
  const phone = await house.phone(caller);
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
  const page = await house.page();
  await page.goto("/phone");
  await page.selectOption("#caller", "+8613800000002");
  await page.click("#take button");
  assert.equal(await page.locator(".handset").count(), 2);
});

for (const language of ["zh-CN", "en-US"]) {
  for (const width of [360, 1400]) {
    test(`the telephone's page in ${language}, ${width} wide`, async () => {
      const page = await house.page({ language, width });
      await page.goto("/phone");
      await within(page);
      await accessible(page);
      assert.deepEqual(page.failures, []);
    });
  }
}
