import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";

export { expect };

type Account =
  "engineer" | "security-1" | "security-2" | "owner-platform" | "owner-data" | "admin" | "auditor";

type Fixtures = {
  /** Signs in through the real sign-in page. */
  signIn: (account: Account) => Promise<void>;
  /** Fails on any WCAG 2.2 A/AA violation of the page as it is now, in light and in dark. */
  expectAccessible: () => Promise<void>;
};

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    page.on("console", (message) => {
      // A refused script or style is a hole in the page or in the policy.
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
    });
    await use(page);
    expect(problems, "errors in the page").toEqual([]);
  },
  signIn: async ({ page }, use) => {
    await use(async (account) => {
      await page.goto("/sign-in");
      await page.getByRole("button", { name: `${account}@acme.example` }).click();
      await page.waitForURL((url) => url.pathname !== "/sign-in");
    });
  },
  expectAccessible: async ({ page }, use) => {
    await use(async () => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        expect(await violations(page), `axe, ${colorScheme}`).toEqual([]);
      }
    });
  },
});

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.target.join(" "))
        .slice(0, 3)
        .join(" | ")}`,
  );
}
