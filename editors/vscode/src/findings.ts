/** How to get findings. */
import * as vscode from 'vscode';

const COMMANDS = `aws accessanalyzer list-findings-v2 --analyzer-arn ARN --filter '{"findingType":{"eq":["UnusedPermission"]}}'
aws accessanalyzer get-finding-v2 --analyzer-arn ARN --id ID > finding.json
`;

/** Puts the commands on the clipboard. */
export async function copyFindingsCommands(): Promise<void> {
  await vscode.env.clipboard.writeText(COMMANDS);
  void vscode.window.showInformationMessage(
    'Copied. The first command lists findings; the second saves one. Put the file beside the policy of its role or user.',
  );
}
