import path from "node:path";
import { z } from "zod";
import { PUBLIC_NPM, PUBLIC_NPM_DOWNLOADS } from "#lib/kernel/public-npm.ts";
import { readTelemetry, TELEMETRY_SETTINGS } from "./telemetry-settings.ts";
import { AUDIT_SETTINGS, readAudit } from "./audit-settings.ts";
import { readTrust, TRUST_SETTINGS } from "./trust-settings.ts";
import { SettingError } from "./setting-error.ts";

export { SettingError };

const flag = z
  .enum(["true", "false", "1", "0"], { error: "must be true or false" })
  .transform((value) => value === "true" || value === "1");
const port = z.coerce
  .number({ error: "must be a port number" })
  .int("must be a whole number")
  .min(1, "must be from 1 to 65535")
  .max(65_535, "must be from 1 to 65535");
const perMinute = z.coerce
  .number({ error: "must be a number" })
  .int("must be a whole number")
  .min(1, "must be from 1 to 1000000")
  .max(1_000_000, "must be from 1 to 1000000");
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\//, "must start with postgresql://");
const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https address" });

const ADDRESS = /^(?:[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/;
const mailAddress = z.string().regex(ADDRESS, "must be an address, or Name <address>");

const ROLE_NAMES = ["engineer", "security", "admin", "auditor"] as const;

/** `group=role,group=role`: which groups of the identity provider give which role. */
const roleMap = z.string().transform((text, ctx) => {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return pairs.map((pair) => {
    const at = pair.lastIndexOf("=");
    const group = pair.slice(0, at).trim();
    const role = ROLE_NAMES.find((name) => name === pair.slice(at + 1).trim());
    if (at < 1 || group === "" || !role) {
      ctx.addIssue({
        code: "custom",
        message: `must be group=role pairs with the roles ${ROLE_NAMES.join(", ")}; "${pair.trim()}" is not`,
      });
      return z.NEVER;
    }
    return { group, role };
  });
});

/** `host,host:port,range`: what a request may be read from inside the company. */
const hostList = z.string().transform((text) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ""),
);

const Settings = z.object({
  NODE_ENV: z.string().default("production"),
  PORT: port.default(3000),
  HOST: z.string().min(1, "must not be empty").default("127.0.0.1"),
  DATA_DIR: z.string().min(1, "must not be empty").default(".data"),
  DATABASE_URL: databaseUrl.optional(),
  /** For migrations: who owns the tables, which the role of DATABASE_URL must not. */
  DATABASE_OWNER_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce
    .number({ error: "must be a number" })
    .int("must be a whole number")
    .min(2, "must be from 2 to 200")
    .max(200, "must be from 2 to 200")
    .default(10),
  /** Requests a minute of one person to /api/v1: reading, and changing. */
  API_RATE_LIMIT: perMinute.default(600),
  API_WRITE_RATE_LIMIT: perMinute.default(120),
  GATEHOUSE_URL: webUrl.optional(),
  GATEHOUSE_SEED: z.enum(["demo", "none"], { error: "must be demo or none" }).optional(),
  GATEHOUSE_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  GATEHOUSE_DEMO_SIGN_IN: flag.optional(),
  /** Set by our own start script for its children: the database is the embedded one. */
  GATEHOUSE_EMBEDDED_DATABASE: flag.optional(),
  /** Set by the set-up of our own tests only: their PostgreSQL gives up durability for speed. */
  GATEHOUSE_THROW_AWAY_DATABASE: flag.default(false),
  OIDC_ISSUER: webUrl.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).default("single sign-on"),
  OIDC_SCOPES: z.string().min(1).default("openid email profile"),
  OIDC_GROUPS_CLAIM: z.string().min(1).default("groups"),
  OIDC_ROLE_MAP: roleMap.default([]),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s]+$/, "must start with smtp:// or smtps://")
    .optional(),
  MAIL_FROM: mailAddress.optional(),
  MAIL_REPLY_TO: mailAddress.optional(),
  NPM_REGISTRY_URL: webUrl.optional(),
  /** Set by npm for what it starts: the registry of its own configuration. */
  npm_config_registry: webUrl.optional().catch(undefined),
  PYPI_URL: webUrl.default("https://pypi.org"),
  OFFICIAL_REGISTRY_URL: webUrl.default("https://registry.modelcontextprotocol.io"),
  INTAKE_ALLOWED_HOSTS: hostList.default([]),
  ...TELEMETRY_SETTINGS,
  ...AUDIT_SETTINGS,
  AUDIT_ALLOWED_HOSTS: hostList.default([]),
  ...TRUST_SETTINGS,
  TRUST_ALLOWED_HOSTS: hostList.default([]),
});

export type Env = ReturnType<typeof readEnv>;

/**
 * Parses the settings. Empty variables count as absent, as compose files set them.
 * @throws SettingError naming the variable.
 */
export function readEnv(source: Record<string, string | undefined>) {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Settings.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingError(`${issue?.path.join(".") ?? "A setting"} ${issue?.message ?? ""}.`);
  }
  return settle(parsed.data);
}

function settle(s: z.output<typeof Settings>) {
  const embedded = s.GATEHOUSE_EMBEDDED_DATABASE ?? s.DATABASE_URL === undefined;
  if (s.GATEHOUSE_SEED === "demo" && !embedded)
    throw new SettingError(
      "GATEHOUSE_SEED=demo works only with the embedded database: unset it or unset DATABASE_URL.",
    );
  return {
    nodeEnv: s.NODE_ENV,
    port: s.PORT,
    host: s.HOST,
    dataDir: path.resolve(s.DATA_DIR),
    databaseUrl: s.DATABASE_URL,
    databaseOwnerUrl: s.DATABASE_OWNER_URL,
    throwAwayDatabase: s.GATEHOUSE_THROW_AWAY_DATABASE,
    databasePoolSize: s.DATABASE_POOL_SIZE,
    apiRateLimit: s.API_RATE_LIMIT,
    apiWriteRateLimit: s.API_WRITE_RATE_LIMIT,
    embedded,
    publicUrl: (s.GATEHOUSE_URL ?? `http://${urlHost(s.HOST)}:${s.PORT}`).replace(/\/+$/, ""),
    seed: s.GATEHOUSE_SEED ?? (embedded ? "demo" : "none"),
    secret: s.GATEHOUSE_SECRET,
    oidc: readOidc(s),
    mail: readMail(s),
    demoSignIn: demoSignIn(s, embedded),
    intake: readIntake(s),
    telemetry: readTelemetry(s, s.PORT),
    audit: readAudit(s),
    trust: readTrust(s),
  };
}

/** Where intake reads about packages and servers; base addresses without a final slash. */
function readIntake(s: z.output<typeof Settings>) {
  const base = (url: string) => url.replace(/\/+$/, "");
  const npm = base(s.NPM_REGISTRY_URL ?? s.npm_config_registry ?? PUBLIC_NPM);
  return {
    npm,
    /** Only the public registry counts downloads. */
    npmDownloads: npm === PUBLIC_NPM ? PUBLIC_NPM_DOWNLOADS : null,
    pypi: base(s.PYPI_URL),
    official: base(s.OFFICIAL_REGISTRY_URL),
    allowedHosts: s.INTAKE_ALLOWED_HOSTS,
  };
}

function readOidc(s: z.output<typeof Settings>) {
  if (!s.OIDC_ISSUER) return null;
  if (!s.OIDC_CLIENT_ID)
    throw new SettingError("OIDC_CLIENT_ID is needed when OIDC_ISSUER is set.");
  if (!s.OIDC_CLIENT_SECRET)
    throw new SettingError("OIDC_CLIENT_SECRET is needed when OIDC_ISSUER is set.");
  return {
    issuer: s.OIDC_ISSUER.replace(/\/+$/, ""),
    clientId: s.OIDC_CLIENT_ID,
    clientSecret: s.OIDC_CLIENT_SECRET,
    name: s.OIDC_NAME,
    scopes: s.OIDC_SCOPES,
    groupsClaim: s.OIDC_GROUPS_CLAIM,
    roleMap: s.OIDC_ROLE_MAP,
  };
}

export type MailSettings = { smtpUrl: string; from: string; replyTo: string | null };

/** Null: no mail is sent. */
function readMail(s: z.output<typeof Settings>): MailSettings | null {
  if (!s.SMTP_URL) return null;
  if (!s.MAIL_FROM) throw new SettingError("MAIL_FROM is needed when SMTP_URL is set.");
  return { smtpUrl: s.SMTP_URL, from: s.MAIL_FROM, replyTo: s.MAIL_REPLY_TO ?? null };
}

/**
 * Fail closed: picking a demo person needs no password, so it is offered by itself only where
 * nobody else can reach it (embedded database, loopback address, no single sign-on).
 */
function demoSignIn(s: z.output<typeof Settings>, embedded: boolean): boolean {
  if (s.GATEHOUSE_DEMO_SIGN_IN !== undefined) return s.GATEHOUSE_DEMO_SIGN_IN;
  return embedded && isLoopback(s.HOST) && s.OIDC_ISSUER === undefined;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/**
 * The settings of this process, parsed once; nobody else reads the environment. Every entry point
 * imports this module first, so a wrong setting ends it here, with its sentence and no stack trace.
 */
export const env: Env = settingsOrExit();

function settingsOrExit(): Env {
  try {
    return readEnv(process.env);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}
