// The part of the run around the chosen event: each event is as wide as any other, so that what
// happens at one instant is still seen one after the other.

const GUTTER = 96;
const AXIS = 20;
const LANE = 52;
const BAR = 8;

const SIGNS = {
  crashed: '✕', stopped: '✕', restarted: '↻', paused: '‖', resumed: '▷', started: '',
};

function createLanes(canvas, onPick, onStep, onZoom) {
  const shown = { run: null };
  const eventAt = (pointer) => {
    const x = pointer.clientX - canvas.getBoundingClientRect().left;
    const position = Math.round(shown.scale.left + (x - GUTTER) / shown.scale.step);
    return shown.visible[Math.max(0, Math.min(shown.visible.length - 1, position))];
  };
  canvas.addEventListener('click', (pointer) => onPick(eventAt(pointer)));
  canvas.addEventListener('mousemove', (pointer) => {
    const event = shown.run.events[eventAt(pointer)];
    canvas.title = `event ${grouped(event.ordinal)} · ${instant(event.nanos)}\n${event.text}`;
  });
  canvas.addEventListener('wheel', (wheel) => {
    wheel.preventDefault();
    const amount = Math.sign(wheel.deltaY || wheel.deltaX);
    if (wheel.ctrlKey) onZoom(-amount);
    else onStep(amount * 3);
  }, { passive: false });
  return (run, visible, chosen, step) => {
    if (shown.run !== run) Object.assign(shown, { run, lanes: lanesOf(run) });
    Object.assign(shown, { visible, chosen, step });
    drawLanes(canvas, shown);
  };
}

// The place of an event among the visible ones; between two of them, if it is not.
function positionOf(visible, index) {
  let low = 0;
  let high = visible.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (visible[middle] < index) low = middle + 1;
    else high = middle;
  }
  return visible[low] === index ? low : low - 0.5;
}

function scaleOf(visible, chosen, step, width) {
  const fit = (width - GUTTER - 16) / step;
  const position = positionOf(visible, chosen);
  const most = Math.max(0, visible.length - 1 - fit * 0.92);
  const left = Math.max(-1, Math.min(position - fit * 0.6, most));
  return { left, right: left + fit, step, x: (at) => GUTTER + (at - left) * step };
}

function drawLanes(canvas, shown) {
  const { run, visible, chosen } = shown;
  const { pen, width, height } = prepare(canvas, AXIS + run.nodes.length * LANE + 6);
  const palette = paletteOf();
  const scale = scaleOf(visible, chosen, shown.step, width);
  shown.scale = scale;
  const y = (node) => AXIS + run.nodes.indexOf(node) * LANE + LANE / 2;
  const x = (index) => scale.x(positionOf(visible, index));
  const view = { ...shown, pen, palette, width, height, scale, x, y, labels: createLabels(pen, palette, GUTTER - 2) };
  pen.save();
  pen.beginPath();
  pen.rect(GUTTER, 0, width - GUTTER, height);
  pen.clip();
  drawChosen(view);
  run.nodes.forEach((node) => drawBars(view, node));
  const messages = drawMessages(view);
  run.nodes.forEach((node) => drawTicks(view, node));
  messages.forEach((message) => labelMessage(view, message));
  drawMarks(view);
  drawAxis(view);
  pen.restore();
  run.nodes.forEach((node) => drawName(view, node));
}

function drawChosen({ pen, palette, x, chosen, scale, height, run, labels }) {
  pen.fillStyle = palette['--chosen'];
  pen.fillRect(x(chosen) - scale.step / 2, AXIS, scale.step, height - AXIS);
  if (run.violation < 0) return;
  pen.strokeStyle = palette['--red'];
  pen.lineWidth = 2;
  line(pen, x(run.violation), AXIS, x(run.violation), height);
  labels('‼ violation', x(run.violation), AXIS + 9, '--red', true);
}

function drawName({ pen, palette, y, run }, node) {
  pen.fillStyle = palette['--ink'];
  pen.textAlign = 'left';
  pen.font = '600 14px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  pen.fillText(nodeName(node), 10, y(node));
  pen.font = '11.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  const isLiar = run.compromised.includes(node);
  pen.fillStyle = palette[isLiar ? '--mutated' : '--soft'];
  const standby = isReplica(node) && node >= run.members ? 'standby' : 'replica';
  pen.fillText(isLiar ? '◆ may lie' : isReplica(node) ? standby : 'client', 34, y(node));
}

// The stretches of a lane that are in sight, with their ends on the canvas.
function stretchesInSight({ lanes, run, visible, scale, width, x }, node) {
  const { stretches } = lanes.get(node);
  const end = scale.x(positionOf(visible, run.events.length));
  return stretches
    .map((stretch, i) => ({
      ...stretch,
      left: Math.max(GUTTER - 4, x(stretch.from)),
      right: Math.min(width, i + 1 < stretches.length ? x(stretches[i + 1].from) : end),
    }))
    .filter(({ left, right }) => left < right);
}

function drawBars(view, node) {
  const { pen, palette, y } = view;
  for (const { look, isPrimary, left, right } of stretchesInSight(view, node)) {
    bar(pen, palette, look, isPrimary, left, y(node) - BAR / 2, right - left, BAR);
  }
}

function drawTicks(view, node) {
  const { pen, palette, lanes, width, x, y } = view;
  stretchesInSight(view, node).forEach((stretch) => labelStretch(view, stretch, y(node)));
  pen.strokeStyle = palette['--ink'];
  pen.fillStyle = palette['--ink'];
  pen.lineWidth = 1.6;
  for (const { i, commit } of lanes.get(node).commits) {
    const at = x(i);
    if (at < GUTTER || at > width) continue;
    line(pen, at, y(node) - 10, at, y(node) + 5);
    view.labels(`✓${commit}`, at, y(node) - 18, '--ink', false);
  }
}

function labelStretch({ labels }, { look, view, isPrimary, left, right }, middle) {
  const words = [];
  if (view >= 0) words.push(isPrimary ? `view ${view} · primary` : `view ${view}`);
  if (look !== 'normal' && look !== 'waiting' && look !== 'idle') words.push(LOOKS[look].label);
  const text = words.join(' · ');
  const room = 7 * text.length;
  if (text && right - left > room * 0.6) labels(text, Math.max(left, GUTTER) + room / 2 + 4, middle + 15, '--soft', false);
}

function styleOf({ run, chosen }, message) {
  return {
    ...message,
    isInvolved: run.involved.has(message.end) && run.involved.has(message.sent),
    isChosen: message.sent === chosen || message.end === chosen,
  };
}

// Returns the messages in sight, those first that matter most.
function drawMessages(view) {
  const { run, visible, scale, pen, palette, x, y } = view;
  const isSeen = new Set(visible.slice(Math.max(0, Math.floor(scale.left)), Math.ceil(scale.right) + 1));
  const drawn = run.messages
    .filter((message) => isSeen.has(message.sent) || isSeen.has(message.end))
    .filter((message) => message.end >= 0 && run.nodes.includes(message.from) && run.nodes.includes(message.to))
    .map((message) => styleOf(view, message));
  const weight = (it) => (it.isChosen ? 4 : 0) + (it.isInvolved ? 2 : 0) + (it.isMutated ? 1 : 0);
  drawn.sort((a, b) => weight(a) - weight(b));
  for (const message of drawn) {
    const to = message.isLost ? lostAt(view, message) : { x: x(message.end), y: y(message.to) };
    const side = Math.sign(to.y - y(message.from)) * (BAR / 2 + 3);
    arrow(pen, palette, message, x(message.sent), y(message.from) + side, to.x, to.y - side);
  }
  return drawn.reverse();
}

// A lost message ends between the lanes.
function lostAt({ x, y, scale }, message) {
  const from = x(message.sent);
  const reach = Math.max(Math.min(x(message.end) - from, scale.step * 6), scale.step);
  return { x: from + reach, y: y(message.from) + (y(message.to) - y(message.from)) * 0.72 };
}

function labelMessage({ labels, x, y, scale }, message) {
  const isSpecial = message.isChosen || message.isInvolved || message.isMutated;
  if (!isSpecial && scale.step < 13) return;
  const { name, last } = message.about;
  const text = (message.isMutated ? '◆ ' : '') + name + (last > 0 ? ` ${last}` : '') + (message.isLost ? ' lost' : '');
  const ink = message.isInvolved ? '--red' : message.isMutated ? '--mutated' : message.isLost ? '--fault' : '--soft';
  for (const share of message.isLost ? [0.3] : [0.5, 0.3, 0.7]) {
    const at = x(message.sent) + (x(message.end) - x(message.sent)) * share;
    const tall = y(message.from) + (y(message.to) - y(message.from)) * share;
    if (labels(text, message.isLost ? x(message.sent) + scale.step : at, tall, ink, isSpecial)) return;
  }
}

function drawMarks(view) {
  const { run, visible, scale, pen, palette, x, y, height } = view;
  for (const index of visible.slice(Math.max(0, Math.floor(scale.left)), Math.ceil(scale.right) + 1)) {
    const event = run.events[index];
    const sign = event.kind === 'node-changed' ? SIGNS[event.change] ?? '!' : signOf(event);
    if (!sign || ['mutated', 'lost', 'violated'].includes(event.kind)) continue;
    pen.fillStyle = palette[sign === '✕' ? '--red' : '--fault'];
    pen.font = '700 15px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
    pen.textAlign = 'center';
    const isHere = event.node >= 0 && run.nodes.includes(event.node);
    pen.fillText(sign, x(index), isHere ? y(event.node) - 14 : height - 10);
  }
}

// A sign for what is more than a message that goes its way.
function signOf(event) {
  switch (event.kind) {
    case 'struck': return '⚡';
    case 'mutated': return '◆';
    case 'lost': return '✗';
    case 'duplicated': return '2×';
    case 'disturbed': return '~';
    case 'rejected': return '⊘';
    case 'accused': return '☞';
    case 'violated': return '‼';
    case 'node-changed': return SIGNS[event.change] ?? '!';
    case 'links-changed': return '✂';
    case 'world-changed': return '◷';
    default: return '';
  }
}

function drawAxis({ pen, palette, visible, run, scale, width }) {
  pen.font = '11.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  pen.textAlign = 'center';
  const every = Math.max(1, Math.ceil(110 / scale.step));
  const leftmost = Math.max(0, scale.left + 50 / scale.step);
  const first = Math.ceil(leftmost / every) * every;
  for (let at = first; at < visible.length && scale.x(at) < width; at += every) {
    pen.strokeStyle = palette['--line'];
    pen.lineWidth = 1;
    line(pen, scale.x(at), 14, scale.x(at), AXIS);
    pen.fillStyle = palette['--soft'];
    pen.fillText(instant(run.events[visible[at]].nanos), scale.x(at), 8);
  }
}

// ---- legend ----

function drawLegend(place) {
  const messages = [
    ['message', {}], ['lost', { isLost: true }], ['twice', { isDouble: true }], ['mutated', { isMutated: true }],
    ['part of the violation', { isInvolved: true }],
  ];
  const items = Object.entries(LOOKS).filter(([look]) => look !== 'stopped').map(([look, { label }]) =>
    legendItem(label, (pen, palette) => bar(pen, palette, look, false, 1, 2, 32, 8)));
  items.splice(1, 0, legendItem('primary', (pen, palette) => bar(pen, palette, 'normal', true, 1, 3, 32, 6)));
  messages.forEach(([label, style]) => items.push(legendItem(label, (pen, palette) => arrow(pen, palette, style, 1, 6, 30, 6))));
  items.push('✓7 commit-number', '⚡ fault', '⊘ refused', '✕ down', '‼ violation');
  place.replaceChildren();
  items.forEach((item) => {
    const span = document.createElement('span');
    span.append(...(item.canvas ? [item.canvas, ` ${item.label}`] : [item]));
    place.append(span);
    if (item.canvas) item.draw(prepare(item.canvas).pen, paletteOf());
  });
}

const legendItem = (label, draw) => ({ label, draw, canvas: document.createElement('canvas') });
