import { CONTROLS, CONTROL_IDS, type Control, type ControlId } from "#lib/trust/core/controls.ts";

type Domain = { prefix: string; title: string };

/** MTF §3.2 to §3.10, and ours. */
const DOMAINS: readonly Domain[] = [
  { prefix: "AI", title: "Artifact integrity" },
  { prefix: "SC", title: "Supply chain" },
  { prefix: "CQ", title: "Code quality" },
  { prefix: "CD", title: "Capability declaration" },
  { prefix: "PR", title: "Provenance" },
  { prefix: "RG", title: "Registry operations" },
  { prefix: "PK", title: "Publisher identity" },
  { prefix: "IN", title: "Installation" },
  { prefix: "UP", title: "Update lifecycle" },
  { prefix: "XR", title: "Gatehouse's own controls" },
];

export type DomainOf<Result> = Domain & { controls: Result[] };

/** Results by domain, in MTF's order; domains without any are left out. */
export function byDomain<Result extends { control: ControlId }>(
  results: readonly Result[],
): DomainOf<Result>[] {
  return DOMAINS.map((domain) => ({
    ...domain,
    controls: results.filter(({ control }) => control.startsWith(`${domain.prefix}-`)),
  })).filter(({ controls }) => controls.length > 0);
}

/** Controls about registries and clients, which no scan of a server answers. */
export function notJudged(results: readonly { control: ControlId }[]): Control[] {
  const judged = new Set(results.map(({ control }) => control));
  return CONTROL_IDS.filter((id) => !judged.has(id)).map((id) => CONTROLS[id]);
}
