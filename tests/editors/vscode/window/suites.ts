import type { WindowSuite } from '../driver/suite.js';
export const windowSuites: WindowSuite[] = [];
