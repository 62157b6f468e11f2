import { openText, sealText } from "#lib/sealing/sealed-text.ts";

const PURPOSE = "gatehouse scan credentials";

/** Whose it is: it opens for this row and this address, and for nothing else. */
type Owner = { id: string; url: string; header: string };
const ownerOf = ({ id, url, header }: Owner): string => JSON.stringify([id, url, header]);

/** @throws AppError `unavailable` without GATEHOUSE_SECRET. */
export const sealCredential = (value: string, owner: Owner): string =>
  sealText(value, { purpose: PURPOSE, owner: ownerOf(owner) });

/** @throws Error when it was sealed with another secret of the product, or for something else. */
export const openCredential = (sealed: string, owner: Owner): string =>
  openText(sealed, { purpose: PURPOSE, owner: ownerOf(owner) });
