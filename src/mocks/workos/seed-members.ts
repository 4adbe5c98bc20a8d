import { seedCreatedAt } from "../people.ts";
import type { Directory } from "./directory.ts";

/**
 * Adds members `member-1@example.com` and so on to an organization, each a second younger than the one before; who is there from
 * an earlier call stays.
 */
export async function seedMembers(
  directory: Pick<Directory, "addMember">,
  seed: { organizationId: string; count: number; roleSlug: string; status: "active" | "inactive" },
): Promise<void> {
  const { count, ...place } = seed;
  const firstMs = Date.parse(seedCreatedAt);
  for (let number = 1; number <= count; number += 1) {
    await directory.addMember({
      email: `member-${String(number)}@example.com`,
      firstName: "Member",
      lastName: String(number),
      createdAtMs: firstMs + number * 1000,
      ...place,
    });
  }
}
