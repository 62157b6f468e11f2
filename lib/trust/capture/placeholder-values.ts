/**
 * Made-up values for settings, so that a server that ends without them shows its tools. Whatever is
 * given is ours and obviously false. Names that Node, the C library or a loader read are never given.
 */
import type { Word } from "./words.ts";

const SHAPE = /^[A-Z][A-Z0-9_]{2,64}$/;

/** What the program that runs it reads before or beside the server's own code. */
const RUNTIME_PREFIX =
  /^(?:NODE|NPM|NVM|YARN|PNPM|BUN|DENO|TS_NODE|TSX|V8|UV|ICU|LD|DYLD|MALLOC|GLIBC|GCONV|GETCONF|RES|RESOLV|LC|XDG|BASH|ZSH|KSH|SSL|OPENSSL|PYTHON|PERL|RUBY|JAVA|ELECTRON|ASAN|LSAN|MSAN|TSAN|UBSAN|GATEHOUSE)(?:_|$)/;
const RUNTIME_NAME = new Set(
  (
    "PATH HOME TMPDIR TMP TEMP SHELL ENV IFS CDPATH PWD OLDPWD USER LOGNAME TERM LANG LANGUAGE TZ TZDIR LOCPATH NLSPATH " +
    "HOSTALIASES LOCALDOMAIN POSIXLY_CORRECT PROMPT_COMMAND GLOBIGNORE BASHOPTS SHELLOPTS PYTHONPATH PYTHONHOME " +
    "PYTHONSTARTUP PERL5LIB PERL5OPT RUBYOPT RUBYLIB CLASSPATH EDITOR VISUAL PAGER BROWSER DISPLAY XAUTHORITY DEBUG " +
    "NO_COLOR FORCE_COLOR"
  ).split(" "),
);
const RUNTIME_SUFFIX = /(?:^|_)(?:PROXY|OPTIONS|PRELOAD|LIBRARY_PATH|PATHEXT)$/;

/** Whether a variable of this name may be given at all. */
export const mayBeGiven = (name: string): boolean =>
  SHAPE.test(name) &&
  !RUNTIME_PREFIX.test(name) &&
  !RUNTIME_NAME.has(name) &&
  !RUNTIME_SUFFIX.test(name);

const ending = (words: string): RegExp => new RegExp(`(?:^|_)(?:${words})\\d*$`);

const CREDENTIAL = ending("(?:[A-Z]*KEY|TOKEN|PAT|SECRET|PASSWORD|PASSWD|PASS|PWD|CREDENTIALS?)");
const ADDRESS = ending("(?:BASE)?UR[LI]|ENDPOINT|CONNECTION(?:_?STRING|_?UR[LI])?|DSN");
const HOST = ending("HOST(?:NAME)?|DOMAIN|SERVER|CLUSTER|SITE");
const ID = ending("[A-Z]*ID|NUMBER|ACCOUNT");
const PERSON = ending("USER(?:_?NAME)?|LOGIN|OWNER");
const MAIL = ending("E?MAIL");
const PLACE = ending(
  "WORKSPACE|PROJECT|ORG(?:ANI[SZ]ATION)?|TENANT|TEAM|DATABASE|DB|REGION|INSTANCE",
);

/**
 * Whether a server may want a setting of this name before it speaks. Ports, transports and switches
 * are left alone, as they make it do something else.
 */
export const looksNeeded = (name: string): boolean =>
  name !== "HOST" &&
  [CREDENTIAL, ADDRESS, HOST, ID, PERSON, MAIL, PLACE].some((pattern) => pattern.test(name));

/** `--api-key` and `apiKey` in capitals, as variables are written. */
const inCapitals = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_");

export const isCredential = (name: string): boolean => CREDENTIAL.test(inCapitals(name));

const HOST_NAME = "gatehouse.example.invalid";
const WORD = "gatehouse-placeholder";
const UUID = "00000000-0000-4000-8000-000000000000";

/** The first that fits what a name says in capitals. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [CREDENTIAL, WORD],
  [MAIL, `gatehouse@${HOST_NAME}`],
  [ending("UUID|GUID|TENANT_ID|CLIENT_ID"), UUID],
  [ID, "1000000001"],
  [PERSON, "gatehouse"],
  [ending("REGION"), "us-east-1"],
  [ending("PORT"), "8080"],
  [ending("TIMEOUT|LIMIT|MAX|MIN|COUNT|SIZE|MS|SECONDS|TTL"), "10"],
  [HOST, HOST_NAME],
];

/** How addresses of databases begin, by what stands in a name or a complaint. */
const SCHEMES: readonly (readonly [RegExp, string])[] = [
  [/MONGO/, "mongodb"],
  [/REDIS|VALKEY/, "redis"],
  [/MY_?SQL|MARIA/, "mysql"],
  [/AMQP|RABBIT/, "amqp"],
  [/POSTGRES|(?:^|_)PG|DATABASE|(?:^|_)DB(?:_|$)|(?:^|_)SQL/, "postgres"],
  [/(?:^|_)WSS?_|SOCKET/, "wss"],
];

/** An address that leads nowhere (RFC 6761), for what is said of it in capitals. */
export function placeholderAddress(said: string): string {
  const [, scheme = "https"] = SCHEMES.find(([pattern]) => pattern.test(said)) ?? [];
  return `${scheme}://${HOST_NAME}${scheme === "https" ? "" : "/gatehouse"}`;
}

const FOLDER = ending("DIR|DIRECTORY|FOLDER|PATH|ROOT");
const FOLDER_FORMATS: ReadonlySet<string> = new Set(["directory", "file", "filepath"]);

/** What stands for a setting that is called so, of a format of server.json or of a bundle's manifest. */
export function placeholderFor(name: string, format = "string"): Word {
  const said = inCapitals(name);
  if (FOLDER_FORMATS.has(format) || (format !== "boolean" && FOLDER.test(said))) return "a folder";
  return { text: textFor(said, format) };
}

function textFor(said: string, format: string): string {
  if (format === "boolean") return "true";
  const [, known = null] = BY_NAME.find(([pattern]) => pattern.test(said)) ?? [];
  if (format === "number") return known === null || Number.isNaN(Number(known)) ? "1" : known;
  return ADDRESS.test(said) ? placeholderAddress(said) : (known ?? WORD);
}

const PLAIN = /^[A-Za-z0-9][\x20-\x7e]{0,199}$/;

/** A declared value that may be given as it is: short and plain, no option of a program, no template. */
export const isPlainValue = (text: string): boolean => PLAIN.test(text) && !/[{}]/.test(text);
