/** What `getAccessToken` rejects with when nobody is signed in; the SDK's own class, so that `instanceof` works on either. */
export { LoginRequiredError } from "@workos-inc/authkit-react";
