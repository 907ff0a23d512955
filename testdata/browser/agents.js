// What tests of the desk do at its pages.
import { heard, press } from "./hotline.js";

export const act = (page, what) => page.click(`[data-action=${what}]:not([disabled])`);
export const mode = (page, wanted) => page.waitForSelector(`[data-part=bar] [data-mode=${wanted}]`, { timeout: 20_000 });
export const offered = (page) => page.waitForSelector("[data-mode=offered][data-ticket]", { timeout: 20_000 });
export const state = (page, wanted) => page.waitForSelector(`[data-ticket][data-state=${wanted}]`, { timeout: 20_000 });

// away lets an agent go away for a reason.
export async function away(page, reason = "break") {
  await page.click("details.choose summary");
  await page.click(`[data-action=away][data-reason=${reason}]`);
  await mode(page, "away");
}

// ready is an agent at a desk who takes calls.
export async function ready(hotline, name, options) {
  const page = await hotline.desk(name, options);
  if (await page.locator("[data-part=bar] [data-mode=away]").count()) await act(page, "ready"); // else their page was closed a moment ago
  await mode(page, "available");
  return page;
}

// file files the present call, or the one in wrap-up.
export async function file(page, outcome = "resolved") {
  await page.check(`form[data-present] [name=disposition][value=${outcome}]`);
  await page.click("form[data-present] [data-file]:not([disabled])");
}

export async function free(...desks) {
  for (const desk of desks) {
    await away(desk);
    await desk.context().close();
  }
}

// waits is a caller who asked for a person.
export async function waits(hotline, number) {
  const phone = await hotline.phone(number);
  await phone.click("[data-do=dial]");
  await heard(phone, "您好");
  await press(phone, "0");
  await heard(phone, "正在为您接通人工");
  return phone;
}
