import { expect, test } from "vitest";
import { z } from "zod";
import { parseInput } from "./parse-input.ts";

test("a refusal names every field, with all its reasons", () => {
  const schema = z.object({ name: z.string().min(3, "Too short.").regex(/^a/, "Begin with a.") });
  expect(() => parseInput(schema, { name: "b" })).toThrow(
    expect.objectContaining({
      code: "invalid",
      fields: { name: ["Too short.", "Begin with a."] },
    }) as Error,
  );
});

test.each(["constructor", "toString", "hasOwnProperty"])(
  "so does one of a field named %s",
  (name) => {
    expect(() => parseInput(z.record(z.string(), z.string()), { [name]: 1 })).toThrow(
      expect.objectContaining({ code: "invalid" }) as Error,
    );
  },
);
