import { act, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Section } from "./section.tsx";
import { setUpUser } from "./testing/user.ts";

function Page({ rows, isOtherShown = true }: { rows: readonly string[]; isOtherShown?: boolean }) {
  return (
    <>
      <Section title="Pending invitations">
        {rows.map((row) => (
          <button key={row}>{`Revoke ${row}`}</button>
        ))}
      </Section>
      {isOtherShown && <button>Elsewhere</button>}
    </>
  );
}

const getButton = (name: string) => screen.getByRole("button", { name });

/** Lets the observer hear of what has changed. */
const settle = () => act(() => Promise.resolve());

describe("Section", () => {
  it("takes the focus of what goes away inside", async () => {
    const { rerender } = render(<Page rows={["one", "two"]} />);
    await setUpUser().click(getButton("Revoke one"));
    rerender(<Page rows={["two"]} />);
    await settle();
    expect(document.activeElement).toBe(
      screen.getByRole("heading", { level: 2, name: "Pending invitations" }),
    );
    screen.getByRole("region", { name: "Pending invitations" });
  });

  it("leaves the focus where it is when something else goes away", async () => {
    const { rerender } = render(<Page rows={["one", "two"]} />);
    await setUpUser().click(getButton("Revoke two"));
    rerender(<Page rows={["two"]} />);
    await settle();
    expect(document.activeElement).toBe(getButton("Revoke two"));
  });

  it("leaves it to whoever has taken it meanwhile", async () => {
    const { rerender } = render(<Page rows={["one", "two"]} />);
    const user = setUpUser();
    await user.click(getButton("Revoke one"));
    await user.click(getButton("Elsewhere"));
    rerender(<Page rows={["two"]} />);
    await settle();
    expect(document.activeElement).toBe(getButton("Elsewhere"));
  });

  it("has nothing to do with what goes away outside", async () => {
    const { rerender } = render(<Page rows={["one"]} />);
    const user = setUpUser();
    await user.click(getButton("Revoke one"));
    await user.click(getButton("Elsewhere"));
    rerender(<Page rows={[]} isOtherShown={false} />);
    await settle();
    expect(document.activeElement).toBe(document.body);
  });
});
