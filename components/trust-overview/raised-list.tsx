import type { z } from "zod";
import { CONTROLS } from "#lib/trust/core/controls.ts";
import { REASONS, type Reason } from "#lib/trust/core/words.ts";
import type { RaisedPage } from "#lib/trust/overview/list-raised.ts";
import type { RaisedInput } from "#lib/trust/overview/schemas.ts";
import { servers } from "./count-words.ts";
import { overviewCsv, overviewPage } from "./overview-address.ts";
import { OverviewList } from "./overview-list.tsx";
import { RaisedTable } from "./raised-table.tsx";
import { teamFilter } from "./team-filter.ts";

type Props = { page: RaisedPage; asked: z.output<typeof RaisedInput>; now: Date };

const isReason = (code: string): code is Reason => Object.hasOwn(REASONS, code);
function why(code: string): string {
  if (isReason(code)) return `Could not be checked. ${REASONS[code]}`;
  return code === "error" ? "The check broke off." : `It fails by the rule ${code}.`;
}

/** The servers that one fix would raise, and those that it would bring closer. */
export function RaisedList({ page, asked, now }: Props) {
  const { team, control, code, cursor } = asked;
  const query = { team, control, code };
  return (
    <OverviewList
      title={`Servers held back by ${CONTROLS[control].title} (${control})`}
      description={`${why(code)} First the servers that would reach their next level if this control passed, then those that something else holds back too.`}
      filters={teamFilter(team, overviewPage("fix", { control, code }))}
      csvHref={overviewCsv("raised", query)}
      summary={`${servers(page.servers.length)} on this page`}
      isEmpty={page.servers.length === 0}
      firstHref={cursor === undefined ? null : overviewPage("fix", query)}
      nextHref={page.nextCursor && overviewPage("fix", { ...query, cursor: page.nextCursor })}
    >
      <RaisedTable servers={page.servers} control={control} now={now} />
    </OverviewList>
  );
}
