/** Moving along the rows of a list with the keyboard; rows are found by their `data-row-link`. */

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** A key that belongs to the page: no combination, no field, no open dialog. */
export function isPageKey(event: KeyboardEvent): boolean {
  return (
    !event.metaKey &&
    !event.ctrlKey &&
    !event.altKey &&
    !isTyping(event.target) &&
    document.querySelector("dialog[open]") === null
  );
}

export function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at === -1 ? (step === 1 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

export function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>("[data-page-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

/** The browser's first Escape empties the search; the next one gives the keys back to the page. */
export function leaveEmptySearch({ key, target }: KeyboardEvent): void {
  if (key !== "Escape" || !(target instanceof HTMLInputElement)) return;
  if ("pageSearch" in target.dataset && target.value === "") target.blur();
}
