import fc from "fast-check";
import { expect, test } from "vitest";
import { readCursor, writeCursor } from "./cursor.ts";

test("a cursor reads back to the row it was written for, and needs no encoding in a URL", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-zA-Z0-9.-]{1,20}\/[a-zA-Z0-9._-]{1,20}$/),
      fc.oneof(
        fc.constantFrom("1.0.0+build.7", "v1:2", "ümlaut 版", "..", "latest?x=1&y"),
        fc.stringMatching(/^[!-~]{1,40}$/),
      ),
      (name, version) => {
        const cursor = writeCursor({ name, version });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(readCursor(cursor)).toEqual({ name, version });
      },
    ),
  );
});

test("the official registry's own form is taken too", () => {
  expect(readCursor("io.acme/files:1.0.0")).toEqual({ name: "io.acme/files", version: "1.0.0" });
});

test.each(["x", "io.acme/files", "io.acme:1", ":1", "io.acme/files:", "!!", "gICA", "a/b:\u0000"])(
  "refused: %j",
  (cursor) => expect(readCursor(cursor)).toBeNull(),
);

test("an endless cursor is refused", () => {
  expect(readCursor(`a/b:${"1".repeat(5_000)}`)).toBeNull();
});
