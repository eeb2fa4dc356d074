/**
 * Names a wish, so that a repeat of it counts once. Browsers have `randomUUID` on safe pages
 * only, and a workshop's own network may have none.
 */
export function wish(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}
