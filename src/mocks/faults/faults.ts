import { buildFault, type Fault, type FaultSetting } from "./fault.ts";

/** A fault that a request has met. */
export type TakenFault = {
  fault: Fault;
  /** Aborts when the faults are cleared or replaced: whoever hangs or waits goes on. */
  released: AbortSignal;
};

/** The faults that a mocked WorkOS plays at the moment. Of several that fit a request, the one that was added first is played. */
export type Faults = {
  /** Replaces whatever was played before. */
  set(settings: FaultSetting[]): void;
  add(fault: Fault): void;
  /** Faults with times left, in the order in which they were added. */
  list(): Fault[];
  /** Ends all faults, and lets go of the requests that they hold. */
  clear(): void;
  /**
   * The fault for a request, counted as one of its times; null when all is well.
   * @param readGrantType asked only where a fault depends on it
   */
  take(pathname: string, readGrantType: () => Promise<string | null>): Promise<TakenFault | null>;
};

export function createFaults(): Faults {
  let faults: Fault[] = [];
  let release = new AbortController();

  function replace(next: Fault[]): void {
    release.abort();
    release = new AbortController();
    faults = next;
  }

  return {
    set: (settings) => replace(settings.map(buildFault)),
    add(fault) {
      faults = [...faults, fault];
    },
    list: () => [...faults],
    clear: () => replace([]),
    async take(pathname, readGrantType) {
      const isAsked = faults.some((fault) => pathname.startsWith(fault.path) && grantTypeOf(fault) !== null);
      const grantType = isAsked ? await readGrantType() : null;
      const fault = faults.find((candidate) => {
        const wanted = grantTypeOf(candidate);
        return pathname.startsWith(candidate.path) && (wanted === null || wanted === grantType);
      });
      if (fault === undefined) return null;
      faults = faults.flatMap((other) => (other === fault ? countDown(other) : [other]));
      return { fault, released: release.signal };
    },
  };
}

function grantTypeOf(fault: Fault): string | null {
  return fault.kind === "authorize-error" ? null : (fault.grantType ?? null);
}

function countDown(fault: Fault): Fault[] {
  if (fault.times === null) return [fault];
  return fault.times === 1 ? [] : [{ ...fault, times: fault.times - 1 }];
}
