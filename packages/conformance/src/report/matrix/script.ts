// What runs in the reader's browser: unpacks the wire logs, opens a cell, filters rows. Without it the matrix and the
// failures below it can still be read. Plain JavaScript in a string: it belongs to another world than this program.

/** The page's script. It expects the elements that page.ts makes. */
export const SCRIPT = `
'use strict';
const $ = (id) => document.getElementById(id);
const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
async function unpack() {
  const bytes = Uint8Array.from(atob($('data').textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}
const unpacked = unpack();
const dialog = $('detail');

function fill({ id, title, clause, text, cell, column }) {
  const facts = [
    ['server', column.target + ' over ' + column.binding],
    ['verdict', cell.verdict + (cell.flaky ? ' (flaky: it passed when it was run again alone)' : '') +
      (cell.rounds > 1 ? ', in ' + cell.missedRounds + ' of ' + cell.rounds + ' rounds' : '') + ', ' + Math.round(cell.ms) + ' ms'],
    ['clause', clause + '  ' + text],
    ['broken', cell.broken && cell.broken !== clause ? cell.broken + '  ' + (cell.brokenText ?? '') : ''],
    ['reason', cell.reason], ['sent', cell.sent], ['expected', cell.expected], ['seen', cell.seen],
    ['stderr', cell.stderr], ['stack', cell.stack], ['again', cell.reproduce],
  ];
  const list = element('dl');
  for (const [name, value] of facts) {
    if (value === undefined || value === '') continue;
    list.append(element('dt', '', name), element('dd', name === 'verdict' ? cell.verdict.replace('/', '-') : '', value));
  }
  const wire = element('table', 'wire');
  for (const [atMs, peer, direction, line] of cell.wire ?? []) {
    const row = element('tr', { '>': 'sent', '<': 'came' }[direction] ?? 'noted');
    row.append(element('td', '', atMs.toFixed(1)), element('td', '', peer), element('td', '', direction), element('td', '', line));
    wire.append(row);
  }
  const hasWire = (cell.wire ?? []).length > 0;
  $('content').replaceChildren(
    element('h2', '', id + '  ' + title), list,
    element('p', '', hasWire ? 'Wire log: ms since the case began, who, > sent to the server, < came from it' : 'No wire log was kept.'),
    wire,
  );
}

async function openFromAddress() {
  const [target, binding, id] = decodeURIComponent(location.hash.slice(1)).split('/');
  const data = await unpacked;
  const at = data.columns.findIndex((column) => column.target === target && column.binding === binding);
  const found = data.cases[id];
  const cell = data.cells[at + ' ' + id];
  if (!found || !cell) { if (dialog.open) dialog.close(); return; }
  fill({ id, ...found, text: data.clauses[found.clause] ?? '', cell: { ...cell, brokenText: data.clauses[cell.broken] }, column: data.columns[at] });
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}
addEventListener('hashchange', openFromAddress);
dialog.addEventListener('close', () => history.replaceState(null, '', location.pathname + location.search));
dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
$('close').addEventListener('click', () => dialog.close());
// The same cell twice in a row changes no hash.
document.querySelector('.matrix').addEventListener('click', (event) => {
  const link = event.target.closest('td a');
  if (link && link.hash === location.hash) openFromAddress();
});

function filter() {
  const words = $('search').value.toLowerCase().split(/\\s+/).filter(Boolean);
  const missesOnly = $('misses').checked;
  for (const group of document.querySelectorAll('.matrix tbody')) {
    let shown = 0;
    const about = (group.querySelector('.clause')?.textContent ?? '').toLowerCase();
    for (const row of group.querySelectorAll('tr[data-case]')) {
      const text = row.firstElementChild.textContent.toLowerCase() + ' ' + row.dataset.profile + ' ' + about;
      const fits = words.every((word) => text.includes(word)) && (!missesOnly || 'miss' in row.dataset);
      row.hidden = !fits;
      if (fits) shown++;
    }
    if (!group.classList.contains('section')) group.hidden = shown === 0;
  }
  for (const section of document.querySelectorAll('.matrix tbody.section')) {
    let next = section.nextElementSibling;
    let isEmpty = true;
    for (; next && !next.classList.contains('section'); next = next.nextElementSibling) isEmpty &&= next.hidden;
    section.hidden = isEmpty;
  }
}
$('search').addEventListener('input', filter);
$('misses').addEventListener('change', filter);
$('tools').hidden = false;
if (location.hash) openFromAddress();
`;
