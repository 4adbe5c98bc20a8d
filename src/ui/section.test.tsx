// @vitest-environment jsdom
import { act } from "react";
import { describe, expect, it } from "vitest";

import { Section } from "./section.tsx";
import { queryOne } from "./testing/query.ts";
import { render } from "./testing/render.ts";

function Page({ rows, isOtherShown = true }: { rows: readonly string[]; isOtherShown?: boolean }) {
  return (
    <>
      <Section title="Pending invitations">
        {rows.map((row) => (
          <button key={row} id={row}>
            Revoke
          </button>
        ))}
      </Section>
      {isOtherShown && <button id="elsewhere">Elsewhere</button>}
    </>
  );
}

/** Lets the observer hear of what has changed. */
const settle = () => act(() => Promise.resolve());

describe("Section", () => {
  it("takes the focus of what goes away inside", async () => {
    const page = render(<Page rows={["one", "two"]} />);
    queryOne(page.container, "#one").focus();
    page.update(<Page rows={["two"]} />);
    await settle();
    expect(document.activeElement).toBe(queryOne(page.container, "h2"));
    expect(queryOne(page.container, "h2").textContent).toBe("Pending invitations");
  });

  it("leaves the focus where it is when something else goes away", async () => {
    const page = render(<Page rows={["one", "two"]} />);
    queryOne(page.container, "#two").focus();
    page.update(<Page rows={["two"]} />);
    await settle();
    expect(document.activeElement).toBe(queryOne(page.container, "#two"));
  });

  it("leaves it to whoever has taken it meanwhile", async () => {
    const page = render(<Page rows={["one", "two"]} />);
    queryOne(page.container, "#one").focus();
    queryOne(page.container, "#elsewhere").focus();
    page.update(<Page rows={["two"]} />);
    await settle();
    expect(document.activeElement).toBe(queryOne(page.container, "#elsewhere"));
  });

  it("has nothing to do with what goes away outside", async () => {
    const page = render(<Page rows={["one"]} />);
    queryOne(page.container, "#one").focus();
    queryOne(page.container, "#elsewhere").focus();
    page.update(<Page rows={[]} isOtherShown={false} />);
    await settle();
    expect(document.activeElement).toBe(document.body);
  });
});
