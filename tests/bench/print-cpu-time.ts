import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";

/**
 * Runs a command and prints how much CPU time the machine has spent meanwhile, user and system. It is read from the machine and not
 * from the command's processes: those of a browser are reaped by other processes, so `time` misses their share. On a machine that does
 * something else beside it, the figure is too high.
 */
const [command, ...options] = process.argv.slice(2);
if (command === undefined)
  throw new Error("Usage: node tests/bench/print-cpu-time.ts <command> [<option> ...]");

const before = readCpuSeconds();
const [exitCode] = await once(spawn(command, options, { stdio: "inherit" }), "exit");
const after = readCpuSeconds();
const [user, system] = [after.user - before.user, after.system - before.system];
process.stdout.write(
  `CPU time: ${formatMinutes(user + system)} (user ${formatMinutes(user)}, system ${formatMinutes(system)})\n`,
);
process.exitCode = typeof exitCode === "number" ? exitCode : 1;

function readCpuSeconds(): { user: number; system: number } {
  const sum = { user: 0, system: 0 };
  for (const { times } of cpus()) {
    sum.user += (times.user + times.nice) / 1000;
    sum.system += (times.sys + times.irq) / 1000;
  }
  return sum;
}

function formatMinutes(exactSeconds: number): string {
  const seconds = Math.round(exactSeconds);
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
