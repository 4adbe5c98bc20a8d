import { createContext } from "react";

/** Whether an outer guard keeps the page of an expired session open; inner guards must not close it then. */
export const ReauthenticationContext = createContext(false);
