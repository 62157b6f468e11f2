const texts = new WeakMap<HTMLTextAreaElement, string>();
/** Those that React has taken over: what is typed into them stays by itself. */
const taken = new WeakSet<HTMLTextAreaElement>();

/** When it takes over a textarea of the server's page, React sets it to what the server had put there. */
if (typeof document !== "undefined") {
  for (const area of document.querySelectorAll("textarea"))
    if (area.value !== area.defaultValue) texts.set(area, area.value);
  const note = ({ target }: Event) => {
    if (target instanceof HTMLTextAreaElement && !taken.has(target))
      texts.set(target, target.value);
  };
  document.addEventListener("input", note, { capture: true });
}

/** What was typed into it before it was taken over, which is asked once; null: nothing was. */
export function typedEarly(area: HTMLTextAreaElement): string | null {
  const typed = texts.get(area) ?? null;
  texts.delete(area);
  taken.add(area);
  return typed;
}
