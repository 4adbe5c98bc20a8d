import type { DirectoryUser } from "./directory.ts";

/** First and last name, or the address of somebody who has told neither. */
export function displayName(user: DirectoryUser): string {
  const name = [user.firstName, user.lastName].filter((part) => part !== null && part !== "").join(" ");
  return name === "" ? user.email : name;
}
