import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { validateDocument, type Validation } from "#lib/catalog/validate-document.ts";
import { parseJsonExact, type Json } from "#lib/kernel/json.ts";
import { jsonFault } from "./core/json-position.ts";
import { readBody } from "./read-body.ts";
import { answerOf, type Answer } from "./wire.ts";

const RFC_8259 = "https://www.rfc-editor.org/rfc/rfc8259";

export const BODY_TIMEOUT_MS = 15_000;

/** POST /validate: anybody may ask, nothing is stored. */
export async function answerValidate(req: IncomingMessage): Promise<Answer> {
  const body = await readBody(req, BODY_TIMEOUT_MS);
  return answerOf(JSON.stringify(validateBody(body)), { sharing: "none" });
}

/**
 * What POST /validate answers for a body, always with 200 as the official API does: the schema's
 * and the semantic rules' issues, or the place where the body stops being JSON.
 */
export function validateBody(
  body: Buffer,
  check: (document: Json) => Validation = (document) => validateDocument(document),
): Validation {
  if (!isUtf8(body)) return notJson("", "The body is not UTF-8 text.");
  const text = new TextDecoder().decode(body);
  try {
    return check(parseJsonExact(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const fault = jsonFault(text);
    if (!fault) return notJson("", `The body cannot be read: ${error.message}.`);
    const { line, column, position, path } = fault;
    const seen = [...text.slice(position, position + 2)][0];
    const what = seen === undefined ? "it ends too early" : `unexpected ${JSON.stringify(seen)}`;
    return notJson(
      path,
      `The body is not JSON: ${what} at line ${line}, column ${column} (position ${position}).`,
    );
  }
}

function notJson(path: string, message: string): Validation {
  return {
    valid: false,
    issues: [{ type: "json", path, message, severity: "error", reference: RFC_8259 }],
  };
}
