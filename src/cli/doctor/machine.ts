import { type Variables } from "../../contract/variables.ts";
import { type CheckMail } from "../../function/features/local-issuer/mail/mail-check.ts";
import { type BuiltFiles } from "../../function/hosts/built-files.ts";
import { type RedisInspection } from "../../function/hosts/inspect-redis.ts";

/** What the doctor takes from the machine on which it runs. */
export type Machine = {
  variables: Variables;
  /** The build in `dist`; null where there is none. */
  build: BuiltFiles | null;
  fetch: typeof fetch;
  now: () => number;
  /** TXT records of a name, as node:dns has them; rejects with a `code` such as ENOTFOUND. */
  resolveTxt: (name: string) => Promise<string[][]>;
  inspectRedis: () => Promise<RedisInspection>;
  /** Null where no mail server is set. */
  checkMail: CheckMail | null;
  /** A name that no file of a build has. */
  randomName: string;
};
