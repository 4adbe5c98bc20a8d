import { type Ref, type TextareaHTMLAttributes, useId } from "react";

import { FieldError } from "./field-error.tsx";
import field from "./field.module.css";
import styles from "./text-field.module.css";

type Props = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "className" | "style" | "id"> & {
  label: string;
  /** What helps to fill it in; stands below the label. */
  hint: string;
  error: string | null;
  ref?: Ref<HTMLTextAreaElement>;
};

/** Several lines of text with their label, a hint and, when something is wrong, the reason below. */
export function TextArea({ label, hint, error, ref, ...area }: Props) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  return (
    <div className={field["field"]}>
      <label className={field["label"]} htmlFor={id}>
        {label}
      </label>
      <p id={hintId} className={field["hint"]}>
        {hint}
      </p>
      <textarea
        dir="auto"
        {...area}
        ref={ref}
        id={id}
        className={`${styles["input"]} ${styles["area"]}`}
        aria-invalid={error !== null || undefined}
        aria-describedby={error === null ? hintId : `${hintId} ${errorId}`}
      />
      <FieldError id={errorId}>{error}</FieldError>
    </div>
  );
}
