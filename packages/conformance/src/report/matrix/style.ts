// The dress of the matrix page: light and dark by the reader's setting; on a telephone the cells scroll beside the cases.

/** The page's style sheet. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --card: #fff; --ink: #1d2126; --quiet: #5c6570; --line: #dde1e6; --hover: #f0f3f6;
  --good: #1f7a50; --bad: #b3261e; --doubt: #8a5a00; --mild: #2f6fb7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1c2026; --ink: #e6e9ed; --quiet: #9aa4b0; --line: #333a43; --hover: #262c34;
    --good: #62cf9c; --bad: #ff8a80; --doubt: #e3b341; --mild: #6aa5ea;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1500px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { margin: 0 0 4px; font-size: 1.6rem; }
h2 { margin: 32px 0 8px; font-size: 1.2rem; }
p { margin: 4px 0; color: var(--quiet); }
a { color: inherit; }
code, pre, .wire { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.85em; }
.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.tall { max-height: 88vh; }
table { border-collapse: separate; border-spacing: 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 8px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: middle; }
tbody tr:last-child > * { border-bottom: 0; }
.overview { min-width: 100%; white-space: nowrap; }
.overview td:nth-child(n + 4) { text-align: right; }
.overview th { color: var(--quiet); font-weight: 600; }
.overview th:nth-child(n + 4) { text-align: right; }
.matrix thead th {
  position: sticky; top: 0; z-index: 3; background: var(--card); vertical-align: bottom; padding: 6px 2px;
  text-align: center; font-weight: 600;
}
.matrix thead th:first-child { left: 0; z-index: 4; text-align: left; padding: 6px 8px; color: var(--quiet); }
.matrix thead span { max-height: 14rem; overflow: hidden; text-overflow: ellipsis; writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; line-height: 1.2; }
.matrix thead small { color: var(--quiet); font-weight: 400; }
.matrix th[scope="row"], .clause th { position: sticky; left: 0; background: var(--card); z-index: 1; font-weight: 400; }
.matrix th[scope="row"] { min-width: 15rem; max-width: 46rem; }
.matrix th[scope="row"] code { color: var(--quiet); margin-right: 0.5em; white-space: nowrap; }
.matrix tbody tr:hover th[scope="row"], .matrix tbody tr:hover td { background: var(--hover); }
.section th { position: sticky; left: 0; padding: 18px 8px 4px; font-size: 1.05rem; font-weight: 700; border-bottom: 0; }
.clause th { padding-top: 12px; }
.clause p { margin: 0; font-size: 0.86rem; max-width: 60rem; }
.clause b { color: var(--ink); }
.matrix td { padding: 0; text-align: center; min-width: 2rem; }
.matrix td a { display: block; padding: 4px 0; text-decoration: none; font-weight: 700; }
.matrix td a:hover, .matrix td a:focus-visible { outline: 2px solid var(--mild); outline-offset: -3px; border-radius: 6px; }
.pass { color: var(--good); }
.weak, .expected-fail { color: var(--mild); }
.fail, .unexpected-pass, .harness-error { color: var(--bad); }
.could-not-run { color: var(--doubt); }
.n-a { color: var(--quiet); }
td.fail, td.unexpected-pass, td.harness-error { background: color-mix(in srgb, var(--bad) 16%, transparent); }
.flaky::after { content: "ƒ"; font-size: 0.75em; vertical-align: super; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; margin: 8px 0; list-style: none; font-size: 0.9rem; color: var(--quiet); }
.legend b { display: inline-block; width: 1.1em; text-align: center; }
.tools { display: flex; flex-wrap: wrap; gap: 6px 18px; align-items: center; margin: 10px 0; }
.tools input[type="search"] {
  font: inherit; padding: 4px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: inherit;
  width: min(100%, 22rem);
}
[hidden] { display: none !important; }
dialog {
  width: min(96vw, 70rem); max-height: 92vh; padding: 18px 20px; border: 1px solid var(--line); border-radius: 12px;
  background: var(--card); color: var(--ink); overflow: auto;
}
dialog::backdrop { background: rgb(0 0 0 / 45%); }
dialog h2 { margin: 0 2.5rem 4px 0; font-size: 1.1rem; }
dialog .close { position: absolute; top: 12px; right: 12px; }
button {
  font: inherit; padding: 2px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); color: inherit; cursor: pointer;
}
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 14px; margin: 12px 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.wire { width: 100%; font-size: 0.82rem; }
.wire td { padding: 1px 8px; border: 0; vertical-align: top; }
.wire td:first-child { text-align: right; color: var(--quiet); white-space: nowrap; }
.wire td:nth-child(2), .wire td:nth-child(3) { white-space: nowrap; }
.wire td:last-child { overflow-wrap: anywhere; white-space: pre-wrap; width: 100%; }
.wire .sent td:nth-child(3) { color: var(--mild); }
.wire .came td:nth-child(3) { color: var(--good); }
.wire .noted td { color: var(--quiet); }
.failure { margin: 10px 0; padding: 10px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.failure summary { cursor: pointer; overflow-wrap: anywhere; }
pre { overflow-x: auto; margin: 8px 0 0; }
@media (max-width: 700px) {
  main { padding: 14px 8px 40px; }
  .matrix th[scope="row"] { min-width: 9.5rem; max-width: 9.5rem; font-size: 0.8rem; line-height: 1.3; overflow-wrap: anywhere; }
  .matrix th[scope="row"] code { display: block; }
  .clause p { max-width: calc(100vw - 3rem); }
  .section th { max-width: calc(100vw - 2rem); }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 8px; }
}
`;
