/** One style sheet for light and dark, telephone and screen. Colours keep at least 4.5 : 1 against what is behind them. */
export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#17202a, #e8edf2); --soft: light-dark(#4a5663, #aab5c0); --ground: light-dark(#f3f5f8, #12171d); --card: light-dark(#fff, #1b222a); --line: light-dark(#d5dce3, #36414c); --accent: light-dark(#00529b, #8cc2ff); --on-accent: light-dark(#fff, #0a1a2b); }
* { box-sizing: border-box; }
body { font: 1.0625rem/1.55 system-ui, sans-serif; margin: 0; color: var(--text); background: var(--ground); overflow-wrap: break-word; }
header { background: var(--card); border-bottom: 1px solid var(--line); }
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 2rem; max-width: 60rem; margin: 0 auto; padding: .85rem 1rem; }
.name { font-weight: 700; font-size: 1.15rem; margin: 0; }
.who { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; }
.who p { margin: 0; line-height: 1.3; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
main.narrow { max-width: 36rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0 1rem; max-width: 42rem; }
.soft { color: var(--soft); font-size: .95rem; }
a { color: var(--accent); text-underline-offset: .15em; }
button, .button { display: inline-block; font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.1rem; border-radius: .4rem; border: 2px solid var(--accent); background: var(--accent); color: var(--on-accent); text-decoration: none; cursor: pointer; }
button.quiet { background: transparent; color: var(--accent); }
button:hover, .button:hover { filter: brightness(1.12); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem; }
.cards > li { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; }
.cards h3 { font-size: 1.05rem; margin: 0; }
.cards p { margin: .15rem 0 .6rem; color: var(--soft); }
.cards p:last-child { margin-bottom: 0; }
.people { list-style: none; margin: 1.5rem 0 0; padding: 0; display: grid; gap: .6rem; }
.people button { width: 100%; text-align: left; background: var(--card); color: var(--text); border: 1px solid var(--line); font-weight: 400; padding: .75rem 1rem; }
.people button:hover { border-color: var(--accent); filter: none; }
.people strong { display: block; }
.people span { color: var(--soft); font-size: .95rem; }
.choice { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
footer { max-width: 60rem; margin: 0 auto; padding: 0 1rem 2rem; color: var(--soft); font-size: .95rem; }
`;
