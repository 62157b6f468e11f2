import { chooseOption } from "#lib/trust/core/choose-option.ts";
import type { OptionTrust } from "#lib/trust/get-trust.ts";

/** The way to install that is shown: the one asked for, else the one that stands worst, else the first. */
export const chosenOption = (
  options: readonly OptionTrust[],
  asked: string | undefined,
): OptionTrust | null =>
  chooseOption(options, asked, ({ evaluated }) => evaluated?.evaluation ?? null);

export const optionName = ({
  type,
  name,
  version,
}: Pick<OptionTrust, "type" | "name" | "version">): string =>
  `${type} ${name}${version === null ? "" : ` ${version}`}`;
