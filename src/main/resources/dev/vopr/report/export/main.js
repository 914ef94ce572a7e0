// Puts the page together: what is chosen, and what happens when someone chooses something else.

const STEPS = [5, 8, 12, 18, 26, 40, 60];
const PLAY_MILLIS = 140;

const runs = readRuns();
const page = {
  run: runs[0], chosen: 0, filter: defaultFilter(), visible: [], zoom: 4, timer: 0, histories: new Map(), isWaiting: false,
};

const strip = createStrip(byId('strip'), (range) => setFilter({ ...page.filter, range }), pickTime);
const lanes = createLanes(byId('lanes'), pick, move, zoom);

function history() {
  if (!page.histories.has(page.run)) page.histories.set(page.run, createHistory(page.run));
  return page.histories.get(page.run);
}

// ---- choosing ----

function pick(index) {
  page.chosen = Math.max(0, Math.min(page.run.events.length - 1, index));
  window.history.replaceState(null, '', address());
  refresh();
}

function address() {
  return addressOf(page.run, page.run.events[page.chosen].ordinal);
}

function move(steps) {
  const position = positionOf(page.visible, page.chosen);
  const next = Math.max(0, Math.min(page.visible.length - 1, position + steps));
  pick(page.visible[next]);
}

function pickTime(nanos) {
  const next = page.run.events.findIndex((event) => event.nanos >= nanos);
  pick(next < 0 ? page.run.events.length - 1 : next);
}

function pickFault(direction) {
  const { faults } = page.run;
  const ordered = direction > 0 ? faults : [...faults].reverse();
  const next = ordered.find((index) => (index - page.chosen) * direction > 0 && isShownFault(index));
  if (next !== undefined) pick(next);
}

const isShownFault = (index) => page.visible.includes(index) || !page.filter.groups.has('faults');

function pickViolation() {
  if (page.run.violation >= 0) pick(page.run.violation);
}

// What to look at first: the violation, else the end of a run that did not go well.
function beginning(run) {
  if (run.violation >= 0) return run.violation;
  return run.verdict === 'SAFE' ? 0 : run.events.length - 1;
}

function zoom(amount) {
  page.zoom = Math.max(0, Math.min(STEPS.length - 1, page.zoom + amount));
  refresh();
}

function play() {
  if (page.timer) {
    clearInterval(page.timer);
    page.timer = 0;
  } else {
    page.timer = setInterval(() => {
      const isLast = page.visible[page.visible.length - 1] === page.chosen;
      if (isLast) play();
      else move(1);
    }, PLAY_MILLIS);
  }
  byId('play').textContent = page.timer ? '❚❚ pause' : '▶ play';
  byId('play').setAttribute('aria-pressed', String(page.timer !== 0));
}

function setFilter(changes) {
  const filter = { ...page.filter, ...changes };
  const isNewPast = filter.past !== page.filter.past;
  page.filter = { ...filter, anchor: isNewPast ? page.chosen : filter.anchor };
  refresh();
}

function setRun(run) {
  page.run = run;
  page.filter = { ...defaultFilter(), groups: page.filter.groups };
  page.chosen = 0;
  fillFilters(run);
  showHeader(run);
  showFindings(run);
  document.querySelectorAll('#switch button').forEach((button, i) =>
    button.setAttribute('aria-pressed', String(runs[i] === run)));
}

// The address may name an event and a run: #e=4812&run=minimised.
function readAddress() {
  const parts = new URLSearchParams(window.location.hash.slice(1));
  const run = runs.find((it) => it.label === parts.get('run')) || runs[0];
  if (run !== page.run) setRun(run);
  const index = Number(parts.get('e')) - run.first;
  const isThere = parts.has('e') && index >= 0 && index < run.events.length;
  page.chosen = isThere ? index : beginning(run);
  refresh();
}

// ---- showing ----

function refresh() {
  if (page.isWaiting) return;
  page.isWaiting = true;
  requestAnimationFrame(() => {
    page.isWaiting = false;
    show();
  });
}

function show() {
  const { run, chosen, filter } = page;
  if (run.events.length === 0) return;
  page.visible = shownEvents(run, filter, chosen);
  const { visible } = page;
  showFilter(filter);
  const part = filter.range ? ' in the part chosen above' : '';
  byId('shown').textContent = `${grouped(visible.length)} of ${grouped(run.events.length)} events${part}`;
  byId('slider').max = visible.length - 1;
  byId('slider').value = visible.indexOf(chosen);
  byId('to-violation').disabled = run.violation < 0;
  strip(run, filter.range, run.events[chosen].nanos, visible);
  lanes(run, visible, chosen, STEPS[page.zoom]);
  showEvent(run, chosen);
  showEvents(run, visible, chosen, pick);
  const after = history()(chosen);
  const before = history()(chosen - 1);
  showReplicas(run, before, after);
  showLog(run, before, after, chosen);
  document.documentElement.dataset.event = run.events[chosen].ordinal;
}

// ---- keys and buttons ----

const KEYS = {
  ArrowLeft: () => move(-1), ArrowRight: () => move(1), v: pickViolation, n: () => pickFault(1), p: () => pickFault(-1),
  ' ': play, '+': () => zoom(1), '-': () => zoom(-1),
};

function onKey(event) {
  const isTyped = ['SELECT', 'TEXTAREA'].includes(event.target.tagName) || event.target.id === 'op';
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isOfButton = key === ' ' && ['BUTTON', 'INPUT'].includes(event.target.tagName) && event.target.id !== 'slider';
  if (isTyped || isOfButton || event.ctrlKey || event.metaKey || event.altKey || !KEYS[key]) return;
  event.preventDefault();
  KEYS[key]();
}

function start() {
  byId('switch').replaceChildren(...(runs.length < 2 ? [] : runs.map((run) => {
    const button = element('button', `${run.label}: ${grouped(run.all)} events`);
    button.type = 'button';
    button.addEventListener('click', () => {
      setRun(run);
      pick(beginning(run));
    });
    return button;
  })));
  createFilters(setFilter);
  byId('clear').addEventListener('click', () => setFilter({ range: null }));
  byId('slider').addEventListener('input', (event) => pick(page.visible[Number(event.target.value)]));
  byId('play').addEventListener('click', play);
  byId('previous-fault').addEventListener('click', () => pickFault(-1));
  byId('next-fault').addEventListener('click', () => pickFault(1));
  byId('to-violation').addEventListener('click', pickViolation);
  byId('zoom-in').addEventListener('click', () => zoom(1));
  byId('zoom-out').addEventListener('click', () => zoom(-1));
  document.addEventListener('keydown', onKey);
  window.addEventListener('hashchange', readAddress);
  window.addEventListener('resize', refresh);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    drawLegend(byId('legend'));
    refresh();
  });
  setRun(runs[0]);
  drawLegend(byId('legend'));
  readAddress();
}

start();
