import type { Command } from "commander";
import { ROLES } from "#lib/kernel/actor.ts";
import type { PersonSummary } from "#lib/people/list-people.ts";
import { collect, commandLine, plain, table, type Terminal } from "./terminal.ts";

type RoleOptions = { email: string; add: string[]; remove: string[] };

export function addUserCommands(program: Command, terminal: Terminal): void {
  const user = program
    .command("user")
    .summary("people, their roles and their access")
    .addHelpText(
      "after",
      `
Examples:
  npm run gatehouse -- user list
  npm run gatehouse -- user role --email person@company.example --add admin
  npm run gatehouse -- user disable --email person@company.example --reason "Left the company"`,
    );
  user
    .command("list")
    .description("Lists everyone known here.")
    .option("--json", "print JSON")
    .action((options: { json?: true }) =>
      terminal.withDatabase(async () => {
        const people = await everyone();
        terminal.print(options.json ? JSON.stringify(people) : peopleTable(people));
      }),
    );
  user
    .command("role")
    .description(`Gives or takes roles: ${ROLES.join(", ")}. Everyone is an engineer.`)
    .requiredOption("--email <address>", "of the person")
    .option("--add <role>", "a role to give (repeatable)", collect, [])
    .option("--remove <role>", "a role to take away (repeatable)", collect, [])
    .action(({ email, add, remove }: RoleOptions, command: Command) => {
      if (add.length + remove.length === 0) command.error("Say --add ROLE or --remove ROLE.");
      return terminal.withDatabase(async () => {
        const { setRoles } = await import("#lib/people/set-roles.ts");
        const result = await setRoles(commandLine(), { email, add, remove });
        terminal.print(`${result.email}: ${result.roles.join(", ")}`);
      });
    });
  addAccessCommands(user, terminal);
}

function addAccessCommands(user: Command, terminal: Terminal): void {
  user
    .command("disable")
    .description("Locks a person out at once: sessions end, tokens stop working.")
    .requiredOption("--email <address>", "of the person")
    .option(
      "--reason <text>",
      "why; the person and the log will show it",
      "Disabled on the command line",
    )
    .action(({ email, reason }: { email: string; reason: string }) =>
      terminal.withDatabase(async () => {
        const { disablePerson } = await import("#lib/people/disable-person.ts");
        const { changed } = await disablePerson(commandLine(), { email, reason });
        terminal.print(`${email} ${changed ? "is disabled" : "was disabled already"}.`);
      }),
    );
  user
    .command("enable")
    .description("Lets a disabled person sign in again.")
    .requiredOption("--email <address>", "of the person")
    .action(({ email }: { email: string }) =>
      terminal.withDatabase(async () => {
        const { enablePerson } = await import("#lib/people/enable-person.ts");
        const { changed } = await enablePerson(commandLine(), { email });
        terminal.print(`${email} ${changed ? "may sign in again" : "was not disabled"}.`);
      }),
    );
}

async function everyone(): Promise<PersonSummary[]> {
  const { listPeople } = await import("#lib/people/list-people.ts");
  const people: PersonSummary[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const found = await listPeople(commandLine(), { page });
    people.push(...found.people);
    pages = found.pages;
  }
  return people;
}

function peopleTable(people: readonly PersonSummary[]): string {
  if (people.length === 0) return "Nobody has signed in yet.";
  return table(
    ["e-mail", "name", "roles", "teams", "state"],
    people.map((person) => [
      person.email,
      plain(person.name),
      person.roles.join(","),
      person.teams.map((team) => team.slug).join(","),
      person.disabledAt ? "disabled" : "active",
    ]),
  );
}
