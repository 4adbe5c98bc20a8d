import { ClerkProvider, SignIn } from "@clerk/clerk-react";
import { createRoot } from "react-dom/client";

// Clerk's prebuilt component as its documentation has it. Its script comes from this server in place of Clerk's, and so do its API's answers.
createRoot(document.getElementById("root")).render(
  <ClerkProvider
    publishableKey="pk_live_Y2xlcmsuYmVuY2gubG9jYWxob3N0JA"
    proxyUrl={`${location.origin}/api/clerk`}
    clerkJSUrl="/clerk-js/clerk.browser.js"
  >
    <SignIn />
  </ClerkProvider>,
);
