import type { Handler, MiddlewareHandler } from "hono";
import type * as v from "valibot";

import type { FunctionVariables } from "../configuration/workos-variables.ts";
import type { LimitEntry } from "../counters/limit-table.ts";
import type { FunctionContext } from "../http/function-context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import type { AccessRule, Call, CallDescription } from "./call.ts";
import type { Core } from "./core.ts";
import type { Issuer } from "./issuer.ts";

/** Something that can be added to the core; see `docs/features.md`. */
export type Feature = {
  name: string;
  calls: readonly CallDescription[];
  limits: readonly LimitEntry[];
  /** Schemas of its members of the health answer. */
  healthSchemas: v.ObjectEntries;
  /** Reads the feature's variables, so that a typing mistake is an error at start, and says how it starts. */
  configure: (variables: FunctionVariables) => (core: Core) => StartedFeature;
};

export type StartedFeature = {
  /** In the order of the calls. */
  handlers: readonly Handler<FunctionContext>[];
  issuer: Issuer | null;
  readHealth: (canCount: boolean) => Record<string, string>;
  /** Built once every issuer is there. */
  createGuard: (() => Guard) | null;
};

/** Lets only requests through whose access token fits the rule, and keeps with them who calls. */
export type Guard = (rule: AccessRule) => MiddlewareHandler<FunctionContext>;

/** What a host hands to a feature that has to be opened before the function starts: files to read, servers to reach. */
export type FeatureHost = {
  variables: FunctionVariables;
  /** Where relative paths in variables begin. */
  baseDirectory: string;
  fetch: typeof fetch;
  now: () => number;
  writeLog: WriteLogEvent;
};

/** What a feature consists of; all but its name and its calls is optional. */
export type FeatureDefinition<Parts> = {
  name: string;
  /** Calls by their files; `Parts` is what their handlers take. */
  calls: readonly Call<Parts>[];
  /** Limits besides those that its calls name. */
  limits?: readonly LimitEntry[];
  /**
   * @returns how the feature starts; null from there: it is switched off, and its calls answer `not_found`
   * @throws Error that names the malformed or missing variable
   */
  configure: (variables: FunctionVariables) => (core: Core) => Parts | null;
  /** The issuer that it brings. */
  issuer?: (parts: Parts) => Issuer;
  /** Its members of the health answer, which are absent while it is switched off. */
  health?: {
    schemas: v.ObjectEntries;
    /** @param canCount whether the counters' store answers */
    read: (parts: Parts, canCount: boolean) => Record<string, string>;
  };
  /** How the access tokens are checked that calls require. */
  guard?: (parts: Parts) => Guard;
};

const answerNotFound: Handler<FunctionContext> = (context) => answerProblem(context, "not_found");

/** The feature of a definition, with its parts out of sight. */
export function defineFeature<Parts>(definition: FeatureDefinition<Parts>): Feature {
  const { name, calls, health, guard } = definition;
  return {
    name,
    calls,
    healthSchemas: health?.schemas ?? {},
    limits: [...new Set([...calls.flatMap(({ limits = [] }) => limits), ...(definition.limits ?? [])])],
    configure: (variables) => {
      const start = definition.configure(variables);
      return (core) => {
        const parts = start(core);
        if (parts === null) {
          const handlers = calls.map(({ handleWhenOff }) => handleWhenOff ?? answerNotFound);
          return { handlers, issuer: null, readHealth: () => ({}), createGuard: null };
        }
        return {
          handlers: calls.map((call) => call.handle(parts)),
          issuer: definition.issuer?.(parts) ?? null,
          readHealth: (canCount) => health?.read(parts, canCount) ?? {},
          createGuard: guard === undefined ? null : () => guard(parts),
        };
      };
    },
  };
}
