import { act, render, screen } from "@testing-library/react";
import { type ComponentType, StrictMode, Suspense } from "react";
import { expect, it, vi } from "vitest";

import { LoadingBar } from "./loading-bar.tsx";
import { lazyPart, type LazyPart, type PartFailure, PartFailureContext } from "./lazy-part.tsx";

const Page = ({ name = "Ada" }: { name?: string }) => <p>{`page of ${name}`}</p>;
type Load = () => Promise<ComponentType<{ name?: string }>>;

/** Loads that a test answers. */
function createLoads() {
  const loads: PromiseWithResolvers<ComponentType<{ name?: string }>>[] = [];
  const load: Load = () => {
    const next = Promise.withResolvers<ComponentType<{ name?: string }>>();
    loads.push(next);
    return next.promise;
  };
  return { loads, load };
}

const open = (Part: LazyPart<{ name?: string }>) =>
  act(async () =>
    render(
      <StrictMode>
        <PartFailureContext
          value={({ error, retry }: PartFailure) => (
            <button onClick={retry}>{`failed: ${String(error)}`}</button>
          )}
        >
          <LoadingBar>Loading…</LoadingBar>
          <Suspense fallback={<p>waiting</p>}>
            <Part name="Grace" />
          </Suspense>
        </PartFailureContext>
      </StrictMode>,
    ),
  );
const read = () => document.body.textContent;

it("renders in the first rendering what was preloaded", async () => {
  const Part = lazyPart(async () => Page);
  await Part.preload();
  render(<Part name="Grace" />);
  expect(read()).toBe("page of Grace");
});

it("loads once, however often it is rendered and preloaded", async () => {
  const load = vi.fn<Load>(async () => Page);
  const Part = lazyPart(load);
  void Part.preload();
  await open(Part);
  await Part.preload();
  expect(read()).toBe("page of Grace");
  expect(load).toHaveBeenCalledOnce();
});

it("waits for its code, says so when that takes long, and then renders", async () => {
  const { loads, load } = createLoads();
  await open(lazyPart(load));
  expect(read()).toBe("waiting");
  expect((await screen.findByText("Loading…")).closest("[role=status]")).not.toBeNull();
  await act(async () => loads[0]?.resolve(Page));
  expect(read()).toBe("page of Grace");
});

it("tries a load that fails once more", async () => {
  const load = vi.fn<Load>().mockRejectedValueOnce(new Error("offline")).mockResolvedValueOnce(Page);
  await open(lazyPart(load));
  expect(read()).toBe("page of Grace");
});

it("says that it couldn't be loaded after the second failure, and loads again when it is asked to", async () => {
  const load = vi.fn<Load>().mockRejectedValue(new Error("gone"));
  const Part = lazyPart(load);
  await open(Part);
  expect(read()).toBe("failed: Error: gone");
  expect(load).toHaveBeenCalledTimes(2);
  load.mockReset().mockResolvedValue(Page);
  await act(async () => screen.getByRole("button").click());
  expect(read()).toBe("page of Grace");
});

it("loads what couldn't be prefetched when it is rendered, and says nothing of the failure before", async () => {
  const load = vi.fn<Load>().mockRejectedValue(new Error("offline"));
  const Part = lazyPart(load);
  await Part.prefetch();
  expect(load).toHaveBeenCalledTimes(2);
  load.mockReset().mockResolvedValue(Page);
  await open(Part);
  expect(read()).toBe("page of Grace");
  await Part.prefetch();
  expect(load).toHaveBeenCalledOnce();
});

it("asks for a missing style sheet again, which Vite's own code doesn't", async () => {
  const load = vi
    .fn<Load>()
    .mockRejectedValueOnce(new Error("Unable to preload CSS for /assets/page.css"))
    .mockResolvedValueOnce(Page);
  await open(lazyPart(load));
  const link = document.head.querySelector<HTMLLinkElement>("link[href='/assets/page.css']");
  expect(read()).toBe("waiting");
  await act(async () => link?.dispatchEvent(new Event("load")));
  expect(read()).toBe("page of Grace");
  link?.remove();
});
