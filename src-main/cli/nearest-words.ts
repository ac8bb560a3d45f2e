/** The known words that a mistyped one most likely stands for, nearest first; case and hyphens do not count. */
export function nearestWords(typed: string, known: readonly string[], count: number): readonly string[] {
  const distance = (word: string) => editDistance(plain(typed), plain(word))
  return known
    .map((word) => ({ word, distance: distance(word) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ word }) => word)
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll('-', '')
}

/** Insertions, deletions and substitutions of one character (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, substituted))
    }
    row = next
  }
  return row[b.length]
}
