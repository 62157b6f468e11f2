/** Data classifications in their order, the least sensitive first. */
import { CLASSIFICATION_LABELS, type DataClassification } from "#lib/catalog/core/words.ts";

const ORDER = Object.keys(CLASSIFICATION_LABELS);

/** The more sensitive one: asking for a lower class gets nobody around the owner of the data. */
export function higherData(
  one: DataClassification | null,
  other: DataClassification | null,
): DataClassification | null {
  if (one === null || other === null) return one ?? other;
  return ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
}
