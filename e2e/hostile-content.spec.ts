import { importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";

const SCRIPT = "<script>window.hacked=1</script>";
const PAYLOADS = [
  SCRIPT,
  "<img src=x onerror=window.hacked=1>",
  "<svg onload=window.hacked=1><script>window.hacked=1</script></svg>",
  "[click](javascript:window.hacked=1)",
  "[click](data:text/html;base64,PHNjcmlwdD4x)",
  "![x](https://tracker.example/pixel.png)",
  "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
  "<a href='jav&#x09;ascript:window.hacked=1'>x</a>",
  "<details ontoggle=window.hacked=1 open>x</details>",
  "</textarea></script>'\"><script>window.hacked=1</script>",
  "{{constructor.constructor('window.hacked=1')()}}",
  "\u202Egnp.exe\u202C zero\u200Bwidth \u001b[31mansi\u001b[0m",
];

const at = (index: number) => PAYLOADS[index % PAYLOADS.length] ?? SCRIPT;

/** Servers whose every text is hostile: all shown, none of it run. */
const documents = Array.from({ length: PAYLOADS.length / 2 }, (_, index) => ({
  server: {
    name: `hostile.test/case-${index}`,
    title: at(2 * index)
      .slice(0, 90)
      .replace(/[\u0000-\u001f]/g, ""),
    description: at(2 * index + 1),
    version: "1.0.0",
    websiteUrl: "https://hostile.test/",
    icons: [{ src: "https://hostile.test/icon.svg", mimeType: "image/svg+xml" }],
    packages: [
      {
        registryType: "npm",
        identifier: "hostile",
        version: "1.0.0",
        transport: { type: "stdio" },
        packageArguments: PAYLOADS.map((value) => ({ type: "positional", value })),
        environmentVariables: PAYLOADS.map((payload, key) => ({
          name: `KEY_${key}`,
          description: payload,
          default: payload,
        })),
      },
    ],
    _meta: {
      "io.modelcontextprotocol.registry/publisher-provided": {
        github: {
          readme: PAYLOADS.map(
            (payload) => `# ${payload}\n\n${payload}\n\n| a |\n|---|\n| ${payload} |\n`,
          ).join("\n"),
        },
        tools: PAYLOADS.map((payload, key) => ({
          name: `do_it_${key}`,
          description: payload,
          inputSchema: {
            type: "object",
            properties: { a: { type: "string", description: payload } },
          },
        })),
      },
    },
  },
}));

test("hostile texts are shown everywhere and run nowhere", async ({ page, signIn }) => {
  test.setTimeout(180_000);
  const { refused } = importFile(documents, "--approve", "--expose");

  const foreign: string[] = [];
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") foreign.push(request.url());
  });
  page.on("dialog", (dialog) => void dialog.dismiss());
  await signIn("admin");
  await page.goto("/servers?q=hostile");
  await expect(page.getByText("hostile.test/case-0", { exact: true })).toBeVisible();

  for (let index = 0; index < documents.length; index += 1)
    for (const tab of ["", "/tools", "/versions", "/activity"]) {
      const answer = await page.goto(`/servers/hostile.test/case-${index}${tab}`);
      if (answer?.status() === 404) continue;
      expect(answer?.status()).toBe(200);
      expect(await page.evaluate(() => "hacked" in window), `case ${index}${tab}`).toBe(false);
      const links = await page
        .locator("main a[href]")
        .evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
      expect(links.filter((href) => /^\s*(javascript|data|vbscript):/i.test(href))).toEqual([]);
    }
  expect(foreign, "requests to other hosts").toEqual([]);
  expect(refused, "refused documents").toBeLessThan(documents.length);
});
