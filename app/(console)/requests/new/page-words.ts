export const CREATE_LABELS = {
  submitLabel: "Submit for review",
  draftLabel: "Save draft",
} as const;

export const AFTER_CREATING =
  "Submitting tells the reviewers and the owner team. Nothing changes in the catalog until enough of them approve. A draft is seen by you alone and expires after 30 days.";
