/**
 * The page of a home visit, carried on a phone: [data-visit] with `data-person` and `data-api`, in it
 *
 *   form[data-act=went|found|back]    an act; what is pressed is kept, sent, and said under [data-done] of the same name
 *   [data-trouble]                    what stands in the way: no signal, a refusal (role=status)
 *   [data-lede]                       how far the visit has come
 */
import { dropDrafts } from "../../../../platform/foundation/ui/frontend/ts/drafts.js";
import { button, element } from "../../../../platform/foundation/ui/frontend/ts/elements.js";
import type { Act, Answer, Fields, Kept } from "./visit_sending.js";
import { keep, keptOf, pressed, sendVisit } from "./visit_sending.js";

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
const NOT_SENT: Readonly<Record<Act, string>> = {
  went: "You are on your way. The school does not know yet.",
  found: "Your report is kept on this phone. The school does not have it yet.",
  back: "You are back. The school does not know yet.",
};

export function openVisit(): void {
  const part = document.querySelector<HTMLElement>("[data-visit]");
  if (part) new VisitPage(part);
}

class VisitPage {
  private readonly person: string;
  private readonly address: string;
  private readonly trouble: HTMLElement;
  private pause = FIRST_PAUSE;
  private timer: number | undefined;

  constructor(private readonly part: HTMLElement) {
    this.person = part.dataset["person"] ?? "";
    this.address = part.dataset["api"] ?? "";
    const trouble = part.querySelector<HTMLElement>("[data-trouble]");
    if (!trouble) throw new Error("the page lacks the place where it says what is wrong");
    this.trouble = trouble;
    dropDrafts(this.person);
    this.recall();
    for (const form of part.querySelectorAll<HTMLFormElement>("form[data-act]")) this.listen(form);
    addEventListener("online", () => { void this.send(); });
    addEventListener("beforeunload", (event) => { if (this.waits) event.preventDefault(); });
    this.draw();
    if (this.kept.acts.length > 0) void this.send();
  }

  private get kept(): Kept {
    return keptOf(this.person, this.address);
  }

  private get waits(): boolean {
    return this.kept.acts.length > 0 || this.isTyping;
  }

  private get isTyping(): boolean {
    return Object.keys(this.kept.typed).length > 0;
  }

  private form(act: Act): HTMLFormElement | null {
    return this.part.querySelector<HTMLFormElement>(`form[data-act="${act}"]`);
  }

  private get token(): string {
    return document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  }

  private listen(form: HTMLFormElement): void {
    const act = form.dataset["act"] as Act;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.press(act, form);
    });
    if (act === "found") form.addEventListener("input", () => { keep(this.person, this.address, { ...this.kept, typed: typedIn(form) }); });
  }

  /** Put a report that was being typed back into its fields. */
  private recall(): void {
    const form = this.form("found");
    if (form === null) {
      if (this.isTyping) this.overtaken();
      return;
    }
    for (const [name, value] of Object.entries(this.kept.typed)) {
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
    }
  }

  /** A colleague reported first: what was typed here is shown a last time. */
  private overtaken(): void {
    const { acts, typed } = this.kept;
    if (typed["note"]) this.say(`Somebody else reported this visit first. You had typed: “${typed["note"]}” Tell the office.`);
    keep(this.person, this.address, { acts: acts.filter(({ act }) => act !== "found"), typed: {} });
  }

  private press(act: Act, form: HTMLFormElement): void {
    const missing = act === "found" ? unanswered(form) : null;
    if (missing) {
      this.say(`Answer this first: ${missing.querySelector("legend")?.textContent ?? ""}`, "red");
      missing.closest(".taps")?.scrollIntoView();
      missing.querySelector("input")?.focus({ preventScroll: true });
      return;
    }
    const found = act === "found" ? typedIn(form) : {};
    if (!keep(this.person, this.address, { ...this.kept, acts: [...this.kept.acts, pressed(act, found)] })) {
      form.submit(); // this phone keeps nothing, so it is sent as it would be without a script
      return;
    }
    this.draw();
    void this.send();
  }

  private async send(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const answers = await sendVisit(this.person, this.address, this.token);
    this.draw();
    for (const answer of answers) this.answered(answer);
    if (this.kept.acts.length === 0) this.pause = FIRST_PAUSE;
  }

  private answered(answer: Answer): void {
    switch (answer.kind) {
      case "noted": this.noted(answer.body); break;
      case "refused": this.refused(answer.act, answer.errors, answer.words); break;
      case "out": this.shutOut(answer.signIn); break;
      default: this.unreachable();
    }
  }

  private noted(body: Readonly<Record<string, unknown>>): void {
    for (const [act, words] of Object.entries(body["steps"] as Record<Act, string>)) {
      if (act === "found" && this.isTyping) continue; // a colleague's report: what is typed here stays, and is told so when sent
      const form = this.form(act as Act);
      const hadFocus = form?.contains(document.activeElement) ?? false;
      form?.remove();
      this.done(act as Act, words, hadFocus);
    }
    const lede = this.part.querySelector("[data-lede]");
    if (lede) lede.textContent = String(body["lede"]);
    this.say("");
  }

  private refused(act: Act, errors: readonly { field: string; detail: string }[], words: string): void {
    const said = errors.map(({ detail }) => detail).join(" ") || words;
    this.say(`Not sent: ${said}`, "red");
    const field = this.form(act)?.elements.namedItem(errors[0]?.field ?? "");
    const first = field instanceof RadioNodeList ? field[0] : field;
    if (first instanceof HTMLElement) first.focus();
  }

  private shutOut(signIn: boolean): void {
    const words = signIn ? "You have been signed out." : "This visit can no longer be reported from here: ring the school.";
    const link = element("a", { href: location.href }, signIn ? "Sign in" : "Reload");
    this.say(`${words} What you wrote is kept in this tab.`, "red", [link]);
  }

  private unreachable(): void {
    const again = button("Try now", () => { void this.send(); }, "small");
    this.say("No signal. It is kept in this tab of your phone and sent by itself; leave the tab open.", "", [again]);
    this.timer = setTimeout(() => { void this.send(); }, this.pause) as unknown as number;
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Acts that wait are said where they were pressed, and cannot be pressed again meanwhile. */
  private draw(): void {
    const waiting = new Set(this.kept.acts.map(({ act }) => act));
    for (const act of ["went", "found", "back"] as const) {
      const form = this.form(act);
      if (form === null) continue;
      const hadFocus = form.contains(document.activeElement);
      form.hidden = waiting.has(act);
      this.done(act, waiting.has(act) ? NOT_SENT[act] : "", hadFocus && form.hidden);
    }
  }

  /** What became of an act, in its place; with the focus, where the button had it that is gone. */
  private done(act: Act, words: string, focus: boolean): void {
    const place = this.part.querySelector<HTMLElement>(`[data-done="${act}"]`);
    if (!place) return;
    place.textContent = words;
    place.hidden = words === "";
    if (focus) place.focus();
  }

  private say(words: string, tone: "red" | "" = "", acts: readonly HTMLElement[] = []): void {
    this.trouble.hidden = words === "";
    this.trouble.className = `banner ${tone}`.trim();
    this.trouble.replaceChildren();
    if (words !== "") this.trouble.append(element("p", {}, words), ...acts);
  }
}

/** What a report holds, by the names of its fields; nothing where nobody has typed. */
function typedIn(form: HTMLFormElement): Fields {
  const own = new Set(["csrfmiddlewaretoken", "key"]);
  const pairs = [...new FormData(form)].filter(([name, value]) => !own.has(name) && value !== "");
  return Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]));
}

/** The first question that nobody has answered. */
function unanswered(form: HTMLFormElement): HTMLElement | null {
  const questions = [...form.querySelectorAll<HTMLElement>("fieldset")];
  return questions.find((one) => one.querySelector("input:checked") === null) ?? null;
}
