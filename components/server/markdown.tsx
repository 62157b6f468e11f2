import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import type { ReactNode } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { MAX_MARKDOWN_LENGTH, safeTree, type Place } from "#lib/markdown/safe-tree.ts";

type Props = Place & { markdown: string };

/** Markdown of strangers, drawn on the server and inert. */
export function Markdown({ markdown, ...place }: Props) {
  const tree = safeTree(markdown, place);
  if (tree === null)
    return <pre className="overflow-x-auto whitespace-pre-wrap">{showHidden(markdown)}</pre>;
  return (
    <div className="flex max-w-[72ch] flex-col gap-3 break-words">
      {toJsxRuntime(tree, { Fragment, jsx, jsxs, components: COMPONENTS })}
      {markdown.length > MAX_MARKDOWN_LENGTH && (
        <p className="text-sm text-subtle">The text is longer; the rest is in the repository.</p>
      )}
    </div>
  );
}

const HEADING = "mt-2 font-semibold text-ink first:mt-0";
const CELL = "border-b border-line px-3 py-1.5 text-left align-top first:pl-0";

type Drawn = { children?: ReactNode; href?: string; start?: number };
type Draw = (props: Drawn) => ReactNode;

const COMPONENTS: Readonly<Record<string, Draw>> = {
  h3: ({ children }) => <h3 className={`${HEADING} text-lg`}>{children}</h3>,
  h4: ({ children }) => <h4 className={HEADING}>{children}</h4>,
  h5: ({ children }) => <h5 className={HEADING}>{children}</h5>,
  h6: ({ children }) => <h6 className={`${HEADING} text-muted`}>{children}</h6>,
  a: ({ children, href }) => (
    <a
      href={href}
      rel="nofollow noopener ugc"
      target="_blank"
      className="text-accent-text underline decoration-accent-line underline-offset-2 hover:decoration-current"
    >
      {children}
    </a>
  ),
  ul: ({ children }) => <ul className="list-disc space-y-1 pl-5">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal space-y-1 pl-5">
      {children}
    </ol>
  ),
  blockquote: ({ children }) => (
    <blockquote className="border-l-2 border-line-strong pl-3 text-muted">{children}</blockquote>
  ),
  hr: () => <hr className="border-line" />,
  code: ({ children }) => (
    <code className="rounded bg-sunken px-1 py-0.5 text-sm in-[pre]:bg-transparent in-[pre]:p-0">
      {children}
    </code>
  ),
  pre: ({ children }) => (
    <pre
      tabIndex={0}
      className="overflow-x-auto rounded-md border border-line bg-sunken p-3 text-sm"
    >
      {children}
    </pre>
  ),
  table: ({ children }) => (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Table">
      <table className="border-collapse text-sm">{children}</table>
    </div>
  ),
  th: ({ children }) => (
    <th scope="col" className={`${CELL} font-medium`}>
      {children}
    </th>
  ),
  td: ({ children }) => <td className={CELL}>{children}</td>,
};
