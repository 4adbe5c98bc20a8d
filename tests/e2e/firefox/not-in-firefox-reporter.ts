import { type FullConfig, type Reporter, type Suite } from "@playwright/test/reporter";

/** Prints at the end of a run which tests were left out of it and why. */
export default class NotInFirefoxReporter implements Reporter {
  #suite: Suite | null = null;

  onBegin(_: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): void {
    const lines = (this.#suite?.allTests() ?? []).flatMap((test) =>
      test.outcome() === "skipped"
        ? test.annotations.map(
            ({ description = "no reason given" }) =>
              `  ${test.titlePath().slice(1).join(" › ")}\n    ${description}\n`,
          )
        : [],
    );
    if (lines.length > 0) process.stdout.write(`\nNot run in Firefox (${lines.length}):\n${lines.join("")}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
