/** The requests of the server that are not part of the Language Server Protocol (docs/protocol.md). */

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Location {
  uri: string;
  range: Range;
}

interface TextDocument {
  textDocument: { uri: string };
}

/** There is nothing to show, and why, as a sentence. */
interface Nothing {
  kind: 'nothing';
  why: string;
}

/** `leastwise/status`; `null` before the workspace was read. */
export type StatusParams = Partial<TextDocument>;
export interface Status {
  catalogDate: string;
  policies: number;
  findings: number;
  document: { checked: boolean; inPart: boolean; unused: number } | null;
}

/** `workspace/executeCommand`. */
export interface ExecuteCommandParams {
  command: string;
  arguments: unknown[];
}

/** What the command `leastwise.showStatus` answers; the rest is what the text is made from. */
export interface StatusReport {
  text: string;
}

/** `leastwise/tree`. */
export type TreeParams = TextDocument & { position: Position };
export type Tree = Figure | Nothing;
export interface Figure {
  kind: 'figure';
  pattern: string;
  range: Range;
  granted: number;
  unused: number;
  catalogDate: string;
  services: { service: string; root: Node }[];
  replacement:
    | { kind: 'untouched' }
    | { kind: 'removed' }
    | { kind: 'replaced'; entries: string[] }
    | { kind: 'refused'; why: string };
}
export interface Node {
  /** From the start of the action's name. */
  prefix: string;
  /** No unused action starts with the prefix. */
  safe: boolean;
  kept: number;
  unused: number;
  /** The entries of the replacement that this node stands for. */
  chosen: string[];
  /** An action ends exactly here: kept or unused. */
  action: boolean | null;
  children: Node[];
}

/** `leastwise/preview`. */
export type PreviewParams = TextDocument;
export type Preview = { kind: 'text'; title: string; text: string } | Nothing;

/** `leastwise/unusedAccess`; `null` before the workspace was read. */
export interface UnusedAccess {
  findings: number;
  principals: PrincipalAccess[];
}
export interface PrincipalAccess {
  id: string;
  name: string;
  kind: 'role' | 'user' | 'unnamed';
  arn: string | null;
  unused: number;
  ageDays: number | null;
  /** Why nothing is reported, as a clause. */
  silent: string | null;
  /** Whether a policy of the workspace belongs to the principal. */
  attributed: boolean;
  /** The first of its findings files. */
  file: string | null;
  services: ServiceAccess[];
}
export interface ServiceAccess {
  service: string;
  unused: number;
}

/** `leastwise/unusedActions`. */
export interface UnusedActionsParams {
  principal: string;
  service: string;
}
export interface UnusedAction {
  action: string;
  wholeService: boolean;
  lastUsedDays: number | null;
  finding: Location | null;
  policies: Location[];
}
