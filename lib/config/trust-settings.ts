import path from "node:path";
import { z } from "zod";

const isWebUrl = (text: string) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/\s/.test(text);

/** Null: `off`, this source is never asked. */
const source = z
  .string()
  .refine((text) => text === "off" || isWebUrl(text), "must be an http or https address, or off")
  .transform((text) => (text === "off" ? null : base(text)));

const base = (url: string) => url.replace(/\/+$/, "");

/** `docker.io=https://mirror.acme.com/hub,ghcr.io=…`: where images of a registry are read instead. */
const mirrors = z.string().transform((text, context) => {
  const pairs = text.split(",").map((pair) => pair.trim().split(/=(.*)/s, 2));
  for (const [host = "", url = ""] of pairs)
    if (!/^[a-z0-9.-]+(?::\d+)?$/i.test(host) || !isWebUrl(url))
      context.addIssue({ code: "custom", message: "must be registry=address pairs, such as docker.io=https://mirror.acme.com" }); // prettier-ignore
  return Object.fromEntries(pairs.map(([host = "", url = ""]) => [host.toLowerCase(), base(url)]));
});

/** Where evidence for trust scores comes from. A closed network switches services off and imports files. */
export const TRUST_SETTINGS = {
  OSV_URL: source.prefault("https://api.osv.dev"),
  EPSS_URL: source.prefault("https://api.first.org/data/v1/epss"),
  KEV_URL: source.prefault(
    "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
  ),
  SCORECARD_URL: source.prefault("https://api.scorecard.dev"),
  /** Resolves what Python packages need, which no program of Node does. */
  DEPS_DEV_URL: source.prefault("https://api.deps.dev"),
  /** The API that repositories on GitHub are asked for at. */
  GITHUB_URL: z
    .string()
    .refine(isWebUrl, "must be an http or https address")
    .transform(base)
    .prefault("https://api.github.com"),
  OCI_MIRRORS: mirrors.optional(),
  /** A trusted_root.json, instead of the imported one. */
  SIGSTORE_TRUST_ROOT: z.string().min(1, "must not be empty").optional(),
  /** Whether the worker scans what is registered, without being asked. */
  TRUST_SCANS: z
    .enum(["on", "off"], { error: "must be on or off" })
    .default("on")
    .transform((text) => text === "on"),
  /** Whether packages may be run, in a sandbox, to ask them for their tools. */
  TRUST_CAPTURE: z
    .enum(["on", "off"], { error: "must be on or off" })
    .default("on")
    .transform((text) => text === "on"),
  /** `ip` or `ip:port`: asked for proofs of domains instead of the servers of this machine. */
  TRUST_DNS_SERVERS: z
    .string()
    .default("")
    .transform((text) => text.split(",").flatMap((one) => one.trim() || []))
    .refine(
      (servers) => servers.every((one) => /^(?:[\d.]+|\[[\da-f:]+\])(?::\d+)?$/i.test(one)),
      "must be addresses such as 10.0.0.53 or 10.0.0.53:5353",
    ),
  /** Where `scripts/sidecar/analyse.py` answers, and the token that it wants. */
  ANALYSER_URL: z
    .string()
    .refine(isWebUrl, "must be an http or https address")
    .transform(base)
    .optional(),
  ANALYSER_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, "must have at least 16 characters, without spaces")
    .optional(),
  TRUST_FEED_DIR: z.string().min(1, "must not be empty").optional(),
};

type Given = z.output<z.ZodObject<typeof TRUST_SETTINGS>> & {
  DATA_DIR: string;
  TRUST_ALLOWED_HOSTS: string[];
};

/** Base addresses without a final slash; npm and PyPI are where intake reads them. */
export function readTrust(given: Given) {
  return {
    osv: given.OSV_URL,
    epss: given.EPSS_URL,
    kev: given.KEV_URL,
    scorecard: given.SCORECARD_URL,
    depsDev: given.DEPS_DEV_URL,
    github: given.GITHUB_URL,
    ociMirrors: given.OCI_MIRRORS ?? {},
    /** Hosts inside the company that scans may read from. */
    allowedHosts: given.TRUST_ALLOWED_HOSTS,
    scans: given.TRUST_SCANS,
    capture: given.TRUST_CAPTURE,
    dnsServers: given.TRUST_DNS_SERVERS,
    analyser:
      given.ANALYSER_URL === undefined
        ? null
        : { url: given.ANALYSER_URL, token: given.ANALYSER_TOKEN ?? null },
    feedDir: absolute(given.TRUST_FEED_DIR ?? path.join(given.DATA_DIR, "feeds")),
    sigstoreTrustRoot:
      given.SIGSTORE_TRUST_ROOT === undefined ? null : absolute(given.SIGSTORE_TRUST_ROOT),
  };
}

// A bundler would take every file below for one that the product reads.
const absolute = (file: string) => path.resolve(/* turbopackIgnore: true */ file);
