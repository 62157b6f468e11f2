/** Of the page of the description; the console's own style sheet is built, and not for plain pages. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1b1b1f, #ececf0); --muted: light-dark(#55555f, #a9acb6);
  --line: light-dark(#e4e4e9, #2b2d33); --page: light-dark(#fff, #131417); --soft: light-dark(#f6f6f8, #1b1d21);
  --accent: light-dark(#3538cd, #a4b2ff); --get: light-dark(#175cd3, #84adff); --post: light-dark(#067647, #75e0a7);
  --put: light-dark(#93370d, #fec84b); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.55 system-ui, sans-serif; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: 1rem; background: var(--page); padding: 0.5rem; }
.frame { display: grid; grid-template-columns: 19rem minmax(0, 1fr); max-width: 84rem; margin: 0 auto; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); }
nav h2 { font-size: 12px; font-weight: 600; color: var(--muted); margin: 1.25rem 0 0.25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: flex; gap: 0.5rem; padding: 0.25rem 0.5rem; border-radius: 6px; color: inherit; text-decoration: none; font-size: 12.5px; overflow-wrap: anywhere; }
nav li a:hover { background: var(--soft); }
main { padding: 2rem 2.5rem 6rem; min-width: 0; }
h1 { font-size: 1.5rem; margin: 0 0 0.75rem; } main > h2 { font-size: 1.15rem; margin: 3rem 0 0; }
.prose { max-width: 72ch; } .muted { color: var(--muted); }
section { border-top: 1px solid var(--line); padding: 1.5rem 0; margin-top: 1rem; }
section h3 { margin: 0; font: 600 15px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.method { font: 600 11px/1.6 ui-monospace, monospace; min-width: 2.6rem; flex: none; }
.get { color: var(--get); } .post { color: var(--post); } .put, .patch, .delete { color: var(--put); }
code, pre, .name { font-family: ui-monospace, monospace; font-size: 12.5px; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem 1rem; overflow-x: auto; margin: 0.75rem 0; }
table { width: 100%; border-collapse: collapse; margin: 0.5rem 0; font-size: 13px; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 500; color: var(--muted); } td:first-child { width: 30%; } td:nth-child(2):not(:last-child) { width: 30%; }
details { margin: 0.5rem 0; } summary { cursor: pointer; padding: 0.25rem 0; }
@media (max-width: 50rem) { .frame { display: block; } nav { position: static; height: auto; max-height: 18rem; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1.5rem 1rem 4rem; } }
`;
