import { ChevronDown } from "lucide-react";
import { CONTROL_STYLE } from "#components/ui/control-style.ts";
import { actionGroups, actionLabel } from "#lib/audit/core/action-words.ts";

type Props = { value: string; errors: readonly string[] | undefined };

/** There is one on a page. */
const ID = "audit-action";

/** All actions in words, by what they are done to; of each kind also all together. */
export function ActionField({ value, errors = [] }: Props) {
  const groups = actionGroups();
  const known = groups.some(({ noun, actions }) => value === `${noun}.` || actions.includes(value));
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={ID} className="font-medium">
        Action
      </label>
      <span className="relative block">
        <select
          id={ID}
          name="action"
          defaultValue={value}
          className={`${CONTROL_STYLE} h-9 appearance-none pr-8`}
        >
          <option value="">Every action</option>
          {value !== "" && !known && <option value={value}>{actionLabel(value)}</option>}
          {groups.map(({ noun, label, actions }) => (
            <optgroup key={noun} label={label}>
              {actions.length > 1 && <option value={`${noun}.`}>{`${label}: everything`}</option>}
              {actions.map((action) => (
                <option key={action} value={action}>
                  {actionLabel(action)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <ChevronDown
          aria-hidden
          className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-subtle"
        />
      </span>
      {errors.length > 0 && <span className="text-sm text-danger-text">{errors.join(" ")}</span>}
    </div>
  );
}
