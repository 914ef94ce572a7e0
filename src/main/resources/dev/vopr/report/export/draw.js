// Drawing on a canvas, in the colours of the page; whatever has a colour has a shape as well.

// Looks of lanes. `view-change` and the others are statuses of replicas, and what is done to nodes.
const LOOKS = {
  normal: { colour: '--normal', pattern: 'solid', label: 'normal' },
  'view-change': { colour: '--view-change', pattern: 'slanted', label: 'view change' },
  recovering: { colour: '--recovering', pattern: 'crossed', label: 'recovering' },
  opening: { colour: '--opening', pattern: 'dotted', label: 'opens its disk' },
  stopped: { colour: '--red', pattern: 'none', label: 'stopped' },
  crashed: { colour: '--red', pattern: 'none', label: 'crashed' },
  paused: { colour: '--fault', pattern: 'upright', label: 'paused' },
  waiting: { colour: '--client', pattern: 'solid', label: 'waits for its answer' },
  idle: { colour: '--client', pattern: 'line', label: 'idle' },
};

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function paletteOf() {
  const names = ['--page', '--card', '--ink', '--soft', '--line', '--faint', '--normal', '--primary', '--view-change',
    '--recovering', '--opening', '--client', '--message', '--mutated', '--fault', '--red', '--cursor', '--shade', '--chosen'];
  return Object.fromEntries(names.map((name) => [name, colour(name)]));
}

// Fits a canvas to its size on the page, and returns what to draw with.
function prepare(canvas, height) {
  const scale = window.devicePixelRatio || 1;
  if (height) canvas.style.height = `${height}px`;
  const width = canvas.clientWidth;
  const tall = canvas.clientHeight;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(tall * scale);
  const pen = canvas.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, tall);
  pen.font = '12px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  pen.textBaseline = 'middle';
  return { pen, width, height: tall };
}

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

// ---- bars ----

function bar(pen, palette, look, isPrimary, x, y, width, height) {
  const { colour: name, pattern } = LOOKS[look] || LOOKS.opening;
  pen.save();
  pen.strokeStyle = palette[name];
  pen.fillStyle = isPrimary ? palette['--primary'] : palette[name];
  pen.lineWidth = 1.2;
  if (pattern === 'line') {
    line(pen, x, y + height / 2, x + width, y + height / 2);
  } else if (pattern === 'solid') {
    const more = isPrimary ? 3 : 0;
    pen.fillRect(x, y - more, width, height + 2 * more);
  } else {
    patterned(pen, pattern, x, y, width, height);
  }
  pen.restore();
}

function patterned(pen, pattern, x, y, width, height) {
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  if (pattern === 'none') pen.setLineDash([4, 3]);
  pen.strokeRect(x + 0.6, y + 0.6, width - 1.2, height - 1.2);
  pen.setLineDash(pattern === 'dotted' ? [1.5, 2.5] : []);
  const from = Math.floor(x / 6) * 6 - height;
  for (let at = from; at < x + width + height && pattern !== 'none'; at += 6) {
    if (pattern === 'slanted' || pattern === 'crossed') line(pen, at, y + height, at + height, y);
    if (pattern === 'crossed') line(pen, at, y, at + height, y + height);
    if (pattern === 'upright') line(pen, at, y, at, y + height);
  }
  if (pattern === 'dotted') line(pen, x, y + height / 2, x + width, y + height / 2);
}

// ---- arrows ----

// `style` says what is known of the message: isLost, isDouble, isMutated, isInvolved, isChosen.
function arrow(pen, palette, style, x1, y1, x2, y2) {
  pen.save();
  const ink = style.isInvolved ? '--red' : style.isMutated ? '--mutated' : style.isLost ? '--fault' : '--message';
  pen.strokeStyle = palette[ink];
  pen.fillStyle = palette[ink];
  pen.globalAlpha = style.isInvolved || style.isMutated || style.isChosen || style.isLost ? 1 : 0.6;
  pen.lineWidth = style.isMutated ? 3.2 : style.isInvolved || style.isChosen ? 2.2 : 1.1;
  pen.setLineDash(style.isLost ? [5, 4] : []);
  const angle = Math.atan2(y2 - y1, x2 - x1);
  if (style.isDouble) {
    const dx = Math.sin(angle) * 2;
    const dy = -Math.cos(angle) * 2;
    line(pen, x1 + dx, y1 + dy, x2 + dx, y2 + dy);
    line(pen, x1 - dx, y1 - dy, x2 - dx, y2 - dy);
  } else {
    line(pen, x1, y1, x2, y2);
  }
  pen.setLineDash([]);
  if (style.isLost) cross(pen, x2, y2, 4.5);
  else head(pen, x2, y2, angle, pen.lineWidth > 2 ? 10 : 7);
  if (style.isMutated) diamond(pen, x1 + (x2 - x1) * 0.18, y1 + (y2 - y1) * 0.18, 6.5);
  pen.restore();
}

function head(pen, x, y, angle, size) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x - size * Math.cos(angle - 0.4), y - size * Math.sin(angle - 0.4));
  pen.lineTo(x - size * Math.cos(angle + 0.4), y - size * Math.sin(angle + 0.4));
  pen.closePath();
  pen.fill();
}

function cross(pen, x, y, size) {
  pen.lineWidth = 2;
  line(pen, x - size, y - size, x + size, y + size);
  line(pen, x - size, y + size, x + size, y - size);
}

function diamond(pen, x, y, size) {
  pen.beginPath();
  pen.moveTo(x - size, y);
  pen.lineTo(x, y - size);
  pen.lineTo(x + size, y);
  pen.lineTo(x, y + size);
  pen.closePath();
  pen.fill();
}

// ---- labels ----

// Writes labels where there is still room right of `leftmost`, and leaves out the others.
function createLabels(pen, palette, leftmost) {
  const taken = [];
  const isFree = (box) => box.x1 >= leftmost && taken.every((it) => box.x2 < it.x1 || box.x1 > it.x2 || box.y2 < it.y1 || box.y1 > it.y2);
  return (text, x, y, ink, isBold) => {
    pen.save();
    pen.font = `${isBold ? '600 ' : ''}11.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
    const half = pen.measureText(text).width / 2 + 3;
    const box = { x1: x - half, x2: x + half, y1: y - 8, y2: y + 8 };
    const hasRoom = isFree(box);
    if (hasRoom) {
      taken.push(box);
      pen.globalAlpha = 0.88;
      pen.fillStyle = palette['--card'];
      pen.fillRect(box.x1, box.y1 + 1, 2 * half, 14);
      pen.globalAlpha = 1;
      pen.fillStyle = palette[ink];
      pen.textAlign = 'center';
      pen.fillText(text, x, y);
    }
    pen.restore();
    return hasRoom;
  };
}
