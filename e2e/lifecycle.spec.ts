import { execFileSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { expect, test } from "@playwright/test";
import {
  freePort,
  newDataDir,
  spawnProduct,
  startProduct,
  type Product,
} from "../scripts/lifecycle/run-product.ts";

test.describe.configure({ timeout: 180_000, mode: "serial" });

const ready = async (url: string) => (await fetch(`${url}/api/health/ready`)).status;

/** Every process whose command line or environment names this data folder. */
function processesOf(dataDir: string): { pid: number; command: string }[] {
  return fs.readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return [];
    try {
      const command = fs.readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ");
      const environment = fs.readFileSync(`/proc/${entry}/environ`, "utf8");
      const ours = command.includes(dataDir) || environment.includes(`DATA_DIR=${dataDir}\0`);
      return ours ? [{ pid: Number(entry), command }] : [];
    } catch {
      // The process ended while we looked, or belongs to somebody else.
      return [];
    }
  });
}

async function refusal(settings: Record<string, string>) {
  const dataDir = settings["DATA_DIR"] ?? newDataDir();
  const port = settings["PORT"] ?? String(await freePort());
  const { process: child, output } = spawnProduct({ DATA_DIR: dataDir, PORT: port, ...settings });
  const [code] = (await once(child, "exit")) as [number];
  return { code, lines: output().trim().split("\n") };
}

test.describe("a wrong start is one sentence that names the variable, and exit 1", () => {
  test("a taken port", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    const { code, lines } = await refusal({ PORT: String(port) });
    server.close();
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [`PORT ${port} is taken on 127.0.0.1: set PORT to another one.`],
    });
  });

  test("an unreachable database", async () => {
    const { code, lines } = await refusal({
      DATABASE_URL: "postgresql://u:secret-word@127.0.0.1:1/x",
    });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^DATABASE_URL: .*ECONNREFUSED/);
    expect(lines[0]).not.toContain("secret-word");
  });

  for (const [name, value] of [
    ["PORT", "http"],
    ["GATEHOUSE_SEED", "perhaps"],
    ["OIDC_ISSUER", "nonsense"],
  ] as const)
    test(`${name}=${value}`, async () => {
      const { code, lines } = await refusal({ [name]: value });
      expect(code).toBe(1);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(new RegExp(`^${name} `));
    });
});

test.describe("a running product", () => {
  let product: Product;
  const dataDir = newDataDir();

  test("starts beside another one and says where it is", async () => {
    product = await startProduct({ DATA_DIR: dataDir, GATEHOUSE_SEED: "none" });
    expect(product.output()).toContain(`Gatehouse is ready at ${product.url}`);
    expect(await ready(product.url)).toBe(200);
  });

  test("refuses a second start on the same folder, by name", async () => {
    const { code, lines } = await refusal({ DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatch(/^DATA_DIR .* is in use by process \d+/);
  });

  test("brings its web process back when that is killed", async () => {
    const web = processesOf(dataDir).find(({ command }) => command.includes("scripts/web.ts"));
    if (!web) throw new Error("no web process found");
    process.kill(web.pid, "SIGKILL");
    await expect.poll(() => ready(product.url).catch(() => 0), { timeout: 30_000 }).toBe(200);
  });

  test("leaves no web and no worker behind when its start script is killed, and recovers at the next start", async () => {
    const gone = once(product.process, "exit");
    product.process.kill("SIGKILL");
    await gone;
    await expect
      .poll(
        () => processesOf(dataDir).filter(({ command }) => command.includes("scripts/")).length,
        { timeout: 30_000 },
      )
      .toBe(0);

    const started = Date.now();
    product = await startProduct({ DATA_DIR: dataDir, GATEHOUSE_SEED: "none" });
    expect(await ready(product.url)).toBe(200);
    test
      .info()
      .annotations.push({ type: "second start", description: `${Date.now() - started} ms` });
  });

  test("starts a killed PostgreSQL again at its address, without a new start", async () => {
    const postgres = () =>
      processesOf(dataDir).find(({ command }) => /bin\/postgres .*-D/.test(command));
    const killed = postgres();
    if (!killed) throw new Error("no PostgreSQL found");
    process.kill(killed.pid, "SIGKILL");
    await expect
      .poll(() => postgres()?.pid ?? killed.pid, { timeout: 60_000 })
      .not.toBe(killed.pid);
    await expect.poll(() => ready(product.url).catch(() => 0), { timeout: 60_000 }).toBe(200);
    expect(product.process.exitCode).toBeNull();
    expect(product.output()).toContain("The embedded PostgreSQL ended; it is started again.");
  });

  test("leaves nothing running after Ctrl-C", async () => {
    const gone = once(product.process, "exit") as Promise<[number]>;
    product.process.kill("SIGINT");
    expect((await gone)[0]).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
    fs.rmSync(dataDir, { recursive: true, force: true });
  });
});

test("the command line of the same folder works while the product runs, and speaks JSON", async () => {
  const script = path.resolve("scripts/gatehouse.ts");
  const output = execFileSync(
    process.execPath,
    [
      script,
      "token",
      "create",
      "--email",
      "engineer@acme.example",
      "--scope",
      "registry:read",
      "--expires-days",
      "1",
      "--json",
    ],
    { env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] }, encoding: "utf8" },
  );
  const { token } = JSON.parse(output) as { token: string };
  const answer = await fetch(`${process.env["E2E_BASE_URL"]}/v0.1/servers?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
});
