/** Letters as in authorization-matrix.ts, which has all the other rows. */
export type Row = { may: string; own?: true };

export const everyone = "ESAU";

/** Who may call which verb of trust. */
export const TRUST_VERBS: Record<string, Row> = {
  // Trust: who may see a version may see its trust; what was read is for reviewers and owners.
  getTrust: { may: everyone },
  getTrustSummary: { may: everyone },
  exportTrust: { may: everyone },
  getSbom: { may: everyone },
  getSbomFile: { may: everyone },
  listFindings: { may: everyone },
  compareTrust: { may: everyone },
  getMtfReport: { may: everyone },
  getEvidence: { may: everyone, own: true },
  requestScan: { may: "ESA", own: true },
  // What scans show to a remote: for the owner team and security, and nobody reads it again.
  keepScanCredential: { may: "ESA", own: true },
  removeScanCredential: { may: "ESA", own: true },
  listScanCredentials: { may: everyone },
  findScanCredential: { may: "" },
  // Waivers are asked for by requests; who owns the version or security ends them early.
  listWaivers: { may: everyone },
  endWaiver: { may: "ESA", own: true },
  expireWaiver: { may: "" },
  remindWaivers: { may: "" },
  getToolDrift: { may: everyone },
  decideTools: { may: "S" },
  loadEntryFacts: { may: "" },
  recordEvaluation: { may: "" },
  listOtherTools: { may: "" },
  startScan: { may: "" },
  noteScanStep: { may: "" },
  finishScan: { may: "" },
  queueScans: { may: "" },
  queueSubmitted: { may: "" },
  noteFeedImport: { may: "" },
  pruneEvidence: { may: "" },
  claimChecks: { may: "" },
  loadCheck: { may: "" },
  recordCheck: { may: "" },
  listUnsettled: { may: "" },
  reevaluateTrust: { may: "" },

  // Trust of everything on offer.
  getTrustOverview: { may: "SAU" },
  listExpiring: { may: "SAU" },
  listFixes: { may: "SAU" },
  listOpenFindings: { may: "SAU" },
  listRaised: { may: "SAU" },
  listUnreached: { may: "SAU" },
  assessRegistry: { may: "SAU" },
};
