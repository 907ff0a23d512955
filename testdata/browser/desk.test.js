import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Hotline, accessible, becomes, heard, press, within } from "./hotline.js";
import { act, away, file, free, mode, offered, ready, state, waits } from "./agents.js";

let hotline;
before(async () => { hotline = await Hotline.open(); });
after(() => hotline.close());

test("a call goes from page to page, is held, and filed", async () => {
  const desk = await ready(hotline, "amy");
  const phone = await waits(hotline, "+8613800000004");
  await offered(desk);
  await becomes(() => desk.textContent("[data-part=card]"), /\*+0004/);
  await act(desk, "accept");
  await state(desk, "talking");
  await heard(desk, "来电讲中文");
  await phone.fill(".say input", "我的钱不见了");
  await phone.press(".say input", "Enter");
  await heard(desk, "我的钱不见了");
  await desk.fill("form[data-present] textarea", "lost money");
  await desk.check("form[data-present] [value=other]");
  await desk.reload();
  await state(desk, "talking");
  await becomes(() => desk.inputValue("form[data-present] textarea"), "lost money", "a reload loses nothing");
  await becomes(() => desk.isChecked("form[data-present] [value=other]"), true, "nor the outcome");
  await act(desk, "hold");
  await heard(phone, "请稍等");
  await act(desk, "resume");
  await state(desk, "talking");
  await act(desk, "finish");
  await mode(desk, "wrap_up");
  await heard(phone, "再见");
  await file(desk);
  await mode(desk, "available");
  await desk.locator("[data-filed]", { hasText: "已解决" }).waitFor();
  await becomes(() => desk.locator("form[data-note]").count(), 0, "nothing is left to file");
  await becomes(() => desk.locator(".line").isVisible(), false, "nor of what was said");
  assert.deepEqual([...phone.failures, ...desk.failures], []);
  await free(desk);
});

test("a card says what it is about, and fits a narrow window", async () => {
  const desk = await ready(hotline, "amy", { language: "en-US", width: 360 });
  const phone = await hotline.phone("+8613800000001");
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "2");
  await heard(phone, "查询退款进度");
  await press(phone, "1");
  const sms = phone.locator(".texts li span").last();
  await sms.waitFor();
  await press(phone, (await sms.textContent()).match(/\d{6}/)[0]);
  await heard(phone, "交易编号");
  await press(phone, "20261002#");
  await heard(phone, "审核中");
  await press(phone, "0");
  await offered(desk);
  for (const words of [/Demo Customer 01/, /Verified/, /under review/, /\*{4}1002/]) await becomes(() => desk.textContent("[data-part=card]"), words);
  await within(desk);
  await accessible(desk);
  await act(desk, "accept");
  await state(desk, "talking");
  await within(desk);
  await accessible(desk);
  await act(desk, "finish");
  await mode(desk, "wrap_up");
  await file(desk);
  await free(desk);
});

test("a declined call goes to the next agent, and the caller keeps the place", async () => {
  const amy = await ready(hotline, "amy");
  const ben = await ready(hotline, "ben");
  const phone = await waits(hotline, "+8613800000005");
  await offered(amy);
  await act(amy, "decline");
  await offered(ben);
  await act(ben, "accept");
  await state(ben, "talking");
  await phone.click("[data-do=hangup]");
  await mode(ben, "wrap_up");
  await file(ben);
  await free(amy, ben);
});

test("two callers and two agents cross: each is answered once, and one is handed on", async () => {
  const amy = await ready(hotline, "amy");
  const ben = await ready(hotline, "ben");
  const [one, two] = [await waits(hotline, "+8613900000021"), await waits(hotline, "+8613900000022")];
  await offered(amy);
  await offered(ben);
  await Promise.all([act(amy, "accept"), act(ben, "accept")]);
  await state(amy, "talking");
  await state(ben, "talking");
  const tickets = await Promise.all([amy, ben].map((d) => d.getAttribute("[data-ticket]", "data-ticket")));
  assert.notEqual(tickets[0], tickets[1]);
  const bens = (await ben.textContent(".caller h2")).includes("0021") ? one : two;
  await bens.click("[data-do=hangup]");
  await mode(ben, "wrap_up");
  await file(ben);
  await mode(ben, "available");
  await amy.selectOption("#to", "colleague:ben");
  await act(amy, "consult");
  await offered(ben);
  await becomes(() => amy.textContent("[data-part=card]"), /正在呼叫 ben/);
  await becomes(() => ben.textContent("[data-part=card]"), /amy 请您协助/);
  await becomes(() => amy.locator("[data-action=handover]").count(), 0, "not before ben has answered");
  await becomes(() => amy.locator("#say").isVisible(), false, "nobody hears amy");
  await act(ben, "accept");
  await amy.waitForSelector("[data-action=handover]:not([disabled])");
  await becomes(() => amy.textContent("[data-part=card]"), /正在咨询 ben/);
  await amy.fill("#say", "请你接手");
  await amy.press("#say", "Enter");
  await heard(ben, "请你接手");
  await becomes(() => ben.locator(".captions li.colleague", { hasText: "请你接手" }).count(), 1, "a colleague's words are a colleague's");
  await becomes(() => amy.locator(".captions li.me", { hasText: "请你接手" }).count(), 1);
  await act(amy, "handover");
  await mode(amy, "wrap_up");
  await state(amy, "over");
  await becomes(() => amy.locator(".caller [data-since]").count(), 0, "no clock of the caller runs");
  await becomes(() => amy.isChecked("form[data-present] [value=passed_on]"), true);
  await state(ben, "talking");
  const left = bens === one ? two : one;
  await left.fill(".say input", "还在吗");
  await left.press(".say input", "Enter");
  await heard(ben, "还在吗");
  await act(ben, "finish");
  await mode(ben, "wrap_up");
  await file(amy);
  await file(ben);
  await free(amy, ben);
});

test("a callback is asked for on the telephone, offered at the desk, and made", async () => {
  const phone = await waits(hotline, "+8613900000031");
  await heard(phone, "按 1，我们给您回电");
  await press(phone, "1");
  await heard(phone, "尽快打给您");
  await phone.click("[data-do=hangup]");
  const desk = await hotline.desk("amy");
  await act(desk, "ready");
  await offered(desk);
  await becomes(() => desk.textContent("[data-part=card]"), /回电/);
  await act(desk, "accept");
  await state(desk, "joining");
  assert.deepEqual(await desk.locator(".verbs button").allTextContents().then((all) => all.map((b) => b.trim().split(" ")[0])), ["取消回拨"]);
  await phone.click("[data-do=answer]:visible", { timeout: 20_000 });
  await heard(phone, "您之前请我们给您回电");
  await press(phone, "1");
  await state(desk, "talking");
  await act(desk, "finish");
  await mode(desk, "wrap_up");
  await file(desk);
  await free(desk);
});

for (const language of ["zh-CN", "en-US"]) {
  for (const width of [360, 1400]) {
    test(`the desk in ${language}, ${width} wide`, async () => {
      const desk = await hotline.desk("amy", { language, width });
      await within(desk);
      await accessible(desk);
      assert.deepEqual(desk.failures, []);
    });
  }
}
