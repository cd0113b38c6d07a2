/** A server that answers as it is told, in place of the browser's `fetch`; what it was asked is kept. */

export interface Asked {
  readonly method: string;
  readonly register: string;
  readonly key: string;
  readonly token: string;
  readonly body: { readonly version: number; readonly reason: string; readonly marks: readonly AskedMark[] };
  /** The body exactly as sent. */
  readonly text: string;
}

export interface AskedMark {
  readonly pupil: string;
  readonly was: { readonly code: string; readonly minutes: number | null } | null;
  readonly code: string | null;
  readonly minutes: number | null;
}

/** An answer to a save or a read: a status and its body, or nothing for a connection that is lost. */
export type Reply = { readonly status: number; readonly body?: unknown } | "lost";

const PAGE = "https://school.example/registers/9c/";

export class Server {
  /** Saves and reads of registers, in the order in which they came. */
  readonly saves: Asked[] = [];
  readonly reads: string[] = [];
  /** What the next saves are answered, in turn, then what any is; a function makes the answer of what is asked. */
  replies: (Reply | ((asked: Asked) => Reply | Promise<Reply>))[] = [];
  /** The registers as they stand, for who reads them. */
  registers: Record<string, unknown> = {};
  /** How the page itself answers: with a page, by leading to sign-in, or not at all. */
  page: "page" | "sign-in" | "lost" = "page";
  private readonly listeners: (() => void)[] = [];

  constructor() {
    const own = globalThis as unknown as Record<string, unknown>;
    own["fetch"] = (address: string, options: RequestInit) => this.answer(address, options);
    own["location"] = { href: PAGE };
    own["addEventListener"] = (kind: string, act: () => void) => { if (kind === "online") this.listeners.push(act); };
  }

  /** The browser has found a connection again. */
  online(): void {
    for (const act of this.listeners) act();
  }

  private async answer(address: string, options: RequestInit): Promise<Response> {
    if (address === PAGE) {
      if (this.page === "lost") throw new TypeError("no connection");
      return (this.page === "page" ? new Response("") : { type: "opaqueredirect" }) as Response;
    }
    const register = address.replace("/api/registers/", "");
    if (options.method !== "POST") {
      this.reads.push(register);
      return made(register in this.registers ? { status: 200, body: this.registers[register] } : { status: 404 });
    }
    const headers = new Headers(options.headers);
    const text = String(options.body);
    const asked = {
      method: "POST",
      register,
      key: headers.get("Idempotency-Key") ?? "",
      token: headers.get("X-CSRFToken") ?? "",
      body: JSON.parse(text) as Asked["body"],
      text,
    };
    this.saves.push(asked);
    const reply = this.replies.shift() ?? saved;
    return made(await (typeof reply === "function" ? reply(asked) : reply));
  }
}

function made(reply: Reply): Response {
  if (reply === "lost") throw new TypeError("no connection");
  const { status, body } = reply;
  return new Response(body === undefined ? "not JSON" : JSON.stringify(body), { status });
}

/** What the server answers a save that it carried out, where nobody else has written. */
export function saved({ body }: Asked): Reply {
  const marks = body.marks.map(({ pupil, code, minutes }) => ({ pupil, code, minutes }));
  return { status: 200, body: { version: body.version + 1, saved: marks.length, at: "2026-11-19T08:55:00Z", marks } };
}

/** Waits until all that has been answered is taken in; timers stand still meanwhile. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  await new Promise((done) => { setImmediate(done); });
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

declare function setImmediate(act: (value: unknown) => void): void;
