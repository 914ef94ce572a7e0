// The chosen event in words, the events around it, and the replicas after it.

const LISTED = 15;
const LOG_ROWS = 7;
const CAUSES_SHOWN = 7;

function element(name, text, className) {
  const it = document.createElement(name);
  if (text !== undefined) it.textContent = text;
  if (className) it.className = className;
  return it;
}

const FIRST_RUN = 'original';

const addressOf = (run, ordinal) => `#e=${ordinal}${run.label === FIRST_RUN ? '' : `&run=${run.label}`}`;

function link(run, event, label) {
  const it = element('a', label);
  it.href = addressOf(run, event.ordinal);
  it.title = event.text;
  return it;
}

// ---- header ----

function showHeader(run) {
  const violation = run.violation < 0 ? null : run.events[run.violation];
  const isGood = run.verdict === 'SAFE' || run.verdict === 'DETECTED';
  byId('verdict').textContent = `${isGood ? '✓' : '‼'} ${run.verdict}${violation ? ` ${violation.invariant}` : ''}`;
  byId('verdict').className = isGood ? 'good' : 'bad';
  byId('headline').textContent = violation ? violation.sentence : run.reason || 'every invariant held, and every request was answered';
  const shown = run.events.length < run.all ? ` (the last ${grouped(run.events.length)} are shown)` : '';
  const liars = run.compromised.map(nodeName).join(', ');
  byId('facts').textContent = [
    run.scenario, `seed ${run.seed}`, `hardening ${run.hardening}`, liars ? `${liars} may lie` : 'nobody lies',
    `${grouped(run.all)} events${shown}`, `${(run.end / 1e9).toFixed(3)} s`,
    run.source ? `rule: ${run.source}` : '', `hash ${run.hash}`,
  ].filter(Boolean).join(' · ');
}

// ---- what went wrong ----

function showFindings(run) {
  const rows = [...run.causes.map((it) => findingRow(run, it, 'cause')), ...run.standstill.map((it) => findingRow(run, it, ''))];
  byId('findings-panel').hidden = rows.length === 0;
  byId('findings').tBodies[0].replaceChildren(...rows);
}

// Each sentence with links to its events; those before the first event that is shown have none.
function findingRow(run, [topic, sentence, ordinals], className) {
  const row = element('tr', undefined, className);
  const text = element('td', sentence);
  const links = element('span', undefined, 'links');
  ordinals.map((ordinal) => run.events[ordinal - run.first]).filter(Boolean).forEach((event) =>
    links.append(' ', link(run, event, `▸ ${grouped(event.ordinal)}`)));
  text.append(links);
  row.append(element('th', topic), text);
  return row;
}

// ---- event ----

function showEvent(run, chosen) {
  const event = run.events[chosen];
  byId('event-title').textContent = `event ${grouped(event.ordinal)} · ${instant(event.nanos)}`;
  byId('event-text').textContent = event.text;
  const causes = causesOf(run, chosen).slice(1);
  const place = byId('causes');
  place.replaceChildren(causes.length ? 'because of ' : 'nothing in this run caused it');
  causes.slice(0, CAUSES_SHOWN).forEach((index, i) => {
    const cause = run.events[index];
    place.append(i ? ' ← ' : '', link(run, cause, `${grouped(cause.ordinal)} ${shortly(cause)}`));
  });
  if (causes.length > CAUSES_SHOWN) place.append(` ← ${causes.length - CAUSES_SHOWN} more`);
}

function shortly(event) {
  const about = event.about ? ` ${event.about.name}` : '';
  return `${event.kind}${about}${event.node >= 0 ? ` ${nodeName(event.node)}` : ''}`;
}

function showEvents(run, visible, chosen, onPick) {
  const position = visible.indexOf(chosen);
  const first = Math.max(0, Math.min(position - Math.floor(LISTED / 2), visible.length - LISTED));
  const rows = visible.slice(first, first + LISTED).map((index) => eventRow(run, run.events[index], index === chosen, onPick));
  byId('events').tBodies[0].replaceChildren(...rows);
}

function eventRow(run, event, isChosen, onPick) {
  const row = element('tr');
  const isInvolved = run.involved.has(event.i);
  row.className = [isChosen ? 'chosen' : '', isInvolved ? 'involved' : '', event.kind === 'violated' ? 'violated' : ''].join(' ');
  const sign = isChosen ? '▶' : signOf(event) || (isInvolved ? '●' : '');
  row.append(
    element('td', sign, 'sign'), element('td', grouped(event.ordinal), 'number'),
    element('td', instant(event.nanos), 'number when'), element('td', event.text));
  row.title = event.text;
  row.addEventListener('click', () => onPick(event.i));
  return row;
}

// ---- replicas ----

const COLUMNS = [
  ['view', 'view'], ['log of view', 'lastNormalView'], ['checkpoint', 'base'], ['op', 'op'], ['commit', 'commit'], ['executed', 'executed'],
];

const replicasOf = (run) => run.nodes.filter(isReplica);

function showReplicas(run, before, after) {
  const head = element('tr');
  head.append(element('th', ''), element('th', 'status'));
  COLUMNS.forEach(([label]) => head.append(element('th', label, 'number')));
  head.append(element('th', ''));
  const rows = replicasOf(run).map((replica) => replicaRow(run, before, after, replica));
  byId('replicas').replaceChildren(head, ...rows);
}

function replicaRow(run, before, after, replica) {
  const was = before.nodes.get(replica);
  const is = after.nodes.get(replica);
  const row = element('tr');
  row.append(element('th', nodeName(replica)), statusCell(was, is));
  for (const [, field] of COLUMNS) {
    const isChanged = was.standing[field] !== is.standing[field];
    const cell = element('td', is.standing[field], isChanged ? 'number changed' : 'number');
    if (isChanged) cell.title = `was ${was.standing[field]}`;
    row.append(cell);
  }
  const marks = element('td', marksOf(run, after, replica).join(', '), 'marks');
  if (run.compromised.includes(replica)) marks.prepend(element('span', '◆ may lie ', 'liar'));
  row.append(marks);
  return row;
}

function statusCell(was, is) {
  const words = (it) => (it.life === 'up' ? it.standing.status + (it.standing.isPrimary ? ', primary' : '') : it.life);
  const cell = element('td', '', words(was) === words(is) ? '' : 'changed');
  const swatch = element('span', '', 'swatch');
  const look = LOOKS[is.life === 'up' ? is.standing.status : is.life];
  swatch.style.background = look.pattern === 'none' ? 'transparent' : `var(${look.colour})`;
  swatch.style.border = `2px ${look.pattern === 'none' ? 'dashed' : 'solid'} var(${look.colour})`;
  cell.append(swatch, words(is));
  return cell;
}

// ---- logs ----

function showLog(run, before, after, chosen) {
  const about = opOf(run, chosen, after);
  const replicas = replicasOf(run);
  const head = element('tr');
  head.append(element('th', 'op'), ...replicas.map((replica) => element('th', nodeName(replica))));
  const most = Math.max(...replicas.map((replica) => after.nodes.get(replica).standing.op));
  const last = Math.max(LOG_ROWS, Math.min(most, about + Math.floor(LOG_ROWS / 2)));
  const rows = [];
  for (let op = last - LOG_ROWS + 1; op <= last; op++) rows.push(logRow(replicas, before, after, op, op === about));
  byId('log').replaceChildren(head, ...rows);
  byId('log-note').textContent = 'checksums of entries · ✓ committed there · ≠ differs · ▸ changed now';
}

function opOf(run, chosen, after) {
  const event = run.events[chosen];
  if (event.kind === 'violated' && event.op > 0) return event.op;
  if (event.cells && event.cells.length) return event.cells[event.cells.length - 1][0];
  if (event.about && event.about.last > 0) return event.about.last;
  if (run.involved.has(chosen) && run.events[run.violation].op > 0) return run.events[run.violation].op;
  return Math.max(...replicasOf(run).map((replica) => after.nodes.get(replica).standing.commit));
}

function logRow(replicas, before, after, op, isAbout) {
  const row = element('tr', undefined, isAbout ? 'about' : '');
  row.append(element('th', op));
  const usual = usualChecksum(replicas.map((replica) => after.nodes.get(replica).log.get(op)));
  replicas.forEach((replica) => row.append(logCell(before.nodes.get(replica), after.nodes.get(replica), op, usual)));
  return row;
}

function logCell(was, is, op, usual) {
  const checksum = is.log.get(op);
  if (checksum === undefined) {
    return element('td', op <= is.standing.base ? 'in checkpoint' : '·', 'absent');
  }
  const differs = checksum !== usual;
  const classes = [
    differs ? 'differs' : '', op <= is.standing.commit ? 'committed' : '', was.log.get(op) !== checksum ? 'changed' : '',
  ];
  return element('td', (differs ? '≠ ' : '') + checksum, classes.join(' '));
}

// What more replicas have than anything else; if there is a draw, nothing is usual.
function usualChecksum(checksums) {
  const counts = new Map();
  for (const checksum of checksums) {
    if (checksum !== undefined) counts.set(checksum, (counts.get(checksum) || 0) + 1);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  const isDraw = ranked.length > 1 && ranked[0][1] === ranked[1][1];
  return ranked.length && !isDraw ? ranked[0][0] : undefined;
}
