/** The storage of a browser's tab, in memory; it can be full, or refused. */

/** Names are its own properties, as `Object.keys(sessionStorage)` gives them; what it does is not among them. */
class Storage {
  [name: string]: unknown;

  static kept(state: { full: boolean }): Storage {
    const made = new Storage();
    const act = (name: string, value: (...given: string[]) => unknown): void => { Object.defineProperty(made, name, { value }); };
    act("getItem", (name) => made[name] ?? null);
    act("setItem", (name, text) => {
      if (state.full) throw new DOMException("full", "QuotaExceededError");
      made[name] = text;
    });
    act("removeItem", (name) => { delete made[name]; });
    return made;
  }
}

export class Tab {
  readonly state = { full: false };
  private storage = Storage.kept(this.state);

  /** Make this the tab in which scripts run. */
  constructor() {
    Object.defineProperty(globalThis, "sessionStorage", { configurable: true, get: () => this.opened() });
  }

  /** The browser lets this page keep nothing. */
  refused = false;

  get names(): string[] {
    return Object.keys(this.storage);
  }

  /** All that is kept, as one text. */
  get text(): string {
    return JSON.stringify(this.storage);
  }

  put(name: string, text: string): void {
    this.storage[name] = text;
  }

  private opened(): Storage {
    if (this.refused) throw new DOMException("denied", "SecurityError");
    return this.storage;
  }
}
