import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { House, accessible, heard, press, within } from "./house.js";

let house;
before(async () => { house = await House.open(); });
after(() => house.close());

const act = (page, what) => page.click(`[data-action=${what}]:not([disabled])`);
const mode = (page, wanted) => page.waitForSelector(`[data-part=bar] [data-mode=${wanted}]`, { timeout: 20_000 });

// ready is an agent at a desk who takes calls.
async function ready(name, options) {
  const page = await house.desk(name, options);
  await act(page, "ready");
  await mode(page, "available");
  return page;
}

async function free(...desks) {
  for (const desk of desks) {
    await act(desk, "away");
    await mode(desk, "away");
    await desk.context().close();
  }
}

// waits is a caller who asked for a person.
async function waits(number) {
  const phone = await house.phone(number);
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "0");
  await heard(phone, "正在为您接通人工");
  return phone;
}

test("a call goes from page to page, is held, and filed", async () => {
  const desk = await ready("amy");
  const phone = await waits("+8613800000004");
  await desk.waitForSelector("[data-mode=offered][data-ticket]");
  assert.match(await desk.textContent("[data-part=card]"), /\*+0004/);
  await act(desk, "accept");
  await desk.waitForSelector("[data-ticket][data-state=talking]");
  await heard(desk, "来电讲中文");
  await phone.fill(".say input", "我的钱不见了");
  await phone.press(".say input", "Enter");
  await heard(desk, "我的钱不见了");
  await desk.fill("#note", "lost money");
  await desk.reload();
  await desk.waitForSelector("[data-ticket][data-state=talking]");
  assert.equal(await desk.inputValue("#note"), "lost money", "a reload loses nothing");
  await act(desk, "hold");
  await heard(phone, "请稍等");
  await act(desk, "resume");
  await desk.waitForSelector("[data-ticket][data-state=talking]");
  await act(desk, "finish");
  await mode(desk, "wrap_up");
  await heard(phone, "再见");
  await desk.check("[name=disposition][value=resolved]");
  await act(desk, "file");
  await mode(desk, "available");
  assert.deepEqual([...phone.failures, ...desk.failures], []);
  await free(desk);
});

test("a card says what it is about, and fits a narrow window", async () => {
  const desk = await ready("amy", { language: "en-US", width: 360 });
  const phone = await house.phone("+8613800000001");
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
  await desk.waitForSelector("[data-mode=offered][data-ticket]");
  const card = await desk.textContent("[data-part=card]");
  for (const words of ["Demo Customer 01", "Verified", "under review", "****1002"]) assert.ok(card.includes(words), `${words} in ${card}`);
  await within(desk);
  await accessible(desk);
  await act(desk, "accept");
  await desk.waitForSelector("[data-ticket][data-state=talking]");
  await within(desk);
  await accessible(desk);
  await act(desk, "finish");
  await mode(desk, "wrap_up");
  await act(desk, "file");
  await free(desk);
});

test("a declined call goes to the next agent, and the caller keeps the place", async () => {
  const amy = await ready("amy");
  const ben = await ready("ben");
  const phone = await waits("+8613800000005");
  await amy.waitForSelector("[data-mode=offered][data-ticket]");
  await act(amy, "decline");
  await ben.waitForSelector("[data-mode=offered][data-ticket]", { timeout: 20_000 });
  await act(ben, "accept");
  await ben.waitForSelector("[data-ticket][data-state=talking]");
  await phone.click("[data-do=hangup]");
  await mode(ben, "wrap_up");
  await act(ben, "file");
  await free(amy, ben);
});

test("two callers and two agents cross: each is answered once, and one is handed on", async () => {
  const amy = await ready("amy");
  const ben = await ready("ben");
  const [one, two] = [await waits("+8613900000021"), await waits("+8613900000022")];
  await amy.waitForSelector("[data-mode=offered][data-ticket]");
  await ben.waitForSelector("[data-mode=offered][data-ticket]");
  await Promise.all([act(amy, "accept"), act(ben, "accept")]);
  await amy.waitForSelector("[data-ticket][data-state=talking]");
  await ben.waitForSelector("[data-ticket][data-state=talking]");
  const tickets = await Promise.all([amy, ben].map((d) => d.getAttribute("[data-ticket]", "data-ticket")));
  assert.notEqual(tickets[0], tickets[1]);
  const bens = (await ben.textContent(".caller h2")).includes("0021") ? one : two;
  await bens.click("[data-do=hangup]");
  await mode(ben, "wrap_up");
  await act(ben, "file");
  await mode(ben, "available");
  await amy.selectOption("#to", "colleague:ben");
  await act(amy, "consult");
  await ben.waitForSelector("[data-mode=offered][data-ticket]");
  await act(ben, "accept");
  await amy.waitForSelector("[data-action=handover]:not([disabled])");
  await act(amy, "handover");
  await mode(amy, "wrap_up");
  await ben.waitForSelector("[data-ticket][data-state=talking]");
  const left = bens === one ? two : one;
  await left.fill(".say input", "还在吗");
  await left.press(".say input", "Enter");
  await heard(ben, "还在吗");
  await act(ben, "finish");
  await mode(ben, "wrap_up");
  await act(amy, "file");
  await act(ben, "file");
  await free(amy, ben);
});

test("a callback is asked for on the telephone, offered at the desk, and made", async () => {
  const phone = await waits("+8613900000031");
  await heard(phone, "按 1，我们给您回电");
  await press(phone, "1");
  await heard(phone, "尽快打给您");
  await phone.click("[data-do=hangup]");
  const desk = await house.desk("amy");
  await act(desk, "ready");
  await desk.waitForSelector("[data-mode=offered][data-ticket]");
  assert.match(await desk.textContent("[data-part=card]"), /回电/);
  await act(desk, "accept");
  await phone.click("[data-do=answer]:visible", { timeout: 20_000 });
  await heard(phone, "您之前请我们给您回电");
  await press(phone, "1");
  await desk.waitForSelector("[data-ticket][data-state=talking]", { timeout: 20_000 });
  await act(desk, "finish");
  await mode(desk, "wrap_up");
  await act(desk, "file");
  await free(desk);
});

for (const language of ["zh-CN", "en-US"]) {
  for (const width of [360, 1400]) {
    test(`the desk in ${language}, ${width} wide`, async () => {
      const desk = await house.desk("amy", { language, width });
      await within(desk);
      await accessible(desk);
      assert.deepEqual(desk.failures, []);
    });
  }
}
