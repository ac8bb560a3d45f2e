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

/** A 32-bit hash of a text; `seed` gives independent ones. */
export function textHash(text: string, seed: number): number {
  let hash = seed
  for (let i = 0; i < text.length; i++) hash = mixed(hash, text.charCodeAt(i))
  return mixed(hash, text.length)
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

/** A growing map from fingerprints to numbers: 16 bytes an entry, at most two thirds full. */
export class FingerprintMap {
  private keys = new Int32Array(2 * 4096)
  private values = new Float64Array(4096)
  private used = 0

  /** The number stored under the fingerprint before, NaN where it is new; `value` is stored now. */
  exchange(high: number, low: number, value: number): number {
    if (this.used * 3 > this.values.length * 2) this.grow()
    const stored = low === 0 && high === 0 ? 1 : low
    const slot = this.slotOf(high, stored)
    const isNew = this.keys[2 * slot] === 0 && this.keys[2 * slot + 1] === 0
    const before = isNew ? Number.NaN : this.values[slot]
    if (isNew) {
      this.keys[2 * slot] = high
      this.keys[2 * slot + 1] = stored
      this.used++
    }
    this.values[slot] = value
    return before
  }

  private slotOf(high: number, low: number): number {
    const mask = this.values.length - 1
    let slot = (high ^ (low >>> 7)) & mask
    while (
      (this.keys[2 * slot] !== high || this.keys[2 * slot + 1] !== low) &&
      (this.keys[2 * slot] !== 0 || this.keys[2 * slot + 1] !== 0)
    ) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private grow(): void {
    const { keys, values } = this
    this.keys = new Int32Array(2 * keys.length)
    this.values = new Float64Array(2 * values.length)
    for (let from = 0; from < values.length; from++) {
      const high = keys[2 * from]
      const low = keys[2 * from + 1]
      if (high === 0 && low === 0) continue
      const slot = this.slotOf(high, low)
      this.keys[2 * slot] = high
      this.keys[2 * slot + 1] = low
      this.values[slot] = values[from]
    }
  }
}
