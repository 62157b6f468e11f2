/** Words the generated catalog is written with: frequent ones first in each list. */

export const SUBJECTS =
  "data files documents issues messages search databases customers orders tickets calendars email payments invoices deployments repositories pipelines metrics logs alerts traces incidents dashboards spreadsheets presentations contacts leads contracts knowledge wikis notes tasks boards projects builds packages containers clusters secrets certificates identities policies images videos audio maps weather flights hotels recipes translations transcripts surveys forms shipments inventory ledgers embeddings vectors notebooks experiments".split(
    " ",
  );

export const DOMAINS =
  "cloud developer business finance security marketing sales support research design legal health education logistics travel manufacturing retail energy media insurance banking government robotics telecom gaming".split(
    " ",
  );

export const VERBS =
  "search read manage query create update list analyze summarize monitor sync export import deploy review classify translate schedule validate compare archive annotate enrich route inspect".split(
    " ",
  );

export const SYSTEMS =
  "postgres kubernetes github gitlab slack jira confluence notion snowflake bigquery redshift databricks elasticsearch opensearch mongodb redis kafka rabbitmq grafana prometheus datadog sentry pagerduty terraform ansible jenkins argo vault okta keycloak salesforce hubspot zendesk intercom stripe adyen shopify magento sap workday servicenow figma miro asana trello linear airtable dropbox sharepoint outlook teams zoom webex twilio sendgrid mailchimp cloudflare fastly nginx envoy istio neo4j cassandra clickhouse duckdb sqlite mysql oracle mariadb supabase firebase".split(
    " ",
  );

export const QUALITIES =
  "fast secure simple hosted local remote typed streaming unified official lightweight private multilingual incremental read-only auditable".split(
    " ",
  );

export const TOOL_OBJECTS =
  "record item page file issue message table row user ticket order event job report query document comment branch release metric log alert dashboard contact invoice".split(
    " ",
  );

export const CATEGORIES =
  "analytics developer-tools business communication security observability cloud knowledge design finance automation internal".split(
    " ",
  );

export const REGIONS = ["eu-central-1", "eu-west-1", "us-east-1", "ap-southeast-2"] as const;

const ONSETS = ["v", "k", "br", "t", "z", "l", "m", "qu", "s", "dr", "n", "p", "f", "gl", "h", "r"];
const NUCLEI = ["a", "e", "i", "o", "u", "ai", "eo", "ia"];
const CODAS = ["n", "r", "x", "l", "s", "th", "m", "nd"];

/** A product name of three syllables; distinct for the first million numbers. */
export function coinedWord(number: number): string {
  const { length: onsets } = ONSETS;
  const { length: nuclei } = NUCLEI;
  const syllables = onsets * nuclei;
  let rest = (number * 7_919) % (syllables * syllables * syllables);
  let word = "";
  for (let count = 0; count < 3; count++) {
    const syllable = rest % syllables;
    rest = Math.floor(rest / syllables);
    word += `${ONSETS[Math.floor(syllable / nuclei)] ?? ""}${NUCLEI[syllable % nuclei] ?? ""}`;
  }
  return word + (CODAS[number % CODAS.length] ?? "");
}
