import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { ChoiceList } from "./choice-list.tsx";

describe("ChoiceList", () => {
  it("is a list with a name and an item for each choice", () => {
    render(
      <ChoiceList label="Choose an organization">
        {["Lovelace Ltd", "Hopper Inc"].map((name) => (
          <button key={name}>{name}</button>
        ))}
      </ChoiceList>,
    );
    const list = within(screen.getByRole("list", { name: "Choose an organization" }));
    const choices = list.getAllByRole("listitem").map((item) => within(item).getByRole("button").textContent);
    expect(choices).toEqual(["Lovelace Ltd", "Hopper Inc"]);
  });

  it("has no item for a choice that isn't offered", () => {
    const isOffered = false;
    render(
      <ChoiceList label="Choose an organization">
        {null}
        <button>Lovelace Ltd</button>
        {isOffered && <button>Hopper Inc</button>}
      </ChoiceList>,
    );
    expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["Lovelace Ltd"]);
  });
});
