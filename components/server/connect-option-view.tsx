"use client";

import { Download, SquareArrowOutUpRight } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ConnectOption } from "#lib/clients/core/connect.ts";

/** Only what the core itself builds: web addresses and the schemes of the editors it knows. */
const OPENABLE = /^(?:https:\/\/|vscode:|vscode-insiders:|cursor:\/\/)/;

type Props = {
  option: ConnectOption;
  /** The link was opened, or the text copied. */
  onUse: (client: string) => void;
};

/** One way to set up one client: a link to click, or a text to copy, and what to do with it. */
export function ConnectOptionView({ option, onUse }: Props) {
  const used = () => onUse(option.client);
  const { kind, href, label, text, file, steps } = option;
  const isLink = kind === "link" && href !== undefined && OPENABLE.test(href);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {isLink ? (
        <a
          href={href}
          onClick={used}
          className={buttonStyle({ variant: "primary", className: "self-start" })}
        >
          {href.startsWith("https:") ? (
            <Download aria-hidden />
          ) : (
            <SquareArrowOutUpRight aria-hidden />
          )}
          {showHidden(label)}
        </a>
      ) : (
        <>
          <h3 className="font-medium">
            {showHidden(label)}
            {file !== undefined && <span className="font-normal text-subtle"> in {file}</span>}
          </h3>
          <div
            onCopy={used}
            onClick={({ target }) => {
              if (target instanceof Element && target.closest("button")) used();
            }}
          >
            <CodeBlock code={text} label={label} wrap={kind === "command"} />
          </div>
        </>
      )}
      {steps.length > 0 && (
        <ul className="max-w-prose list-disc space-y-0.5 pl-5 text-sm text-muted">
          {steps.map((step) => (
            <li key={step} className="break-words">
              {showHidden(step)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
