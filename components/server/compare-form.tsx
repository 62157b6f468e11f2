import { ArrowLeftRight } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/field.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";

type Props = { name: string; versions: readonly string[]; from: string; to: string };

/** Chooses any two versions; a plain form, so the comparison has an address of its own. */
export function CompareForm({ name, versions, from, to }: Props) {
  const known = [...new Set([...versions, from, to])];
  const options = known.map((version) => ({ value: version, label: showHidden(version) }));
  return (
    <form
      key={`${from} ${to}`}
      action={serverPath(name, "versions/diff")}
      className="flex flex-wrap items-end gap-3"
    >
      <div className="min-w-36">
        <SelectField label="From" name="from" defaultValue={from} options={options} />
      </div>
      <div className="min-w-36">
        <SelectField label="To" name="to" defaultValue={to} options={options} />
      </div>
      <Button type="submit">
        <ArrowLeftRight aria-hidden /> Compare
      </Button>
    </form>
  );
}
