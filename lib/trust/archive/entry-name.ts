const MAX_NAME = 1_024;
const MAX_DEPTH = 64;
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Marks that change how a name is shown without being seen, and the mark of broken UTF-8. */
const HIDDEN = /[\p{Cf}\ufffd]/u;

type Judged =
  | {
      ok: true;
      /** With `/`, without `.` and empty parts; empty: the first folder itself. */
      path: string;
    }
  | { ok: false; code: string };

/**
 * Whether a name in an archive may be used, and the path that it means.
 *
 * @param dropFirst take the first folder away, as npm does with `package/`.
 */
export function judgeEntryName(raw: string, dropFirst: boolean): Judged {
  const code = problemWith(raw);
  if (code !== null) return { ok: false, code };
  const parts = raw.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return { ok: false, code: "archive/path-traversal" };
  if (parts.length > MAX_DEPTH) return { ok: false, code: "archive/name-too-long" };
  const kept = dropFirst ? parts.slice(1) : parts;
  if (kept.length === 0 && !raw.endsWith("/")) return { ok: false, code: "archive/outside-folder" };
  return { ok: true, path: kept.join("/") };
}

function problemWith(raw: string): string | null {
  if (raw === "") return "archive/empty-name";
  if (Buffer.byteLength(raw) > MAX_NAME) return "archive/name-too-long";
  if (CONTROL.test(raw)) return "archive/control-character";
  if (HIDDEN.test(raw)) return "archive/hidden-character";
  if (raw.includes("\\")) return "archive/backslash";
  if (/^[a-z]:/i.test(raw)) return "archive/drive-letter";
  return raw.startsWith("/") ? "archive/absolute-name" : null;
}

/** The name for people: short, in quotes, with everything unseen written out. */
export function showName(raw: string): string {
  const short = raw.length > 120 ? `${raw.slice(0, 120)}…` : raw;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f]|\p{Cf}|\ufffd/gu,
    (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
