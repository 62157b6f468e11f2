/** A schema in JSON Schema 2020-12. */
export type JsonSchema = { [keyword: string]: unknown };

/** What fields mean, by name, wherever they are sent; a schema's own description goes first. */
const WORDS: Readonly<Record<string, string>> = {
  kind: "What is asked for; which other fields count depends on it.",
  server: "The server.json, as an object or as its text.",
  serverName: "Official name of a server of the catalog.",
  justification: "What it is needed for; reviewers read it.",
  dataTouched: "The data it will touch, in words.",
  usedBy: "Who will use it.",
  targetDate: "By when it is wanted.",
  ownerTeam: "Slug of the team that owns it, or will own it.",
  team: "Slug of the team.",
  responsible: "E-mail address of a member of the owner team.",
  deputy: "E-mail address of a member of the owner team, next in line.",
  origin: "Who makes it.",
  dataClassification: "The most sensitive data it may touch.",
  deploymentModel: "Where it runs; must fit the classification.",
  deployment: "Where exactly it will run.",
  endpoint: "An address that the server has now, and what it becomes.",
  tools: "Its tools, where the document does not list them.",
  changelog: "What is new, for people.",
  renew: "True renews the approval without changing anything.",
  message: "Why; everyone who uses the server reads it.",
  reason: "Why; it stays on record.",
  successor: "Official name of what to use instead.",
  toolMap: "What replaces each tool; null: nothing does.",
  deprecatesOn: "Day from which clients are told.",
  brownoutOn: "Day from which it is withheld for part of each day.",
  retiresOn: "Day on which it ends.",
  rule: "The rule to waive, for kind exception.",
  control: "The trust control to waive, for kind trust_waiver.",
  option: "A way to install a version, such as packages[0].",
  days: "For how long.",
  submit: "False keeps a draft; true unless given.",
  revision: "The one you saw; may stand in If-Match instead.",
  decision: "What you decide.",
  conditions: "Limits that bind from then on; only of an approval.",
  allowedTools: "Only these tools may be used; null: all.",
  allowedEnvironments: "Only there it may run; null: everywhere.",
  expiresAt: "The approval ends then.",
  capacity: "Only needed where you could decide in more than one.",
  parentId: "First comment of the thread that this answers.",
  links: "Attachments, as https addresses.",
  question: "True: it waits for an answer.",
  assignee: "E-mail address of a reviewer, `me`, or empty to put it back.",
  itemKey: "Line of the checklist.",
  evidence: "What you looked at.",
  watch: "False: no more.",
  consumerId: "From the campaign's list of consumers.",
  until: "Until when you need it.",
  startsAt: "With its time zone; without one, UTC.",
  endsAt: "Empty: nobody knows yet.",
  environment: "Such as production.",
  provider: "On what it runs: a cluster, a provider.",
  residency: "Where its data stays.",
  operatedBy: "Who operates it.",
  slug: "Short name; it stands in addresses and stays.",
  email: "E-mail address.",
  channel: "Where the team is reached in chat.",
  add: "Roles to give.",
  remove: "Roles to take away.",
  scopes: "What it may be used for; never more than your roles allow.",
  expiresInDays: "How long it lives, at most 366 days.",
  mail: "How you are told by mail.",
  query: "As in the address of the browse page.",
  shared: "True: everyone may open it.",
  part: "The `key` of a tool in `change.parts` of the request, or `opened`.",
  viewed: "False: not seen after all.",
  reference: "What was found on the web or in a README, or a server.json as text.",
  client: "The client, by its id in the console, such as vscode.",
  visibility: "Everyone who is signed in, or the owner team and `teams`.",
  teams: "Slugs of teams.",
  anonymous: "True: readers without a token get it too.",
  names: "Official names; of a publisher, also patterns such as io.github.acme/*.",
  tag: "Only servers with this tag.",
  category: "Only servers of this category.",
  search: "Only servers with this in their name or title.",
  expected: "How many servers you saw; with another number now, nothing is done.",
  domains: "Domains, with everything below them.",
  models: "Where such servers may run; none: nowhere.",
  rules: "All of them anew, as GET answers them.",
  url: "An http or https address, without a password in it.",
  enabled: "False pauses it.",
  allowedHosts: "Hosts inside the company that it may reach.",
  approve: "Approve what arrives; otherwise it waits for review.",
  expose: "Put what is approved into the anonymous feed.",
  topics: "What it is about; for a webhook, none means all.",
  format: "Of the messages.",
  issuer: "As the tokens write it in `iss`.",
  audience: "For whom the tokens must be made: this registry.",
  claims: "What the tokens must say besides, exactly.",
  person: "E-mail address of the person in whose name it publishes.",
  preset: "`github` fills in issuer and claims.",
  githubRepository: "For the preset: owner/repository.",
  githubRef: "For the preset: only this branch or tag.",
  identity: "The domain, the organisation or the team that it is known by.",
  namespaces: "Such as com.acme, each with everything below it.",
  namespace: "Such as com.acme, with everything below it.",
  subject: "A digest, a package or a server.",
  since: "Since when it is dangerous; now, unless given.",
  githubEnvironment: "For the preset: only this environment.",
};

/** The same schema with a description on every field that has a meaning written down. */
export function withFieldWords(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, described(keyword, value)]),
  );
}

function described(keyword: string, value: unknown): unknown {
  if (keyword === "items") return withFieldWords(value as JsonSchema);
  if (keyword === "anyOf") return (value as JsonSchema[]).map(withFieldWords);
  if (keyword !== "properties") return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, JsonSchema>).map(([name, schema]) => {
      const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
      const inner = withFieldWords(schema);
      return [name, words === undefined ? inner : { description: words, ...inner }];
    }),
  );
}
