/**
 * The service worker of a device that keeps the evacuation list. It answers only when the network does not: with the kept
 * page, in the place of the school's first page and of the evacuation list. All else goes to the school untouched.
 *
 * It wipes what is kept when a page of the evacuation is refused, when a redirect turns out to lead to sign-in (a kept list
 * is asked for again then, and is refused), and as somebody signs out. Once nothing is kept it takes itself away.
 */
import { CACHE, readKept, refresh, SHELL, wipe } from "./ts/kept.js";

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  readonly registration: { unregister(): Promise<boolean> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetched) => void): void;
}

const scope = self as unknown as Scope;
const OPENS_KEPT = new Set(["/", "/evacuation/", SHELL]);
const SIGNS_OUT = new Set(["/sign-out/", "/swept/"]);

scope.addEventListener("install", (event) => { event.waitUntil(scope.skipWaiting()); });
scope.addEventListener("activate", (event) => { event.waitUntil(scope.clients.claim()); });

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== scope.location.origin) return;
  if (SIGNS_OUT.has(pathname)) {
    event.waitUntil(forget());
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(navigate(event, pathname));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(() => fromCache(request)));
  }
});

async function navigate(event: Fetched, pathname: string): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    if (pathname.startsWith("/evacuation/") && (answer.status === 401 || answer.status === 404)) await forget();
    else if (answer.type === "opaqueredirect") event.waitUntil(leaveIfRefused());
    return answer;
  } catch (fault) {
    if (!OPENS_KEPT.has(pathname) || !(await readKept())) throw fault;
    return fromCache(SHELL);
  }
}

async function fromCache(request: Request | string): Promise<Response> {
  const held = (await caches.has(CACHE)) ? await (await caches.open(CACHE)).match(request) : undefined;
  return held ?? Response.error();
}

async function leaveIfRefused(): Promise<void> {
  const came = await refresh();
  if (came === "refused" || came === "nothing") await scope.registration.unregister();
}

async function forget(): Promise<void> {
  await wipe();
  await scope.registration.unregister();
}
