// Dragging a card: the same for mouse, pen and finger. A finger has to rest first, so that a
// page still scrolls under it.

import type { Order, Step } from "../api/types";

/** How far a mouse moves before it is a drag, in pixels. */
const FAR = 6;
/** How long a finger rests before it holds a card. */
const REST = 280;
/** How near the edge of the window it scrolls, and how fast. */
const EDGE = 60;
const PACE = 14;

let held: Order | undefined = $state.raw();
let over: Step | undefined = $state();

export const drag = {
  get order(): Order | undefined {
    return held;
  },
  get over(): Step | undefined {
    return over;
  },
};

/** Makes an element a card that can be dragged to another column. */
export function draggable(order: () => Order, may: () => boolean, drop: (step: Step) => void) {
  return (card: HTMLElement) => {
    let ghost: HTMLElement | undefined;
    let from = { x: 0, y: 0 };
    let at = { x: 0, y: 0 };
    let rest: ReturnType<typeof setTimeout> | undefined;
    let scroll: ReturnType<typeof setInterval> | undefined;

    function down(event: PointerEvent): void {
      if (!may() || event.button !== 0 || (event.target as Element).closest("button")) return;
      from = at = { x: event.clientX, y: event.clientY };
      if (event.pointerType === "touch") rest = setTimeout(() => lift(event.pointerId), REST);
      addEventListener("pointermove", moved);
      addEventListener("pointerup", up);
      addEventListener("pointercancel", end);
      addEventListener("keydown", escaped, true);
    }

    function lift(pointer: number): void {
      held = order();
      const box = card.getBoundingClientRect();
      ghost = card.cloneNode(true) as HTMLElement;
      ghost.removeAttribute("data-card");
      ghost.setAttribute("aria-hidden", "true");
      ghost.classList.add("ghost");
      ghost.style.setProperty("left", `${box.left}px`);
      ghost.style.setProperty("top", `${box.top}px`);
      ghost.style.setProperty("width", `${box.width}px`);
      card.parentElement?.append(ghost);
      card.setPointerCapture?.(pointer);
      card.classList.add("held");
      navigator.vibrate?.(10);
      scroll = setInterval(roll, 16);
    }

    function moved(event: PointerEvent): void {
      at = { x: event.clientX, y: event.clientY };
      const far = Math.hypot(at.x - from.x, at.y - from.y);
      if (!ghost) {
        if (event.pointerType === "touch") {
          if (far > FAR) end();
          return;
        }
        if (far < FAR) return;
        lift(event.pointerId);
      }
      event.preventDefault();
      ghost?.style.setProperty("transform", `translate(${at.x - from.x}px, ${at.y - from.y}px) rotate(1.5deg)`);
      const column = document.elementFromPoint(at.x, at.y)?.closest<HTMLElement>("[data-column]");
      over = column?.dataset["column"] as Step | undefined;
    }

    function roll(): void {
      if (at.y < EDGE) scrollBy(0, -PACE);
      else if (at.y > innerHeight - EDGE) scrollBy(0, PACE);
    }

    function up(): void {
      const step = over;
      const was = ghost !== undefined;
      end();
      if (!was) return;
      // The click that follows opens nothing.
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, true), 50);
      if (step) drop(step);
    }

    function end(): void {
      clearTimeout(rest);
      clearInterval(scroll);
      ghost?.remove();
      ghost = undefined;
      card.classList.remove("held");
      held = undefined;
      over = undefined;
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", end);
      removeEventListener("keydown", escaped, true);
    }

    function escaped(event: KeyboardEvent): void {
      if (event.key === "Escape") {
        event.stopPropagation();
        end();
      }
    }

    function touched(event: TouchEvent): void {
      // While a card is held the page stays where it is.
      if (ghost) event.preventDefault();
    }

    const still = (event: Event) => event.preventDefault();
    card.addEventListener("pointerdown", down);
    card.addEventListener("touchmove", touched, { passive: false });
    card.addEventListener("dragstart", still);
    return () => {
      end();
      card.removeEventListener("pointerdown", down);
      card.removeEventListener("touchmove", touched);
      card.removeEventListener("dragstart", still);
    };
  };
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
