/** Where the nodes of a tree are drawn: the root at the left, each level right of the one above, leaves in rows. */
import type { Node } from '../src/protocol.js';

export interface Box {
  node: Node;
  /** What is written into the box: the words that the node adds to its parent. */
  label: string;
  x: number;
  y: number;
  width: number;
  level: number;
  /** From 1, among its siblings. */
  place: number;
  siblings: number;
  parent: Box | undefined;
  children: Box[];
  /** Unused actions beside the last one that are counted, not drawn. */
  folded: number;
}

export interface Layout {
  /** In the order in which they are read. */
  boxes: Box[];
  width: number;
  height: number;
}

export const ROW = 30;
export const HEIGHT = 22;
const GAP = 44;
const PADDING = 10;
const MARK = 18;
const MARGIN = 16;
/** More unused actions below one node are counted, not drawn. */
const MOST_UNUSED = 8;

/** Lays a tree out. `measure` tells the width of a text in pixels. */
export function layOut(root: Node, service: string, measure: (text: string) => number): Layout {
  const top = grow(root, `${service}:${root.prefix}`, undefined, 1, 1);
  const boxes = flatten(top);
  let y = MARGIN;
  for (const box of boxes.filter((box) => box.children.length === 0)) {
    box.y = y;
    y += ROW;
  }
  // Children stand further down in reading order, so that they have their places when it is their parent's turn.
  for (const box of boxes.toReversed()) {
    const first = box.children[0];
    const last = box.children.at(-1);
    if (first && last) {
      box.y = (first.y + last.y) / 2;
    }
  }
  let x = MARGIN;
  let width = 0;
  for (let level = 1; ; level++) {
    const column = boxes.filter((box) => box.level === level);
    if (column.length === 0) {
      break;
    }
    let widest = 0;
    for (const box of column) {
      box.x = x;
      box.width = MARK + measure(box.label) + 2 * PADDING;
      widest = Math.max(widest, box.width);
      const beside = besideText(box);
      width = Math.max(width, x + box.width + (beside === '' ? 0 : PADDING + measure(beside)));
    }
    x += widest + GAP;
  }
  return { boxes, width: width + MARGIN, height: y - ROW + HEIGHT + MARGIN };
}

/** What is written beside a box: what it is chosen for, or how many more there are. */
export function besideText({ node, folded }: Box): string {
  if (folded > 0) {
    return `and ${folded} more, all unused`;
  }
  return node.chosen.length > 0 ? `→ ${node.chosen.join(', ')}` : '';
}

function grow(node: Node, label: string, parent: Box | undefined, place: number, siblings: number): Box {
  const level = (parent?.level ?? 0) + 1;
  const box: Box = {
    node,
    label,
    x: 0,
    y: 0,
    width: 0,
    level,
    place,
    siblings,
    parent,
    children: [],
    folded: 0,
  };
  const { drawn, folded } = fold(node.children);
  box.children = drawn.map((child, index) => grow(child, word(child, node), box, index + 1, drawn.length));
  const last = box.children.findLast((child) => isUnusedAction(child.node));
  if (last && folded > 0) {
    last.folded = folded;
  }
  return box;
}

function fold(children: Node[]): { drawn: Node[]; folded: number } {
  const unused = children.filter(isUnusedAction);
  // One too many is drawn rather than counted.
  if (unused.length <= MOST_UNUSED + 1) {
    return { drawn: children, folded: 0 };
  }
  const left = new Set(unused.slice(MOST_UNUSED));
  return { drawn: children.filter((child) => !left.has(child)), folded: left.size };
}

export function isUnusedAction({ action, children }: Node): boolean {
  return action === false && children.length === 0;
}

/** What a node adds to its parent. Since case counts for nothing, that can begin inside a word; then the whole is told. */
function word({ prefix }: Node, parent: Node): string {
  const rest = prefix.startsWith(parent.prefix) ? prefix.slice(parent.prefix.length) : prefix;
  return /^[a-z]/.test(rest) || rest === '' ? prefix : rest;
}

function flatten(box: Box): Box[] {
  return [box, ...box.children.flatMap(flatten)];
}
