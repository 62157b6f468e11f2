import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
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

/** Servers whose every text is hostile: all shown, none of it run. */
const documents = PAYLOADS.map((payload, index) => ({
  server: {
    name: `hostile.test/case-${index}`,
    title: payload.slice(0, 90).replace(/[\u0000-\u001f]/g, ""),
    description: payload,
    version: "1.0.0",
    websiteUrl: "https://hostile.test/",
    icons: [{ src: "https://hostile.test/icon.svg", mimeType: "image/svg+xml" }],
    packages: [
      {
        registryType: "npm",
        identifier: "hostile",
        version: "1.0.0",
        transport: { type: "stdio" },
        packageArguments: [{ type: "positional", value: payload }],
        environmentVariables: [{ name: "KEY", description: payload, default: payload }],
      },
    ],
    _meta: {
      "io.modelcontextprotocol.registry/publisher-provided": {
        github: { readme: `# ${payload}\n\n${payload}\n\n| a |\n|---|\n| ${payload} |` },
        tools: [
          {
            name: "do_it",
            description: payload,
            inputSchema: {
              type: "object",
              properties: { a: { type: "string", description: payload } },
            },
          },
        ],
      },
    },
  },
}));

test("hostile texts are shown everywhere and run nowhere", async ({ page, signIn }, info) => {
  test.setTimeout(180_000);
  const file = info.outputPath("hostile.json");
  fs.writeFileSync(
    file,
    JSON.stringify({ servers: documents, metadata: { count: documents.length } }),
  );
  const output = execFileSync(
    process.execPath,
    [path.resolve("scripts/gatehouse.ts"), "import", file, "--approve", "--expose", "--json"],
    { env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] }, encoding: "utf8" },
  );
  const { refused } = JSON.parse(output) as { refused: number };

  const foreign: string[] = [];
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") foreign.push(request.url());
  });
  page.on("dialog", (dialog) => void dialog.dismiss());
  await signIn("admin");
  await page.goto("/servers?q=hostile");
  const shown = await page.getByRole("link", { name: /hostile\.test|<|click|case/i }).count();
  expect(shown).toBeGreaterThan(0);

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
