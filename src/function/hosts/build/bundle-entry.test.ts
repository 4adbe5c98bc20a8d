import { expect, it } from "vitest";

import { takeBuiltInModules } from "./bundle-entry.ts";

it.each([
  ['import{a as b,c}from"node:fs";x()', 'const {a:b,c}=process.getBuiltinModule("node:fs");\nx()'],
  [
    'import e,{a}from"node:fs";import f from"node:os";x()',
    'const e=process.getBuiltinModule("node:fs");const {a}=e;const f=process.getBuiltinModule("node:os");\nx()',
  ],
  ['import { a as b } from "node:fs";\nx();', 'const {a:b }=process.getBuiltinModule("node:fs");\nx();'],
  ["x()", "\nx()"],
])("takes Node's modules without importing all of their members: %s", (code, taken) => {
  expect(takeBuiltInModules(code).replace("{ a", "{a")).toBe(taken);
});

it.each(['import*as e from"node:fs";', 'import e from"redis";', 'import"node:fs";'])(
  "refuses what it can't take, such as a package that isn't in the bundle: %s",
  (code) => {
    expect(() => takeBuiltInModules(code)).toThrow("The bundle begins with");
  },
);

it("leaves imports at run time and the module's own address alone", () => {
  expect(takeBuiltInModules('import("./a.js")')).toBe('\nimport("./a.js")');
  expect(takeBuiltInModules("import.meta.url")).toBe("\nimport.meta.url");
});
