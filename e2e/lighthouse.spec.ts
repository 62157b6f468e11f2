import { chromium, expect, test } from "@playwright/test";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import lighthouse from "lighthouse";
import { freePort } from "../scripts/lifecycle/run-product.ts";
import { ROUTES } from "./routes.ts";

const FLOOR = 0.95;
const PAGES = Object.entries(ROUTES)
  .filter(([route, { at }]) => !route.startsWith("/api/") && !at.includes("{run}"))
  .filter(([route]) => route !== "/" && route !== "/sign-in" && route !== "/servers/[namespace]");

// Mostly waiting, so the halves run side by side.
for (const half of [0, 1])
  test(`every console page scores 95 or more for accessibility and best practices, half ${half + 1}`, async ({
    baseURL,
    launchOptions,
  }) => {
    test.setTimeout(600_000);
    const port = await freePort();
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-lighthouse-"));
    const browser = await chromium.launchPersistentContext(profile, {
      ...launchOptions,
      args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`],
    });
    try {
      const page = await browser.newPage();
      await page.goto(`${baseURL}/sign-in`);
      await page.getByRole("button", { name: "admin@acme.example" }).click();
      await page.waitForURL((url) => url.pathname !== "/sign-in");

      const low: string[] = [];
      for (const [route, { at }] of PAGES.filter((_, index) => index % 2 === half)) {
        const result = await lighthouse(`${baseURL}${at}`, {
          port,
          output: "json",
          logLevel: "error",
          onlyCategories: ["accessibility", "best-practices"],
          throttlingMethod: "provided",
          disableStorageReset: true,
          // What a page does after this does not change these two scores.
          maxWaitForLoad: 2_500,
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
        for (const [name, category] of Object.entries(result.lhr.categories)) {
          if ((category.score ?? 0) >= FLOOR) continue;
          const failing = category.auditRefs
            .map((ref) => result.lhr.audits[ref.id])
            .filter(
              (audit) => audit?.score !== null && audit?.score !== undefined && audit.score < 1,
            )
            .map((audit) => audit?.id);
          low.push(`${route} ${name} ${category.score}: ${failing.join(", ")}`);
        }
      }
      expect(low).toEqual([]);
    } finally {
      await browser.close();
      fs.rmSync(profile, { recursive: true, force: true });
    }
  });
