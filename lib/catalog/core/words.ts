/** The catalog's own words, with the label and the one sentence that screens show for each. */

export type ServerLifecycle =
  "candidate" | "in_review" | "approved" | "deprecated" | "retired" | "rejected";
export type VersionLifecycle = ServerLifecycle;
export type DataClassification = "public" | "internal" | "confidential" | "restricted";
export type DeploymentModel = "cloud" | "self_hosted" | "hybrid";
export type DeploymentStatus = "planned" | "active" | "suspended" | "ended";
export type Origin = "community" | "vendor" | "internal";
export type Visibility = "everyone" | "teams";
/** What the official registry API calls a version. */
export type RegistryStatus = "active" | "deprecated" | "deleted";

export type Word = { label: string; explanation: string };
type Words<Key extends string> = Readonly<Record<Key, Word>>;

export const LIFECYCLE_LABELS: Words<ServerLifecycle> = {
  candidate: { label: "Candidate", explanation: "Known to the catalog; nobody has reviewed it." },
  in_review: { label: "In review", explanation: "A security review is under way." },
  approved: { label: "Approved", explanation: "Reviewed and free to use within its limits." },
  deprecated: {
    label: "Deprecated",
    explanation: "Still works, but new projects should choose something else.",
  },
  retired: { label: "Retired", explanation: "Taken out of service; clients no longer get it." },
  rejected: { label: "Rejected", explanation: "Reviewed and refused; the reason is on record." },
};

export const VERSION_LIFECYCLE_LABELS: Words<VersionLifecycle> = {
  candidate: { label: "Candidate", explanation: "Known, but not reviewed; clients do not see it." },
  in_review: { label: "In review", explanation: "This version is being reviewed." },
  approved: { label: "Approved", explanation: "Reviewed; clients may install this version." },
  deprecated: { label: "Deprecated", explanation: "Works, but a newer version should be used." },
  retired: { label: "Retired", explanation: "Withdrawn; clients no longer get this version." },
  rejected: { label: "Rejected", explanation: "Reviewed and refused for this version." },
};

export const CLASSIFICATION_LABELS: Words<DataClassification> = {
  public: { label: "Public", explanation: "Touches only data that anyone may see." },
  internal: { label: "Internal", explanation: "Touches data meant for everyone in the company." },
  confidential: {
    label: "Confidential",
    explanation: "Touches data that only some teams may see, such as contracts or customers.",
  },
  restricted: {
    label: "Restricted",
    explanation: "Touches our most sensitive data; a leak would do serious harm.",
  },
};

export const DEPLOYMENT_MODEL_LABELS: Words<DeploymentModel> = {
  cloud: { label: "Cloud", explanation: "Runs at a provider; our data leaves our network." },
  self_hosted: { label: "Self-hosted", explanation: "Runs on machines that we operate." },
  hybrid: { label: "Hybrid", explanation: "Runs partly on our machines, partly at a provider." },
};

export const DEPLOYMENT_STATUS_LABELS: Words<DeploymentStatus> = {
  planned: { label: "Planned", explanation: "Agreed, but not running yet." },
  active: { label: "Active", explanation: "Running now." },
  suspended: { label: "Suspended", explanation: "Switched off for a while." },
  ended: { label: "Ended", explanation: "No longer runs; kept for the record." },
};

export const ORIGIN_LABELS: Words<Origin> = {
  community: { label: "Community", explanation: "Made by the open-source community." },
  vendor: { label: "Vendor", explanation: "Made by the company whose product it connects to." },
  internal: { label: "Internal", explanation: "Made by one of our own teams." },
};

export const VISIBILITY_LABELS: Words<Visibility> = {
  everyone: { label: "Everyone", explanation: "Every signed-in person can see it." },
  teams: { label: "Chosen teams", explanation: "Only its owner team and the chosen teams see it." },
};

export const REGISTRY_STATUS_LABELS: Words<RegistryStatus> = {
  active: { label: "Active", explanation: "Clients are offered this version." },
  deprecated: { label: "Deprecated", explanation: "Clients see it, with a warning." },
  deleted: { label: "Deleted", explanation: "Clients are told that it is gone." },
};
