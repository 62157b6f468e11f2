/** What the keyboard needs of a row of the queue; it stands in the row as JSON. */
import type { RequestSummary } from "#lib/requests/request-view.ts";

export type ReviewRow = {
  id: string;
  number: string;
  revision: number;
  title: string;
  /** What is known about the outcome before the click. */
  note: string;
  /** The decision would be refused until its person signs in again. */
  staleSignIn: boolean;
};

export function writeRow(request: RequestSummary, staleSignIn: boolean): string {
  const { id, number, revision, title, approvals, requiredApprovals } = request;
  const row: ReviewRow = {
    id,
    number,
    revision,
    title,
    note: `Revision ${revision} has ${approvals} of the ${requiredApprovals} approvals it needs. The last one carries it out at once.`,
    staleSignIn,
  };
  return JSON.stringify(row);
}

/** Our own attribute, written above. */
export function readRow(text: string | undefined): ReviewRow | null {
  return text === undefined ? null : (JSON.parse(text) as ReviewRow);
}
