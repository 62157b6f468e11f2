import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type CardProps = { children: ReactNode; className?: string };

export function Card({ children, className }: CardProps) {
  return (
    <div className={classNames("rounded-lg border border-line bg-surface", className)}>
      {children}
    </div>
  );
}

type SectionProps = CardProps & {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  id?: string;
  /** Tables bring their own padding. */
  flush?: boolean;
};

/** A card with a heading (h2): one topic of a page. */
export function CardSection(props: SectionProps) {
  const { title, description, actions, children, id, flush = false, className } = props;
  return (
    <section
      id={id}
      aria-label={title}
      className={classNames("rounded-lg border border-line bg-surface", className)}
    >
      <header className="flex flex-wrap items-start justify-between gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold">{title}</h2>
          {description && <p className="max-w-prose text-sm text-subtle">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div className={flush ? "rounded-b-[inherit]" : "p-4"}>{children}</div>
    </section>
  );
}
