/** What a person has under the hand while newer lists take the place of those drawn: the focus, and what is typed. */
import { actAt, rowOf } from "./lines.js";

const TYPED = "input, textarea, select";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Typed {
  readonly value: string;
  readonly checked: boolean;
}

export class Held {
  private readonly focused: HTMLElement | null;
  private readonly id: string;
  private readonly list: string;
  private readonly place: number;
  private readonly selection: readonly [number | null, number | null] | null;
  private readonly typed = new Map<string, Typed>();

  constructor(before: HTMLElement) {
    const active = document.activeElement;
    this.focused = active instanceof HTMLElement && before.contains(active) ? active : null;
    this.id = this.focused?.id ?? "";
    const section = this.focused?.closest<HTMLElement>("section[id]");
    this.list = section?.id ?? "";
    this.place = section && this.focused ? rowOf(section, this.focused) : -1;
    const box = this.focused;
    const isText = box instanceof HTMLTextAreaElement || (box instanceof HTMLInputElement && box.type === "text");
    this.selection = isText ? [box.selectionStart, box.selectionEnd] : null;
    for (const field of before.querySelectorAll<Field>(TYPED)) {
      if (field.id && isTouched(field)) this.typed.set(field.id, { value: field.value, checked: "checked" in field && field.checked });
    }
  }

  giveBack(fresh: HTMLElement): void {
    for (const [id, typed] of this.typed) {
      const field = fresh.querySelector<Field>(`#${CSS.escape(id)}`);
      if (!field) continue;
      field.value = typed.value;
      if (field instanceof HTMLInputElement) field.checked = typed.checked;
    }
    if (!this.focused) return;
    const same = this.id ? fresh.querySelector<HTMLElement>(`#${CSS.escape(this.id)}`) : null;
    const next = same ?? actAt(fresh, this.list, this.place) ?? fresh.closest<HTMLElement>("[data-today]");
    next?.focus({ preventScroll: same !== null });
    if (same && this.selection && (same instanceof HTMLInputElement || same instanceof HTMLTextAreaElement)) {
      same.setSelectionRange(this.selection[0], this.selection[1]);
    }
  }
}

function isTouched(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  if (field instanceof HTMLInputElement && field.checked !== field.defaultChecked) return true;
  return field.value !== field.defaultValue || field === document.activeElement;
}
