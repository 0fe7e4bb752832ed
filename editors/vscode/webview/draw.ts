/** A layout as SVG, readable as a tree by screen readers. */
import { besideText, HEIGHT, isUnusedAction, type Box, type Layout } from './layout.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Draws into `svg` and answers with the element of each box. */
export function draw(svg: SVGSVGElement, layout: Layout): { scene: SVGGElement; items: SVGGElement[] } {
  const scene = create('g', {});
  const lines = create('g', { class: 'lines', 'aria-hidden': 'true' });
  scene.append(lines);
  const items = layout.boxes.map((box) => {
    if (box.parent) {
      lines.append(line(box.parent, box));
    }
    const item = drawBox(box);
    scene.append(item);
    return item;
  });
  svg.replaceChildren(scene);
  return { scene, items };
}

function drawBox(box: Box): SVGGElement {
  const { node, x, y, width } = box;
  const kind = [node.safe ? 'safe' : 'unsafe', ...(node.chosen.length > 0 ? ['chosen'] : [])].join(' ');
  const item = create('g', {
    class: `node ${kind}`,
    role: 'treeitem',
    tabindex: '-1',
    'aria-label': spoken(box),
    'aria-level': String(box.level),
    'aria-posinset': String(box.place),
    'aria-setsize': String(box.siblings),
    transform: `translate(${x} ${y})`,
  });
  if (box.children.length > 0) {
    item.setAttribute('aria-expanded', 'true');
  }
  const middle = String(HEIGHT / 2);
  const title = create('title', {});
  title.textContent = `${node.prefix}\n${counts(box)}`;
  item.append(
    title,
    create('rect', { width: String(width), height: String(HEIGHT), rx: '4' }),
    text(node.safe ? '✓' : '✗', { class: 'mark', x: '9', y: middle }),
    text(box.label, { x: '24', y: middle }),
  );
  const beside = besideText(box);
  if (beside) {
    item.append(text(beside, { class: 'beside', x: String(width + 10), y: middle }));
  }
  return item;
}

/** "Bucket: unsafe, 3 kept, 18 unused, chosen as s3:GetBucketTagging". */
function spoken(box: Box): string {
  const { node, folded } = box;
  return [
    `${box.label}: ${node.safe ? 'safe' : 'unsafe'}`,
    counts(box),
    ...(node.chosen.length > 0 ? [`chosen as ${node.chosen.join(', ')}`] : []),
    ...(folded > 0 ? [`and ${folded} more unused beside it`] : []),
  ].join(', ');
}

function counts({ node }: Box): string {
  if (isUnusedAction(node)) {
    return 'an unused action';
  }
  if (node.action === true && node.kept === 1 && node.unused === 0) {
    return 'a kept action';
  }
  return `${node.kept} kept, ${node.unused} unused`;
}

function line(from: Box, to: Box): SVGElement {
  const x = from.x + from.reach + (from.reach > from.width ? 6 : 0);
  const y = from.y + HEIGHT / 2;
  const end = to.y + HEIGHT / 2;
  const middle = (x + to.x) / 2;
  return create('path', { d: `M${x} ${y}C${middle} ${y} ${middle} ${end} ${to.x} ${end}` });
}

function text(content: string, attributes: Record<string, string>): SVGElement {
  const element = create('text', { 'dominant-baseline': 'central', ...attributes });
  element.textContent = content;
  return element;
}

function create<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}
