import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type { Operation } from "#lib/management-api/define-operation.ts";
import { outputSchema } from "#lib/management-api/json-schema.ts";
import { call } from "./api.ts";

const ajv = new Ajv2020({ strict: false, formats: { "date-time": true, uuid: true } });

/** Asks a route, and holds its answer to what the description promises: no field less or more. */
export async function exactAnswer(
  route: { operation: Operation },
  sent: Parameters<typeof call>[1] = {},
): ReturnType<typeof call> {
  const { method, answer } = route.operation;
  const got = await call(route, { method, ...sent });
  expect([got.status, got.text]).toEqual([answer.status, expect.any(String)]);
  if (answer.schema === null) throw new TypeError("This answer has no schema.");
  const fits = ajv.compile(outputSchema(answer.schema));
  expect([fits(got.body), fits.errors]).toEqual([true, null]);
  return got;
}
