import { fireEvent, render, screen } from "@testing-library/react";
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
      onPaste={() => false}
      {...props}
    />
  );
}

/** A page that keeps nothing but digits. */
function DigitsField({ onInput }: { onInput?: (input: string) => void }) {
  const [value, setValue] = useState("");
  const change = (input: string) => {
    onInput?.(input);
    setValue(foldDigits(input));
  };
  return <Field value={value} onChange={change} />;
}

function foldDigits(input: string): string {
  return input.normalize("NFKC").replaceAll(/\D/g, "");
}

const getField = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Code" });

type Step =
  | "start"
  | "end"
  | "blur"
  /** The field's content after an input event; `inputType` is null for an event that says nothing, as autofill's. */
  | { value: string; inputType: string | null; isComposing?: boolean };

const compose = (value: string): Step => ({ value, inputType: "insertCompositionText", isComposing: true });

function takeStep(field: HTMLInputElement, step: Step): void {
  if (step === "start") fireEvent.compositionStart(field);
  else if (step === "end") fireEvent.compositionEnd(field);
  else if (step === "blur") fireEvent.blur(field);
  else if (step.inputType === null) fireEvent.change(field, { target: { value: step.value } });
  else fireEvent.input(field, { ...step, target: { value: step.value } });
}

describe("a composition in OneTimeCodeField", () => {
  it.each<[string, Step[], string[]]>([
    ["Chrome", ["start", compose("４"), compose("４１"), "end"], ["４１"]],
    [
      "Firefox, which sends another input event after the end",
      ["start", compose("４"), "end", { value: "4", inputType: "insertCompositionText" }],
      ["４"],
    ],
    [
      "Safari, which removes the text and inserts it before the end",
      [
        "start",
        compose("４"),
        compose("４１"),
        { value: "", inputType: "deleteCompositionText" },
        { value: "４１", inputType: "insertFromComposition" },
        "end",
      ],
      ["４１"],
    ],
    [
      "a kana keyboard, whose text is converted",
      ["start", compose("よん"), compose("四"), compose("4"), "end"],
      ["4"],
    ],
    ["a composition that is given up", ["start", compose("４"), compose(""), "end"], [""]],
    [
      "an end before the last input",
      ["start", compose("４"), "end", { value: "41", inputType: "insertText", isComposing: false }],
      ["４", "41"],
    ],
    [
      "GBoard, which ends nothing until the field is left",
      ["start", compose("4"), compose("41"), "blur"],
      ["41"],
    ],
    ["a browser that ends it after the field is left", ["start", compose("4"), "blur", "end"], ["4"]],
    [
      "GBoard and autofill, after which it never ends",
      ["start", compose("4"), { value: "418203", inputType: null }],
      ["418203"],
    ],
    [
      "autofill that says that it replaces",
      ["start", compose("4"), { value: "418203", inputType: "insertReplacementText", isComposing: false }],
      ["418203"],
    ],
    ["several compositions", ["start", compose("４"), "end", "start", compose("4１"), "end"], ["４", "4１"]],
    [
      "a keyboard that composes nothing",
      [
        { value: "4", inputType: "insertText", isComposing: false },
        { value: "41", inputType: "insertText", isComposing: false },
        "blur",
      ],
      ["4", "41"],
    ],
  ])("is handed on when it ends: %s", (_, steps, inputs) => {
    const onChange = vi.fn<(input: string) => void>();
    render(<DigitsField onInput={onChange} />);
    for (const step of steps) takeStep(getField(), step);
    expect(onChange.mock.calls).toEqual(inputs.map((input) => [input]));
    expect(getField().value).toBe(foldDigits(inputs.at(-1) ?? ""));
  });
});

describe("OneTimeCodeField", () => {
  it.each(["４", "４１", "よん", "4x", ""])("shows what is composed as it is: %j", (value) => {
    render(<DigitsField />);
    takeStep(getField(), "start");
    takeStep(getField(), compose(value));
    expect(getField().value).toBe(value);
  });

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

  it("leaves a pasted or dropped text to its page, which may take it for the whole content", async () => {
    const onChange = vi.fn<(input: string) => void>();
    const onPaste = vi.fn<(text: string) => boolean>(() => true);
    render(<Field onChange={onChange} onPaste={onPaste} />);
    const user = setUpUser();
    await user.click(screen.getByText("Code"));
    await user.paste("123456");
    fireEvent.drop(getField(), { dataTransfer: { getData: () => "654321" } });
    expect(onPaste.mock.calls).toEqual([["123456"], ["654321"]]);
    expect(onChange).not.toHaveBeenCalled();
    expect(getField().value).toBe("");
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
