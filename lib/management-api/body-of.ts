import { z } from "zod";

/**
 * What is sent: the fields of a verb's input without those that the address or the door fills in.
 * The verb parses the whole, with rules across fields.
 */
export function bodyOf(input: z.ZodObject, filledIn: readonly string[]): z.ZodObject {
  const fields = Object.entries(input.shape).filter(([name]) => !filledIn.includes(name));
  return z.object(Object.fromEntries(fields));
}

/** Several values, separated by commas or given several times. */
export const list = <Value extends z.ZodType<unknown, string>>(value: Value) =>
  z
    .string()
    .transform((text) => text.split(",").filter((each) => each !== ""))
    .pipe(z.array(value).max(30, "At most 30 values."))
    .prefault("");

/** Lists whose verbs count pages: the cursor is the number of the next one. */
export const pageCursor = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, "This page does not exist.")
  .optional();

export const nextPage = ({ page, pages }: { page: number; pages: number }) =>
  page < pages ? String(page + 1) : null;

export const pageSize = (usual: number) =>
  z.coerce
    .number("Write a number.")
    .int()
    .min(1, "At least 1.")
    .max(100, "At most 100.")
    .default(usual);
