import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { CONTROL_STYLE } from "./control-style.ts";

export type Option = { value: string; label: string; disabled?: boolean };
type Props = ComponentProps<"select"> & { options: readonly Option[] };

export function Select({ options, className, ...rest }: Props) {
  return (
    <span className={classNames("relative block", className)}>
      <select className={classNames(CONTROL_STYLE, "h-9 appearance-none pr-8")} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-subtle"
      />
    </span>
  );
}
