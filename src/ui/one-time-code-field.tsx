import {
  type ChangeEvent,
  type ClipboardEvent,
  type DragEvent,
  type Ref,
  type SyntheticEvent,
  useId,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";

import { ignoreComposingEnter } from "./composing-enter.ts";
import { FieldError } from "./field-error.tsx";
import field from "./field.module.css";
import styles from "./one-time-code-field.module.css";

type Props = {
  label: string;
  hint: string;
  /** Digits of a complete code. */
  length: number;
  value: string;
  error: string | null;
  readOnly: boolean;
  autoFocus: boolean;
  /** Called with the whole content of the field; not while an input method composes it. */
  onChange: (input: string) => void;
  /** Called with a pasted or dropped text; true if it takes the place of the field's content. */
  onPaste: (text: string) => boolean;
  ref?: Ref<HTMLInputElement>;
};

/** One input for the whole code, so that paste, autofill and screen readers work as on any field. */
export function OneTimeCodeField({
  label,
  hint,
  length,
  value,
  error,
  readOnly,
  autoFocus,
  onChange,
  onPaste,
  ref,
}: Props) {
  const id = useId();
  const composition = useComposition(onChange);
  const insert = (
    event: ClipboardEvent<HTMLInputElement> | DragEvent<HTMLInputElement>,
    data: DataTransfer,
  ) => {
    if (readOnly || !onPaste(data.getData("text/plain"))) return;
    event.preventDefault();
    composition.abandon();
    event.currentTarget.focus();
  };
  return (
    <div className={field["field"]}>
      <label className={field["label"]} htmlFor={id}>
        {label}
      </label>
      <input
        ref={ref}
        id={id}
        className={styles["input"]}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoCorrect="off"
        spellCheck={false}
        pattern="[0-9 \-]*"
        placeholder={"·".repeat(length)}
        value={composition.text ?? value}
        readOnly={readOnly}
        autoFocus={autoFocus}
        aria-invalid={error !== null || undefined}
        aria-describedby={error === null ? `${id}-hint` : `${id}-error ${id}-hint`}
        {...composition.handlers}
        onKeyDown={ignoreComposingEnter}
        onPaste={(event) => insert(event, event.clipboardData)}
        onDrop={(event) => insert(event, event.dataTransfer)}
      />
      <FieldError id={`${id}-error`}>{error}</FieldError>
      <p id={`${id}-hint`} className={styles["hint"]}>
        {hint}
      </p>
    </div>
  );
}

/**
 * What an input method composes, which is shown as it is: rewriting the field meanwhile makes it insert its text again. `onChange` is
 * called at the composition's end. Some keyboards never end one, so leaving the field and input from elsewhere (autofill) end it too.
 */
function useComposition(onChange: (input: string) => void) {
  const [text, setText] = useState<string | null>(null);
  // Not the state, because two events can come before a render.
  const isComposing = useRef(false);

  const abandon = () => {
    isComposing.current = false;
    setText(null);
  };
  const end = ({ currentTarget }: SyntheticEvent<HTMLInputElement>) => {
    if (!isComposing.current) return;
    const { value } = currentTarget;
    // At once, because Firefox follows with another input event of the same text, which must find it checked.
    flushSync(() => {
      abandon();
      onChange(value);
    });
  };
  return {
    text,
    abandon,
    handlers: {
      onCompositionStart({ currentTarget }: SyntheticEvent<HTMLInputElement>) {
        isComposing.current = true;
        setText(currentTarget.value);
      },
      onCompositionEnd: end,
      onBlur: end,
      onChange({ target, nativeEvent }: ChangeEvent<HTMLInputElement>) {
        if (isComposing.current && isOfComposition(nativeEvent)) return setText(target.value);
        abandon();
        return onChange(target.value);
      },
    },
  };
}

/** Whether the input method made an input event. Safari calls only some of them composing, but says what each did. */
function isOfComposition(event: Event): boolean {
  return event instanceof InputEvent && (event.isComposing || event.inputType.includes("Composition"));
}
