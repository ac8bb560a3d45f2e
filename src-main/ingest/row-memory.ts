/** The fingerprints of all rows so far: 8 bytes an entry, at most half full, each looked up in one line of the cache. */
export class SeenRows {
  private slots = new Int32Array(2 * 4096)
  private used = 0

  /** Remembers a fingerprint; false where it was there already. */
  add(high: number, low: number): boolean {
    const stored = high === 0 && low === 0 ? 1 : low
    const at = this.place(high, stored)
    if (this.slots[at] !== 0 || this.slots[at + 1] !== 0) return false
    this.slots[at] = high
    this.slots[at + 1] = stored
    if (++this.used * 4 > this.slots.length) this.grow()
    return true
  }

  private place(high: number, low: number): number {
    const { slots } = this
    const mask = slots.length - 1
    let at = (high << 1) & mask
    while ((slots[at] !== high || slots[at + 1] !== low) && (slots[at] !== 0 || slots[at + 1] !== 0)) {
      at = (at + 2) & mask
    }
    return at
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Int32Array(2 * old.length)
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === 0 && old[from + 1] === 0) continue
      const at = this.place(old[from], old[from + 1])
      this.slots[at] = old[from]
      this.slots[at + 1] = old[from + 1]
    }
  }
}

/** The last time under each fingerprint (53 bits of it): 16 bytes an entry, at most half full. */
export class LastTimes {
  private slots = new Float64Array(2 * 4096)
  private used = 0

  /** The time remembered before, NaN where there is none; `time` is remembered now. */
  exchange(high: number, low: number, time: number): number {
    const key = (low >>> 0) + (high & 0x1fffff) * 0x1_0000_0000 + 1
    const at = this.place(key)
    const before = this.slots[at] === 0 ? Number.NaN : this.slots[at + 1]
    if (this.slots[at] === 0) this.used++
    this.slots[at] = key
    this.slots[at + 1] = time
    if (this.used * 4 > this.slots.length) this.grow()
    return before
  }

  private place(key: number): number {
    const { slots } = this
    const mask = slots.length - 1
    let at = (key << 1) & mask
    while (slots[at] !== key && slots[at] !== 0) at = (at + 2) & mask
    return at
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Float64Array(2 * old.length)
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === 0) continue
      const at = this.place(old[from])
      this.slots[at] = old[from]
      this.slots[at + 1] = old[from + 1]
    }
  }
}
