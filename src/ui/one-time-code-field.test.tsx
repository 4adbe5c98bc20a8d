// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import { type ComponentProps, createRef, useState } from "react";
import { describe, expect, it, vi } from "vitest";

import { OneTimeCodeField } from "./one-time-code-field.tsx";
import { setUpUser } from "./testing/user.ts";

type Props = Partial<ComponentProps<typeof OneTimeCodeField>>;

function Field(props: Props) {
  return (
    <OneTimeCodeField
      label="Code"
      hint="Six digits from the mail"
      length={6}
      value=""
      error={null}
      readOnly={false}
      autoFocus={false}
      onChange={() => undefined}
      {...props}
    />
  );
}

function DigitsField() {
  const [value, setValue] = useState("");
  return <Field value={value} onChange={(input) => setValue(input.replaceAll(/\D/g, ""))} />;
}

const getField = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Code" });

describe("OneTimeCodeField", () => {
  it("is named by its label and described by its hint", () => {
    render(<Field />);
    const field = screen.getByRole("textbox", { name: "Code", description: "Six digits from the mail" });
    expect(field.hasAttribute("aria-invalid")).toBe(false);
    expect(screen.getByRole("alert").textContent).toBe("");
  });

  it("says an error before its hint, in an alert that was there before", () => {
    const { rerender } = render(<Field />);
    const alert = screen.getByRole("alert");
    rerender(<Field error="Wrong code" />);
    const field = screen.getByRole("textbox", {
      name: "Code",
      description: "Wrong code Six digits from the mail",
    });
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("alert")).toBe(alert);
    expect(alert.textContent).toBe("Wrong code");
    rerender(<Field />);
    screen.getByRole("textbox", { name: "Code", description: "Six digits from the mail" });
    expect(field.hasAttribute("aria-invalid")).toBe(false);
  });

  it("asks the phone for digits and for the code that has just come", () => {
    render(<Field />);
    expect(getField().inputMode).toBe("numeric");
    expect(getField().autocomplete).toBe("one-time-code");
  });

  it("has a dot for each digit while it is empty", () => {
    render(<Field length={8} />);
    expect(screen.getByPlaceholderText("········")).toBe(getField());
  });

  it("hands on each keystroke, and shows what it is given back", async () => {
    render(<DigitsField />);
    await setUpUser().type(getField(), "12-3 4x5");
    expect(getField().value).toBe("12345");
  });

  it("hands on the whole of a pasted sentence", async () => {
    const onChange = vi.fn<(input: string) => void>();
    render(<Field onChange={onChange} />);
    const user = setUpUser();
    await user.click(screen.getByText("Code"));
    await user.paste("Your code is 123 456.");
    expect(onChange.mock.calls).toEqual([["Your code is 123 456."]]);
  });

  it("takes no input while it is read-only, and keeps the focus", async () => {
    const onChange = vi.fn<(input: string) => void>();
    const { rerender } = render(<Field value="123456" onChange={onChange} />);
    const user = setUpUser();
    await user.click(getField());
    rerender(<Field value="123456" onChange={onChange} readOnly />);
    await user.keyboard("7{Backspace}");
    await user.paste("654321");
    expect(onChange).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(getField());
  });

  it("accepts digits, spaces and hyphens, and nothing else", () => {
    const { rerender } = render(<Field value="123 45-6" />);
    expect(getField().checkValidity()).toBe(true);
    rerender(<Field value="12345x" />);
    expect(getField().checkValidity()).toBe(false);
  });

  it("takes the focus as it comes when it is told to, and not otherwise", () => {
    const { unmount } = render(<Field />);
    expect(document.activeElement).toBe(document.body);
    unmount();
    render(<Field autoFocus />);
    expect(document.activeElement).toBe(getField());
  });

  it("can be given the focus by its page", () => {
    const ref = createRef<HTMLInputElement>();
    render(<Field ref={ref} />);
    ref.current?.focus();
    expect(document.activeElement).toBe(getField());
  });
});
