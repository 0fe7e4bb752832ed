/** How to get findings. */
import * as vscode from 'vscode';

const COMMANDS = `leastwise fetch
aws accessanalyzer list-findings-v2 --analyzer-arn ARN --filter '{"findingType":{"eq":["UnusedPermission"]}}'
aws accessanalyzer get-finding-v2 --analyzer-arn ARN --id ID > finding.json
`;

/** Puts the commands on the clipboard. */
export async function copyFindingsCommands(): Promise<void> {
  await vscode.env.clipboard.writeText(COMMANDS);
  void vscode.window.showInformationMessage(
    'Copied. The first command fetches everything; the others list findings and save one.',
  );
}
