/** The style sheet of the reference page: the fonts of the reader's own machine, light or dark as they like it. */
export const referenceStyle = `
:root { color-scheme: light dark; --line: #8884; --quiet: #667; --box: #8881; --accent: #0b62c4; }
@media (prefers-color-scheme: dark) { :root { --quiet: #99a; --accent: #6cb2ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 19rem 1fr; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); }
nav h2 { font-size: .85rem; margin: 1rem 0 .2rem; color: var(--quiet); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .1rem 0; color: inherit; text-decoration: none; font-size: .85rem; overflow-wrap: anywhere; }
nav a:hover, nav a:focus { color: var(--accent); text-decoration: underline; }
main { padding: 1rem 2rem 4rem; max-width: 62rem; min-width: 0; }
article { border-top: 1px solid var(--line); padding: 1.2rem 0; }
h1 { margin: .3rem 0; } h3 { margin: 0 0 .3rem; font-size: 1.05rem; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .3rem; font-size: .9rem; }
code, pre { font: .85em/1.45 ui-monospace, monospace; }
code { background: var(--box); padding: .05rem .25rem; border-radius: .2rem; }
pre { background: var(--box); padding: .7rem; overflow: auto; border-radius: .3rem; max-height: 28rem; }
pre code { background: none; padding: 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
.method { display: inline-block; min-width: 4.2rem; font-weight: 700; color: var(--accent); }
.quiet { color: var(--quiet); }
summary { cursor: pointer; padding: .25rem 0; }
ul.fields { list-style: none; padding-left: 1rem; border-left: 1px solid var(--line); margin: .2rem 0; }
ul.fields li { margin: .25rem 0; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;
