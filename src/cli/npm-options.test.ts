import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { standaloneUsage } from "../mocks/standalone-options.ts";
import { syncOptions } from "./accounts-sync/options.ts";
import { inviteOptions } from "./invite/options.ts";
import { type ScriptOptions, describeOptionsKeptByNpm } from "./npm-options.ts";
import { projectDirectory } from "./run-command.ts";

type Variables = Record<string, string>;

/** What npm 11 sets although no option is given and no .npmrc exists. */
const alwaysSet: Variables = {
  npm_lifecycle_event: "invite",
  npm_config_user_agent: "npm/11.19.1 node/v24.21.0 linux x64 workspaces/false",
  npm_config_noproxy: "",
  npm_config_userconfig: "/people/ada/.npmrc",
  npm_config_globalconfig: "/usr/etc/npmrc",
  npm_config_prefix: "/usr",
  npm_config_local_prefix: "/people/ada/console",
  npm_config_global_prefix: "/usr",
  npm_config_cache: "/people/ada/.npm",
  npm_config_node_gyp: "/usr/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js",
  npm_config_init_module: "/people/ada/.npm-init.js",
  npm_config_npm_version: "11.19.1",
};
const mockOptions: ScriptOptions = { port: { type: "string" }, "no-sign-up": { type: "boolean" } };

function describeKept(
  variables: Variables,
  commandLine: string[] = ["people.csv"],
  options: ScriptOptions = inviteOptions,
): string | null {
  return describeOptionsKeptByNpm(options, commandLine, { ...alwaysSet, ...variables });
}

describe("describeOptionsKeptByNpm", () => {
  it.each<[variables: Variables, kept: string, options?: ScriptOptions]>([
    [{ npm_config_dry_run: "true" }, "--dry-run"],
    [{ NPM_CONFIG_DRY_RUN: "true" }, "--dry-run"],
    [{ npm_config_organization: "org_1" }, "--organization"],
    [{ npm_config_organization: "true" }, "--organization"],
    [{ npm_config_organization: "" }, "--organization"],
    [{ npm_config_expires_in_days: "3" }, "--expires-in-days"],
    [{ npm_config_new_key: "true" }, "--new-key"],
    [{ npm_config_state: "s.jsonl", npm_config_report: "r.jsonl" }, "--state, --report"],
    [{ npm_config_Role: "admin" }, "--role"],
    [{ npm_config_organisation: "org_1" }, "--organisation"],
    [{ npm_config_orgnaization: "org_1" }, "--orgnaization"],
    [{ npm_config_org: "org_1" }, "--org"],
    // npm 11 reads --org as the beginning of its own --orgs.
    [{ npm_config_orgs: "org_1" }, "--orgs"],
    [{ npm_config_dryrun: "true" }, "--dry-run"],
    [{ npm_config_dry: "true" }, "--dry"],
    [{ npm_config_dry_run: "1" }, "--dry-run"],
    [{ npm_config_locale: "de" }, "--locale"],
    [{ npm_config_outdir: "build" }, "--outDir", { outDir: { type: "string" } }],
    // What npm makes of `-n`, which means a dry run to other commands.
    [{ npm_config_yes: "" }, "-n"],
    [{ npm_config_yes: "" }, "-n", syncOptions],
    [{ npm_config_expires: "3" }, "--expires"],
    [{ npm_config_restart: "true" }, "--restart", syncOptions],
    [{ npm_config_accept_removals: "true" }, "--accept-removals", syncOptions],
    [{ npm_config_port: "4101" }, "--port", mockOptions],
    [{ npm_config_sign_up: "" }, "--no-sign-up", mockOptions],
  ])("names what npm keeps as %j", (variables, kept, options) => {
    expect(describeKept(variables, ["people.csv"], options)?.split("\n").slice(0, 2)).toEqual([
      `npm kept ${kept} for itself, and nothing was done.`,
      `Put -- before the options: npm run invite -- … ${kept.replace(",", "")}`,
    ]);
  });

  it.each<[variables: Variables, commandLine?: string[]]>([
    [{}],
    [
      {
        npm_config_yes: "true",
        npm_config_json: "true",
        npm_config_force: "true",
        npm_config_loglevel: "silent",
      },
    ],
    [{ npm_config_save: "", npm_config_fund: "", npm_config_audit: "", npm_config_update_notifier: "" }],
    [{ npm_config_registry: "https://registry.example/", npm_config_scope: "@acme", npm_config_omit: "dev" }],
    [{ npm_config_location: "user", npm_config_access: "public", npm_config_os: "linux" }],
    // `--no-dry-run`, and `--dry-run=false` over an .npmrc: what was asked for is done.
    [{ npm_config_dry_run: "" }],
    [{ npm_config_dry_run: "false" }],
    [{ npm_config_dry_run: "true" }, ["people.csv", "--dry-run"]],
    [{ npm_config_dry_run: "true", npm_config_user_agent: "pnpm/10.34.9 npm/? node/v24.21.0 linux x64" }],
    [{ npm_config_role: "x", npm_config_user_agent: "yarn/1.22.22 npm/? node/v24.21.0 linux x64" }],
    [{ npm_config_dry_run: "true", npm_config_user_agent: "bun/1.3.0 npm/? node/v24.3.0 linux x64" }],
    [{ npm_config_electron_mirror: "https://mirror.example/", npm_config_shamefully_hoist: "true" }],
  ])("lets the command run with %j", (variables, commandLine) => {
    expect(describeKept(variables, commandLine)).toBeNull();
    expect(describeKept(variables, commandLine, syncOptions)).toBeNull();
  });

  it.each([
    ["premock", "npm run mock -- … --port"],
    ["mock", "npm run mock -- … --port"],
    ["npx", "npm exec -- … --port"],
  ])("says how to call %s", (script, call) => {
    const variables = { npm_lifecycle_event: script, npm_config_port: "4101" };
    expect(describeKept(variables, [], mockOptions)).toContain(`Put -- before the options: ${call}\n`);
  });

  it("takes -n for an option only where a dry run is one", () => {
    expect(describeKept({ npm_config_yes: "" }, [], mockOptions)).toBeNull();
  });

  it("lets the command run when it isn't a script of npm's", () => {
    expect(describeOptionsKeptByNpm(inviteOptions, [], { npm_config_dry_run: "true" })).toBeNull();
  });
});

it("package.json names each option of the mock and of the bench before they start", () => {
  const { scripts } = JSON.parse(readFileSync(join(projectDirectory, "package.json"), "utf8"));
  const named = (script: string): string[] =>
    String(scripts[script]).split("refuse-npm-options.ts ")[1]?.split(" ") ?? [];
  const known = [...standaloneUsage.matchAll(/--([a-z-]+)/g)].map(([, name]) => name);
  expect(new Set(named("premock"))).toEqual(new Set(known));
  const bench = readFileSync(join(projectDirectory, "tests/bench/bench.ts"), "utf8");
  expect(named("prebench")).toEqual([...bench.matchAll(/\[--([a-z-]+)/g)].map(([, name]) => name));
});
