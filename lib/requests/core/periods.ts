/** Owners confirm every quarter that they look after a server. */
export const ATTESTATION_DAYS = 92;
/** Drafts, and requests sent back, that nobody takes up again expire after this. */
export const IDLE_DAYS = 30;
