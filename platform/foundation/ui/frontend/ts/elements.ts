/** Elements made here rather than by the server: text only ever as text. */

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  text = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== "") made.textContent = text;
  return made;
}

export function button(label: string, act: () => void, kind = ""): HTMLButtonElement {
  const made = element("button", { type: "button", class: `btn ${kind}`.trim() }, label);
  made.addEventListener("click", act);
  return made;
}

const LONDON = "Europe/London"; // foundation/london.py
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: LONDON });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: LONDON });

/** A moment as the school's clock shows it: 09:12. */
export function clockTime(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? "" : CLOCK.format(at);
}

/** A moment with its day: "19 Nov, 09:12". */
export function timeOf(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? "" : `${DAY.format(at)}, ${CLOCK.format(at)}`;
}
