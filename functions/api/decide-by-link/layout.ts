import { Html, html } from './html.ts';

/** The one style sheet; what the browser may use is told by its hash. Contrasts are 4.5:1 and more. */
export const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f5f7; color: #1c2330; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
section { background: #fff; border: 1px solid #c5cad3; border-radius: .5rem; padding: 1rem; margin-top: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: #4a5364; padding-bottom: .5rem; }
th, td { padding: .35rem .5rem; text-align: left; border-bottom: 1px solid #dfe3e9; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
tfoot tr.proposed > * { font-weight: 700; border-top: 2px solid #1c2330; }
label { display: block; font-weight: 600; margin-top: .75rem; }
input { font: inherit; width: 100%; max-width: 20rem; padding: .5rem; border: 1px solid #5d6779; border-radius: .25rem; }
input[aria-invalid] { border: 2px solid #a3170f; }
button { display: block; font: inherit; font-weight: 600; margin-top: 1rem; padding: .6rem 1.1rem; border: 2px solid #0b4f9e; border-radius: .25rem; background: #0b4f9e; color: #fff; cursor: pointer; }
button.plain { background: #fff; color: #0b4f9e; }
a { color: #0b4f9e; }
:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 3px; }
.hint { color: #4a5364; margin: 0; }
.error { color: #a3170f; font-weight: 600; margin: 0; }
.errors { border: 2px solid #a3170f; }
`;

/** A whole page. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;
}
