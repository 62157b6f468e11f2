import type pg from "pg";
import { connected } from "#lib/db/connect.ts";

const EXPRESSION = /regexp_replace\((concat_ws\([^)]*\)), '[^']*', ' ', 'g'\)/;
/** All that stands between the words of the generated records. */
const BETWEEN = [...'{}":,./-_'];
const CHECKED = 5_000;

/**
 * Makes what the log is searched by cheaper while it is filled with generated records: their few
 * signs are replaced one by one, which gives the same words in a tenth of the time that a regular
 * expression takes.
 * @throws when some record has other words than the product would have given it.
 */
export async function withQuickWords(ownerUrl: string, fill: () => Promise<void>): Promise<void> {
  const made = await connected(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ made: string }>(
      `select pg_get_functiondef('gatehouse_audit_words'::regproc) as made`,
    );
    const whole = rows[0]?.made ?? "";
    await owner.query(
      whole.replace(EXPRESSION, (_found, text: string) =>
        BETWEEN.reduce((inner, sign) => `replace(${inner}, '${sign}', ' ')`, text),
      ),
    );
    return whole;
  });
  await fill();
  await connected(ownerUrl, async (owner) => {
    await owner.query(made);
    await compare(owner);
  });
}

async function compare(owner: pg.Client): Promise<void> {
  const { rows: columns } = await owner.query<{ made: string }>(
    `select pg_get_expr(d.adbin, d.adrelid) as made from pg_attrdef d
     join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
     where d.adrelid = '"AuditEvent"'::regclass and a.attname = 'words'`,
  );
  const { rows } = await owner.query<{ id: string }>(
    `select "id" from (select * from "AuditEvent" limit ${CHECKED}) a
     where "words" is distinct from ${columns[0]?.made ?? "null"} limit 1`,
  );
  if (rows[0]) throw new Error(`Record ${rows[0].id} was filled in with other words.`);
}
