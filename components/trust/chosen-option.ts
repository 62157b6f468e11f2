import type { OptionTrust } from "#lib/trust/get-trust.ts";

/** The way to install that is shown: the one asked for, else the one that stands worst, else the first. */
export function chosenOption(
  options: readonly OptionTrust[],
  asked: string | undefined,
): OptionTrust | null {
  const named = options.find(({ option }) => option === asked);
  return named ?? [...options].sort(byStand)[0] ?? null;
}

/** Those that were evaluated come first: of the others there is nothing to show. */
function byStand(one: OptionTrust, other: OptionTrust): number {
  const [left, right] = [one.evaluated?.evaluation, other.evaluated?.evaluation];
  if (!left || !right) return Number(!left) - Number(!right);
  return left.level - right.level || (left.score ?? -1) - (right.score ?? -1);
}

export const optionName = ({ type, name, version }: OptionTrust): string =>
  `${type} ${name}${version === null ? "" : ` ${version}`}`;
