import { textHash } from './text-hash.ts'

/**
 * Names to dense codes from 0, in order of first appearance. A hash table of its own, at most half full, that compares
 * hashes before names: with a million session names it is several times as fast as a Map, which follows every chain
 * to the strings themselves.
 */
export class NameCodes {
  readonly names: string[] = []
  private taken = 0
  private latest = ''
  private latestCode = -1
  /** Hash and code + 1 of each slot; 0 for an empty one. */
  private slots = new Int32Array(2 * 4096)

  get count(): number {
    return this.names.length
  }

  codeOf(name: string): number {
    if (name !== this.latest || this.latestCode < 0) {
      this.latestCode = this.find(name)
      this.latest = this.names[this.latestCode]
    }
    return this.latestCode
  }

  /** Names that were new since the last call, in the order of their codes. */
  takeNew(): readonly string[] {
    const names = this.names.slice(this.taken)
    this.taken = this.names.length
    return names
  }

  private find(name: string): number {
    const hash = textHash(name, 0)
    const { slots, names } = this
    const mask = slots.length / 2 - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = slots[2 * slot + 1] - 1
      if (code < 0) return this.add(name, hash, slot)
      if (slots[2 * slot] === hash && names[code] === name) return code
    }
  }

  private add(name: string, hash: number, slot: number): number {
    const code = this.names.length
    this.names.push(detached(name))
    this.slots[2 * slot] = hash
    this.slots[2 * slot + 1] = code + 1
    if (this.names.length * 4 > this.slots.length) this.grow()
    return code
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Int32Array(2 * old.length)
    const mask = this.slots.length / 2 - 1
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue
      let slot = old[from] & mask
      while (this.slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask
      this.slots[2 * slot] = old[from]
      this.slots[2 * slot + 1] = old[from + 1]
    }
  }
}

/** A copy with memory of its own: a piece of a larger text would keep all of that text alive. */
export function detached(text: string): string {
  return text.length < 13 ? text : Buffer.from(text).toString()
}
