import { render, screen } from "@testing-library/react";
import { createRef, useState } from "react";
import { describe, expect, it } from "vitest";

import { setUpUser } from "./testing/user.ts";
import { TextField } from "./text-field.tsx";

function LowerCaseField() {
  const [value, setValue] = useState("");
  return (
    <TextField
      label="Email"
      error={null}
      value={value}
      onChange={(event) => setValue(event.target.value.toLowerCase())}
    />
  );
}

const getField = () => screen.getByRole("textbox", { name: "Email" });

describe("TextField", () => {
  it("takes the focus when its label is clicked", async () => {
    render(<TextField label="Email" error={null} />);
    await setUpUser().click(screen.getByText("Email"));
    expect(document.activeElement).toBe(getField());
  });

  it("takes what is typed", async () => {
    render(<LowerCaseField />);
    await setUpUser().type(screen.getByLabelText("Email"), "Grace@Example.com");
    expect(screen.getByDisplayValue("grace@example.com")).toBe(getField());
    expect(document.activeElement).toBe(getField());
  });

  it("is what its input is told to be", () => {
    render(<TextField label="Email" error={null} type="email" autoComplete="username" required readOnly />);
    const field = getField();
    expect(field.getAttribute("type")).toBe("email");
    expect(field.getAttribute("autocomplete")).toBe("username");
    expect(field.hasAttribute("required")).toBe(true);
    expect(field.hasAttribute("readonly")).toBe(true);
  });

  it("has neither a description nor a fault without an error", () => {
    render(<TextField label="Email" error={null} />);
    expect(getField().hasAttribute("aria-invalid")).toBe(false);
    expect(getField().hasAttribute("aria-describedby")).toBe(false);
    expect(screen.getByRole("alert").textContent).toBe("");
  });

  it("announces an error when it comes, is described by it, and keeps what was typed and the focus", async () => {
    const { rerender } = render(<TextField label="Email" error={null} />);
    const alert = screen.getByRole("alert");
    await setUpUser().type(getField(), "grace");
    rerender(<TextField label="Email" error="An @ is missing" />);
    const field = screen.getByRole<HTMLInputElement>("textbox", {
      name: "Email",
      description: "An @ is missing",
    });
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(field.value).toBe("grace");
    expect(document.activeElement).toBe(field);
    // Screen readers announce what comes into an alert, not an alert that comes with its words.
    expect(screen.getByRole("alert")).toBe(alert);
    expect(alert.textContent).toBe("An @ is missing");
  });

  it("forgets an error that is mended", () => {
    const { rerender } = render(<TextField label="Email" error="An @ is missing" />);
    rerender(<TextField label="Email" error={null} />);
    const field = screen.getByRole("textbox", { name: "Email", description: "" });
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(screen.getByRole("alert").textContent).toBe("");
  });

  it("has its own error where two fields have one", () => {
    render(
      <>
        <TextField label="First name" error="Too long" />
        <TextField label="Last name" error="Missing" />
      </>,
    );
    const first = screen.getByRole("textbox", { name: "First name", description: "Too long" });
    const last = screen.getByRole("textbox", { name: "Last name", description: "Missing" });
    expect(screen.getAllByRole("textbox")).toEqual([first, last]);
  });

  it("can be given the focus by its page", () => {
    const ref = createRef<HTMLInputElement>();
    render(<TextField label="Email" error={null} ref={ref} />);
    ref.current?.focus();
    expect(document.activeElement).toBe(getField());
  });
});
