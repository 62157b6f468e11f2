import { type Command, InvalidArgumentError } from "commander";
import { TOKEN_SCOPES } from "#lib/kernel/actor.ts";
import { collect, commandLine, plain, table, type Terminal } from "./terminal.ts";

type CreateOptions = {
  email: string;
  name: string;
  scope: string[];
  expiresDays: number;
  json?: true;
};
/** A token is useful at once; the person's roles still limit it, and --scope gives less. */
const USUAL_SCOPES = TOKEN_SCOPES.filter((scope) => scope !== "admin");

type ListOptions = { email?: string; all?: true; json?: true };

export function addTokenCommands(program: Command, terminal: Terminal): void {
  const token = program
    .command("token")
    .summary("personal access tokens for machines")
    .addHelpText(
      "after",
      `
Examples:
  npm run gatehouse -- token create --email person@company.example
  npm run gatehouse -- token create --email person@company.example --scope registry:read --expires-days 90
  npm run gatehouse -- token list --email person@company.example
  npm run gatehouse -- token revoke 7d2f…`,
    );
  token
    .command("create")
    .description("Makes a token for a person. Its text is shown once and never again.")
    .requiredOption("--email <address>", "whose token it is")
    .option("--name <name>", "what it is for", "Command line")
    .option(
      "--scope <scope>",
      `one of ${TOKEN_SCOPES.join(", ")}; repeatable. Without it: all of them but admin`,
      collect,
      [],
    )
    .option("--expires-days <days>", "days until it expires", days, 90)
    .option("--json", "print one line of JSON with the token")
    .action((options: CreateOptions) => terminal.withDatabase(() => create(options, terminal)));
  token
    .command("list")
    .description("Lists tokens: live ones, or all with --all.")
    .option("--email <address>", "of one person")
    .option("--all", "also those that expired or were revoked")
    .option("--json", "print JSON")
    .action((options: ListOptions) => terminal.withDatabase(() => list(options, terminal)));
  token
    .command("revoke")
    .description("Stops a token at once.")
    .argument("<id>", "its id, as token list shows it")
    .action((tokenId: string) =>
      terminal.withDatabase(async () => {
        const { revokeToken } = await import("#lib/tokens/revoke-token.ts");
        const { name, changed } = await revokeToken(commandLine(), { tokenId });
        terminal.print(`${plain(name)} ${changed ? "is revoked" : "was revoked already"}.`);
      }),
    );
}

async function create(options: CreateOptions, terminal: Terminal): Promise<void> {
  const { createToken } = await import("#lib/tokens/create-token.ts");
  const { id, token, expiresAt } = await createToken(commandLine(), {
    email: options.email,
    name: options.name,
    scopes: options.scope.length > 0 ? options.scope : USUAL_SCOPES,
    expiresInDays: options.expiresDays,
  });
  if (options.json) {
    terminal.print(JSON.stringify({ token, id, expiresAt }));
    return;
  }
  terminal.print(token);
  terminal.note(`Valid until ${expiresAt.toISOString()}. It is not shown again.`);
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const { listTokens } = await import("#lib/tokens/list-tokens.ts");
  const tokens = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const found = await listTokens(commandLine(), {
      of: "everyone",
      state: options.all ? "all" : "live",
      ...(options.email === undefined ? {} : { email: options.email }),
      page,
    });
    tokens.push(...found.tokens);
    pages = found.pages;
  }
  if (options.json) terminal.print(JSON.stringify(tokens));
  else if (tokens.length === 0) terminal.print("No tokens.");
  else
    terminal.print(
      table(
        ["id", "person", "name", "scopes", "state", "expires", "last used"],
        tokens.map((token) => [
          token.id,
          token.person.email,
          plain(token.name),
          token.scopes.join(","),
          token.state,
          token.expiresAt.toISOString().slice(0, 10),
          token.lastUsedAt?.toISOString() ?? "never",
        ]),
      ),
    );
}

function days(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError("Write a number of days.");
  return Number(text);
}
