import { open, rename, rm } from "node:fs/promises";

/**
 * Replaces the file at the path in one step, readable by its owner only. Even after a crash of the machine a reader finds the whole
 * old text or the whole new one.
 *
 * Not `write-file-atomic`: on a full disk it puts the part that fitted in the file's place and reports success.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporaryPath = `${path}.${String(process.pid)}.tmp`;
  try {
    await rm(temporaryPath, { force: true });
    const file = await open(temporaryPath, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
}
