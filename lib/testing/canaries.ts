import { createHash } from "node:crypto";

/**
 * Secrets that nobody uses, in the shapes that real ones have: put one in, and look for it in
 * everything that comes out. They are composed here, so that no scanner takes this file for a leak.
 */
export type Canary = {
  /** What kind of secret, such as `github-token`. */
  shape: string;
  /** What must never appear. */
  secret: string;
  /** As people meet it: the secret with what stands around it. The same for most shapes. */
  text: string;
};

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const HEX = `${DIGITS}abcdef`;
const ALNUM = LOWER + UPPER + DIGITS;
const URL_SAFE = `${ALNUM}-_`;
const BASE64 = `${ALNUM}+/`;

type Draw = (alphabet: string, length: number) => string;
type Made = string | { secret: string; text: string };
type Shape = (draw: Draw) => Made;

const pre =
  (start: string, alphabet: string, length: number): Shape =>
  (draw) =>
    start + draw(alphabet, length);
/** Nothing in the value itself says that it is secret; its name does. */
const named =
  (name: string, alphabet: string, length: number): Shape =>
  (draw) => {
    const secret = draw(alphabet, length);
    return { secret, text: `${name}${secret}` };
  };
const b64 = (text: string) => Buffer.from(text).toString("base64url");
const pem =
  (label: string): Shape =>
  (draw) => {
    const lines = Array.from({ length: 4 }, () => draw(BASE64, 64));
    const secret = lines[1] ?? "";
    return {
      secret,
      text: [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n"),
    };
  };
const card =
  (start: string, length: number, gaps = ""): Shape =>
  (draw) => {
    const body = start + draw(DIGITS, length - start.length - 1);
    const number = body + String(luhnDigit(body));
    return gaps === "" ? number : (number.match(/.{1,4}/g) ?? []).join(gaps);
  };
const jwt =
  (header: object): Shape =>
  (draw) =>
    `${b64(JSON.stringify(header))}.${b64(JSON.stringify({ sub: draw(LOWER, 8), exp: 1 }))}.${draw(URL_SAFE, 43)}`;
const url =
  (scheme: string, host: string): Shape =>
  (draw) => {
    const secret = draw(ALNUM, 20);
    return { secret, text: `${scheme}://gatehouse:${secret}@${host}` };
  };
const mail =
  (domain: string): Shape =>
  (draw) =>
    `${draw(LOWER, 6)}.${draw(LOWER, 8)}@${domain}`;

/** 120 of them. */
const SHAPES: Record<string, Shape> = {
  "openai-key": pre("sk-", ALNUM, 48),
  "openai-project-key": pre("sk-proj-", URL_SAFE, 74),
  "anthropic-key": pre("sk-ant-api03-", URL_SAFE, 93),
  "openrouter-key": pre("sk-or-v1-", HEX, 64),
  "groq-key": pre("gsk_", ALNUM, 52),
  "xai-key": pre("xai-", ALNUM, 80),
  "perplexity-key": pre("pplx-", ALNUM, 48),
  "nvidia-key": pre("nvapi-", URL_SAFE, 64),
  "replicate-token": pre("r8_", ALNUM, 37),
  "hugging-face-token": pre("hf_", ALNUM, 34),
  "langsmith-key": pre("lsv2_pt_", HEX, 32),
  "github-personal-token": pre("ghp_", ALNUM, 36),
  "github-oauth-token": pre("gho_", ALNUM, 36),
  "github-user-token": pre("ghu_", ALNUM, 36),
  "github-server-token": pre("ghs_", ALNUM, 36),
  "github-refresh-token": pre("ghr_", ALNUM, 76),
  "github-fine-grained-token": (draw) => `github_pat_${draw(ALNUM, 22)}_${draw(ALNUM, 59)}`,
  "gitlab-personal-token": pre("glpat-", URL_SAFE, 20),
  "gitlab-deploy-token": pre("gldt-", URL_SAFE, 20),
  "gitlab-runner-token": pre("glrt-", URL_SAFE, 20),
  "bitbucket-token": pre("ATCTT3x", URL_SAFE, 180),
  "atlassian-token": pre("ATATT3x", URL_SAFE, 180),
  "slack-bot-token": (draw) => `xoxb-${draw(DIGITS, 12)}-${draw(DIGITS, 12)}-${draw(ALNUM, 24)}`,
  "slack-user-token": (draw) => `xoxp-${draw(DIGITS, 12)}-${draw(DIGITS, 12)}-${draw(HEX, 32)}`,
  "slack-app-token": (draw) => `xapp-1-A${draw(UPPER, 10)}-${draw(DIGITS, 13)}-${draw(HEX, 64)}`,
  "slack-webhook": (draw) => {
    const secret = draw(ALNUM, 24);
    return {
      secret,
      text: `https://hooks.slack.com/services/T${draw(UPPER, 8)}/B${draw(UPPER, 8)}/${secret}`,
    };
  },
  "discord-bot-token": (draw) => `M${draw(ALNUM, 23)}.${draw(ALNUM, 6)}.${draw(URL_SAFE, 38)}`,
  "discord-webhook": (draw) => {
    const secret = draw(URL_SAFE, 68);
    return { secret, text: `https://discord.com/api/webhooks/${draw(DIGITS, 18)}/${secret}` };
  },
  "telegram-bot-token": (draw) => `${draw("123456789", 9)}:AA${draw(URL_SAFE, 33)}`,
  "aws-access-key-id": pre("AKIA", UPPER + "234567", 16),
  "aws-temporary-key-id": pre("ASIA", UPPER + "234567", 16),
  "aws-secret-key": named("aws_secret_access_key = ", BASE64, 40),
  "aws-session-token": named("AWS_SESSION_TOKEN=", BASE64, 200),
  "aws-signature": (draw) => {
    const secret = draw(HEX, 64);
    return {
      secret,
      text: `Authorization: AWS4-HMAC-SHA256 Credential=${draw(UPPER, 8)}/x, SignedHeaders=host, Signature=${secret}`,
    };
  },
  "google-api-key": pre("AIza", URL_SAFE, 35),
  "google-oauth-token": pre("ya29.a0", URL_SAFE, 120),
  "google-client-secret": pre("GOCSPX-", URL_SAFE, 28),
  "google-refresh-token": pre("1//0", URL_SAFE, 60),
  "azure-storage-key": named("AccountKey=", BASE64, 86),
  "azure-client-secret": named("AZURE_CLIENT_SECRET=", URL_SAFE, 37),
  "azure-sas-signature": named("https://x.blob.core.windows.net/c?sv=2024&sig=", ALNUM, 44),
  "stripe-secret-key": pre("sk_live_", ALNUM, 24),
  "stripe-test-key": pre("sk_test_", ALNUM, 24),
  "stripe-restricted-key": pre("rk_live_", ALNUM, 24),
  "standard-webhooks-secret": pre("whsec_", BASE64, 32),
  "square-token": pre("sq0atp-", URL_SAFE, 22),
  "shopify-token": pre("shpat_", HEX, 32),
  "easypost-key": pre("EZAK", ALNUM, 54),
  "twilio-auth-token": named("twilio_auth_token: ", HEX, 32),
  "twilio-key-id": pre("SK", HEX, 32),
  "sendgrid-key": (draw) => `SG.${draw(URL_SAFE, 22)}.${draw(URL_SAFE, 43)}`,
  "mailersend-token": pre("mlsn.", HEX, 64),
  "mailgun-key": pre("key-", HEX, 32),
  "mailchimp-key": (draw) => `${draw(HEX, 32)}-us${draw("123456789", 1)}`,
  "postmark-token": named("X-Postmark-Server-Token: ", HEX, 36),
  "npm-token": pre("npm_", ALNUM, 36),
  "npmrc-line": named("//registry.example/:_authToken=", ALNUM, 36),
  "pypi-token": pre("pypi-AgEIcHlwaS5vcmc", URL_SAFE, 130),
  "rubygems-key": pre("rubygems_", HEX, 48),
  "nuget-key": pre("oy2", LOWER + "234567", 43),
  "docker-token": pre("dckr_pat_", URL_SAFE, 27),
  "docker-config": (draw) => {
    const secret = Buffer.from(`user:${draw(ALNUM, 20)}`).toString("base64");
    return { secret, text: `{"auths":{"registry.example":{"auth":"${secret}"}}}` };
  },
  "digitalocean-token": pre("dop_v1_", HEX, 64),
  "heroku-key": named("HEROKU_API_KEY=", HEX, 36),
  "fly-token": pre("fo1_", URL_SAFE, 43),
  "render-key": pre("rnd_", ALNUM, 28),
  "cloudflare-token": named("CLOUDFLARE_API_TOKEN=", URL_SAFE, 40),
  "cloudflare-origin-key": pre("v1.0-", HEX, 146),
  "databricks-token": pre("dapi", HEX, 32),
  "supabase-token": pre("sbp_", HEX, 40),
  "planetscale-token": named("PLANETSCALE_SERVICE_TOKEN=", URL_SAFE, 43),
  "vault-service-token": pre("hvs.", URL_SAFE, 90),
  "vault-batch-token": pre("hvb.", URL_SAFE, 120),
  "doppler-token": pre("dp.pt.", ALNUM, 43),
  "1password-token": (draw) => `ops_eyJ${draw(ALNUM, 120)}`,
  "age-secret-key": pre("AGE-SECRET-KEY-1", UPPER + DIGITS, 58),
  "pulumi-token": pre("pul-", HEX, 40),
  "terraform-token": (draw) => `${draw(ALNUM, 14)}.atlasv1.${draw(ALNUM, 64)}`,
  "tailscale-key": pre("tskey-auth-k", ALNUM, 30),
  "grafana-token": pre("glsa_", ALNUM, 41),
  "grafana-cloud-token": pre("glc_eyJ", BASE64, 60),
  "new-relic-key": pre("NRAK-", UPPER + DIGITS, 27),
  "datadog-key": named("DD_API_KEY=", HEX, 32),
  "sentry-token": pre("sntrys_eyJ", BASE64, 80),
  "splunk-hec-token": named("Authorization: Splunk ", HEX, 36),
  "pagerduty-key": named("Authorization: Token token=", URL_SAFE, 20),
  "opsgenie-key": named("Authorization: GenieKey ", HEX, 36),
  "okta-token": named("Authorization: SSWS 00", URL_SAFE, 40),
  "linear-key": pre("lin_api_", ALNUM, 40),
  "notion-token": pre("ntn_", ALNUM, 46),
  "figma-token": pre("figd_", URL_SAFE, 40),
  "airtable-token": (draw) => `pat${draw(ALNUM, 14)}.${draw(HEX, 64)}`,
  "postman-key": (draw) => `PMAK-${draw(HEX, 24)}-${draw(HEX, 34)}`,
  "contentful-token": pre("CFPAT-", URL_SAFE, 43),
  "posthog-key": pre("phc_", ALNUM, 43),
  "gatehouse-token": (draw) => `gth_${draw(URL_SAFE, 12)}_${draw(URL_SAFE, 43)}`,
  "jwt-hs256": jwt({ alg: "HS256", typ: "JWT" }),
  "jwt-rs256": jwt({ alg: "RS256", kid: "1" }),
  "jwe-session": (draw) =>
    `${b64('{"alg":"dir","enc":"A256GCM"}')}..${draw(URL_SAFE, 16)}.${draw(URL_SAFE, 80)}.${draw(URL_SAFE, 22)}`,
  "rsa-private-key": pem("RSA PRIVATE KEY"),
  "ec-private-key": pem("EC PRIVATE KEY"),
  "pkcs8-private-key": pem("PRIVATE KEY"),
  "openssh-private-key": pem("OPENSSH PRIVATE KEY"),
  "pgp-private-key": pem("PGP PRIVATE KEY BLOCK"),
  "visa-card": card("4", 16),
  "mastercard-spaced": card("52", 16, " "),
  "amex-card": card("37", 15),
  "discover-dashed": card("6011", 16, "-"),
  "e-mail": mail("acme.example"),
  "e-mail-subdomain": mail("mail.eu.acme.example"),
  "us-social-security-number": (draw) =>
    `${draw("12345678", 3)}-${draw("123456789", 2)}-${draw("123456789", 4)}`,
  iban: (draw) =>
    `DE${draw("123456789", 2)} ${draw(DIGITS, 4)} ${draw(DIGITS, 4)} ${draw(DIGITS, 4)} ${draw(DIGITS, 4)} ${draw(DIGITS, 2)}`,
  "postgres-url": url("postgresql", "db.example:5432/app"),
  "redis-url": url("rediss", "cache.example:6379"),
  "mongodb-url": url("mongodb+srv", "cluster.example/app"),
  "https-basic-url": url("https", "git.example/repo.git"),
  "bearer-header": named("Authorization: Bearer ", URL_SAFE, 32),
  "basic-header": (draw) => {
    const secret = Buffer.from(`user:${draw(ALNUM, 18)}`).toString("base64");
    return { secret, text: `Authorization: Basic ${secret}` };
  },
  "session-cookie": named("Cookie: theme=dark; __Host-gatehouse.session=", ALNUM, 40),
  "password-in-json": (draw) => {
    const secret = draw(ALNUM, 16);
    return { secret, text: `{"user":"a","password":"${secret}"}` };
  },
};

/** The same secrets for the same seed; every run of a test has a seed of its own. */
export function canaries(seed: string): Canary[] {
  return Object.entries(SHAPES).map(([shape, make]) => {
    const made = make(drawer(`${seed} ${shape}`));
    return { shape, ...(typeof made === "string" ? { secret: made, text: made } : made) };
  });
}

/** The shapes of which something appears in what came out; secrets of twelve characters and more by their halves too. */
export function leaked(output: string, planted: readonly Canary[]): string[] {
  return planted
    .filter(({ secret }) => forms(secret).some((form) => output.includes(form)))
    .map(({ shape }) => shape);
}

/** Also as an address, JSON or base64 writes it, and cut in half. */
function forms(secret: string): string[] {
  const half = Math.ceil(secret.length / 2);
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    Buffer.from(secret).toString("hex"),
    ...(secret.length < 24 ? [] : [secret.slice(0, half), secret.slice(half)]),
  ];
}

function drawer(seed: string): Draw {
  let block = Buffer.alloc(0);
  let round = 0;
  const next = (): number => {
    if (block.length === 0) block = createHash("sha256").update(`${seed} ${round++}`).digest();
    const [byte = 0] = block;
    block = block.subarray(1);
    return byte;
  };
  const one = (alphabet: string) => alphabet[next() % alphabet.length] ?? "";
  return (alphabet, length) => Array.from({ length }, () => one(alphabet)).join("");
}

function luhnDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, letter, at) => {
    const digit = Number(letter) * (at % 2 === 0 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
