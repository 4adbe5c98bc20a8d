/** Loads a module of the app, once more where that fails: a network may fail for a moment. */
export function loadTwice<Module>(load: () => Promise<Module>): Promise<Module> {
  return load().catch(load);
}
