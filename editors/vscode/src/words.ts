/** Numbers in words, and texts from files. */

/** "1 action", "2 actions", "1,234 actions". */
export function count(number: number, one: string): string {
  return `${number.toLocaleString('en-US')} ${one}${number === 1 ? '' : 's'}`;
}

/** "today", "1 day ago", "163 days ago". */
export function age(days: number): string {
  return days === 0 ? 'today' : `${count(days, 'day')} ago`;
}

/**
 * A text from a file for a message or a list of choices, in which VS Code would make links of "[x](command:y)" and
 * icons of "$(x)".
 */
export function plain(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
