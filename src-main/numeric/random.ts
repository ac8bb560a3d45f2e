/**
 * Random numbers that depend on a seed and a stream, never on who draws first: xoshiro128++ (Blackman and
 * Vigna 2021), its state filled by splitmix32 from a hash of the seed and the stream's names.
 */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number
  /** Uniform integer on 0 … n − 1, without modulo bias; n ≤ 2³². */
  integer(n: number): number
  /** Standard normal (Marsaglia's polar method). */
  normal(): number
  /** Uniform integer on 0 … 2³² − 1. */
  bits(): number
}

/** `random(7, 'fold', 3)`: the same numbers for the same seed and stream, on every machine. */
export function random(seed: number, ...stream: readonly (string | number)[]): Random {
  return randomFrom(randomState(seed, ...stream))
}

/** The four words from which a seed's stream goes on. */
export function randomState(seed: number, ...stream: readonly (string | number)[]): Int32Array {
  let hash = hash32(0x9e3779b9, String(seed))
  for (const part of stream) hash = hash32(hash, `/${part}`)
  let split = hash
  const next = () => {
    split = (split + 0x9e3779b9) | 0
    let z = split ^ (split >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return z ^ (z >>> 15)
  }
  const state = Int32Array.of(next(), next(), next(), next())
  if (state.every((word) => word === 0)) state[0] = 1
  return state
}

/** Goes on from four words, which stay as they are. */
export function randomFrom(state: Int32Array): Random {
  let a = state[0]
  let b = state[1]
  let c = state[2]
  let d = state[3]
  const bits = (): number => {
    const sum = (a + d) | 0
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  const uniform = () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992

  let spare = Number.NaN
  return {
    bits,
    uniform,
    integer(n) {
      const limit = 4294967296 - (4294967296 % n)
      let drawn = bits()
      while (drawn >= limit) drawn = bits()
      return drawn % n
    },
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare
        spare = Number.NaN
        return kept
      }
      let u: number
      let v: number
      let s: number
      do {
        u = 2 * uniform() - 1
        v = 2 * uniform() - 1
        s = u * u + v * v
      } while (s >= 1 || s === 0)
      const scale = Math.sqrt((-2 * Math.log(s)) / s)
      spare = v * scale
      return u * scale
    },
  }
}

/** Fisher–Yates in place. */
export function shuffle<T extends { length: number; [index: number]: unknown }>(items: T, source: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = source.integer(i + 1)
    const kept = items[i]
    items[i] = items[j]
    items[j] = kept
  }
  return items
}

/** FNV-1a over UTF-16 code units with murmur3's finaliser; `start` chains hashes. */
export function hash32(start: number, text: string): number {
  let h = start ^ 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}
