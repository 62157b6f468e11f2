/** Where an owner goes to ask for something: the form of a new request, filled in. */
const newRequest = (fields: Record<string, string>) =>
  `/requests/new?${new URLSearchParams(fields).toString()}`;

export const renewalLink = (name: string) =>
  newRequest({ kind: "change_server", server: name, renew: "1" });
export const ownershipLink = (name: string) =>
  newRequest({ kind: "transfer_ownership", server: name });
export const liftLink = (name: string) => newRequest({ kind: "lift_quarantine", server: name });
export const waiverLink = (
  name: string,
  place: { version: string; option: string; control: string },
) => newRequest({ kind: "trust_waiver", server: name, ...place });
export const addVersionLink = (name: string) => newRequest({ kind: "add_version", server: name });
