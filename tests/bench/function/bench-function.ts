import { describeRatios, describeSpread, type Row, type Section } from "../report.ts";
import { type CodeSignIn, createBetterAuth, createPortico } from "./subjects.ts";

/** In each batch. Few, because better-auth's memory adapter copies its whole database for each sign-in. */
const people = 64;
const callsAtOnce = 32;
const batchesOfRun = 8;

/** Calls a second. */
type Rates = { sends: number; verifies: number; sendsAtOnce: number; verifiesAtOnce: number };

const titles: Record<keyof Rates, string> = {
  sends: "sends, one by one",
  verifies: "verifies, one by one",
  sendsAtOnce: `sends, ${String(callsAtOnce)} at once`,
  verifiesAtOnce: `verifies, ${String(callsAtOnce)} at once`,
};

const targets: Record<keyof Rates, number> = {
  sends: 2,
  verifies: 6,
  sendsAtOnce: 2,
  verifiesAtOnce: 6,
};

/** Measures the function's sends and verifies against better-auth's, both in this process. */
export async function benchFunction(runs: number): Promise<Section> {
  // Both as they run in production; better-auth reads it when it is imported.
  process.env["NODE_ENV"] ??= "production";
  const own: Rates[] = [];
  const others: Rates[] = [];
  const subjects: [Rates[], CodeSignIn][] = [
    [own, await createPortico()],
    [others, await createBetterAuth()],
  ];
  // The first two compile what is measured later.
  for (let run = -2; run < runs; run += 1) {
    const firstPerson = (run + 2) * batchesOfRun * 2 * people;
    for (const [rates, signIn] of run % 2 === 0 ? subjects : subjects.toReversed()) {
      const result = await measureRates(signIn, batchesOfRun, firstPerson);
      if (run >= 0) rates.push(result);
    }
  }
  const rates: (keyof Rates)[] = ["sends", "verifies", "sendsAtOnce", "verifiesAtOnce"];
  return {
    title: `Function: in process, WorkOS stubbed, against better-auth with email OTP on its memory adapter; ${String(runs)} interleaved runs`,
    notes: [
      "A send is answered at a fixed moment by design (docs/decisions/0001); its wait is left out, its work isn't. Keys and cryptography are real on both sides, each person has an address and a client address of their own, and both run in production with their own defaults otherwise.",
      "Either side asks for each mail with one request over HTTP, stubbed alike. Ours counts each call against its limits and writes its log; better-auth's limit on requests is off, in its favour: for each request it goes through the counts of all clients of the last minute.",
      `One instance of each, as a server has it. Batches of ${String(people)} people: better-auth's memory adapter copies its whole database for each sign-in, so it is emptied before each batch, in its favour.`,
    ],
    rows: rates.map((key): Row => {
      const [values, otherValues] = [own.map((each) => each[key]), others.map((each) => each[key])];
      const spread = describeRatios(values, otherValues);
      return {
        name: titles[key],
        value: spread.median,
        unit: "times",
        spread,
        target: { atLeast: targets[key] },
        detail: `${describeSpread(values).median.toFixed(0)} to ${describeSpread(otherValues).median.toFixed(0)} a second`,
      };
    }),
  };
}

/** Rates over some batches, each of new people. */
export async function measureRates(signIn: CodeSignIn, batches: number, firstPerson: number): Promise<Rates> {
  const elapsedMs: Rates = { sends: 0, verifies: 0, sendsAtOnce: 0, verifiesAtOnce: 0 };
  for (let batch = 0; batch < batches; batch += 1) {
    const first = firstPerson + batch * 2 * people;
    elapsedMs.sends += await measureCalls(signIn, "send", 1, first);
    elapsedMs.verifies += await measureCalls(signIn, "verify", 1, first);
    signIn.emptyDatabase();
    elapsedMs.sendsAtOnce += await measureCalls(signIn, "send", callsAtOnce, first + people);
    elapsedMs.verifiesAtOnce += await measureCalls(signIn, "verify", callsAtOnce, first + people);
    signIn.emptyDatabase();
  }
  const toRate = (totalMs: number) => (batches * people * 1000) / totalMs;
  return {
    sends: toRate(elapsedMs.sends),
    verifies: toRate(elapsedMs.verifies),
    sendsAtOnce: toRate(elapsedMs.sendsAtOnce),
    verifiesAtOnce: toRate(elapsedMs.verifiesAtOnce),
  };
}

/** Milliseconds until everyone's call is answered and its work in the background done. */
async function measureCalls(
  signIn: CodeSignIn,
  call: "send" | "verify",
  atOnce: number,
  firstPerson: number,
): Promise<number> {
  let next = firstPerson;
  const startedAtMs = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < firstPerson + people) {
        const person = next;
        next += 1;
        await signIn[call](person);
        if (atOnce === 1) await signIn.finish();
      }
    }),
  );
  await signIn.finish();
  return performance.now() - startedAtMs;
}
