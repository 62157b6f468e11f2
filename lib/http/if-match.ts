import { HttpRefusal } from "./refusal.ts";

/** Revisions that the caller saw (`If-Match`); null: any. A weak or foreign tag matches nothing. */
export type IfMatch = readonly number[] | null;

export function readIfMatch(header: string | null): IfMatch {
  if (header === null || header.trim() === "" || header.trim() === "*") return null;
  return header.split(",").flatMap((tag) => {
    const revision = /^"(\d{1,9})"$/.exec(tag.trim())?.[1];
    return revision === undefined ? [] : [Number(revision)];
  });
}

export const etag = (revision: number) => `"${revision}"`;

/** @throws HttpRefusal 412 when the caller saw another revision than the current one. */
export function requireMatch(ifMatch: IfMatch, revision: number): void {
  if (ifMatch === null || ifMatch.includes(revision)) return;
  throw preconditionFailed(
    `It is at revision ${revision} now. Read it again before you change it.`,
  );
}

export const preconditionFailed = (message: string) =>
  new HttpRefusal({ status: 412, code: "precondition_failed" }, message);
