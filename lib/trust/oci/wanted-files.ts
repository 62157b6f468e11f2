/** Which files of an image are looked at, and as what. */

type Wanted =
  /** Packages of the distribution, or which one it is. */
  | "database"
  /** What a package of npm or Python says of itself. */
  | "npm"
  | "python"
  /** A database of packages that is no text and cannot be read here. */
  | "unreadable"
  /** The image's own code. */
  | "own"
  | null;

const DATABASES: ReadonlySet<string> = new Set([
  "lib/apk/db/installed",
  "usr/lib/apk/db/installed",
  "var/lib/dpkg/status",
  "etc/os-release",
  "usr/lib/os-release",
]);
/** Images without a package manager keep one file for each package. */
const DPKG_PARTS = /^var\/lib\/dpkg\/status\.d\/[^/]+$/;
const RPM = /^(?:usr\/lib\/sysimage|var\/lib)\/rpm\/(?:rpmdb\.sqlite|Packages(?:\.db)?)$/;
const NPM_PACKAGE = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
const PYTHON_PACKAGE = /(?:^|\/)[^/]+(?:\.dist-info\/METADATA|\.egg-info\/PKG-INFO|\.egg-info)$/;

/** Folders at the root that belong to the system; below some of them applications are put all the same. */
const SYSTEM =
  /^(?:bin|boot|dev|etc|lib|lib32|lib64|libx32|media|mnt|proc|run|sbin|sys|tmp|usr|var)(?:\/|$)/;
const APPLICATIONS = /^(?:usr\/(?:src|app)|usr\/local\/(?:app|src)|var\/(?:app|www|task))\//;
/** Installed with `npm install --global`; npm itself comes with the runtime. */
const GLOBAL_PACKAGE = /^usr\/(?:local\/)?lib\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const RUNTIME: ReadonlySet<string> = new Set(["npm", "corepack", "yarn", "pnpm"]);
const DEPENDENCIES =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|venv|\.cache|\.npm|\.cargo|\.rustup|vendor\/bundle|\.yarn\/cache)(?:\/|$)/;
const RUNTIMES_AT_ROOT = /^opt\/(?:yarn-|java|jdk|hostedtoolcache|venv)/;

/** @param started files that the image starts: they count as its own wherever they lie. */
export function wantedAs(path: string, started: ReadonlySet<string>): Wanted {
  if (DATABASES.has(path) || DPKG_PARTS.test(path)) return "database";
  if (RPM.test(path)) return "unreadable";
  if (NPM_PACKAGE.test(path)) return "npm";
  if (PYTHON_PACKAGE.test(path)) return "python";
  return started.has(path) || isOwn(path) ? "own" : null;
}

function isOwn(path: string): boolean {
  const [whole = "", name = ""] = GLOBAL_PACKAGE.exec(path) ?? [];
  if (whole !== "") return !RUNTIME.has(name) && !DEPENDENCIES.test(path.slice(whole.length));
  if (DEPENDENCIES.test(path) || RUNTIMES_AT_ROOT.test(path)) return false;
  return !SYSTEM.test(path) || APPLICATIONS.test(path);
}

/** The path under which the scanner sees it: a package that was installed globally is nobody's dependency. */
export function scannedPath(path: string): string {
  const [whole = "", name = ""] = GLOBAL_PACKAGE.exec(path) ?? [];
  return whole === "" ? path : `${name}/${path.slice(whole.length)}`;
}
