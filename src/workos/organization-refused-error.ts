/** The issuer doesn't let the person into the chosen organization; the session stays as it is. */
export class OrganizationRefusedError extends Error {
  override readonly name = "OrganizationRefusedError";

  /** The issuer's name for what it requires first; `organization_refused` where the person isn't in the organization. */
  readonly error: string;

  constructor(error: string) {
    super(`The person can't open that organization: ${error}`);
    this.error = error;
  }
}
