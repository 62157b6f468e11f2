export type FileKind = "text" | "binary" | "executable" | "archive";

/** Files whose name says that they are code are text whatever is in them: a NUL hides nothing. */
const CODE_NAME = /\.(?:[cm]?[jt]sx?|py|pyw|sh|bash|zsh|ps1|bat|cmd|rb|pl|php|lua)$/i;
const HEAD = 8_192;

const EXECUTABLE = ["7f454c46", "4d5a", "feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe"];
const ARCHIVE = [
  "504b0304",
  "504b0506",
  "1f8b",
  "425a68",
  "fd377a585a00",
  "377abcaf271c",
  "28b52ffd",
  "52617221",
];

/** What a file is, by its name and its first bytes (at least 262, where it has as many). */
export function kindOf(path: string, head: Buffer): FileKind {
  if (CODE_NAME.test(path)) return "text";
  const start = head.subarray(0, 8).toString("hex");
  if (EXECUTABLE.some((magic) => start.startsWith(magic)))
    return isTextual(head) ? "text" : "executable";
  if (ARCHIVE.some((magic) => start.startsWith(magic)) || isTar(head)) return "archive";
  return isTextual(head) ? "text" : "binary";
}

// "MZ" may begin an ordinary text.
const isTextual = (head: Buffer): boolean => !head.subarray(0, HEAD).includes(0);

const isTar = (head: Buffer): boolean => head.subarray(257, 262).toString("latin1") === "ustar";
