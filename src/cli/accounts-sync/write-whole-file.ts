import { open, rename, rm } from "node:fs/promises";

/**
 * Puts the text where the path says, readable by its owner alone. Whoever reads the path meets the whole old file or the whole new
 * one, whenever this process or the machine stops: the text is on the disk before it takes the name.
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
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
