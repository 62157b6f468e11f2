import type { ComponentProps, ReactNode } from "react";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { Disclosure } from "./disclosure.tsx";
import { OneButtonForm } from "./one-button-form.tsx";

type Props = {
  id: string;
  name: string;
  /** Switches it on or off; the word of what the button does now. */
  pause: { enabled: boolean; word: string; action: ComponentProps<typeof OneButtonForm>["action"] };
  remove: {
    /** What becomes of it. */
    description: string;
    label: string;
    action: ComponentProps<typeof ConfirmButton>["action"];
  };
  /** Buttons before these. */
  first?: ReactNode;
  /** The form to edit it. */
  children: ReactNode;
};

/** What an administrator does with a mirror, publisher or webhook, at the foot of its card. */
export function CardControls({ id, name, pause, remove, first, children }: Props) {
  return (
    <>
      <div className="mt-4 flex flex-wrap items-center gap-2 border-t border-line pt-4">
        {first}
        <OneButtonForm action={pause.action} fields={{ id, enabled: String(!pause.enabled) }}>
          {pause.word}
          <span className="sr-only"> {name}</span>
        </OneButtonForm>
        <ConfirmButton
          size="sm"
          title={`Remove ${name}?`}
          description={remove.description}
          confirmLabel={remove.label}
          action={remove.action}
          fields={{ id }}
        >
          Remove…<span className="sr-only"> {name}</span>
        </ConfirmButton>
      </div>
      <div className="mt-3">
        <Disclosure
          label={
            <>
              Edit<span className="sr-only"> {name}</span>
            </>
          }
        >
          {children}
        </Disclosure>
      </div>
    </>
  );
}
