/** Moving through the tree with the keys that trees are moved through with; one node at a time can be tabbed to. */
import type { Box } from './layout.js';

export class Keys {
  private current = 0;

  constructor(
    private readonly boxes: Box[],
    private readonly items: SVGGElement[],
    private readonly reveal: (box: Box) => void,
  ) {
    items[0]?.setAttribute('tabindex', '0');
    items.forEach((item, index) => {
      item.addEventListener('focus', () => {
        this.mark(index);
      });
      // Focus by hand: the pointer is captured for panning.
      item.addEventListener('pointerdown', () => {
        item.focus({ preventScroll: true });
      });
    });
  }

  /** Whether the key was one of ours. */
  press(key: string): boolean {
    const box = this.boxes[this.current];
    const to = box && this.target(key, box);
    if (to === undefined) {
      return false;
    }
    const index = typeof to === 'number' ? to : this.boxes.indexOf(to);
    const next = this.boxes[index];
    if (next) {
      this.items[index]?.focus({ preventScroll: true });
      this.reveal(next);
    }
    return true;
  }

  private target(key: string, box: Box): Box | number | undefined {
    switch (key) {
      case 'ArrowDown':
        return Math.min(this.current + 1, this.boxes.length - 1);
      case 'ArrowUp':
        return Math.max(this.current - 1, 0);
      case 'ArrowRight':
        return box.children[0] ?? this.current;
      case 'ArrowLeft':
        return box.parent ?? this.current;
      case 'Home':
        return 0;
      case 'End':
        return this.boxes.length - 1;
      default:
        return undefined;
    }
  }

  private mark(index: number): void {
    this.items[this.current]?.setAttribute('tabindex', '-1');
    this.items[index]?.setAttribute('tabindex', '0');
    this.current = index;
  }
}
