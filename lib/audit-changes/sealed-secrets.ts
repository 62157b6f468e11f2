import { SinkSecrets } from "#lib/audit-sinks/schemas.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { openText, sealText } from "#lib/sealing/sealed-text.ts";

const PURPOSE = "gatehouse audit sinks";

/**
 * Seals the secrets of a sink with the product's own. They open for `owner` only: the proposal that
 * brought them, later the sink.
 */
export const sealSinkSecrets = (secrets: SinkSecrets, owner: string): string =>
  sealText(JSON.stringify(secrets), { purpose: PURPOSE, owner });

/**
 * None where nothing was sealed.
 * @throws AppError `unavailable` when it was sealed with another product secret.
 */
export function openSinkSecrets(sealed: string | null, owner: string): SinkSecrets {
  if (sealed === null) return {};
  try {
    return SinkSecrets.parse(JSON.parse(openText(sealed, { purpose: PURPOSE, owner })));
  } catch (cause) {
    throw new AppError(
      "unavailable",
      "The secrets of this sink cannot be read, because GATEHOUSE_SECRET was changed: propose them anew.",
      { cause },
    );
  }
}
