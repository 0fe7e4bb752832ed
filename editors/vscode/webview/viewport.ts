/** Which part of a drawing is seen, and how large: panning and zooming by pointer, wheel and keys. */

const SMALLEST = 0.2;
const LARGEST = 3;
/** Below it, a drawing that does not fit is shown in part rather than too small to read. */
const READABLE = 0.8;

/** A part of the drawing, in its own units. */
interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Viewport {
  private scale = 1;
  private x = 0;
  private y = 0;
  private content = { width: 0, height: 0 };
  private scene: SVGGElement | undefined;

  constructor(private readonly svg: SVGSVGElement) {
    this.followPointer();
    svg.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        if (event.ctrlKey || event.metaKey) {
          this.zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
        } else {
          this.pan(-event.deltaX, -event.deltaY);
        }
      },
      { passive: false },
    );
  }

  /** Shows another drawing, as large as it can be read, and its root in any case. */
  show(scene: SVGGElement, content: { width: number; height: number }, root: Part): void {
    this.scene = scene;
    this.content = content;
    this.fit(READABLE);
    this.reveal(root);
  }

  /** Makes the whole drawing visible, but not smaller than `smallest`, nor larger than it is. */
  fit(smallest = SMALLEST): void {
    const { clientWidth, clientHeight } = this.svg;
    const scale = Math.min(clientWidth / this.content.width, clientHeight / this.content.height, 1);
    this.scale = Math.max(scale, smallest);
    this.x = 0;
    this.y = Math.max(0, (clientHeight - this.content.height * this.scale) / 2);
    this.place();
  }

  /** Zooms about a point, or about the middle. */
  zoom(factor: number, x = this.svg.clientWidth / 2, y = this.svg.clientHeight / 2): void {
    const scale = Math.min(Math.max(this.scale * factor, SMALLEST), LARGEST);
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.place();
  }

  /** Moves so far that a part of the drawing is seen. */
  reveal(part: Part): void {
    const move = (start: number, size: number, room: number) => {
      const end = start + size;
      return start < 0 ? -start : end > room ? Math.max(room - end, -start) : 0;
    };
    const { clientWidth, clientHeight } = this.svg;
    const left = this.x + (part.x - 16) * this.scale;
    const top = this.y + (part.y - 16) * this.scale;
    const dx = move(left, (part.width + 32) * this.scale, clientWidth);
    const dy = move(top, (part.height + 32) * this.scale, clientHeight);
    this.pan(dx, dy);
  }

  private pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.place();
  }

  /** A piece of the drawing stays in sight, whatever is done. */
  private place(): void {
    const { clientWidth, clientHeight } = this.svg;
    const rest = 80;
    const { width, height } = this.content;
    this.x = Math.min(Math.max(this.x, rest - width * this.scale), clientWidth - rest);
    this.y = Math.min(Math.max(this.y, rest - height * this.scale), clientHeight - rest);
    this.scene?.setAttribute('transform', `translate(${this.x} ${this.y}) scale(${this.scale})`);
  }

  private followPointer(): void {
    const { svg } = this;
    svg.addEventListener('pointerdown', (event) => {
      if (event.button === 0) {
        svg.setPointerCapture(event.pointerId);
      }
    });
    svg.addEventListener('pointermove', (event) => {
      if (svg.hasPointerCapture(event.pointerId)) {
        this.pan(event.movementX, event.movementY);
      }
    });
  }
}
