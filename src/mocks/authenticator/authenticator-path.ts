/** Where the mock shows what an authenticator app would. */
export const authenticatorPath = "/mock/authenticator";
