/** Random numbers from the operating system: nobody can draw them again, and no seed does. */
export interface SecretNoise {
  /** On (0, 1), 52 bits. */
  uniform(): number
  /** Standard normal (Box and Muller 1958). */
  normal(): number
  integer(n: number): number
}

export function secretNoise(): SecretNoise {
  const pool = new Uint32Array(8192)
  let used = pool.length
  const bits = () => {
    if (used === pool.length) {
      globalThis.crypto.getRandomValues(pool)
      used = 0
    }
    return pool[used++]
  }
  const uniform = () => ((bits() >>> 6) * 67108864 + (bits() >>> 6) + 0.5) / 4503599627370496
  let spare = Number.NaN
  return {
    uniform,
    integer: (n) => Math.floor(uniform() * n),
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare
        spare = Number.NaN
        return kept
      }
      const radius = Math.sqrt(-2 * Math.log(uniform()))
      const angle = 2 * Math.PI * uniform()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
  }
}
