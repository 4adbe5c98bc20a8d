import { type SelectHTMLAttributes, useId } from "react";

import field from "./field.module.css";
import styles from "./text-field.module.css";

type Props = Omit<SelectHTMLAttributes<HTMLSelectElement>, "className" | "style" | "id"> & {
  label: string;
  options: readonly { value: string; label: string }[];
};

/** One choice out of a few words, with its label. */
export function SelectField({ label, options, ...select }: Props) {
  const id = useId();
  return (
    <div className={field["field"]}>
      <label className={field["label"]} htmlFor={id}>
        {label}
      </label>
      <select {...select} id={id} className={`${styles["input"]} ${styles["select"]}`}>
        {options.map((option) => (
          <option key={option.value} value={option.value} dir="auto">
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
