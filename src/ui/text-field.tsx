import { type InputHTMLAttributes, type Ref, useId } from "react";

import { ignoreComposingEnter } from "./composing-enter.ts";
import { FieldError } from "./field-error.tsx";
import field from "./field.module.css";
import styles from "./text-field.module.css";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "style" | "id"> & {
  label: string;
  error: string | null;
  ref?: Ref<HTMLInputElement>;
  "data-early"?: string;
};

/** One line of text with its label and, when something is wrong, the reason below it. */
export function TextField({ label, error, ref, ...input }: Props) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className={field["field"]}>
      <label className={field["label"]} htmlFor={id}>
        {label}
      </label>
      <input
        onKeyDown={ignoreComposingEnter}
        {...input}
        ref={ref}
        id={id}
        className={styles["input"]}
        aria-invalid={error !== null || undefined}
        aria-describedby={error === null ? undefined : errorId}
      />
      <FieldError id={errorId}>{error}</FieldError>
    </div>
  );
}
