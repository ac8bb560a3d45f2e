/**
 * A 64-bit fingerprint of a row's values, built up value by value. Two different rows among n share one with probability
 * of about n² / 2⁶⁵: 3 in a million for ten million rows.
 */
export class RowFingerprint {
  high = 0
  low = 0
  private readonly number = new Float64Array(1)
  private readonly halves = new Uint32Array(this.number.buffer)

  start(): void {
    this.high = 0x9e3779b9
    this.low = 0x85ebca6b
  }

  addCode(code: number): void {
    this.high = mixed(this.high, code)
    this.low = mixed(this.low ^ 0x27d4eb2f, code)
  }

  addNumber(value: number): void {
    this.number[0] = value === 0 ? 0 : value
    this.addCode(Number.isNaN(value) ? 0x7ff80000 : this.halves[0])
    this.addCode(Number.isNaN(value) ? 0 : this.halves[1])
  }
}

/** One round of MurmurHash3 (Appleby), with its finaliser. */
function mixed(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51)
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  let h = hash ^ k
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return (h ^ (h >>> 13)) | 0
}
