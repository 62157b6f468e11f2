import { privatePlaceIn } from "../rules/sensitive-paths.ts";
import type { FileFindings } from "../file-findings.ts";
import type { PyCall, PythonFile } from "./python-file.ts";
import { placeAt, type PyRule } from "./python-rules.ts";
import { isName, isOp, textOf } from "./tokens.ts";

export const SUBPROCESS =
  /^(?:os\.(?:system|popen|exec[lv]\w*|spawn[lv]\w*|posix_spawnp?|startfile)|subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|asyncio\.(?:create_subprocess_(?:exec|shell)|subprocess\.create_subprocess_(?:exec|shell))|pty\.spawn|pexpect\.(?:spawn|run)|(?:anyio|trio)\.(?:run_process|open_process))$/;
const CLIENT = "get|post|put|patch|delete|head|options|request|stream";
export const NETWORK = new RegExp(
  `^(?:requests\\.(?:${CLIENT}|Session|session)|httpx\\.(?:${CLIENT}|Client|AsyncClient)|` +
    "aiohttp\\.(?:ClientSession|request)|urllib\\.request\\.(?:urlopen|urlretrieve|build_opener)|" +
    "urllib3\\.(?:PoolManager|ProxyManager|request|HTTPS?ConnectionPool)|" +
    "http\\.client\\.HTTPS?Connection|http\\.server\\.\\w*HTTPServer|" +
    "socket\\.(?:socket|create_connection|create_server|getaddrinfo|gethostbyname)|" +
    "websockets?\\.(?:\\w+\\.)*(?:connect|serve|create_connection|WebSocketApp)|" +
    "asyncio\\.(?:open_connection|start_server)|smtplib\\.SMTP\\w*|ftplib\\.FTP\\w*|" +
    "paramiko\\.(?:SSHClient|Transport)|telnetlib\\.Telnet|grpc\\.(?:aio\\.)?\\w+_channel)$",
);
const FILES =
  /^(?:open|io\.open|os\.(?:remove|unlink|rename|replace|makedirs|mkdir|rmdir|removedirs|listdir|scandir|walk|chmod|chown|symlink|link|open)|shutil\.(?:copy\w*|move|rmtree|make_archive|unpack_archive)|tempfile\.\w+|aiofiles\.(?:open|tempfile\.\w+)|glob\.i?glob)$/;
const FILE_METHODS = /^(?:read_text|read_bytes|write_text|write_bytes)$/;
const NATIVE =
  /^(?:ctypes\.(?:CDLL|PyDLL|WinDLL|OleDLL|(?:cdll|windll)\.LoadLibrary)|cffi\.FFI|ctypes\.util\.find_library)$/;
const PATH_CALL =
  /^(?:open|io\.open|os\.(?:open|listdir|scandir|walk)|os\.path\.(?:join|expanduser|expandvars)|pathlib\.Path|shutil\.(?:copy\w*|move|make_archive)|aiofiles\.open)$/;
const READING = /^(?:open|io\.open|os\.open|shutil\.(?:copy\w*|make_archive)|aiofiles\.open)$/;
const HOST =
  /^(?:socket\.(?:gethostname|getfqdn)|getpass\.getuser|platform\.(?:node|uname)|os\.(?:getlogin|uname)|uuid\.getnode)$/;

/** What Python code can do to the machine: MTF CD-02. A power is no offence. */
export const pythonPowers: PyRule = (call, file, found) => {
  const { callee, method, start, when } = call;
  const place = { node: placeAt(start), when };
  if (callee === null) {
    if (FILE_METHODS.test(method) && file.modules.has("pathlib"))
      found.addPower(place, "filesystem", `Path.${method}`);
    return;
  }
  if (SUBPROCESS.test(callee)) {
    found.addPower(place, "subprocess", callee);
    found.signal("subprocess", place.node);
  }
  if (NETWORK.test(callee)) {
    found.addPower(place, "network", callee);
    found.signal("network", place.node);
  }
  if (FILES.test(callee)) found.addPower(place, "filesystem", callee);
  if (NATIVE.test(callee)) found.addPower(place, "native", callee);
  if (HOST.test(callee)) found.signal("reads-host", place.node);
  if (/^os\.getenv$|^os\.environ\.get$/.test(callee)) noteVariable(call, file, found);
  notePath(call, file, found);
};

function noteVariable(call: PyCall, file: PythonFile, found: FileFindings): void {
  const name = file.constantOf(call.args[0]?.tokens ?? []);
  addVariable(name ?? "(any)", { start: call.start, when: call.when }, found);
}

function addVariable(
  name: string,
  { start, when }: Pick<PyCall, "start" | "when">,
  found: FileFindings,
): void {
  if (/^\w{1,200}$/.test(name) && found.environment.size < 1_000) found.environment.add(name);
  found.addPower({ node: placeAt(start), when }, "environment", name.slice(0, 200));
}

function notePath(call: PyCall, file: PythonFile, found: FileFindings): void {
  const { callee, args, start, when } = call;
  if (callee === null || !PATH_CALL.test(callee)) return;
  const path = args
    .slice(0, 6)
    .map(({ tokens }) => file.constantOf(tokens) ?? fixedParts(tokens))
    .join("/");
  addPath(path, { start, when }, found);
  const place = privatePlaceIn(tidy(path));
  if (place !== null && READING.test(callee)) found.signal("reads-secrets", placeAt(start));
}

const tidy = (path: string): string => path.replace(/\/{2,}/g, "/");

function addPath(
  path: string,
  { start, when }: Pick<PyCall, "start" | "when">,
  found: FileFindings,
) {
  const place = privatePlaceIn(tidy(path));
  if (place !== null) found.namePath({ node: placeAt(start), when }, place);
}

const fixedParts = (tokens: PythonFile["tokens"]): string =>
  tokens
    .filter(({ kind }) => kind === "string" || kind === "name")
    .map(({ kind, text }) => (kind === "string" ? text : "*"))
    .join("/");

/** What is no call: `os.environ["X"]`, `os.environ` itself, and `home / ".ssh" / "id_rsa"`. */
export function noteExpressions(file: PythonFile, found: FileFindings): void {
  file.tokens.forEach((token, at) => {
    const where = { start: token.start, when: file.whenAt(at) };
    if (token.kind === "name" && !file.isOp(at - 1, ".")) noteEnvironment(file, at, found);
    if (token.kind === "string" && file.isOp(at - 1, "/") && !file.isOp(at - 3, "/"))
      addPath(joinedFrom(file, at), where, found);
  });
}

function joinedFrom(file: PythonFile, from: number): string {
  let path = `*/${file.textAt(from)}`;
  for (let at = from + 1; file.isOp(at, "/") && file.tokens[at + 1]?.kind === "string"; at += 2)
    path += `/${file.textAt(at + 1)}`;
  return path;
}

function noteEnvironment(file: PythonFile, at: number, found: FileFindings): void {
  const end = environmentAt(file, file.tokens, at);
  if (end === null) return;
  const where = { start: file.tokens[at]?.start ?? 0, when: file.whenAt(at) };
  if (file.isOp(end, "[")) {
    const name = file.tokens[end + 1]?.kind === "string" ? file.textAt(end + 1) : "(any)";
    const isSet = file.isOp(end + 2, "]") && file.isOp(end + 3, "=");
    if (!isSet) return addVariable(name, where, found);
    found.addPower(
      { node: placeAt(where.start), when: where.when },
      "environment",
      `${name} (set)`,
    );
    return;
  }
  if (isWhole(file.tokens, end))
    found.addPower({ node: placeAt(where.start), when: where.when }, "environment", "(all)");
}

/** Where the name of the environment ends that begins here; null: none does. */
function environmentAt(file: PythonFile, tokens: PythonFile["tokens"], at: number): number | null {
  const origin = file.imports.get(textOf(tokens[at]));
  if (origin === "os.environ") return at + 1;
  const isOs = origin === "os" && isOp(tokens[at + 1], ".");
  return isOs && textOf(tokens[at + 2]) === "environ" ? at + 3 : null;
}

function isWhole(tokens: PythonFile["tokens"], end: number): boolean {
  if (isOp(tokens[end], "[")) return false;
  if (!isOp(tokens[end], ".")) return !/^(?:not|in|is|import)$/.test(textOf(tokens[end]));
  return /^(?:copy|items|values)$/.test(textOf(tokens[end + 1]));
}

/** Whether an expression holds all variables of the environment. */
export const holdsEnvironment = (file: PythonFile, tokens: PythonFile["tokens"]): boolean =>
  tokens.some((token, at) => {
    const end = isName(token) ? environmentAt(file, tokens, at) : null;
    return end !== null && isWhole(tokens, end);
  });
