import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";

export { expect };

type Account =
  "engineer" | "security-1" | "security-2" | "owner-platform" | "owner-data" | "admin" | "auditor";

type Fixtures = {
  /** Signs in through the real sign-in page. */
  signIn: (account: Account, at?: string) => Promise<void>;
  /** Fails on any WCAG 2.2 A/AA violation of the page as it is now, in light and in dark. */
  expectAccessible: () => Promise<void>;
};

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = ["color-contrast"];

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
    await use(async (account, at = "") => {
      await page.goto(`${at}/sign-in`);
      await page.getByRole("button", { name: `${account}@acme.example` }).click();
      await page.waitForURL((url) => url.pathname !== "/sign-in");
    });
  },
  expectAccessible: async ({ page }, use) => {
    await use(async () => {
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      expect(await violations(axe(page).withTags(TAGS)), "axe, light").toEqual([]);
      // The other theme is the same page in other colours.
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      expect(await violations(axe(page).withRules(COLOURS)), "axe, dark").toEqual([]);
    });
  },
});

const axe = (page: Page) => new AxeBuilder({ page });

async function violations(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.target.join(" "))
        .slice(0, 3)
        .join(" | ")}`,
  );
}
