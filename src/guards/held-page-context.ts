import { createContext } from "react";

/** True below a guard that holds its page when the session ends: guards further in must not take it away. */
export const HeldPageContext = createContext(false);
