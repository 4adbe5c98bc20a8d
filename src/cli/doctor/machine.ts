import { type FeatureMachine } from "../../contract/doctor/check.ts";
import { type BuiltFiles } from "../../function/hosts/built-files.ts";
import { type RedisInspection } from "../../function/hosts/inspect-redis.ts";

/** What the doctor takes from the machine on which it runs. */
export type Machine = FeatureMachine & {
  /** The build in `dist`; null where there is none. */
  build: BuiltFiles | null;
  now: () => number;
  inspectRedis: () => Promise<RedisInspection>;
  /** A name that no file of a build has. */
  randomName: string;
};
