/** Rows of unit length (or zero): entries `start[i]` up to `start[i + 1]` are row i's columns, ascending, with their values. */
export interface SparseRows {
  readonly rows: number
  readonly columns: number
  readonly start: Int32Array
  readonly column: Int32Array
  readonly value: Float64Array
}

export interface TermWeights {
  readonly terms: readonly string[]
  readonly matrix: SparseRows
}

/** Terms that are kept, the ones of the most texts first. */
const mostTerms = 100_000

/**
 * (1 + ln count)·(ln((1 + n) / (1 + texts that have it)) + 1), each row brought to unit length (Salton and Buckley 1988; smooth
 * as scikit-learn 1.5 with sublinear_tf). Terms of a single text relate it to no other and are left out.
 */
export function termWeights(texts: readonly (readonly string[])[]): TermWeights {
  const counts = texts.map((tokens) => {
    const own = new Map<string, number>()
    for (const token of tokens) own.set(token, (own.get(token) ?? 0) + 1)
    return own
  })
  const documents = new Map<string, number>()
  for (const own of counts) for (const term of own.keys()) documents.set(term, (documents.get(term) ?? 0) + 1)
  const terms = [...documents.keys()]
    .filter((term) => documents.get(term)! > 1)
    .sort((a, b) => documents.get(b)! - documents.get(a)! || (a < b ? -1 : 1))
    .slice(0, mostTerms)
  const position = new Map(terms.map((term, at) => [term, at]))
  const rarity = terms.map((term) => Math.log((1 + texts.length) / (1 + documents.get(term)!)) + 1)
  const start = new Int32Array(texts.length + 1)
  const column: number[] = []
  const value: number[] = []
  for (const [row, own] of counts.entries()) {
    const entries = [...own]
      .flatMap(([term, count]) => {
        const at = position.get(term)
        return at === undefined ? [] : [[at, (1 + Math.log(count)) * rarity[at]] as const]
      })
      .sort(([a], [b]) => a - b)
    const length = Math.sqrt(entries.reduce((sum, [, weight]) => sum + weight * weight, 0))
    for (const [at, weight] of entries) {
      column.push(at)
      value.push(weight / length)
    }
    start[row + 1] = column.length
  }
  const matrix = {
    rows: texts.length,
    columns: terms.length,
    start,
    column: Int32Array.from(column),
    value: Float64Array.from(value),
  }
  return { terms, matrix }
}
