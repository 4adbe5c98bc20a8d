/** Where an administrator chooses whom to impersonate; WorkOS has it in its dashboard. */
export const impersonationPath = "/mock/impersonate";
