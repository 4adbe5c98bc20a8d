/** Storage without the app's care for browsers that forbid it: it throws there. */
export function openStorage(area: Storage) {
  return {
    read: (key: string) => area.getItem(key),
    write: (key: string, value: string) => area.setItem(key, value),
  };
}
