/** The audiences of the demo company: one read by teams with a token, one by anybody. */
export type DemoAudience = {
  slug: string;
  name: string;
  description: string;
  anonymous: boolean;
  teams: readonly string[];
  /** Categories whose servers belong to it. */
  categories: readonly string[];
};

export const DEMO_AUDIENCES: readonly DemoAudience[] = [
  {
    slug: "engineering",
    name: "Engineering",
    description: "What the platform and design teams connect in their editors.",
    anonymous: false,
    teams: ["platform", "design-systems"],
    categories: ["Developer tools", "Cloud & infrastructure", "Observability", "Design"],
  },
  {
    slug: "data-team",
    name: "Data team",
    description: "Databases and search, for the people who may query them.",
    anonymous: false,
    teams: ["data"],
    categories: ["Data & databases", "Search & web"],
  },
  {
    slug: "public-docs",
    name: "Public documentation",
    description: "Servers that touch public knowledge only; read without signing in.",
    anonymous: true,
    teams: [],
    categories: ["Knowledge"],
  },
];
