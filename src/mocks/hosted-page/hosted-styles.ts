/** The look of every page the mock serves itself; light and dark. */
export const hostedStyles = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#eef0ee, #14181a);
  --ground-deep: light-dark(#dfe4e1, #0d1011);
  --card: light-dark(#fff, #1d2326);
  --ink: light-dark(#16201d, #eef3f0);
  --quiet: light-dark(#52605b, #a4b2ac);
  --line: light-dark(#8b9994, #6d7b76);
  --hair: light-dark(#dde3e0, #313a3d);
  --accent: light-dark(#0f6b57, #74d3b8);
  --accent-ink: light-dark(#fff, #06251d);
  --wrong: light-dark(#a3201d, #ff9d94);
  --ribbon: light-dark(#fff3cf, #3a3115);
  --ribbon-ink: light-dark(#5a4300, #ffe08a);
}
* { box-sizing: border-box; }
html { background: var(--ground-deep); -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; grid-template-rows: auto 1fr;
  font: 400 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  color: var(--ink); background: radial-gradient(80rem 40rem at 50% -10rem, var(--ground), var(--ground-deep));
}
.ribbon {
  margin: 0; padding: .35rem 1rem; text-align: center; font-size: .8125rem;
  color: var(--ribbon-ink); background: var(--ribbon);
}
main { width: 100%; max-width: 27rem; margin: auto; padding: 1.5rem 1rem 3rem; }
main.wide { max-width: 46rem; margin: 0 auto; }
.card {
  padding: clamp(1.25rem, 5vw, 2rem); border-radius: 1rem; background: var(--card);
  border: 1px solid var(--hair); box-shadow: 0 1.5rem 3rem -2rem rgb(0 0 0 / .35);
}
.mark {
  display: grid; place-items: center; width: 2.75rem; height: 2.75rem; margin-bottom: 1rem;
  border-radius: .75rem; background: var(--accent); color: var(--accent-ink); font-weight: 700;
}
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
h2 { margin: 1.5rem 0 .5rem; font-size: .875rem; font-weight: 600; color: var(--quiet); }
p { margin: 0 0 1rem; }
.quiet { color: var(--quiet); }
ul, ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
form { margin: 0; }
label { display: block; margin: .75rem 0 .25rem; font-size: .875rem; font-weight: 600; }
input {
  width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .625rem;
}
input[aria-invalid="true"] { border-color: var(--wrong); }
button, .button {
  display: flex; align-items: center; justify-content: center; gap: .75rem; width: 100%; min-height: 2.75rem;
  padding: .5rem .875rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .625rem;
  transition: background-color .12s, border-color .12s;
}
button:hover, .button:hover { background: color-mix(in srgb, var(--accent) 10%, transparent); border-color: var(--accent); }
button:active { background: color-mix(in srgb, var(--accent) 20%, transparent); }
button.primary { margin-top: 1rem; color: var(--accent-ink); background: var(--accent); border-color: var(--accent); }
button.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
button.plain { border-color: transparent; color: var(--quiet); font-weight: 500; }
.person {
  position: relative; display: flex; align-items: center; gap: .75rem; min-height: 3.75rem; padding: .5rem .875rem;
  border: 1px solid var(--line); border-radius: .625rem; transition: background-color .12s, border-color .12s;
}
.person:hover { background: color-mix(in srgb, var(--accent) 10%, transparent); border-color: var(--accent); }
.person.first { border: 2px solid var(--accent); }
.person button { display: inline; width: auto; min-height: 0; padding: 0; border: 0; text-align: start; }
.person button:hover { background: none; }
.person button::after { content: ""; position: absolute; inset: 0; border-radius: .625rem; }
.person button:focus-visible { outline: none; }
.person button:focus-visible::after { outline: 3px solid var(--accent); outline-offset: 2px; }
.initials {
  flex: none; display: grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: 50%;
  font-size: .8125rem; color: var(--accent); background: color-mix(in srgb, var(--accent) 14%, transparent);
}
.person-text { min-width: 0; overflow-wrap: anywhere; line-height: 1.3; }
.person small { display: block; font-weight: 400; font-size: .8125rem; color: var(--quiet); }
.field-error, .alert { color: var(--wrong); font-size: .875rem; }
.field-error { margin: .25rem 0 0; }
.alert { margin: .75rem 0; padding: .625rem .75rem; border: 1px solid currentColor; border-radius: .625rem; }
.foot p { margin: 0; }
.foot { margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid var(--hair); display: grid; gap: .25rem; text-align: center; }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.mail { padding: 1rem 1.25rem; border-radius: .875rem; background: var(--card); border: 1px solid var(--hair); }
.mail header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; font-size: .875rem; color: var(--quiet); overflow-wrap: anywhere; }
.mail h2 { margin: .5rem 0; font-size: 1rem; color: var(--ink); overflow-wrap: anywhere; }
.mail .code {
  margin: .25rem 0 .5rem; font: 600 clamp(1.75rem, 9vw, 2.5rem)/1.2 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  letter-spacing: .12em; user-select: all; -webkit-user-select: all; color: var(--accent);
}
.mail pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; font-size: .875rem; color: var(--quiet); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
