/**
 * Keeping the evacuation list on this device, where somebody asks for it:
 *
 *   [data-keep=address][hidden]   a form with the device's name; shown where a browser can keep anything
 *     [data-keep-said]            what came of it
 *   [data-kept]                   shown, with the hour in [data-kept-until], where this device keeps the list
 *     button[data-keep-end]       to keep it no longer
 *
 * On every page of the school a kept list is brought up to date, and signing out sends what waits and wipes.
 */
import { settleBeforeSignOut } from "../../../../platform/foundation/ui/frontend/ts/drafts.js";
import type { Kept } from "./kept.js";
import { keep, readKept, refresh, wipe } from "./kept.js";
import { forgetAll, isWaiting, said } from "./queue.js";
import { exchange } from "./sending.js";

const EVERY = 60_000;
const WORKER = "/evacuation-worker.js";
const TICKS = "/api/evacuation/ticks/";
const ASSETS = "link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]";

/** Beside the list, a mark that it is kept: signing out asks at once, and the list itself answers later. */
const MARK = "rollcall.kept";

/** Whether this browser can keep anything here: never on a page without a secure context. */
const isAble = "serviceWorker" in navigator && "caches" in window;

export function keepFresh(): void {
  settleBeforeSignOut({ waits: () => isMarked() || isWaiting(), send: settle, sweep });
  if (!isAble) return;
  void turn();
  setInterval(() => { void turn(); }, EVERY);
  listenForKeep();
}

async function turn(): Promise<void> {
  const came = await refresh();
  if (came === "refused") await forget();
  await show();
}

function isMarked(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}

function mark(kept: boolean): void {
  try {
    if (kept) localStorage.setItem(MARK, "1");
    else localStorage.removeItem(MARK);
  } catch {
    // Without it the answer to signing out wipes all the same.
  }
}

/** No list is kept any more. Ticks name nobody and wait on, for who made them. */
export async function forget(): Promise<void> {
  if (!isAble) return;
  mark(false);
  await wipe();
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
}

async function show(): Promise<void> {
  const kept = await readKept();
  mark(kept !== null);
  const form = document.querySelector<HTMLElement>("[data-keep]");
  const said = document.querySelector<HTMLElement>("[data-kept]");
  if (form) form.hidden = kept !== null;
  if (!said) return;
  said.hidden = kept === null;
  const until = said.querySelector("[data-kept-until]");
  if (kept && until) until.textContent = hour(kept);
}

function hour(kept: Kept): string {
  return new Date(kept.list.until).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}

function listenForKeep(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-keep]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void begin(form);
  });
  document.querySelector("[data-keep-end]")?.addEventListener("click", () => { void endHere(); });
}

async function begin(form: HTMLFormElement): Promise<void> {
  const say = (words: string): void => {
    const place = form.querySelector("[data-keep-said]");
    if (place) place.textContent = words;
  };
  const data = new FormData(form);
  try {
    const answer = await fetch(form.dataset["keep"] ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": String(data.get("csrfmiddlewaretoken")) },
      body: JSON.stringify({ name: String(data.get("name")) }),
      redirect: "manual",
    });
    const body = (await answer.json()) as { readonly device?: string; readonly detail?: string; readonly errors?: readonly { readonly detail?: string }[] };
    if (!answer.ok || !body.device) {
      say(body.errors?.[0]?.detail ?? body.detail ?? "Not kept. Load the page again.");
      return;
    }
    await keep(body.device, assets());
    await navigator.serviceWorker.register(WORKER, { scope: "/" });
    await navigator.serviceWorker.ready;
    await show();
  } catch {
    await forget();
    say("Not kept: the school was not reached, or this browser keeps nothing.");
  }
}

/** What the page that is kept is made of: the same as this one. */
function assets(): string[] {
  const found = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>(ASSETS)].map((element) =>
    element instanceof HTMLScriptElement ? element.src : element.href,
  );
  return [...new Set(found)].filter((address) => new URL(address).origin === location.origin);
}

async function endHere(): Promise<void> {
  await tellSchool();
  await forget();
  await show();
}

/** So that the school's list of devices has this one no more. */
async function tellSchool(): Promise<void> {
  if (!isAble) return;
  const kept = await readKept();
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value;
  if (!kept || !token) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token });
  await fetch(`/evacuation/devices/${kept.device}/end/`, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
}

/** Signed out: the list is gone; ticks name nobody and wait on for who made them. */
async function sweep(): Promise<string> {
  await forget();
  return isWaiting() ? `${said()} on this device and did not reach the school.` : "";
}

/** What waits is sent, and nothing kept here outlives it; what could not be sent is asked about, and till then stays. */
async function settle(): Promise<string> {
  if (isWaiting() && (await exchange(TICKS)) === "worthless") forgetAll();
  if (isWaiting()) return `${said()} on this device and could not be sent.`;
  await tellSchool();
  await forget();
  return "";
}
