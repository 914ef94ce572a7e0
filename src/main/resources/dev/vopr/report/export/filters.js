// Which events are shown.

const GROUPS = [
  { id: 'messages', label: 'messages', kinds: ['sent', 'delivered'], isOn: true },
  { id: 'mishaps', label: 'mishaps, lies', kinds: ['lost', 'duplicated', 'disturbed', 'mutated'], isOn: true },
  { id: 'steps', label: 'steps', kinds: ['stepped', 'rejected', 'accused'], isOn: true },
  { id: 'requests', label: 'requests', kinds: ['invoked', 'returned'], isOn: true },
  { id: 'faults', label: 'faults', kinds: ['struck', 'node-changed', 'links-changed', 'world-changed'], isOn: true },
  { id: 'pings', label: 'pings', kinds: [], isOn: false },
  { id: 'alarms', label: 'alarms, disks', kinds: ['fired', 'disk-begun', 'disk-done'], isOn: false },
];
const GROUP_OF = new Map(GROUPS.flatMap((group) => group.kinds.map((kind) => [kind, group.id])));
const PINGS = ['Ping', 'Pong'];

const groupOf = (event) =>
  event.about && PINGS.includes(event.about.name) ? 'pings' : GROUP_OF.get(event.kind);

function defaultFilter() {
  return {
    groups: new Set(GROUPS.filter((group) => group.isOn).map((group) => group.id)),
    message: '', node: '', view: '', op: '', past: 'all', anchor: -1, range: null,
  };
}

const everything = () => ({ ...defaultFilter(), groups: new Set(GROUPS.map((group) => group.id)) });

// The indices of the events that are shown; the chosen one and the violation always are.
function shownEvents(run, filter, chosen) {
  const past = pastOf(run, filter);
  const isShown = (event) =>
    (filter.groups.has(groupOf(event)) || event.kind === 'violated')
    && isInRange(filter.range, event)
    && (!past || past.has(event.i))
    && hasMessage(filter, event) && hasNode(filter, event) && hasView(filter, event) && hasOp(filter, event);
  return run.events.filter((event) => event.i === chosen || isShown(event)).map((event) => event.i);
}

function pastOf(run, filter) {
  if (filter.past === 'causes') return new Set(causesOf(run, filter.anchor));
  if (filter.past === 'before') return causalPast(run, filter.anchor);
  return filter.past === 'violation' ? run.involved : null;
}

const isInRange = (range, event) => !range || (event.nanos >= range[0] && event.nanos <= range[1]);

const hasMessage = (filter, event) =>
  filter.message === '' || (event.about !== undefined && event.about.name === filter.message);

function hasNode(filter, event) {
  if (filter.node === '') return true;
  const node = Number(filter.node);
  return event.node === node || event.to === node || event.from === node
    || (event.links || []).some((link) => link.includes(node)) || (event.replicas || []).includes(node);
}

function hasView(filter, event) {
  if (filter.view === '') return true;
  const view = Number(filter.view);
  return (event.about && event.about.view === view) || (event.standing && event.standing.view === view);
}

function hasOp(filter, event) {
  if (!/^\d+$/.test(filter.op)) return true;
  const op = Number(filter.op);
  return (event.about && event.about.first <= op && op <= event.about.last)
    || (event.cells && event.cells.some((cell) => cell[0] === op))
    || (event.standing && (event.standing.commit === op || event.standing.op === op))
    || event.op === op;
}

// ---- controls ----

const byId = (id) => document.getElementById(id);

function options(select, values, label) {
  const all = document.createElement('option');
  all.value = '';
  all.textContent = 'all';
  select.replaceChildren(all, ...values.map((value) => {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = label(value);
    return option;
  }));
}

function fillFilters(run) {
  const views = new Set();
  const names = new Set();
  for (const event of run.events) {
    if (event.standing) views.add(event.standing.view);
    if (event.about) names.add(event.about.name);
  }
  options(byId('message'), [...names].sort(), (name) => name);
  options(byId('node'), run.nodes, nodeName);
  options(byId('view'), [...views].sort((a, b) => a - b), String);
}

function showFilter(filter) {
  for (const group of GROUPS) byId(`group-${group.id}`).checked = filter.groups.has(group.id);
  for (const id of ['message', 'node', 'view', 'op', 'past']) byId(id).value = filter[id];
}

function createFilters(onChange) {
  for (const group of GROUPS) {
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.id = `group-${group.id}`;
    label.append(box, group.label);
    byId('groups').append(label);
  }
  const read = () => ({
    groups: new Set(GROUPS.map((group) => group.id).filter((id) => byId(`group-${id}`).checked)),
    message: byId('message').value, node: byId('node').value, view: byId('view').value,
    op: byId('op').value.trim(), past: byId('past').value,
  });
  byId('filters').addEventListener('input', () => onChange(read()));
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('clear').addEventListener('click', () => onChange(everything()));
}
