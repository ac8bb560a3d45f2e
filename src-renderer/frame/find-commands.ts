import type { Command } from '../state/commands.svelte.ts'

export interface Found {
  readonly command: Command
  readonly score: number
}

/** Commands whose title holds the letters that were typed, in order; whole words and beginnings first. */
export function findCommands(commands: readonly Command[], typed: string): Command[] {
  const wanted = typed.trim().toLocaleLowerCase()
  return commands
    .map((command): Found => ({ command, score: score(command.title().toLocaleLowerCase(), wanted) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((found) => found.command)
}

function score(title: string, wanted: string): number {
  if (wanted === '') return 1
  const at = title.indexOf(wanted)
  if (at === 0) return 4
  if (at > 0) return title[at - 1] === ' ' ? 3 : 2
  let from = 0
  for (const letter of wanted.replaceAll(' ', '')) {
    const next = title.indexOf(letter, from)
    if (next < 0) return 0
    from = next + 1
  }
  return 1
}
