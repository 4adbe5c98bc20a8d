import { beforeEach, describe, expect, it, vi } from "vitest";

import { loadOrReload } from "./load-or-reload.ts";

const reload = vi.fn<() => void>();
const load = vi.fn<() => Promise<string>>();
const missing = new Error("Failed to fetch dynamically imported module: /assets/session.js");

beforeEach(() => {
  document.body.replaceChildren();
  sessionStorage.clear();
  reload.mockReset();
  load.mockReset();
  vi.stubGlobal("location", { reload });
});

describe("loadOrReload", () => {
  it("loads once more where the network has failed, without reloading", async () => {
    load.mockRejectedValueOnce(missing).mockResolvedValueOnce("module");
    expect(await loadOrReload(load)).toBe("module");
    expect(reload).not.toHaveBeenCalled();
  });

  it("reloads the page once where the file is gone, and fails after that", async () => {
    load.mockRejectedValue(missing);
    const settled = vi.fn<() => void>();
    void loadOrReload(load).then(settled, settled);
    await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
    await new Promise((resolve) => setTimeout(resolve));
    expect(settled).not.toHaveBeenCalled();
    await expect(loadOrReload(load)).rejects.toBe(missing);
    expect(reload).toHaveBeenCalledOnce();
  });

  it("doesn't reload a page in which something may have been entered", async () => {
    document.body.append(document.createElement("input"));
    load.mockRejectedValue(missing);
    await expect(loadOrReload(load)).rejects.toBe(missing);
    expect(reload).not.toHaveBeenCalled();
  });
});
