/**
 * What this version of Gatehouse has of what MTF asks of a registry. Each is turned on with the code
 * that does it, never before.
 */
export type Built = {
  /** RG-03: the list of servers as a signed chain. */
  signedIndex: boolean;
  /** RG-04: a signed time on it, so that an old list is recognised. */
  signedTime: boolean;
  /** UP-01: a new version that mends a weakness is told apart from others. */
  securityUpdates: boolean;
};

export const BUILT: Built = {
  signedIndex: false,
  signedTime: false,
  securityUpdates: false,
};

/**
 * Whether any installation can meet all that MTF asks of the registry itself (scope R). While none
 * can, L3 and L4 are said of the artifact alone, wherever they are written.
 */
export const REGISTRY_CAN_BE_MET = Object.values(BUILT).every((isBuilt) => isBuilt);
