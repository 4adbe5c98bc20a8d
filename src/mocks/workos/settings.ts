/** How one mocked WorkOS is set up: what a team would enter in WorkOS's dashboard. */
export type WorkosSettings = {
  origin: string;
  /** `iss` of access tokens. */
  issuer: string;
  redirectUris: string[];
  logoutUris: string[];
  allowedOrigins: string[];
  /** The app's Sign-in URL; null where none is registered. */
  signInUri: string | null;
  clientId: string;
  apiKey: string;
  signUpAllowed: boolean;
  /** Parent domain of app and authentication domain; null: tokens travel in the body, as for localhost. */
  cookieDomain: string | null;
  accessTokenLifetimeMs: number;
};
