// The whole run in its time: how much happens, what is broken, when views begin, the violation.

const STRIP_COLUMNS = 240;
const CLICK_PIXELS = 4;

function createStrip(canvas, onRange, onPick) {
  const shown = { run: null };
  let dragFrom = -1;
  const nanosAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return shown.run.begin + share * (shown.run.end - shown.run.begin);
  };
  canvas.addEventListener('pointerdown', (event) => {
    dragFrom = event.clientX;
    canvas.setPointerCapture(event.pointerId);
    shown.dragged = [nanosAt(event), nanosAt(event)];
  });
  canvas.addEventListener('pointermove', (event) => {
    if (dragFrom < 0) return;
    shown.dragged[1] = nanosAt(event);
    draw();
  });
  canvas.addEventListener('pointerup', (event) => {
    if (dragFrom < 0) return;
    const isDrag = Math.abs(event.clientX - dragFrom) > CLICK_PIXELS;
    const [a, b] = shown.dragged;
    dragFrom = -1;
    shown.dragged = null;
    if (isDrag) onRange([Math.min(a, b), Math.max(a, b)]);
    else if (shown.range) onRange(null);
    else onPick(a);
  });
  const draw = () => drawStrip(canvas, shown);
  return (run, range, nanos, visible) => {
    if (shown.run !== run) Object.assign(shown, { run, times: brokenTimes(run), views: viewStarts(run), counts: density(run) });
    Object.assign(shown, { range, nanos, visible });
    draw();
  };
}

function viewStarts(run) {
  const starts = [];
  let newest = -1;
  for (const event of run.events) {
    if (!event.standing || event.standing.status !== 'normal' || event.standing.view <= newest) continue;
    newest = event.standing.view;
    starts.push({ nanos: event.nanos, view: newest });
  }
  return starts;
}

function density(run) {
  const counts = new Array(STRIP_COLUMNS).fill(0);
  const span = Math.max(1, run.end - run.begin);
  for (const event of run.events) {
    counts[Math.min(STRIP_COLUMNS - 1, Math.floor(((event.nanos - run.begin) / span) * STRIP_COLUMNS))]++;
  }
  return counts;
}

function drawStrip(canvas, { run, times, views, counts, range, nanos, dragged }) {
  const { pen, width, height } = prepare(canvas);
  const palette = paletteOf();
  const x = (at) => ((at - run.begin) / Math.max(1, run.end - run.begin)) * (width - 2) + 1;
  drawDensity(pen, palette, counts, width, height);
  drawBroken(pen, palette, times, x, height);
  drawViews(pen, palette, views, x, height);
  drawMoments(pen, palette, run, x, height);
  const part = dragged || range;
  if (part) drawPart(pen, palette, x(Math.min(...part)), x(Math.max(...part)), width, height);
  pen.strokeStyle = palette['--cursor'];
  pen.lineWidth = 1.5;
  line(pen, x(nanos), 0, x(nanos), height);
  drawEnds(pen, palette, run, width, height);
}

function drawDensity(pen, palette, counts, width, height) {
  const most = Math.max(...counts, 1);
  pen.fillStyle = palette['--faint'];
  const step = width / counts.length;
  counts.forEach((count, i) => {
    const tall = (count / most) * (height - 34);
    pen.fillRect(i * step, height - 16 - tall, step, tall);
  });
}

// Nodes in the upper half, slanted one way; links below, the other way.
function drawBroken(pen, palette, times, x, height) {
  for (const { from, to, isOfLinks } of times) {
    const left = x(from);
    const wide = Math.max(2, x(to) - left);
    const top = isOfLinks ? height / 2 : 16;
    const tall = height / 2 - 16;
    pen.fillStyle = palette['--shade'];
    pen.fillRect(left, top, wide, tall);
    pen.save();
    pen.beginPath();
    pen.rect(left, top, wide, tall);
    pen.clip();
    pen.strokeStyle = palette['--fault'];
    pen.globalAlpha = 0.45;
    pen.lineWidth = 0.8;
    for (let at = left - tall; at < left + wide; at += 7) {
      line(pen, at, isOfLinks ? top : top + tall, at + tall, isOfLinks ? top + tall : top);
    }
    pen.restore();
  }
}

function drawViews(pen, palette, views, x, height) {
  let room = -Infinity;
  pen.strokeStyle = palette['--view-change'];
  pen.fillStyle = palette['--soft'];
  pen.textAlign = 'left';
  for (const { nanos, view } of views) {
    const at = x(nanos);
    pen.lineWidth = 1;
    line(pen, at, 2, at, height - 16);
    if (at > room) {
      pen.fillText(`v${view}`, at + 3, 8);
      room = at + pen.measureText(`v${view}`).width + 12;
    }
  }
}

function drawMoments(pen, palette, run, x, height) {
  pen.fillStyle = palette['--mutated'];
  for (const event of run.events) {
    if (event.kind === 'mutated') diamond(pen, x(event.nanos), height - 21, 3);
  }
  if (run.violation < 0) return;
  const at = x(run.events[run.violation].nanos);
  pen.strokeStyle = palette['--red'];
  pen.fillStyle = palette['--red'];
  pen.lineWidth = 2.5;
  line(pen, at, 0, at, height - 16);
  pen.font = '700 12px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  const wide = pen.measureText('‼ violation').width + 8;
  const left = at > wide ? at - wide : at;
  pen.fillStyle = palette['--card'];
  pen.fillRect(left, 1, wide - 2, 15);
  pen.fillStyle = palette['--red'];
  pen.textAlign = 'left';
  pen.fillText('‼ violation', left + 4, 9);
  pen.font = '12px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
}

function drawPart(pen, palette, left, right, width, height) {
  pen.save();
  pen.globalAlpha = 0.65;
  pen.fillStyle = palette['--page'];
  pen.fillRect(0, 0, left, height);
  pen.fillRect(right, 0, width - right, height);
  pen.restore();
  pen.strokeStyle = palette['--normal'];
  pen.lineWidth = 2;
  pen.strokeRect(left, 1, Math.max(2, right - left), height - 2);
}

function drawEnds(pen, palette, run, width, height) {
  pen.fillStyle = palette['--soft'];
  for (let i = 0; i <= 6; i++) {
    const share = i / 6;
    pen.textAlign = i === 0 ? 'left' : i === 6 ? 'right' : 'center';
    const label = `${((run.begin + share * (run.end - run.begin)) / 1e9).toFixed(2)} s`;
    pen.fillText(label, i === 0 ? 4 : i === 6 ? width - 4 : share * width, height - 7);
  }
}
