// A whole hotline for one test: the built program with its demo, on a port of
// its own, and browsers that look at it.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { mkdtemp } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const password = "okpay-demo-desk";
export const root = path.resolve(import.meta.dirname, "../..");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

function freePort() {
  return new Promise((resolve, reject) => {
    const s = net.createServer();
    s.once("error", reject);
    s.listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => resolve(port)); });
  });
}

// Hotline is a hotline that runs: it may be stopped, and started again on the same
// store and address.
export class Hotline {
  static async open({ at = "2026-03-02 10:00", settings = {} } = {}) {
    const hotline = new Hotline();
    hotline.settings = settings;
    hotline.port = await freePort();
    hotline.base = `http://127.0.0.1:${hotline.port}`;
    hotline.folder = await mkdtemp(path.join(os.tmpdir(), "hotline-browser-"));
    hotline.at = at;
    hotline.log = "";
    await hotline.start();
    hotline.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
    });
    return hotline;
  }

  async start() {
    this.process = spawn(path.join(root, "bin/hotline"), ["dev", "--env-file", "/dev/null", "--at", this.at], {
      env: { ...process.env, HOTLINE_ADDR: `127.0.0.1:${this.port}`, HOTLINE_STORE: path.join(this.folder, "hotline.db"), ...this.settings },
    });
    for (const out of [this.process.stdout, this.process.stderr]) out.on("data", (d) => { this.log += d; });
    for (let tries = 0; ; tries++) {
      try {
        if ((await fetch(`${this.base}/healthz`)).ok) return;
      } catch { /* not yet */ }
      assert.ok(tries < 200 && this.process.exitCode === null, `the hotline does not start:\n${this.log}`);
      await new Promise((r) => setTimeout(r, 100));
    }
  }

  stop() {
    return new Promise((resolve) => { this.process.once("exit", resolve); this.process.kill("SIGTERM"); });
  }

  async close() {
    await this.browser.close();
    await this.stop();
  }

  // page is a browser of its own: nobody is signed in.
  async page({ language = "zh-CN", width = 1280, height = 900, dark = false } = {}) {
    const context = await this.browser.newContext({
      locale: language, viewport: { width, height }, colorScheme: dark ? "dark" : "light", baseURL: this.base,
    });
    const page = await context.newPage();
    page.failures = [];
    page.on("pageerror", (e) => page.failures.push(e.message));
    page.on("console", (m) => { if (m.type() === "error" && !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|502|409/.test(m.text())) page.failures.push(m.text()); });
    return page;
  }

  async desk(name, options) {
    const page = await this.page(options);
    await page.goto("/desk");
    await page.fill("input[name=name]", name);
    await page.fill("input[name=password]", password);
    await Promise.all([page.waitForURL(/desk|console/), page.click("main button")]);
    await page.goto("/desk");
    return page;
  }

  // phone is a page with one telephone on it.
  async phone(number, options) {
    const page = await this.page(options);
    await page.goto(`/phone#${number}`);
    await page.waitForSelector(`[data-address="${number}"]`);
    return page;
  }
}

// becomes waits until what a page shows is as wanted: a value, or a text that matches. A page
// draws what happens in its own time, so that a test that looks once may look too early.
export async function becomes(read, wanted, message) {
  const end = Date.now() + 20_000;
  const good = (found) => (wanted instanceof RegExp ? wanted.test(found) : Object.is(found, wanted));
  for (;;) {
    const found = await read();
    if (good(found)) return;
    if (Date.now() > end) assert.fail(`${message ?? "what the page shows"}: ${JSON.stringify(found)}, wanted ${wanted}`);
    await new Promise((r) => setTimeout(r, 50));
  }
}

// heard waits until a telephone's captions hold a text.
export async function heard(page, text, timeout = 20_000) {
  await page.locator(".captions").filter({ hasText: text }).first().waitFor({ timeout });
}

export async function press(page, keys) {
  for (const key of keys) await page.click(`[data-key="${key}"]`);
}

// accessible expects that axe finds nothing.
export async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(", ")}`), []);
}

// within expects that nothing is wider than the window.
export async function within(page) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `the page is ${wide} wide in a window of ${window}`);
}
