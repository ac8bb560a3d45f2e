/** The project that a command line asks for: its last word that names one. */
export function projectIn(words: readonly string[]): string | null {
  return words.findLast((word) => !word.startsWith('-') && word.toLowerCase().endsWith('.antecedent')) ?? null
}
