import { constantOf, quasisOf } from "../constant.ts";
import type { Scope } from "../scopes.ts";
import { bare, nodeAt, nodesAt, type SyntaxNode } from "../syntax.ts";

const EDGE = "(?:^|[\\\\/*])";
const END = "(?:$|[\\\\/*])";
const KINDS: readonly [string, RegExp][] = [
  ["SSH keys", new RegExp(`${EDGE}\\.ssh${END}|${EDGE}id_(?:rsa|ed25519|ecdsa|dsa)$`)],
  ["PGP keys", new RegExp(`${EDGE}\\.gnupg${END}`)],
  ["cloud credentials", new RegExp(`${EDGE}(?:\\.aws|\\.azure|\\.kube|\\.config/gcloud)${END}`)],
  [
    "registry and repository credentials",
    new RegExp(
      `${EDGE}(?:\\.npmrc|\\.pypirc|\\.netrc|\\.git-credentials|\\.docker/config\\.json)$`,
    ),
  ],
  ["accounts of the system", /^\/etc\/(?:passwd|shadow|sudoers)|^\/proc\/(?:self|\*)\/environ/],
  ["shell history", new RegExp(`${EDGE}\\.(?:bash|zsh|node_repl|python)_history$`)],
  [
    "a browser's profile",
    /Login Data|[\\/]User Data(?:$|[\\/*])|Application Support[\\/*](?:Google[\\/*]Chrome|BraveSoftware|Firefox)|\.config[\\/*]google-chrome|\.mozilla[\\/*]firefox/,
  ],
  ["a keychain", /Library[\\/*]Keychains|\.password-store|login\.keychain/],
  [
    "a wallet",
    /wallet\.dat|\.electrum|Exodus[\\/*]exodus\.wallet|\.ethereum[\\/*]keystore|\.config[\\/*]solana|nkbihfbeogaeaoehlefnkodbefgpgknn/,
  ],
];

/** Whether a file is there gives nothing away; what is in it does. */
export const READS = /^fs\.(?:read(?:File|FileSync)?|createReadStream|open\w*|copyFile\w*|cp\w*)$/;

/** What kind of private place the fixed parts of a path point to; null: none that is known. */
export function sensitivePathIn(call: SyntaxNode, scope: Scope): string | null {
  const path = nodesAt(call, "arguments")
    .slice(0, 6)
    .map((argument) => fixedParts(argument, scope))
    .join("/")
    .replace(/\/{2,}/g, "/");
  return privatePlaceIn(path);
}

/** @param path with `*` for what depends on something. */
export function privatePlaceIn(path: string): string | null {
  if (path.length > 500) return null;
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? null;
}

/** The text of an expression with `*` for what depends on something. */
function fixedParts(node: SyntaxNode, scope: Scope, depth = 0): string {
  const constant = constantOf(node, scope);
  if (constant !== null) return constant.text;
  const at = bare(node);
  if (at === null || depth > 6) return "*";
  if (at.type === "TemplateLiteral") return quasisOf(at).join("*");
  if (at.type !== "BinaryExpression") return "*";
  const sides = [nodeAt(at, "left"), nodeAt(at, "right")];
  return sides.map((side) => (side === null ? "*" : fixedParts(side, scope, depth + 1))).join("");
}
