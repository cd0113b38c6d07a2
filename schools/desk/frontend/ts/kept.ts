/**
 * The evacuation list as this device keeps it, for pages and the service worker alike: one cache of the browser's, with
 * the page that shows it and what that page is made of. It ends with the school day, and is wiped at the first answer that
 * refuses it. No address of it holds a name, and nothing else of the school is ever put there.
 */
export const CACHE = "rollcall-evacuation";
export const SHELL = "/evacuation/kept/";
const LIST = "/evacuation/kept/list";
const DEVICES = "/api/evacuation/devices/";
const WAIT_FOR_ANSWER = 15_000;

export interface Person {
  readonly line: string;
  readonly name: string;
  readonly form: string;
  readonly known: boolean;
}

export interface List {
  readonly person: string;
  readonly as_at: string;
  readonly until: string;
  readonly seconds_left: number;
  readonly evacuation: { readonly id: string; readonly began_at: string; readonly drill: boolean } | null;
  readonly points: readonly { readonly name: string; readonly parts: readonly { readonly heading: string; readonly people: readonly Person[] }[] }[];
}

/** `until` is by this device's own clock, from the time left when it last asked; the school's is `ahead` of it. */
export interface Kept {
  readonly device: string;
  readonly ahead: number;
  readonly until: number;
  readonly list: List;
}

export type Refreshed = "kept" | "refused" | "unreached" | "nothing";

/** What is kept; null when nothing is, or when its day has ended, and then nothing is any more. */
export async function readKept(): Promise<Kept | null> {
  if (!(await caches.has(CACHE))) return null;
  const held = await (await caches.open(CACHE)).match(LIST);
  const kept = held ? ((await held.json()) as Kept) : null;
  if (kept && Date.now() < kept.until) return kept;
  await wipe();
  return null;
}

/** Begin to keep: the page and what it is made of, then the list. */
export async function keep(device: string, assets: readonly string[]): Promise<Refreshed> {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL, ...assets]);
  return fetchList(device);
}

/** Bring the list up to date, or wipe it when the school says so. */
export async function refresh(): Promise<Refreshed> {
  const kept = await readKept();
  return kept ? fetchList(kept.device) : "nothing";
}

async function fetchList(device: string): Promise<Refreshed> {
  let answer: Response;
  try {
    const request: RequestInit = { redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(WAIT_FOR_ANSWER) };
    answer = await fetch(`${DEVICES}${device}/`, { ...request, headers: { Accept: "application/json" } });
  } catch {
    return "unreached";
  }
  if (answer.status >= 500) return "unreached";
  if (!answer.ok) {
    await wipe();
    return "refused";
  }
  const list = (await answer.json()) as List;
  const kept: Kept = { device, ahead: Date.parse(list.as_at) - Date.now(), until: Date.now() + list.seconds_left * 1000, list };
  // A wipe that came between must not be undone.
  if (await caches.has(CACHE)) await (await caches.open(CACHE)).put(LIST, new Response(JSON.stringify(kept)));
  return "kept";
}

/** Keep nothing any more, here and in the worker. */
export async function wipe(): Promise<void> {
  await caches.delete(CACHE);
}
