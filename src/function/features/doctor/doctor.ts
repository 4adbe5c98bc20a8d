import { apiPaths } from "../../../contract/api-paths.ts";
import { isOwnOrigin } from "../../../contract/own-origin.ts";
import { readVariable } from "../../../contract/variables.ts";
import { defaultWorkosApiUrl } from "../../../contract/public-config-block.ts";
import { type Diagnosis, diagnosisSchema, registrationQuery } from "../../../contract/doctor/diagnosis.ts";
import type { LimitEntry } from "../../core/counters/limit-table.ts";
import { countUse } from "../../core/counters/limits.ts";
import type { Call } from "../../core/feature/call.ts";
import type { CallWorkos } from "../../core/workos/call-workos.ts";
import type { Core } from "../../core/feature/core.ts";
import { defineFeature } from "../../core/feature/feature.ts";
import type { Handler } from "../../core/http/context.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { fingerprint, readDoctorToken } from "./doctor-token.ts";
import { readRegistration } from "./read-registration.ts";

type Parts = { core: Core; call: CallWorkos; publicWorkosOrigin: string };

const questionsPerClient: LimitEntry = {
  name: "doctor",
  counts: "Questions of the doctor from a client address, answered or not",
  quotas: [{ maximum: 60, windowSeconds: 60 }],
  countedInProcess: "while_down",
};

const usesPerToken: LimitEntry = {
  name: "doctor-token",
  counts: "Uses of a token of the doctor, which expires after a minute",
  quotas: [{ maximum: 1, windowSeconds: 600 }],
  // So that a store that is down is what the answer says.
  countedInProcess: "while_down",
};

/**
 * What the function knows of its own set-up, for who has its keys. Anyone else gets `not_found`, as for a path that isn't there:
 * the answer says nothing of whether a key, the moment or the use was wrong.
 */
const readDiagnosis: Call<Parts> = {
  name: "readDiagnosis",
  method: "GET",
  path: apiPaths.diagnosis,
  access: null,
  clientLimit: questionsPerClient,
  limits: [usesPerToken],
  summary:
    "How the function is set up, for `npm run doctor`, which proves that it has the keys; `not_found` for anyone else.",
  request: null,
  query: registrationQuery,
  successes: [
    { status: 200, description: "For a token that a sealing key has made.", schema: diagnosisSchema },
  ],
  failures: ["not_found", "not_configured"],
  handle,
};

function handle(parts: Parts): Handler {
  const { core } = parts;
  const uses = core.limit(usesPerToken);
  return async (context) => {
    const token = await readDoctorToken(core.sealingKeys, context.header("Authorization"), core.now());
    if (token === null) return answerProblem(context, "not_found");
    const use = await countUse(uses, token.nonce);
    if (use.kind === "exceeded") return answerProblem(context, "not_found");
    // Whom the asker took for the console passes the token on (relay): it learns what every visitor can find out.
    const isForUs = isOwnOrigin(core.ownOrigins, token.origin);
    const asksWorkos = context.readQuery()["registration"] === "true";
    const details = isForUs ? await describe(parts, context.request.headers, asksWorkos) : null;
    const ownOrigin = isForUs ? token.origin : core.ownOrigins.main;
    return context.json({ ownOrigin, details } satisfies Diagnosis);
  };
}

async function describe(
  { core, call, publicWorkosOrigin }: Parts,
  headers: Headers,
  asksWorkos: boolean,
): Promise<Diagnosis["details"]> {
  const [newest] = core.sealingKeys;
  const [storeId, registration] = await Promise.all([
    core.counterStore.readStoreId().catch(() => null),
    asksWorkos ? readRegistration(call) : null,
  ]);
  const mailing = core.issuers.find((issuer) => issuer.mailing !== null)?.mailing;
  return {
    clientId: core.workosAccess.clientId,
    workosOrigins: [core.workosAccess.apiUrl.origin, publicWorkosOrigin],
    keys: await Promise.all(
      core.sealingKeys.map(async (key) => ({
        id: key.id,
        fingerprint: await fingerprint(key, "key", key.id),
      })),
    ),
    clientAddress: core.readBrowser(headers).address,
    store: storeId === null ? null : await fingerprint(newest, "store", storeId),
    mail: mailing?.isFailing() === false ? "working" : "failing",
    registration,
  };
}

/** The feature that lets `npm run doctor` ask a deployed function; without keys it is off, like the function. */
export const doctor = defineFeature<Parts>({
  name: "doctor",
  calls: [readDiagnosis],
  configure: (variables) => {
    const apiUrl = readVariable(variables, "VITE_WORKOS_API_URL") ?? defaultWorkosApiUrl;
    return (core) => ({
      core,
      call: core.workos.call,
      publicWorkosOrigin: new URL(apiUrl, core.ownOrigins.main).origin,
    });
  },
});
