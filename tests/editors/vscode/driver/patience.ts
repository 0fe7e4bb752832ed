/**
 * How long to wait for anything: far longer than it takes, also beside a compiler. Only a test that fails waits so long,
 * since every wait ends with what it waits for.
 */
export const PATIENCE_MILLISECONDS = 180_000;
