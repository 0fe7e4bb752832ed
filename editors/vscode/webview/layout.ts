/** Where the nodes of a tree are drawn: the root at the left, children right of their parent, leaves in rows. */
import type { Node } from '../src/protocol.js';

export interface Box {
  node: Node;
  /** What is written into the box: the words that the node adds to its parent, and `*` where all of it is chosen. */
  label: string;
  x: number;
  y: number;
  width: number;
  /** The width with what is written beside the box. */
  reach: number;
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

const ROW = 28;
export const HEIGHT = 22;
const GAP = 40;
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
  let width = 0;
  // Parents stand before their children, and a row holds nothing but one line of descent: boxes cannot meet.
  for (const box of boxes) {
    const beside = besideText(box);
    box.width = MARK + measure(box.label) + 2 * PADDING;
    box.reach = box.width + (beside === '' ? 0 : PADDING + measure(beside));
    box.x = box.parent ? box.parent.x + box.parent.reach + GAP : MARGIN;
    width = Math.max(width, box.x + box.reach);
  }
  return { boxes, width: width + MARGIN, height: y - ROW + HEIGHT + MARGIN };
}

/** What is written beside a box: how many more there are, and what it is chosen for where the box does not say it. */
export function besideText({ node, folded }: Box): string {
  const entries = node.chosen.filter((entry) => !isWhole(entry, node) && !isExact(entry, node));
  const more = folded > 0 ? [`+ ${folded} unused`] : [];
  return [...more, ...(entries.length > 0 ? [`→ ${entries.join(', ')}`] : [])].join(' ');
}

/** The entry is the node's prefix with all that begins so. */
function isWhole(entry: string, { prefix }: Node): boolean {
  return entry.endsWith(`:${prefix}*`);
}

/** The entry is the name that ends at the node. */
function isExact(entry: string, { prefix }: Node): boolean {
  return entry.endsWith(`:${prefix}`);
}

function grow(node: Node, label: string, parent: Box | undefined, place: number, siblings: number): Box {
  const level = (parent?.level ?? 0) + 1;
  const box: Box = {
    node,
    label: node.chosen.some((entry) => isWhole(entry, node)) ? `${label}*` : label,
    x: 0,
    y: 0,
    width: 0,
    reach: 0,
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
