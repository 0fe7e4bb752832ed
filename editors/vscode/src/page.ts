/** What the narrowing view and its page tell each other. */
import type { Figure } from './protocol.js';

export type ToPage = { kind: 'draw'; figure: Figure } | { kind: 'outdated' };

export interface FromPage {
  kind: 'ready' | 'again' | 'goToPolicy';
}
