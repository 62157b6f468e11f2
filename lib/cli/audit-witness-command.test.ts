import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { signCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { createKey, signerFromJson, verifierOf } from "#lib/audit/tree/signer.ts";
import { parseVkey, publicKeyPem } from "#lib/audit/tree/verifier-key.ts";
import { askWitness } from "#lib/audit/witness/ask-witness.ts";

const SCRIPT = path.join(import.meta.dirname, "..", "..", "scripts", "gatehouse.ts");
const log = signerFromJson(createKey("gatehouse.audit/cli"));

test("the witness of the command line cosigns, says what it does, and ends when asked", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "witness-cli-"));
  const [key, logKey] = [path.join(folder, "witness.json"), path.join(folder, "log.pem")];
  const state = path.join(folder, "state");
  writeFileSync(logKey, publicKeyPem(verifierOf(log)));
  const child = spawn(process.execPath, [
    ...[SCRIPT, "audit", "witness", "--state", state, "--key", key, "--name", "w.example/1"],
    ...["--log-key", logKey, "--listen", "127.0.0.1:0", "--json"],
  ]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value as string) as { url: string };
  const started = (await next()) as { event: string; url: string; vkey: string };
  expect(started.event).toBe("started");
  expect(statSync(key).mode & 0o777).toBe(0o600);

  const note = await signCheckpoint({ origin: log.name, size: 7, root: Buffer.alloc(32, 1) }, log);
  const witness = parseVkey(started.vkey);
  const options = { witness, allowedHosts: ["127.0.0.1"] };
  const reply = await askWitness(started.url, { oldSize: 0, proof: [], note }, options);
  expect(reply.state).toBe("cosigned");
  expect(await next()).toMatchObject({ event: "cosigned", origin: log.name, size: 7 });
  expect(readdirSync(state)).toHaveLength(1);

  child.kill("SIGTERM");
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
}, 30_000);

test.each([
  ["no key, and no name to make one", [], "give --name"],
  ["a log key that is none", ["--name", "w.example/1", "--log-key", "hello"], "verifier key"],
  ["no port", ["--name", "w.example/1", "--listen", "localhost"], "--listen is a host and a port"],
])(
  "with %s it says what to do",
  (_what, args, words) => {
    const folder = mkdtempSync(path.join(tmpdir(), "witness-cli-"));
    const given = ["--state", path.join(folder, "s"), "--key", path.join(folder, "k.json")];
    const vkey = `${log.name}+${log.keyId}+${Buffer.concat([Buffer.of(1), log.publicKey]).toString("base64")}`;
    const { status, stderr } = spawnSync(
      process.execPath,
      [SCRIPT, "audit", "witness", ...given, "--log-key", vkey, ...args],
      { encoding: "utf8" },
    );
    expect(stderr).toContain(words);
    expect(status).not.toBe(0);
  },
  30_000,
);
