/** The view "Unused access": principals, their services, and the unused actions of each. */
import * as vscode from 'vscode';
import type { Connection } from './client.js';
import type {
  Location,
  PrincipalAccess,
  ServiceAccess,
  UnusedAccess,
  UnusedAction,
  UnusedActionsParams,
} from './protocol.js';
import { age, count, plain } from './words.js';

type Row =
  | { kind: 'principal'; principal: PrincipalAccess }
  | { kind: 'service'; principal: PrincipalAccess; service: ServiceAccess }
  | { kind: 'action'; principal: PrincipalAccess; action: UnusedAction }
  | { kind: 'words'; text: string };

export class UnusedAccessView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Row>;
  private readonly subscriptions: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly connection: Connection) {
    this.view = vscode.window.createTreeView('leastwise.unusedAccess', { treeDataProvider: this, showCollapseAll: true });
    const refresh = () => {
      this.changed.fire(undefined);
    };
    const { registerCommand } = vscode.commands;
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      this.view,
      connection.onDidRefresh(refresh),
      connection.onDidChangeHealth(refresh),
      registerCommand('leastwise.refreshUnusedAccess', refresh),
      registerCommand('leastwise.goToPolicy', goToPolicy),
      registerCommand('leastwise.goToFinding', goToFinding),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    switch (row?.kind) {
      case undefined:
        return this.principals();
      case 'principal':
        return row.principal.services.map((service) => ({ kind: 'service', principal: row.principal, service }));
      case 'service':
        return this.actions(row.principal, row.service);
      default:
        return [];
    }
  }

  /** No rows at all leave the view to its welcome text, which says what to do. */
  private async principals(): Promise<Row[]> {
    const access = await this.connection.ask<UnusedAccess | null>('leastwise/unusedAccess');
    this.view.description = '';
    if (!access || access.findings === 0) {
      return [];
    }
    if (access.principals.length === 0) {
      return [{ kind: 'words', text: 'The findings files contain no principals. See the Problems panel for details.' }];
    }
    const unused = access.principals.reduce((sum, principal) => sum + principal.unused, 0);
    this.view.description = `${unused.toLocaleString('en-US')} unused`;
    return access.principals.map((principal) => ({ kind: 'principal', principal }));
  }

  private async actions(principal: PrincipalAccess, { service }: ServiceAccess): Promise<Row[]> {
    const params: UnusedActionsParams = { principal: principal.id, service };
    const actions = await this.connection.ask<UnusedAction[]>('leastwise/unusedActions', params);
    if (!actions) {
      return [{ kind: 'words', text: 'The server did not answer. Refresh the view.' }];
    }
    return actions.map((action) => ({ kind: 'action', principal, action }));
  }

  getTreeItem(row: Row): vscode.TreeItem {
    switch (row.kind) {
      case 'principal':
        return principalItem(row.principal);
      case 'service':
        return serviceItem(row.principal, row.service);
      case 'action':
        return actionItem(row);
      case 'words':
        return new vscode.TreeItem(row.text);
    }
  }
}

function principalItem(principal: PrincipalAccess): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(principal.name, principal.services.length > 0 ? Collapsed : None);
  const looked = principal.ageDays === null ? [] : [age(principal.ageDays)];
  const amount = principal.silent ? 'nothing reported' : `${principal.unused.toLocaleString('en-US')} unused`;
  item.id = principal.id;
  item.description = [amount, ...looked].join(' · ');
  item.iconPath = new vscode.ThemeIcon({ role: 'shield', user: 'person', unnamed: 'file' }[principal.kind]);
  item.tooltip = [
    principal.arn ?? 'These findings name no principal.',
    ...(principal.ageDays === null ? [] : [`Analyzed ${age(principal.ageDays)}.`]),
    ...(principal.silent ? [`No unused actions reported: ${principal.silent}.`] : []),
    principal.attributed ? 'Owns at least one policy in this workspace.' : 'Owns no known policy in this workspace.',
  ].join('\n');
  item.contextValue = 'principal';
  if (principal.file) {
    item.contextValue += ' finding';
  }
  return item;
}

function serviceItem(principal: PrincipalAccess, { service, unused }: ServiceAccess): vscode.TreeItem {
  const item = new vscode.TreeItem(service, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${principal.id} ${service}`;
  item.description = `${unused.toLocaleString('en-US')} unused`;
  item.tooltip = `${count(unused, 'unused action')} of ${service}`;
  item.iconPath = new vscode.ThemeIcon('package');
  return item;
}

function actionItem(row: Row & { kind: 'action' }): vscode.TreeItem {
  const { action, finding, lastUsedDays, policies, wholeService } = row.action;
  const item = new vscode.TreeItem(action.slice(action.indexOf(':') + 1));
  const [first, ...others] = policies;
  // As short as can be: the names of actions are long, and the side bar is narrow.
  const more = others.length > 0 ? ` +${others.length}` : '';
  const place = first ? `:${first.range.start.line + 1}${more}` : 'not granted here';
  const used = lastUsedDays === null ? '' : `last used ${age(lastUsedDays)}`;
  item.id = `${row.principal.id} ${action}`;
  item.description = [place, used].filter(Boolean).join(' · ');
  item.accessibilityInformation = {
    label: [action, first ? `granted in ${policies.map(inWords).join(', ')}` : place, used].filter(Boolean).join(', '),
  };
  item.tooltip = [
    action,
    wholeService ? 'The whole service is reported unused.' : 'Reported unused.',
    lastUsedDays === null ? 'Never used during the observation period.' : `Last used ${age(lastUsedDays)}.`,
    first ? `Granted in ${policies.map(inWords).join(', ')}.` : 'No policy in this workspace grants it unnecessarily.',
  ].join('\n');
  item.contextValue = ['action', ...(first ? ['policy'] : []), ...(finding ? ['finding'] : [])].join(' ');
  if (first ?? finding) {
    const command = first ? 'leastwise.goToPolicy' : 'leastwise.goToFinding';
    item.command = { command, title: first ? 'Go to policy line' : 'Go to finding line', arguments: [row] };
  }
  return item;
}

function inWords({ uri, range }: Location): string {
  return `${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}:${range.start.line + 1}`;
}

async function goToPolicy(row: Row): Promise<void> {
  const places = row.kind === 'action' ? row.action.policies : [];
  const choices = places.map((place) => ({ label: plain(inWords(place)), place }));
  const title = 'Granted by several policies';
  const choice = choices.length > 1 ? await vscode.window.showQuickPick(choices, { title }) : choices[0];
  if (choice) {
    await open(choice.place);
  }
}

async function goToFinding(row: Row): Promise<void> {
  if (row.kind === 'action' && row.action.finding) {
    await open(row.action.finding);
  } else if (row.kind === 'principal' && row.principal.file) {
    await vscode.window.showTextDocument(vscode.Uri.parse(row.principal.file));
  }
}

async function open({ uri, range: { start, end } }: Location): Promise<void> {
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}
