export const count = (n: number): string => n.toLocaleString("en");

/** "1 server", "1,204 servers" */
export const servers = (n: number): string => `${count(n)} ${n === 1 ? "server" : "servers"}`;

export const findings = (n: number): string => `${count(n)} ${n === 1 ? "finding" : "findings"}`;
