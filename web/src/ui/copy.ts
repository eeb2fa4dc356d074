/**
 * Puts a text on the clipboard. Browsers have `navigator.clipboard` on safe pages only, and a
 * workshop's own network may have none: there the text of a field is copied, as it once was.
 */
export async function copy(text: string): Promise<void> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (clipboard) return clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  // Inside an open dialog only what it holds can have the focus.
  const { activeElement } = document;
  (activeElement?.closest("dialog") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (activeElement instanceof HTMLElement) activeElement.focus();
  if (!done) throw new Error("the browser copied nothing");
}
