import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { AppError } from "#lib/kernel/errors.ts";
import { collect, type Terminal } from "./terminal.ts";

type WitnessCommandOptions = {
  state: string;
  key: string;
  name?: string;
  logKey: string[];
  listen: string;
  alarmWebhook?: string;
  allowHost: string[];
};

/** `audit witness`: needs no database, and nothing of the product but its code. */
export function addWitnessCommand(audit: Command, terminal: Terminal): void {
  audit
    .command("witness")
    .summary("watch logs from another host, and co-sign what only grows")
    .description(
      "Runs a witness (C2SP tlog-witness): it co-signs a checkpoint only with proof that nothing before it changed, and raises the alarm when a log signs two histories. Run it on a host that the log's administrators do not control, and keep its state: a witness without memory proves nothing.",
    )
    .requiredOption("--state <folder>", "its memory, a folder of its own")
    .requiredOption("--key <file>", "its own key; made there when the file is missing")
    .option("--name <name>", "its name, when the key is made: witness.example.com/w1")
    .requiredOption(
      "--log-key <key>",
      "key of a log to watch: what audit public-key wrote, or its verifier key (repeatable)",
      collect,
      [],
    )
    .option("--listen <host:port>", "where it answers", "127.0.0.1:7843")
    .option("--alarm-webhook <url>", "address that is told of a fork")
    .option(
      "--allow-host <host>",
      "host inside the company that --alarm-webhook may reach (repeatable)",
      collect,
      [],
    )
    .option("--json", "print lines of JSON, which it does in any case")
    .addHelpText(
      "after",
      `
An alarm stands as <state>/….alarm.json, which holds both histories as evidence. The log is not
co-signed again until somebody moves that file away.`,
    )
    .action((options: WitnessCommandOptions) => runWitness(options, terminal));
}

async function runWitness(options: WitnessCommandOptions, terminal: Terminal): Promise<void> {
  const { startWitness } = await import("#lib/audit/witness/start-witness.ts");
  const { COSIGNATURE, formatVkey, verifierKey } = await import("#lib/audit/tree/verifier-key.ts");
  const signer = await signerOf(options);
  const vkey = formatVkey(verifierKey(signer.name, COSIGNATURE, signer.publicKey));
  const { alarmWebhook, allowHost, state } = options;
  const running = await startWitness({
    stateDir: state,
    signer,
    logKeys: await Promise.all(options.logKey.map(readLogKey)),
    ...listenAt(options.listen),
    ...(alarmWebhook === undefined
      ? {}
      : { alarmWebhook: { url: alarmWebhook, allowedHosts: allowHost } }),
    log: (line) => terminal.print(line),
  });
  const { url } = running;
  terminal.print(JSON.stringify({ at: new Date().toISOString(), event: "started", url, vkey }));
  await untilAskedToStop();
  await running.stop();
}

async function signerOf({ key, name }: WitnessCommandOptions) {
  const { createKeyFile, signerFromFile } = await import("#lib/audit/tree/signer.ts");
  if (!existsSync(key)) {
    if (name === undefined)
      throw new AppError("invalid", `There is no key at ${key}: give --name to make one.`);
    createKeyFile(key, name);
  }
  return signerFromFile(key);
}

/** A verifier key as it stands, or the file of a public key, whose first line carries it. */
async function readLogKey(given: string) {
  const { readVkey } = await import("#lib/audit/tree/verifier-key.ts");
  return readVkey(existsSync(given) ? readFileSync(given, "utf8") : given);
}

function listenAt(text: string): { host: string; port: number } {
  const [, host, digits] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || !(port <= 65_535))
    throw new AppError("invalid", "--listen is a host and a port: 0.0.0.0:7843.");
  return { host: host.replace(/^\[(.+)\]$/, "$1"), port };
}

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
