/**
 * Ticking people off at an assembly point. The list is the same on the school's page and on one kept on this device:
 *
 *   [data-ticks=address][data-person][data-evacuation][data-began][data-drill][data-now]   around the list, with the form's token
 *     (both empty on a kept list of no evacuation: the first tick begins one)
 *     [data-seen] [data-expected]   how many are seen, of how many (anywhere on the page)
 *     [data-ticking]                says what waits and when the school was last reached (anywhere on the page)
 *     section.point [data-point]    the same of a point
 *     li[data-line][data-keys]      somebody, with the keys of the ticks that stand for them
 *       button[name=tick] or button[name=take_back]
 *
 * Without this script each button sends the form. With it a tick is drawn at once, kept on this device, and sent; others'
 * ticks come in every few seconds. Nothing moves when somebody is ticked: the next name stays under the thumb.
 */
import { newKey } from "../../../../platform/foundation/ui/frontend/ts/sending.js";
import type { Begun } from "./queue.js";
import { addTick, forgetAll, isWaiting, said, takeBack, waiting } from "./queue.js";
import type { Answer, Seen, Standing } from "./sending.js";
import { exchange, useToken } from "./sending.js";

const EVERY = 5_000;

export function openTicking(list: HTMLElement, refused: () => void): void {
  useToken(list.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "");
  new Ticking(list, refused).start();
}

class Ticking {
  private readonly address: string;
  private readonly person: string;
  private readonly ahead: number;
  private begun: Begun;
  private asking = false;
  private stopped = false;
  private known: Readonly<Record<string, Seen>> = {};

  constructor(private readonly list: HTMLElement, private readonly refused: () => void) {
    const { ticks, person, evacuation, began, drill, now } = list.dataset;
    this.address = ticks ?? "";
    this.person = person ?? "";
    this.begun = { id: evacuation || crypto.randomUUID(), began_at: began ?? "", drill: drill !== "false" };
    this.ahead = now ? Date.parse(now) - Date.now() : 0;
    for (const line of this.lines()) this.note(line);
  }

  start(): void {
    this.list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[name=tick], button[name=take_back]") : null;
      const line = button?.closest<HTMLElement>("li[data-line]");
      if (!button || !line) return;
      event.preventDefault();
      this.press(line, button.name === "tick");
    });
    addEventListener("online", () => { void this.turn(); });
    setInterval(() => { void this.turn(); }, EVERY);
    this.draw();
    void this.turn();
  }

  private lines(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("li[data-line]")];
  }

  /** What the page was drawn with counts until the school has answered. */
  private note(line: HTMLElement): void {
    const keys = (line.dataset["keys"] ?? "").split(" ").filter(Boolean);
    const by = line.querySelector(".by")?.textContent ?? "";
    if (keys.length > 0) this.known = { ...this.known, [line.dataset["line"] ?? ""]: { keys, by, at: "" } };
  }

  private press(line: HTMLElement, isTick: boolean): void {
    const name = line.dataset["line"] ?? "";
    const moment = new Date(Date.now() + this.ahead).toISOString();
    // Begun here, without a network: at the first tick, and as a drill if the page says so by then.
    if (!this.begun.began_at) this.begun = { ...this.begun, began_at: moment, drill: this.list.dataset["drill"] !== "false" };
    if (isTick) addTick(this.person, this.begun, { key: newKey(), line: name, seen_at: moment });
    else takeBack(this.person, this.begun, this.standing(name).keys);
    this.draw();
    line.querySelector<HTMLElement>("button")?.focus();
    void this.turn();
  }

  /** The ticks of a line that stand as far as this device knows: the school's and its own that wait, less those taken back. */
  private standing(line: string): { keys: string[]; said: string } {
    const { ticks, taken_back } = waiting();
    const known = this.known[line];
    const mine = ticks.filter((tick) => tick.line === line);
    const keys = [...(known?.keys ?? []), ...mine.map((tick) => tick.key)].filter((key) => !taken_back.includes(key));
    if (keys.length === 0) return { keys, said: "" };
    const theirs = known?.keys.some((key) => keys.includes(key)) ? known : undefined;
    if (theirs) return { keys, said: theirs.at ? `seen ${clock(theirs.at)} by ${theirs.by}` : theirs.by };
    return { keys, said: `seen ${clock(mine[0]?.seen_at ?? "")} here` };
  }

  private draw(): void {
    for (const line of this.lines()) drawLine(line, this.standing(line.dataset["line"] ?? ""));
    const seen = this.list.querySelectorAll("li.seen").length;
    set("[data-seen]", String(seen));
    set("[data-expected]", String(this.lines().length));
    for (const point of this.list.querySelectorAll<HTMLElement>("section.point")) {
      const of = point.querySelectorAll("li[data-line]").length;
      set("[data-point]", `${point.querySelectorAll("li.seen").length} of ${of} ${of === 1 ? "person" : "people"} seen`, point);
    }
  }

  private async turn(): Promise<void> {
    if (this.asking || this.stopped) return;
    this.asking = true;
    try {
      this.hear(await exchange(this.address));
    } finally {
      this.asking = false;
    }
    if (isWaiting() && navigator.onLine && !this.stopped) this.say(`${said()} on this device, tried again in a few seconds.`);
  }

  private hear(answer: Answer): void {
    if (answer === "unreached") {
      this.say(isWaiting() ? `Not reached: ${said()} on this device.` : "Not reached just now; ticks are kept on this device.");
    } else if (answer === "refused") {
      this.stopped = true;
      this.say(isWaiting() ? `Signed out. ${said()} until you sign in here again.` : "Signed out. Sign in again to go on.");
      this.refused();
    } else if (answer === "worthless") {
      forgetAll();
      this.say("What was ticked here is of another day or person, and was not taken. Load the list again.");
    } else {
      this.apply(answer);
    }
  }

  private apply(answer: Standing): void {
    this.known = answer.seen;
    this.draw();
    if (answer.evacuation?.ended && !isWaiting()) this.say("It has been ended.");
    else this.say(isWaiting() ? `${said()} on this device.` : "Every tick has reached the school.");
  }

  private say(words: string): void {
    set("[data-ticking]", words);
  }
}

function drawLine(line: HTMLElement, { keys, said }: { keys: string[]; said: string }): void {
  const isSeen = keys.length > 0;
  line.dataset["keys"] = keys.join(" ");
  if (line.classList.contains("seen") !== isSeen) {
    line.classList.toggle("seen", isSeen);
    const button = line.querySelector<HTMLButtonElement>("button");
    if (button) {
      button.name = isSeen ? "take_back" : "tick";
      button.classList.toggle("small", isSeen);
      const word = button.firstChild;
      if (word) word.textContent = isSeen ? "Take back" : "Seen";
    }
  }
  const by = line.querySelector(".by");
  if (by && by.textContent !== said) by.textContent = said;
}

function set(selector: string, words: string, within: ParentNode = document): void {
  const place = within.querySelector(selector);
  if (place && place.textContent !== words) place.textContent = words;
}

function clock(moment: string): string {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}
