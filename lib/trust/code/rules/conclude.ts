import type { FileFindings, Signal } from "../file-findings.ts";
import { useOf, packageOf } from "./modules.ts";

type Verdict = Parameters<FileFindings["addMalware"]>[1] & {
  /** All of these, reported at the place of the first. */
  needs: readonly Signal[];
};

const VERDICTS: readonly Verdict[] = [
  {
    needs: ["pipes-to-shell", "shell", "socket"],
    code: "malware/reverse-shell",
    title: "Connects a shell to a network socket.",
    severity: "critical",
    blocks: true,
  },
  {
    needs: ["encoded-table", "runs-text"],
    code: "malware/encoded-table",
    title: "Runs text as code and holds a long table of encoded texts.",
    severity: "high",
    blocks: true,
  },
  {
    needs: ["mining", "subprocess"],
    code: "malware/miner",
    title: "Names a mining pool or miner and starts programs.",
    severity: "high",
    blocks: true,
  },
  {
    needs: ["drop-host", "reads-secrets"],
    code: "malware/drop",
    title: "Reads private files and names a service that collects whatever it is sent.",
    severity: "critical",
    blocks: true,
  },
  {
    needs: ["drop-host", "reads-host"],
    code: "malware/drop",
    title: "Reads who and where it is and names a service that collects whatever it is sent.",
    severity: "high",
    blocks: true,
  },
  {
    needs: ["drop-host"],
    code: "malware/drop-host",
    title: "Names a service that collects whatever it is sent.",
    severity: "medium",
    blocks: false,
  },
  {
    needs: ["mining"],
    code: "malware/mining-name",
    title: "Names a mining pool or a miner.",
    severity: "low",
    blocks: false,
  },
];

/** Names as one well-known obfuscator makes them; a handful may be anybody's. */
const OBFUSCATED_NAMES = 25;

/** Draws the conclusions that need the whole file. */
export function conclude(found: FileFindings, text: string): void {
  const { signals, obfuscated } = found;
  for (const { needs, ...finding } of VERDICTS)
    if (needs.every((need) => signals.has(need)))
      found.addMalware(signals.get(needs[0] ?? "mining") ?? 1, {
        ...finding,
        // In a bundle the signs may come from libraries that have nothing to do with each other.
        blocks: finding.blocks && (!found.file.bundled || needs.includes("reads-secrets")),
      });
  if (obfuscated.size >= OBFUSCATED_NAMES)
    found.addMalware(1, {
      code: "malware/obfuscated",
      title: "The code is obfuscated, so that nobody can read it.",
      severity: "high",
      blocks: true,
    });
  notePaths(found);
  noteHidden(found, text);
  noteUnusedModules(found);
}

/** A list of places that are forbidden names them as well, and opens nothing. */
function notePaths(found: FileFindings): void {
  const opens = found.powers.some(({ power }) => power === "filesystem" || power === "subprocess");
  for (const { what, ...place } of found.namedPaths)
    if (opens) found.addPower(place, "sensitive_path", what);
  // Nodes hold on to the whole tree.
  found.namedPaths = [];
}

/** Two ways to hide code in plain sight: far to the right, and by turning the reading direction. */
function noteHidden(found: FileFindings, text: string): void {
  const offScreen = found.file.bundled ? null : /;[ \t]{150,}[\w$(!]/.exec(text);
  if (offScreen !== null)
    found.addMalware(found.lineAt(offScreen.index), {
      code: "malware/off-screen",
      title: "Code stands so far to the right that no screen shows it.",
      severity: "high",
      blocks: false,
    });
  const turned = /[\u202a-\u202e\u2066-\u2069]/.exec(text);
  if (turned !== null)
    found.addMalware(found.lineAt(turned.index), {
      code: "malware/reading-direction",
      title: "Invisible marks change the direction in which the code reads.",
      severity: "medium",
      blocks: false,
    });
}

/** A module that is loaded without a call that could be followed is a power all the same. */
function noteUnusedModules(found: FileFindings): void {
  for (const [module, line] of found.modules) {
    const use = useOf(module);
    const name = packageOf(module);
    if (use !== "subprocess" && use !== "network" && use !== "filesystem") continue;
    if (found.powers.some(({ what }) => what === name || what.startsWith(`${name}.`))) continue;
    // Of these a type, a constant or an agent is often all that is wanted.
    if (/^(?:https?|http2|tls|net|dns)$/.test(name)) continue;
    found.powers.push({
      file: found.file.path,
      line,
      power: use,
      when: "run",
      what: `${name} (loaded)`,
    });
  }
}
