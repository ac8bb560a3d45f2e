import type { PoolingMode } from '../../../contract/sentence-vectors.ts'

/** Vectors of a text's tokens, `width` numbers each, one token after the other from `at` in `states`. */
export interface TokenStates {
  readonly states: ArrayLike<number>
  readonly at: number
  readonly width: number
  /** Tokens of the text, and how many of the first are its prompt's and count only as positions. */
  readonly tokens: number
  readonly skipped: number
}

/**
 * One vector from those of a text's tokens, several ways one behind the other, with sums in double precision; as the Pooling of
 * sentence-transformers (sbert.net), where weights grow with the position for `weighted-mean`.
 */
export function poolTokens(modes: readonly PoolingMode[], text: TokenStates): Float32Array {
  const { width } = text
  const pooled = new Float32Array(modes.length * width)
  for (const [at, mode] of modes.entries()) pooled.set(poolers[mode](text), at * width)
  return pooled
}

const poolers: Readonly<Record<PoolingMode, (text: TokenStates) => ArrayLike<number>>> = {
  cls: (text) => tokenAt(text, 0),
  last: (text) => tokenAt(text, Math.max(0, text.tokens - 1)),
  max(text) {
    const { states, at, width, tokens, skipped } = text
    const most = new Float64Array(width).fill(tokens > skipped ? -Infinity : 0)
    for (let token = skipped; token < tokens; token++) {
      for (let j = 0; j < width; j++) {
        const value = states[at + token * width + j]
        // Not Math.max alone: what is no number is to be seen.
        most[j] = Number.isNaN(value) ? value : Math.max(most[j], value)
      }
    }
    return most
  },
  mean: (text) =>
    weighted(
      text,
      () => 1,
      (count) => count,
    ),
  'mean-sqrt-length': (text) => weighted(text, () => 1, Math.sqrt),
  'weighted-mean': (text) =>
    weighted(
      text,
      (token) => token + 1,
      (sum) => sum,
    ),
}

function tokenAt({ states, at, width }: TokenStates, token: number): Float64Array {
  return Float64Array.from({ length: width }, (_, j) => states[at + token * width + j])
}

function weighted(
  { states, at, width, tokens, skipped }: TokenStates,
  weightOf: (token: number) => number,
  divisorOf: (weights: number) => number,
): Float64Array {
  const sums = new Float64Array(width)
  let weights = 0
  for (let token = skipped; token < tokens; token++) {
    const weight = weightOf(token)
    weights += weight
    for (let j = 0; j < width; j++) sums[j] += weight * states[at + token * width + j]
  }
  const divisor = Math.max(divisorOf(weights), 1e-9)
  for (let j = 0; j < width; j++) sums[j] /= divisor
  return sums
}
