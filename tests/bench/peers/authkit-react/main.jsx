import { AuthKitProvider, useAuth } from "@workos-inc/authkit-react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Navigate, Outlet, Route, Routes, useNavigate } from "react-router-dom";

// AuthKit as its documentation has it, with a router: a sign-in page, the callback, and a guarded dashboard.
const { workosHostname, workosPort } = globalThis.bench;

function Providers({ children }) {
  const navigate = useNavigate();
  return (
    <AuthKitProvider
      clientId="client_bench"
      apiHostname={workosHostname}
      port={workosPort}
      https={false}
      redirectUri={`${location.origin}/auth/workos/callback`}
      onRedirectCallback={() => navigate("/dashboard", { replace: true })}
    >
      {children}
    </AuthKitProvider>
  );
}

function SignInPage() {
  const { isLoading, user, signIn } = useAuth();
  if (isLoading) return <main>Loading...</main>;
  if (user) return <Navigate to="/dashboard" replace />;
  return (
    <main>
      <h1>Sign in</h1>
      <button type="button" onClick={() => void signIn()}>
        Continue with WorkOS
      </button>
    </main>
  );
}

function RequireUser() {
  const { isLoading, user } = useAuth();
  if (isLoading) return <main>Loading...</main>;
  return user ? <Outlet /> : <Navigate to="/sign-in" replace />;
}

function DashboardPage() {
  const { user, signOut } = useAuth();
  return (
    <main>
      <h1>Dashboard</h1>
      <p>Hello, {user.firstName ?? user.email}</p>
      <button type="button" onClick={() => signOut()}>
        Sign out
      </button>
    </main>
  );
}

createRoot(document.getElementById("root")).render(
  <BrowserRouter>
    <Providers>
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/auth/workos/callback" element={<main>Loading...</main>} />
        <Route element={<RequireUser />}>
          <Route path="/dashboard" element={<DashboardPage />} />
        </Route>
      </Routes>
    </Providers>
  </BrowserRouter>,
);
