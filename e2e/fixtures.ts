import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { signInAs, type Account } from "./sign-in.ts";

export { expect };

type Fixtures = {
  /** Signs the browser in, without going to a page. */
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
  signIn: async ({ context }, use) => {
    await use((account, at) => signInAs(context.request, account, at));
  },
  expectAccessible: async ({ page }, use) => {
    await use(async () => {
      const none = async (colours: "light" | "dark", rules: Rules) => {
        await inColours(page, colours);
        expect(await violations(page, rules), `axe, ${colours}`).toEqual([]);
      };
      // What is still moving, such as a selection within a list, may be caught between two colours.
      const still = { timeout: 40_000, intervals: [300, 1_000] };
      await expect(() => none("light", { type: "tag", values: TAGS })).toPass(still);
      // The other theme is the same page in other colours.
      await expect(() => none("dark", { type: "rule", values: COLOURS })).toPass(still);
    });
  },
});

/** The next frame has the new colours, and what moves on the way to them has arrived. */
async function inColours(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    // One that is paused never ends.
    const settled = Promise.allSettled(ending.map(({ finished }) => finished));
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    await frame();
  });
}

type Rules = { type: "tag" | "rule"; values: string[] };

async function violations(page: Page, runOnly: Rules): Promise<string[]> {
  // Half a megabyte of script, of which the builder would have the page read two more copies.
  const isThere = await page.evaluate(() => "axe" in window);
  const { violations } = await new AxeBuilder({ page, ...(isThere ? { axeSource: "0" } : {}) })
    .options({ runOnly, resultTypes: ["violations"] })
    // Our pages have no frames, whose results would have to be gathered in another page.
    .setLegacyMode()
    .analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.target.join(" "))
        .slice(0, 3)
        .join(" | ")}`,
  );
}
