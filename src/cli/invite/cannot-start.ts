import { isFileError } from "../json-lines.ts";
import { CommandError, exitCodes } from "../run-command.ts";

/** The error when the list, the state file or the report can't be used, which is before anything is sent. */
export function cannotStart(message: string): CommandError {
  return new CommandError(exitCodes.unusable, `${message}\nNothing was sent`);
}

/**
 * The result of the work with a file.
 * @throws CommandError in place of the file system's errors
 */
export function withFile<Result>(what: string, path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw isFileError(error) ? cannotStart(`The ${what} ${path} can't be used (${error.code})`) : error;
  }
}
