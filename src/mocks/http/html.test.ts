import { describe, expect, it } from "vitest";

import { html } from "./html.ts";

describe("the template tag for HTML", () => {
  it("escapes every character that means something in markup", () => {
    expect(html`<p title="${`"'&<>`}">${`"'&<>`}</p>`.markup).toBe(
      `<p title="&quot;&#39;&amp;&lt;&gt;">&quot;&#39;&amp;&lt;&gt;</p>`,
    );
  });

  it("leaves nested markup as it is and nothing for null", () => {
    const items = ["a<", "b"].map((text) => html`<i>${text}</i>`);
    expect(html`${items}${null}${1}`.markup).toBe("<i>a&lt;</i><i>b</i>1");
  });
});
