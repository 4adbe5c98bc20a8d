import { SingleBar } from "cli-progress";

/** Shows the progress of a long run. */
export type ProgressDisplay = {
  /** Starts a step; `total` is null when the number of items is unknown. */
  begin: (step: string, total: number | null, done: number) => void;
  advance: (done: number) => void;
  /** Prints a line, such as the reason for a wait. */
  note: (text: string) => void;
  end: () => void;
};

/**
 * A progress bar on a terminal; plain lines elsewhere, for readable logs of nightly runs.
 * @param itemsBetweenLines how many items pass between two plain lines
 */
export function createProgressDisplay(
  stream: NodeJS.WritableStream & { isTTY?: boolean },
  itemsBetweenLines: number,
): ProgressDisplay {
  return stream.isTTY === true ? createBar(stream) : createLines(stream, itemsBetweenLines);
}

function createBar(stream: NodeJS.WritableStream): ProgressDisplay {
  let current: { step: string; total: number | null; done: number; bar: SingleBar } | null = null;

  function start(step: string, total: number | null, done: number): void {
    const bar = new SingleBar({
      stream,
      format: total === null ? "{step}: {value}" : "{step} {bar} {value}/{total}",
      barsize: 30,
      hideCursor: true,
      // The command handles SIGINT itself, and ends the bar, which shows the cursor again.
      gracefulExit: false,
    });
    bar.start(total ?? Number.MAX_SAFE_INTEGER, done, { step });
    current = { step, total, done, bar };
  }
  function stop(): void {
    current?.bar.stop();
    current = null;
  }

  return {
    begin: (step, total, done) => {
      stop();
      start(step, total, done);
    },
    advance: (done) => {
      if (current === null) return;
      current.done = done;
      current.bar.update(done);
    },
    note: (text) => {
      const resumed = current;
      stop();
      stream.write(`${text}\n`);
      if (resumed !== null) start(resumed.step, resumed.total, resumed.done);
    },
    end: stop,
  };
}

function createLines(stream: NodeJS.WritableStream, itemsBetweenLines: number): ProgressDisplay {
  let current: { step: string; total: number | null; done: number; written: number } | null = null;

  function write(): void {
    if (current === null) return;
    const { step, total, done } = current;
    stream.write(`${step}: ${String(done)}${total === null ? "" : ` of ${String(total)}`}\n`);
    current.written = done;
  }
  function finish(): void {
    if (current !== null && current.done !== current.written) write();
    current = null;
  }

  return {
    begin: (step, total, done) => {
      finish();
      current = { step, total, done, written: done };
      write();
    },
    advance: (done) => {
      if (current === null) return;
      current.done = done;
      if (done - current.written >= itemsBetweenLines) write();
    },
    note: (text) => {
      stream.write(`${text}\n`);
    },
    end: finish,
  };
}
