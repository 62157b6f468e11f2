import { defineConfig } from "@playwright/test";

const executablePath = process.env["E2E_CHROMIUM"];
const root = process.getuid?.() === 0;

/** Run through `npm run test:e2e`, which starts the product and finds the browser. */
export default defineConfig({
  testDir: "e2e",
  // Most take two seconds; those that look through all pages take a minute where others work too.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 2,
  // A shared machine may stall a browser once; a second failure is a failure, and a retry is reported.
  retries: process.env["CI"] ? 1 : 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: process.env["E2E_BASE_URL"] ?? "http://127.0.0.1:3000",
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
