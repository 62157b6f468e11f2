/** Of an address: what is given once; what is given twice, or empty, is as if it was not given. */
export const oneValue = (value: string | string[] | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export type Search = Promise<Record<string, string | string[] | undefined>>;
