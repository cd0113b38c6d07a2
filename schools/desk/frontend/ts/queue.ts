/**
 * What was ticked on this device and has not reached the school: kept in this browser until it has, by keys alone, no names.
 * The server counts each tick once by its key, so that what may have arrived is sent again.
 */
export interface Begun {
  readonly id: string;
  readonly began_at: string;
  readonly drill: boolean;
}

export interface Tick {
  readonly key: string;
  readonly line: string;
  readonly seen_at: string;
}

/** `person` is who ticked, by key: nobody else sends it. */
export interface Waiting {
  readonly person: string;
  readonly evacuation: Begun | null;
  readonly ticks: readonly Tick[];
  readonly taken_back: readonly string[];
}

const KEY = "rollcall.ticks";
const NOTHING: Waiting = { person: "", evacuation: null, ticks: [], taken_back: [] };

/** Storage may be refused: then what waits lasts as long as the page. */
let inMemory: Waiting = NOTHING;

export function waiting(): Waiting {
  try {
    const text = localStorage.getItem(KEY);
    return text === null ? inMemory : (JSON.parse(text) as Waiting);
  } catch {
    return inMemory;
  }
}

function keep(next: Waiting): void {
  inMemory = next;
  try {
    if (next.ticks.length + next.taken_back.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Kept in memory.
  }
}

export function isWaiting(): boolean {
  const { ticks, taken_back } = waiting();
  return ticks.length + taken_back.length > 0;
}

export function addTick(person: string, evacuation: Begun, tick: Tick): void {
  const held = waitingOf(person);
  keep({ ...held, evacuation: held.evacuation ?? evacuation, ticks: [...held.ticks, tick] });
}

/** What waits of one person: what another left here goes when this one begins. */
function waitingOf(person: string): Waiting {
  const held = waiting();
  return held.person === person ? held : { ...NOTHING, person };
}

/** Ticks taken back: those that wait as well, which are sent and taken back in one, so that the school knows of both. */
export function takeBack(person: string, evacuation: Begun, keys: readonly string[]): void {
  const held = waitingOf(person);
  keep({ ...held, evacuation: held.evacuation ?? evacuation, taken_back: [...held.taken_back, ...keys] });
}

/** What has arrived waits no longer; what was added meanwhile still does. */
export function arrived(sent: Waiting): void {
  const held = waiting();
  const ticks = new Set(sent.ticks.map((tick) => tick.key));
  const back = new Set(sent.taken_back);
  keep({
    ...held,
    ticks: held.ticks.filter((tick) => !ticks.has(tick.key)),
    taken_back: held.taken_back.filter((key) => !back.has(key)),
  });
}

export function forgetAll(): void {
  keep(NOTHING);
}

/** How much waits, in words. */
export function said(): string {
  const { ticks, taken_back } = waiting();
  const number = ticks.length + taken_back.length;
  return `${number} tick${number === 1 ? " waits" : "s wait"}`;
}
