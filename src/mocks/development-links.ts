import type { HtmlTagDescriptor, Plugin } from "vite";

const style = `
  .portico-development {
    display: flex; gap: 0.75rem; align-items: center; justify-content: center; padding: 0.5rem 1rem;
    font: 0.8125rem/1.4 system-ui, sans-serif; color: #4a3a12; background: #fdf1cf;
  }
  .portico-development a { color: inherit; font-weight: 600; }
  @media (width >= 60rem) {
    .portico-development { position: fixed; inset: auto auto 1rem 1rem; border-radius: 999px; }
  }
  @media (prefers-color-scheme: dark) {
    .portico-development { color: #f3e3b3; background: #3b2f14; }
  }
`;

/** A line on every page of the development server that says what is mocked and leads to the mailbox; never part of a build. */
export function developmentLinks(description: string): Plugin {
  const tags: HtmlTagDescriptor[] = [
    { tag: "style", children: style, injectTo: "head" },
    {
      tag: "aside",
      attrs: { class: "portico-development", "aria-label": "Development" },
      injectTo: "body",
      children: [
        { tag: "span", children: description },
        {
          tag: "a",
          attrs: { href: "/mock/mailbox", target: "portico-mailbox" },
          children: "Open the mailbox",
        },
      ],
    },
  ];
  return { name: "portico:development-links", transformIndexHtml: () => tags };
}
