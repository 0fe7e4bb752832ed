/** The page of the narrowing view. */
import type { FromPage, ToPage } from '../src/page.js';
import type { Figure } from '../src/protocol.js';
import { count } from '../src/words.js';
import { draw } from './draw.js';
import { Keys } from './keys.js';
import { HEIGHT, layOut } from './layout.js';
import { Viewport } from './viewport.js';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const vscode = acquireVsCodeApi();
const svg = element('figure') as unknown as SVGSVGElement;
const services = element('service') as HTMLSelectElement;
const viewport = new Viewport(svg);
let figure: Figure | undefined;
let keys: Keys | undefined;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`the page has no ${id}`);
  }
  return found;
}

function show(shown: Figure): void {
  figure = shown;
  element('outdated').hidden = true;
  element('pattern').textContent = shown.pattern;
  element('summary').textContent =
    `${count(shown.granted, 'action')} granted, ${shown.unused} unused. Catalog ${shown.catalogDate}.`;
  services.replaceChildren(...shown.services.map(({ service }) => new Option(service)));
  element('services').hidden = shown.services.length < 2;
  showReplacement(shown);
  showService();
}

function showReplacement({ pattern, replacement }: Figure): void {
  const entries = replacement.kind === 'replaced' ? replacement.entries : [];
  const words = {
    untouched: `Nothing that ${pattern} grants is unused, so it stays as it is.`,
    removed: `Everything that ${pattern} grants is unused, so it is removed.`,
    refused: replacement.kind === 'refused' ? `No replacement: ${replacement.why}.` : '',
    replaced: `Becomes ${entries.length === 1 ? '1 entry' : `${entries.length.toLocaleString('en-US')} entries`}`,
  };
  element('becomes').textContent = words[replacement.kind];
  element('entries').replaceChildren(
    ...entries.map((entry) => {
      const item = document.createElement('li');
      item.textContent = entry;
      return item;
    }),
  );
}

function showService(): void {
  const chosen = figure?.services[Math.max(services.selectedIndex, 0)];
  document.body.classList.toggle('empty', !chosen);
  if (!chosen) {
    svg.replaceChildren();
    return;
  }
  const layout = layOut(chosen.root, chosen.service, measure);
  const { scene, items } = draw(svg, layout);
  const root = layout.boxes[0];
  viewport.show(scene, layout, { x: root?.x ?? 0, y: root?.y ?? 0, width: 0, height: HEIGHT });
  keys = new Keys(layout.boxes, items, (box) => {
    viewport.reveal({ x: box.x, y: box.y, width: box.reach, height: HEIGHT });
  });
}

const canvas = document.createElement('canvas').getContext('2d');

function measure(text: string): number {
  if (!canvas) {
    return text.length * 8;
  }
  const { fontFamily, fontSize } = getComputedStyle(svg);
  canvas.font = `${fontSize} ${fontFamily}`;
  return canvas.measureText(text).width;
}

function onClick(id: string, act: () => void): void {
  element(id).addEventListener('click', act);
}

onClick('in', () => {
  viewport.zoom(1.25);
});
onClick('out', () => {
  viewport.zoom(0.8);
});
onClick('fit', () => {
  viewport.fit();
});
onClick('again', () => {
  vscode.postMessage({ kind: 'again' });
});
services.addEventListener('change', showService);
svg.addEventListener('keydown', (event) => {
  const zooms: Record<string, () => void> = {
    '+': () => {
      viewport.zoom(1.25);
    },
    '-': () => {
      viewport.zoom(0.8);
    },
    '0': () => {
      viewport.fit();
    },
    Enter: () => {
      vscode.postMessage({ kind: 'goToPolicy' });
    },
  };
  zooms[event.key]?.();
  if (event.key in zooms || keys?.press(event.key)) {
    event.preventDefault();
  }
});
window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case 'draw':
      show(data.figure);
      break;
    case 'outdated':
      element('outdated').hidden = false;
      break;
  }
});
vscode.postMessage({ kind: 'ready' });
