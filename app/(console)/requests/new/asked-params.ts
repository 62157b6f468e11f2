import type { FormValues } from "#lib/intake/core/request-form.ts";
import { REQUEST_KINDS, type RequestKind } from "#lib/requests/core/words.ts";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export type AskedParams = {
  kind: RequestKind | null;
  server: string;
  ref: string;
  /** Fields that a link fills in, such as the renewal of an approval. */
  prefill: FormValues;
};

const OF_A_WAIVER = ["version", "option", "control"] as const;

/** What the address of the page asks for; nonsense counts as not said. */
export async function askedParams(searchParams: SearchParams): Promise<AskedParams> {
  const given = await searchParams;
  const text = (name: string) => {
    const value = given[name];
    return typeof value === "string" ? value.trim() : "";
  };
  return {
    kind: REQUEST_KINDS.find((kind) => kind === text("kind")) ?? null,
    server: text("server").slice(0, 300),
    ref: text("ref"),
    prefill: {
      ...(text("renew") === "" ? {} : { renew: "true" }),
      ...Object.fromEntries(
        OF_A_WAIVER.filter((name) => text(name) !== "").map((name) => [name, text(name)]),
      ),
    },
  };
}
