export const REQUESTS_CRUMB = [{ href: "/requests", label: "Requests" }] as const;
export const NEW_CRUMB = [
  ...REQUESTS_CRUMB,
  { href: "/requests/new", label: "New request" },
] as const;
