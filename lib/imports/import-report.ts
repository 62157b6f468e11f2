import type { Context } from "#lib/kernel/context.ts";
import { reportHead, reportLine, type ReportFormat } from "./core/report-line.ts";
import { getImportRun, type ImportRunPage } from "./get-import-run.ts";
import type { ImportOutcome } from "./core/plan-batch.ts";

const PAGE = 1_000;

/**
 * The report of a run as text, page by page, so that no size exhausts memory. Throws AppError
 * `not_found` before the first line.
 */
export async function* importReport(
  ctx: Context,
  input: { runId: string; format: ReportFormat; outcome?: ImportOutcome },
): AsyncGenerator<string> {
  const { runId, format, outcome } = input;
  let after: number | null = 0;
  let head = reportHead(format);
  while (after !== null) {
    const filter = outcome === undefined ? {} : { outcome };
    const page: ImportRunPage = await getImportRun(ctx, { runId, after, limit: PAGE, ...filter });
    yield head + page.items.map((item) => reportLine(item, format)).join("");
    head = "";
    after = page.next;
  }
}
