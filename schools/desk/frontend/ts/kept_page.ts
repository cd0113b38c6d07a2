/** The page of a kept list, drawn from what this device keeps: [data-kept-list] becomes the list, [data-kept-nothing] says there is none. */
import { openTicking } from "./evacuation.js";
import type { Kept, List, Person } from "./kept.js";
import { readKept } from "./kept.js";
import { forget } from "./keeping.js";

export async function openKept(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-kept-list]");
  if (!place || !("caches" in window)) return;
  const kept = await readKept();
  if (!kept) {
    nothing(place);
    return;
  }
  draw(place, kept);
  openTicking(place, () => { void forget().then(() => { nothing(place); }); });
  setTimeout(() => { void readKept().then((still) => { if (!still) nothing(place); }); }, Math.max(kept.until - Date.now(), 0) + 1000);
}

function nothing(place: HTMLElement): void {
  place.replaceChildren();
  toggle("[data-kept-some]", false);
  toggle("[data-kept-nothing]", true);
}

function draw(place: HTMLElement, { list, ahead }: Kept): void {
  toggle("[data-kept-some]", true);
  for (const at of document.querySelectorAll<HTMLElement>("[data-as-at]")) {
    at.textContent = new Date(list.as_at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
  }
  place.dataset["person"] = list.person;
  place.dataset["evacuation"] = list.evacuation?.id ?? "";
  place.dataset["began"] = list.evacuation?.began_at ?? "";
  place.dataset["now"] = new Date(Date.now() + ahead).toISOString();
  place.dataset["drill"] = String(list.evacuation?.drill ?? false);
  drillBox(place, list);
  place.replaceChildren(...list.points.map((point) => {
    const section = make("section", "panel point");
    const head = make("div", "head-line");
    const said = make("span", "soft");
    said.dataset["point"] = "";
    head.append(make("h2", "", point.name), said);
    section.append(head);
    for (const part of point.parts) {
      const lines = make("ul", "roll-call");
      lines.append(...part.people.map(lineOf));
      section.append(make("h3", "", part.heading), lines);
    }
    return section;
  }));
}

/** Somebody, as the school's own page draws them (`schools.desk.pages.evacuation_rows`). */
function lineOf(person: Person): HTMLElement {
  const line = make("li", "");
  line.dataset["line"] = person.line;
  line.dataset["keys"] = "";
  const who = make("span", "who");
  who.append(named("b", person.name), " ", make("small", "", person.form));
  if (!person.known) who.append(" ", make("span", "tag missing", "Not known"));
  const button = make("button", "btn");
  button.setAttribute("name", "tick");
  const about = make("span", "vh", ": ");
  about.append(named("span", person.name));
  button.append("Seen", about);
  line.append(make("span", "box"), who, make("span", "by"), button);
  return line;
}

/** Begun here, without a network, somebody must say whether it is a drill. */
function drillBox(place: HTMLElement, list: List): void {
  const box = document.querySelector<HTMLInputElement>("[data-is-drill]");
  if (!box) return;
  toggle("[data-begins]", list.evacuation === null);
  box.addEventListener("change", () => { place.dataset["drill"] = String(box.checked); });
}

function toggle(selector: string, shown: boolean): void {
  for (const one of document.querySelectorAll<HTMLElement>(selector)) one.hidden = !shown;
}

function make(tag: string, className: string, words = ""): HTMLElement {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (words) element.textContent = words;
  return element;
}

function named(tag: string, name: string): HTMLElement {
  const element = make(tag, "", name);
  element.dataset["name"] = "";
  return element;
}
