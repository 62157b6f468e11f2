/**
 * Who may call which verb: the written matrix, one row each. It is the specification, so it is
 * never derived from lib/kernel/permissions.ts; a test holds the two against each other.
 * E engineer (everyone signed in), S security, A admin, U auditor, x anonymous; "" only our own
 * processes. Where a row says `own`, the verb's query narrows it further to the caller's own
 * objects or to servers that a team of theirs owns; that is tested beside the verb.
 */
type Row = { may: string; own?: true };

const everyone = "ESAU";

export const VERBS: Record<string, Row> = {
  // The official registry API: anonymous readers get the exposed servers only.
  getRegistryAudience: { may: `x${everyone}` },
  getRegistryVersion: { may: `x${everyone}` },
  listRegistryServers: { may: `x${everyone}` },
  listRegistryVersions: { may: `x${everyone}` },
  getReadiness: { may: `x${everyone}` },
  getInternalDomains: { may: `x${everyone}` },

  // Catalog.
  browseServers: { may: everyone },
  countFacets: { may: everyone },
  suggest: { may: everyone },
  getServer: { may: everyone },
  getVersionDiff: { may: everyone },
  listActivity: { may: everyone },
  listDeployments: { may: everyone },
  listLookAlikes: { may: everyone },
  listServerTools: { may: everyone },
  listVersions: { may: everyone },
  listFilteredServers: { may: everyone },
  listOwnerCandidates: { may: "SA" },
  listDeploymentRules: { may: everyone },
  hasDemoData: { may: everyone },
  describeServer: { may: "ESA", own: true },
  classifyServer: { may: "S" },
  assignOwner: { may: "SA" },
  recordDeployment: { may: "ESA", own: true },
  changeDeployment: { may: "ESA", own: true },
  endDeployment: { may: "ESA", own: true },
  exposeServer: { may: "A" },
  concealServer: { may: "A" },
  setVisibility: { may: "A" },
  setInternalDomains: { may: "A" },
  setDeploymentRule: { may: "A" },
  saveView: { may: everyone, own: true },
  removeView: { may: everyone, own: true },
  listViews: { may: everyone },

  // Import and mirror.
  startImport: { may: "A" },
  importBatch: { may: "A" },
  beatImport: { may: "A" },
  finishImport: { may: "A" },
  closeStaleRuns: { may: "A" },
  getImportRun: { may: "A" },
  listImportRuns: { may: "A" },
  getMirrorSource: { may: "AU" },
  listMirrorSources: { may: "AU" },
  startMirrorRun: { may: "A" },
  saveMirrorPage: { may: "A" },
  finishMirrorRun: { may: "A" },
  createMirrorSource: { may: "A" },
  changeMirrorSource: { may: "A" },
  removeMirrorSource: { may: "A" },

  // Audiences and exports.
  getExport: { may: "SAU" },
  listExportAudiences: { may: "SAU" },
  listFeed: { may: "A" },
  exposeServers: { may: "A" },
  concealServers: { may: "A" },
  addServers: { may: "A" },
  changeAudience: { may: "A" },
  createAudience: { may: "A" },
  getAudience: { may: "A" },
  listAudiences: { may: "A" },
  removeAudience: { may: "A" },
  removeServer: { may: "A" },

  // People, sessions, tokens, teams.
  startSession: { may: "" },
  getSessionActor: { may: "" },
  getTokenActor: { may: "" },
  syncPerson: { may: "" },
  listDemoPeople: { may: "" },
  endSession: { may: everyone, own: true },
  listSessions: { may: everyone, own: true },
  revokeSessions: { may: everyone, own: true },
  getPerson: { may: "SAU" },
  listPeople: { may: "SAU" },
  setRoles: { may: "A" },
  disablePerson: { may: "A" },
  enablePerson: { may: "A" },
  createToken: { may: everyone, own: true },
  listTokens: { may: everyone, own: true },
  revokeToken: { may: everyone, own: true },
  listMatchingPeople: { may: "SAU" },
  listMatchingTeams: { may: everyone },
  listTeams: { may: everyone },
  getTeam: { may: everyone },
  listMyServers: { may: everyone, own: true },
  createTeam: { may: "A" },
  changeTeam: { may: "A" },
  removeTeam: { may: "A" },
  addMember: { may: "A" },
  removeMember: { may: "A" },

  // Requests and reviews: which request, and in which capacity, the rules of separation say.
  createRequest: { may: "ESA" },
  editRequest: { may: "ESA", own: true },
  submitRequest: { may: "ESA", own: true },
  withdrawRequest: { may: "ESA", own: true },
  commentRequest: { may: "ESA", own: true },
  decideRequest: { may: "ESA", own: true },
  assignRequest: { may: "S" },
  raiseTier: { may: "S" },
  markChecklist: { may: "S" },
  watchRequest: { may: everyone, own: true },
  markViewed: { may: everyone, own: true },
  getRequest: { may: everyone, own: true },
  listRequests: { may: everyone, own: true },
  countQueues: { may: everyone, own: true },
  expireRequests: { may: "" },
  remindOverdue: { may: "" },
  // The review queue.
  listReviewers: { may: "S" },
  getNextRequest: { may: everyone, own: true },

  // Owning and operating servers.
  quarantineServer: { may: "ESA", own: true },

  // The review policy under four eyes, and how well reviews are done.
  listPolicies: { may: everyone },
  getPolicy: { may: everyone },
  draftPolicy: { may: "A" },
  publishPolicy: { may: "A" },
  discardPolicy: { may: "A" },
  getDecisionQuality: { may: "SAU" },

  // Retirement campaigns: only the consumer answers, only the owner team and security decide.
  answerRetirement: { may: "ESA", own: true },
  decideExtension: { may: "ESA", own: true },
  rescheduleRetirement: { may: "ESA", own: true },
  cancelRetirement: { may: "ESA", own: true },
  getRetirement: { may: everyone },
  getRetirementNotice: { may: everyone },
  getRetirementHeaders: { may: everyone },
  listRetirements: { may: everyone },
  listRunningRetirements: { may: "" },
  advanceRetirement: { may: "" },

  // Demo data.
  seedDemo: { may: "A" },
  countDemo: { may: "A" },
  removeDemo: { may: "A" },
};
