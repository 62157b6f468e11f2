import { chromium, expect, test as base } from "@playwright/test";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import lighthouse from "lighthouse";
import { pageFunctions } from "lighthouse/core/lib/page-functions.js";
import { freePort } from "../scripts/lifecycle/run-product.ts";
import { ROUTES } from "./routes.ts";
import { signInAs } from "./sign-in.ts";

const FLOOR = 0.95;
const PAGES = Object.entries(ROUTES)
  .filter(([route, { at, missing }]) => !route.startsWith("/api/") && !at.includes("{") && !missing)
  .filter(([route]) => route !== "/" && route !== "/sign-in" && route !== "/servers/[namespace]");

// Each run would first load the processor for a second, to know how fast it is; only the score for
// speed asks for that.
pageFunctions.computeBenchmarkIndex = () => 1_000;

/** One browser for each worker, in which an administrator is signed in; its debugging port. */
const test = base.extend<object, { port: number }>({
  port: [
    async ({ launchOptions }, use) => {
      const port = await freePort();
      const profile = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-lighthouse-"));
      const browser = await chromium.launchPersistentContext(profile, {
        ...launchOptions,
        args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`],
      });
      await signInAs(browser.request, "admin");
      await use(port);
      await browser.close();
      fs.rmSync(profile, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

for (const [route, { at }] of PAGES)
  test(`${route} scores 95 or more for accessibility and best practices`, async ({
    baseURL,
    port,
  }) => {
    const result = await lighthouse(`${baseURL}${at}`, {
      port,
      output: "json",
      logLevel: "error",
      onlyCategories: ["accessibility", "best-practices"],
      disableStorageReset: true,
      disableFullPageScreenshot: true,
      // Nothing is slowed down: "simulate" reckons speed afterwards, which these categories do not
      // ask for, and is the one method without five seconds of silence after the page has loaded.
      throttlingMethod: "simulate",
      pauseAfterFcpMs: 100,
      pauseAfterLoadMs: 250,
      networkQuietThresholdMs: 250,
      cpuQuietThresholdMs: 250,
      formFactor: "desktop",
      screenEmulation: {
        mobile: false,
        width: 1440,
        height: 900,
        deviceScaleFactor: 1,
        disabled: false,
      },
    });
    if (!result) throw new Error(`Lighthouse said nothing of ${route}`);
    const { audits, categories, finalDisplayedUrl, runWarnings, runtimeError } = result.lhr;
    expect(runtimeError).toBeUndefined();
    expect([finalDisplayedUrl, runWarnings]).toEqual([`${baseURL}${at}`, []]);
    expect(Object.keys(categories).sort()).toEqual(["accessibility", "best-practices"]);
    const low = Object.entries(categories)
      .filter(([, { score }]) => (score ?? 0) < FLOOR)
      .map(([name, { score, auditRefs }]) => {
        const failing = auditRefs
          .map(({ id }) => audits[id])
          .filter((audit) => typeof audit?.score === "number" && audit.score < 1);
        return `${name} ${score}: ${failing.map((audit) => audit?.id).join(", ")}`;
      });
    expect(low).toEqual([]);
  });
