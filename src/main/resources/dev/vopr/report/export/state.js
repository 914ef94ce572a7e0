// Where each node stands after an event, and how its lane looks over the whole run.

const SNAPSHOT_EVERY = 500;

const LIFE = {
  started: 'up', restarted: 'up', resumed: 'up', crashed: 'crashed', stopped: 'stopped', paused: 'paused',
};
const IMPAIRED = { 'read-only': 'read-only disk', slow: 'slow', deaf: 'deaf', mute: 'mute', intermittent: 'intermittent' };
const HEALED = { writable: 'read-only', fast: 'slow', hearing: 'deaf', heard: 'mute', steady: 'intermittent' };

const UNKNOWN = {
  status: 'opening', isPrimary: false, view: 0, lastNormalView: 0, base: 0, op: 0, commit: 0, executed: 0,
};

function emptyState(run) {
  const state = { nodes: new Map(), cuts: new Map() };
  for (const node of run.nodes) {
    state.nodes.set(node, { standing: UNKNOWN, log: new Map(), life: 'up', impaired: new Set(), isWaiting: false });
  }
  run.before.forEach((event) => apply(state, event));
  return state;
}

function copyState(state) {
  const nodes = new Map();
  for (const [node, it] of state.nodes) {
    nodes.set(node, { ...it, log: new Map(it.log), impaired: new Set(it.impaired) });
  }
  return { nodes, cuts: new Map(state.cuts) };
}

function apply(state, event) {
  const node = state.nodes.get(event.node);
  if (event.kind === 'stepped') {
    step(node, event);
  } else if (event.kind === 'node-changed') {
    changeNode(node, event.change);
  } else if (event.kind === 'links-changed') {
    changeLinks(state, event);
  } else if (event.kind === 'invoked') {
    node.isWaiting = true;
  } else if (event.kind === 'returned') {
    node.isWaiting = false;
  }
}

function step(node, event) {
  node.standing = event.standing;
  for (const [op, checksum] of event.cells) node.log.set(op, checksum);
  for (const op of node.log.keys()) {
    if (op <= event.standing.base || op > event.standing.op) node.log.delete(op);
  }
}

function changeNode(node, change) {
  if (LIFE[change]) node.life = LIFE[change];
  if (change === 'restarted') {
    node.standing = UNKNOWN;
    node.log = new Map();
    node.isWaiting = false;
  }
  if (IMPAIRED[change]) node.impaired.add(change);
  if (HEALED[change]) node.impaired.delete(HEALED[change]);
}

function changeLinks(state, event) {
  if (event.change === 'cut' || event.change === 'cut-again') state.cuts.set(event.name, event.links);
  if (event.change === 'mended') state.cuts.delete(event.name);
}

// Returns a function from the index of an event to the state after it.
function createHistory(run) {
  const snapshots = [emptyState(run)];
  const extend = (wanted) => {
    while (snapshots.length <= wanted) {
      const state = copyState(snapshots[snapshots.length - 1]);
      const from = (snapshots.length - 1) * SNAPSHOT_EVERY;
      for (let i = from; i < from + SNAPSHOT_EVERY; i++) apply(state, run.events[i]);
      snapshots.push(state);
    }
  };
  return (index) => {
    const base = Math.floor((index + 1) / SNAPSHOT_EVERY);
    extend(base);
    const state = copyState(snapshots[base]);
    for (let i = base * SNAPSHOT_EVERY; i <= index; i++) apply(state, run.events[i]);
    return state;
  };
}

function marksOf(run, state, node) {
  const it = state.nodes.get(node);
  const marks = [];
  if (it.life !== 'up') marks.push(it.life);
  for (const change of it.impaired) marks.push(IMPAIRED[change]);
  const others = new Set();
  for (const links of state.cuts.values()) {
    for (const [from, to] of links) {
      if (from === node) others.add(to);
      if (to === node) others.add(from);
    }
  }
  if (others.size) marks.push(`cut off from ${[...others].sort((a, b) => a - b).map(nodeName).join(', ')}`);
  return marks;
}

// ---- lanes ----

// For each node the stretches in which it looks the same, and where its commit-number rises.
function lanesOf(run) {
  const lanes = new Map(run.nodes.map((node) => [node, { stretches: [], commits: [] }]));
  const state = emptyState(run);
  run.nodes.forEach((node) => extendLane(lanes.get(node), state, node, 0));
  for (const event of run.events) {
    const isChange = ['stepped', 'node-changed', 'invoked', 'returned'].includes(event.kind);
    if (!isChange) continue;
    const before = state.nodes.get(event.node).standing.commit;
    lightly(state, event);
    extendLane(lanes.get(event.node), state, event.node, event.i);
    const after = state.nodes.get(event.node).standing.commit;
    if (event.kind === 'stepped' && after > before) lanes.get(event.node).commits.push({ i: event.i, commit: after });
  }
  return lanes;
}

// As apply, but without the logs, which no lane shows.
function lightly(state, event) {
  if (event.kind === 'stepped') state.nodes.get(event.node).standing = event.standing;
  else apply(state, event);
}

function extendLane(lane, state, node, index) {
  const { standing, life, isWaiting } = state.nodes.get(node);
  const look = isReplica(node)
    ? { look: life === 'up' ? standing.status : life, view: standing.view, isPrimary: standing.isPrimary && standing.status === 'normal' }
    : { look: life === 'up' ? (isWaiting ? 'waiting' : 'idle') : life, view: -1, isPrimary: false };
  const last = lane.stretches[lane.stretches.length - 1];
  const isSame = last && last.look === look.look && last.view === look.view && last.isPrimary === look.isPrimary;
  if (!isSame) lane.stretches.push({ from: index, ...look });
}

// ---- faults that last ----

const BEGINS = {
  crashed: 'crashed', stopped: 'stopped', paused: 'paused', 'read-only': 'read-only', slow: 'slow', deaf: 'deaf',
  mute: 'mute', intermittent: 'intermittent', cut: 'cut', 'cut-again': 'cut', clogged: 'clogged', slowed: 'slowed',
};
const ENDS = {
  restarted: ['crashed', 'stopped'], resumed: ['paused'], writable: ['read-only'], fast: ['slow'], hearing: ['deaf'],
  heard: ['mute'], steady: ['intermittent'], mended: ['cut'], freed: ['clogged'], 'sped-up': ['slowed'],
};

// Stretches of time in which something is broken.
function brokenTimes(run) {
  const open = new Map();
  const times = [];
  for (const event of [...run.before, ...run.events]) {
    if (event.kind !== 'node-changed' && event.kind !== 'links-changed') continue;
    const where = event.kind === 'node-changed' ? nodeName(event.node) : `${event.name} ${event.links.join(';')}`;
    for (const ended of ENDS[event.change] || []) {
      const from = open.get(`${where} ${ended}`);
      if (from !== undefined) times.push({ from, to: event.nanos, isOfLinks: event.kind === 'links-changed' });
      open.delete(`${where} ${ended}`);
    }
    if (BEGINS[event.change]) open.set(`${where} ${BEGINS[event.change]}`, event.nanos);
  }
  for (const [key, from] of open) times.push({ from, to: run.end, isOfLinks: !/^[rc]\d/.test(key) });
  return times;
}
