const texts = new WeakMap<EventTarget, string>();

/** When it takes over a textarea of the server's page, React sets it to what the server had put there. */
if (typeof document !== "undefined") {
  for (const area of document.querySelectorAll("textarea"))
    if (area.value !== area.defaultValue) texts.set(area, area.value);
  const note = ({ target }: Event) => {
    if (target instanceof HTMLTextAreaElement) texts.set(target, target.value);
  };
  document.addEventListener("input", note, { capture: true });
}

/** What was typed into it before; null: nothing was. */
export const typedEarly = (area: HTMLTextAreaElement): string | null => texts.get(area) ?? null;
