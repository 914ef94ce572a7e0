// A run as objects: its events, the messages between nodes, and what led to the violation.

const FIRST_CLIENT = 1000;
const DELIVERIES_BEFORE = 4;
const DELIVERIES_TO_A_LIE = 12;

const nodeName = (node) => (node >= FIRST_CLIENT ? `c${node - FIRST_CLIENT}` : `r${node}`);
const isReplica = (node) => node >= 0 && node < FIRST_CLIENT;
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',');
const instant = (nanos) => `${(nanos / 1e6).toFixed(3).replace(/\B(?=(\d{3})+\.)/g, ',')} ms`;

function readRuns() {
  return JSON.parse(document.getElementById('data').textContent).map(readRun);
}

function readRun(raw) {
  const before = readRows(raw, raw.before);
  const events = readRows(raw, raw.events);
  const nodes = [];
  for (let client = 0; client < raw.clients; client++) nodes.push(FIRST_CLIENT + client);
  for (let replica = 0; replica < raw.replicas; replica++) nodes.push(replica);
  const run = { ...raw, before, events, nodes };
  run.messages = readMessages(events);
  run.violation = events.findIndex((event) => event.kind === 'violated');
  run.faults = events.filter((event) => event.kind === 'struck').map((event) => event.i);
  run.involved = involved(run);
  run.begin = events.length ? events[0].nanos : 0;
  run.end = events.length ? events[events.length - 1].nanos : 1;
  return run;
}

// ---- events ----

const FIELDS = {
  invoked: (more) => ({ request: more[0] }),
  returned: (more) => ({ request: more[0] }),
  sent: (more, facts) => ({ packet: more[0], to: more[1], about: facts[more[2]] }),
  mutated: (more, facts) => ({ packet: more[0], to: more[1], about: facts[more[2]] }),
  delivered: (more, facts) => ({ packet: more[0], from: more[1], about: facts[more[2]] }),
  lost: (more) => ({ packet: more[0], to: more[1] }),
  disturbed: (more) => ({ packet: more[0], to: more[1] }),
  duplicated: (more) => ({ packet: more[0], copy: more[1] }),
  rejected: (more) => ({ packet: more[0] }),
  accused: (more) => ({ accused: more[0] }),
  stepped: (more) => ({ standing: readStanding(more[0]), cells: more[1] }),
  struck: (more) => ({ fault: more[0], to: more[1] }),
  'node-changed': (more) => ({ change: more[0] }),
  'links-changed': (more) => ({ name: more[0], change: more[1], links: more[2] }),
  'disk-done': (more) => ({ isDone: more[0] === 1 }),
  violated: (more) => ({ invariant: more[0], sentence: more[1], replicas: more[2], op: more[3] }),
};

function readStanding(row) {
  const [status, isPrimary, view, lastNormalView, base, op, commit, executed] = row;
  return { status, isPrimary: isPrimary === 1, view, lastNormalView, base, op, commit, executed };
}

function readRows(raw, rows) {
  const facts = raw.facts.map(([name, view, first, last]) => ({ name, view, first, last }));
  let nanos = 0;
  return rows.map((row, i) => {
    const [kindNumber, passed, back, node, text, ...more] = row;
    const kind = raw.kinds[kindNumber];
    nanos += passed;
    const own = FIELDS[kind] ? FIELDS[kind](more, facts) : {};
    const cause = back === 0 || back > i ? -1 : i - back;
    return { i, ordinal: raw.first + i, kind, nanos, cause, node, text: raw.texts[text], ...own };
  });
}

// ---- messages ----

// A message on its way: from the event `sent` to the event `end`; -1 if that is not known.
function readMessages(events) {
  const messages = new Map();
  const find = (packet) => messages.get(packet);
  for (const event of events) {
    const message = find(event.packet);
    if (event.kind === 'sent') {
      messages.set(event.packet, newMessage(event));
    } else if (event.kind === 'duplicated' && message) {
      message.isDouble = true;
      messages.set(event.copy, { ...message, packet: event.copy });
    } else if (message) {
      befall(message, event);
    }
    if (event.kind === 'duplicated') event.node = message ? message.from : -1;
    if (message && !event.about) event.about = message.about;
  }
  return [...messages.values()];
}

const newMessage = (event) => ({
  packet: event.packet, from: event.node, to: event.to, about: event.about, sent: event.i, end: -1,
  isLost: false, isDouble: false, isMutated: false,
});

function befall(message, event) {
  if (event.kind === 'mutated') {
    message.isMutated = true;
    message.about = event.about;
  } else if (event.kind === 'lost') {
    message.isLost = true;
    message.end = event.i;
  } else if (event.kind === 'delivered') {
    message.to = event.node;
    message.end = event.i;
  }
}

// ---- causes ----

// From an event back by its causes, the event itself included.
function causesOf(run, index) {
  const causes = [];
  for (let at = index; at >= 0; at = run.events[at].cause) causes.push(at);
  return causes;
}

// Everything that could have had a part in an event: what its node went through before, and so on.
function causalPast(run, index) {
  const past = new Set();
  const previous = previousAtNode(run);
  const open = [index];
  while (open.length) {
    const at = open.pop();
    if (at < 0 || past.has(at)) continue;
    past.add(at);
    open.push(run.events[at].cause, previous[at]);
  }
  return past;
}

function previousAtNode(run) {
  const last = new Map();
  return run.events.map((event) => {
    const before = event.node >= 0 && last.has(event.node) ? last.get(event.node) : -1;
    if (event.node >= 0) last.set(event.node, event.i);
    return before;
  });
}

// The step that broke the invariant, those in which the replicas concerned took or committed what
// conflicts, with some of what led to each, and what shows the causes.
function involved(run) {
  const found = new Set();
  for (const at of shown(run)) endAfter(run, causesOf(run, at), 1).forEach((index) => found.add(index));
  if (run.violation < 0) return found;
  const violation = run.events[run.violation];
  goBack(run, run.violation, found);
  for (const replica of violation.replicas) {
    for (const at of turns(run, replica, violation.op)) goBack(run, at, found);
  }
  return found;
}

// The events that show what went wrong, as far as they are there.
function shown(run) {
  return run.causes.flatMap(([, , ordinals]) => ordinals)
    .map((ordinal) => ordinal - run.first)
    .filter((index) => index >= 0 && index < run.events.length);
}

function turns(run, replica, op) {
  let taken = -1;
  let committed = -1;
  let commit = 0;
  for (const event of run.events) {
    if (event.kind !== 'stepped' || event.node !== replica) continue;
    if (event.cells.some((cell) => cell[0] === op)) taken = event.i;
    if (commit < op && event.standing.commit >= op) committed = event.i;
    commit = event.standing.commit;
  }
  return [taken, committed].filter((at) => at >= 0);
}

// As far back as a lie, if one is not too long ago, else some deliveries.
function goBack(run, index, found) {
  const causes = causesOf(run, index);
  const lie = endAfter(run, causes, DELIVERIES_TO_A_LIE).findIndex((at) => run.events[at].kind === 'mutated');
  const part = lie < 0 ? endAfter(run, causes, DELIVERIES_BEFORE) : causes.slice(0, lie + 2);
  part.forEach((at) => found.add(at));
}

// The causes up to so many deliveries, and how the last of these was sent.
function endAfter(run, causes, deliveries) {
  let seen = 0;
  const end = causes.findIndex((at) => run.events[at].kind === 'sent' && ++seen > deliveries);
  return end < 0 ? causes : causes.slice(0, end + 1);
}
