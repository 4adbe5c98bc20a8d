/** What is used of Cloudflare's runtime; its whole types are no dependency. */
declare module "cloudflare:workers" {
  /** A value in a column. */
  type SqlValue = string | number | null;

  export type DurableObjectState = {
    storage: {
      sql: {
        exec: <Row extends Record<string, SqlValue>>(
          statement: string,
          ...values: SqlValue[]
        ) => { toArray: () => Row[] };
      };
      getAlarm: () => Promise<number | null>;
      setAlarm: (atMs: number) => Promise<void>;
    };
    /** Ends the object; the next call begins a new one on the same storage. */
    abort: (reason: string) => never;
  };

  export abstract class DurableObject {
    protected readonly ctx: DurableObjectState;
    constructor(state: DurableObjectState, env: unknown);
  }
}
