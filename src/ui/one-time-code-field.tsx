import { type Ref, useId } from "react";

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
  /** Called with everything that stands in the field, pasted sentences included. */
  onChange: (input: string) => void;
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
  ref,
}: Props) {
  const id = useId();
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
        value={value}
        readOnly={readOnly}
        autoFocus={autoFocus}
        aria-invalid={error !== null || undefined}
        aria-describedby={error === null ? `${id}-hint` : `${id}-error ${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <FieldError id={`${id}-error`}>{error}</FieldError>
      <p id={`${id}-hint`} className={styles["hint"]}>
        {hint}
      </p>
    </div>
  );
}
