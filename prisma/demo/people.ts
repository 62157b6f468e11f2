type DemoTeam = { slug: string; name: string; description: string; channel: string };

type DemoPerson = {
  email: string;
  name: string;
  roles: readonly ("engineer" | "security" | "admin" | "auditor")[];
  teams: readonly string[];
};

export const DEMO_TEAMS: readonly DemoTeam[] = [
  {
    slug: "platform",
    name: "Platform",
    description: "Clusters, pipelines and the tools every engineer builds with.",
    channel: "#team-platform",
  },
  {
    slug: "data",
    name: "Data",
    description: "Databases, search and the warehouse, and who may query them.",
    channel: "#team-data",
  },
  {
    slug: "payments",
    name: "Payments",
    description: "Orders, invoices, refunds and the providers that move the money.",
    channel: "#team-payments",
  },
  {
    slug: "customer-success",
    name: "Customer success",
    description: "The CRM, tickets and everything that touches a customer's record.",
    channel: "#team-customer-success",
  },
  {
    slug: "design-systems",
    name: "Design systems",
    description: "Components, design tokens and the browsers they are tested in.",
    channel: "#team-design-systems",
  },
  {
    slug: "security-engineering",
    name: "Security engineering",
    description: "Reviews servers before they are approved and answers when one misbehaves.",
    channel: "#team-security",
  },
];

/** Roles, not people: each account shows what one kind of user sees. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    email: "engineer@acme.example",
    name: "Engineer",
    roles: ["engineer"],
    teams: ["customer-success", "design-systems"],
  },
  {
    email: "security-1@acme.example",
    name: "Security reviewer 1",
    roles: ["engineer", "security"],
    teams: ["security-engineering"],
  },
  {
    email: "security-2@acme.example",
    name: "Security reviewer 2",
    roles: ["engineer", "security"],
    teams: ["security-engineering"],
  },
  {
    email: "owner-platform@acme.example",
    name: "Platform owner",
    roles: ["engineer"],
    teams: ["platform", "payments"],
  },
  {
    email: "owner-data@acme.example",
    name: "Data owner",
    roles: ["engineer"],
    teams: ["data"],
  },
  {
    email: "admin@acme.example",
    name: "Administrator",
    roles: ["engineer", "admin"],
    teams: [],
  },
  {
    email: "auditor@acme.example",
    name: "Auditor",
    roles: ["engineer", "auditor"],
    teams: [],
  },
];
