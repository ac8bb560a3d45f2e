import type { Column } from '../numeric/columns.ts'
import { hash32 } from '../numeric/random.ts'

/**
 * An order of rows that depends on what is in them and not on where they stand: by a 64-bit hash of the unit's key
 * (where there is one) and of the covariates, ties by outcome and then by treatment. Folds, subsamples and bootstrap
 * samples are drawn by position in this order, so permuting a table's rows leaves every result as it was.
 */
export function canonicalOrder(
  rows: number,
  unit: Column | undefined,
  covariates: readonly Column[],
  ties: readonly Float64Array[],
): Int32Array {
  const first = new Int32Array(rows)
  const second = new Int32Array(rows)
  if (unit) mix(unit, first, second)
  const units = unit && { first: first.slice(), second: second.slice() }
  for (const column of [...covariates].sort((a, b) => compareText(a.name, b.name))) mix(column, first, second)
  const keys = new Float64Array(rows)
  for (let i = 0; i < rows; i++) keys[i] = join(units?.first[i] ?? first[i], units?.second[i] ?? second[i])
  const within = new Float64Array(rows)
  if (unit) for (let i = 0; i < rows; i++) within[i] = join(first[i], second[i])
  const order = new Int32Array(rows)
  for (let i = 0; i < rows; i++) order[i] = i
  return order.sort((a, b) => {
    if (keys[a] !== keys[b]) return keys[a] < keys[b] ? -1 : 1
    if (within[a] !== within[b]) return within[a] < within[b] ? -1 : 1
    for (const values of ties) if (values[a] !== values[b]) return values[a] < values[b] ? -1 : 1
    return a - b
  })
}

/** 53 bits of a 64-bit hash, in the order of numbers. */
function join(first: number, second: number): number {
  return (first >>> 0) * 2097152 + (second >>> 11)
}

function mix(column: Column, first: Int32Array, second: Int32Array): void {
  const rows = first.length
  if (column.kind === 'category') {
    const hashes = column.levels.map((text) => hash32(0, text))
    for (let i = 0; i < rows; i++) {
      const h = column.codes[i] < 0 ? 0x5bd1e995 : hashes[column.codes[i]]
      first[i] = stir(first[i], h)
      second[i] = stir(second[i] ^ 0x2545f491, h)
    }
    return
  }
  const number = new Float64Array(1)
  const bits = new Int32Array(number.buffer)
  for (let i = 0; i < rows; i++) {
    // −0 and 0 are one number, and one NaN is like another.
    number[0] = Number.isNaN(column.values[i]) ? Number.NaN : column.values[i] + 0
    first[i] = stir(stir(first[i], bits[0]), bits[1])
    second[i] = stir(stir(second[i] ^ 0x2545f491, bits[1]), bits[0])
  }
}

/** One round of murmur3. */
function stir(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  let h = hash ^ Math.imul(k, 0x1b873593)
  h = (h << 13) | (h >>> 19)
  h = (Math.imul(h, 5) + 0xe6546b64) | 0
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  return h ^ (h >>> 13)
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
