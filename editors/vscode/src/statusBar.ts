/** The item in the status bar: how many unused actions the active policy grants, and by which catalog. */
import * as vscode from 'vscode';
import type { Connection } from './client.js';
import type { Status } from './protocol.js';
import type { Standing } from './standing.js';
import { count } from './words.js';

const PRIORITY = 10;

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'leastwise.status',
    vscode.StatusBarAlignment.Right,
    PRIORITY,
  );
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly connection: Connection,
    standing: Standing,
  ) {
    this.item.name = 'leastwise';
    this.subscription = standing.onDidChange((status) => {
      this.show(status);
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private show(status: Status | undefined): void {
    if (this.connection.health === 'failed') {
      this.set('$(error) leastwise', 'The server is not running. Click to open the log.', 'leastwise.showLog');
      return;
    }
    // Hidden beside files that are not policies.
    if (!status?.document) {
      this.item.hide();
      return;
    }
    const { checked, inPart, unused } = status.document;
    const catalog = `Catalog ${status.catalogDate}.`;
    if (!checked && status.findings === 0) {
      this.set('$(shield) no findings', `No findings in this workspace yet. ${catalog} Click to get some.`, 'leastwise.openWalkthrough');
    } else if (inPart && unused === 0) {
      this.set('$(shield) checked in part', `Something in this file is not checked. ${catalog} Click to see why.`, 'leastwise.openStatus');
    } else if (!checked) {
      this.set('$(shield) not checked', `No finding applies to this policy. ${catalog} Click to see why.`, 'leastwise.openStatus');
    } else if (unused === 0) {
      this.set('$(shield) 0 unused', `This policy grants nothing that is reported unused. ${catalog}`, undefined);
    } else {
      const what = `This policy grants ${count(unused, 'unused action')}. ${catalog} Click to preview the recommendation.`;
      this.set(`$(shield) ${unused} unused`, what, 'leastwise.previewRecommendation');
    }
  }

  private set(text: string, tooltip: string, command: string | undefined): void {
    const program = this.connection.program;
    this.item.text = text;
    this.item.tooltip = program ? `${tooltip}\n${program.version}, from ${program.origin}` : tooltip;
    this.item.command = command;
    this.item.accessibilityInformation = { label: `leastwise: ${tooltip}` };
    this.item.show();
  }
}
