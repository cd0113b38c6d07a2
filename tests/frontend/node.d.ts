/** What these tests use of Node, whose own types are no package of ours. */

declare module "node:test" {
  export function describe(name: string, tests: () => void): void;
  export function test(name: string, act: () => void | Promise<void>): void;
  export function beforeEach(act: () => void): void;
  export function afterEach(act: () => void): void;
  export const mock: {
    readonly timers: { enable(options: { apis: readonly string[] }): void; reset(): void; tick(milliseconds: number): void };
  };
}

declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    match(actual: string, expected: RegExp): void;
    ok(value: unknown, message?: string): asserts value;
    throws(act: () => void, error?: unknown): void;
  };
  export default assert;
}
