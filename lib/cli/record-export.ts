import type { FileKind } from "#lib/exports/note-export.ts";
import { commandLine } from "./terminal.ts";

/**
 * Records that a file leaves by the command line, as its twin on the web does: call it before the
 * first byte is given out. `asked` narrows the file.
 * @throws AppError `unavailable` when it cannot be recorded: then nothing is given out.
 */
export async function recordExport(
  what: FileKind,
  asked: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { filtersText } = await import("#lib/exports/filters-text.ts");
  const { noteExport } = await import("#lib/exports/note-export.ts");
  await noteExport(commandLine(), { what, filters: filtersText(asked) });
}
