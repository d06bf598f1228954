/** One style sheet for light and dark, telephone and paper. */
export const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 68%, transparent); --tint: color-mix(in srgb, currentColor 6%, transparent); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.1rem; margin: 2rem 0 .25rem; overflow-wrap: anywhere; }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0 .5rem; max-width: 45rem; }
.soft, small, .type { color: var(--soft); }
small { font-size: .85em; font-weight: normal; }
code, pre, .path, .method, .type { font-family: ui-monospace, monospace; font-size: .9em; }
code, .path { overflow-wrap: anywhere; }
section:target h3, li:has(:target) { background: var(--tint); }
section { break-inside: avoid-page; }
nav { columns: 2 20rem; column-gap: 2rem; margin: 1.5rem 0; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav li { break-inside: avoid; }
nav li li { font-weight: normal; margin: .1rem 0; }
nav > ul > li { font-weight: 600; }
nav a { display: block; padding: .1rem 0; }
a { color: inherit; text-underline-offset: .15em; text-decoration-color: var(--soft); }
.fields { list-style: none; margin: 0 0 .5rem; padding: 0; border-top: 1px solid var(--line); }
.fields li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 1rem; padding: .3rem .25rem; border-bottom: 1px solid var(--line); break-inside: avoid; }
.fields li > * { overflow-wrap: anywhere; }
p.fields { border: 0; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--soft); }
pre { overflow-x: auto; background: var(--tint); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; margin: .25rem 0; line-height: 1.4; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; max-width: 50rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { .fields li, dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .5rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } nav { columns: 3; } pre { white-space: pre-wrap; } details::details-content { content-visibility: visible; block-size: auto; } }
`;
