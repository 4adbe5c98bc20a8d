import type * as v from "valibot";

import type { FunctionVariables } from "../configuration/workos-variables.ts";
import type { LimitEntry } from "../counters/limit-table.ts";
import type { Check, Handler } from "../http/context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import type { AccessRule, Call, CallDescription } from "./call.ts";
import { listLimits } from "./call-limits.ts";
import type { Core } from "./core.ts";
import type { Issuer, SignInSteps } from "./issuer.ts";

/** An optional addition to the core; see `docs/features.md`. */
export type Feature = {
  name: string;
  variables: readonly string[];
  calls: readonly CallDescription[];
  limits: readonly LimitEntry[];
  /** Schemas of the members that it adds to the health answer. */
  healthSchemas: v.ObjectEntries;
  /** Reads the feature's variables, so that a typo is an error at start, and returns how to start it. */
  configure: (variables: FunctionVariables) => (core: Core) => StartedFeature;
};

export type StartedFeature = {
  /** In the order of the calls. */
  handlers: readonly Handler[];
  issuer: Issuer | null;
  signInSteps: SignInSteps | null;
  readHealth: (canCount: boolean) => Record<string, string>;
  /** Called once every issuer has been added. */
  createGuard: (() => Guard) | null;
};

/** A check that admits only requests whose access token satisfies the rule, and stores the caller with the request. */
export type Guard = (rule: AccessRule) => Check;

/** What a host passes to a feature that must be opened before the function starts, because it reads files or servers. */
export type FeatureHost = {
  variables: FunctionVariables;
  /** The base of relative paths in variables. */
  baseDirectory: string;
  fetch: typeof fetch;
  now: () => number;
  writeLog: WriteLogEvent;
};

/** What a feature consists of. */
export type FeatureDefinition<Parts> = {
  name: string;
  /** Names of variables that no other feature reads; hosts refuse other names that look like theirs. */
  variables?: readonly string[];
  /** `Parts` is what their handlers take. */
  calls: readonly Call<Parts>[];
  /** Limits besides those that its calls list. */
  limits?: readonly LimitEntry[];
  /**
   * @returns how to start the feature; starting returns null when it is switched off, and its calls then answer `not_found`
   * @throws Error naming the malformed or missing variable
   */
  configure: (variables: FunctionVariables) => (core: Core) => Parts | null;
  /** The issuer that it adds. */
  issuer?: (parts: Parts) => Issuer;
  /** How it continues a sign-in for which WorkOS requires a step after a correct code. */
  signInSteps?: (parts: Parts) => SignInSteps;
  /** The members that it adds to the health answer while it is switched on. */
  health?: {
    schemas: v.ObjectEntries;
    /** @param canCount whether the counter store answers */
    read: (parts: Parts, canCount: boolean) => Record<string, string>;
  };
  /** How the access tokens that calls require are checked. */
  guard?: (parts: Parts) => Guard;
};

const answerNotFound: Handler = (context) => answerProblem(context, "not_found");

/** The feature of a definition, with its `Parts` type hidden. */
export function defineFeature<Parts>(definition: FeatureDefinition<Parts>): Feature {
  const { name, calls, health, guard } = definition;
  return {
    name,
    variables: definition.variables ?? [],
    calls,
    healthSchemas: health?.schemas ?? {},
    limits: [...new Set([...calls.flatMap(listLimits), ...(definition.limits ?? [])])],
    configure: (variables) => {
      const start = definition.configure(variables);
      return (core) => {
        const parts = start(core);
        if (parts === null) {
          const handlers = calls.map(({ handleWhenOff }) => handleWhenOff ?? answerNotFound);
          return { handlers, issuer: null, signInSteps: null, readHealth: () => ({}), createGuard: null };
        }
        return {
          handlers: calls.map((call) => call.handle(parts)),
          issuer: definition.issuer?.(parts) ?? null,
          signInSteps: definition.signInSteps?.(parts) ?? null,
          readHealth: (canCount) => health?.read(parts, canCount) ?? {},
          createGuard: guard === undefined ? null : () => guard(parts),
        };
      };
    },
  };
}
