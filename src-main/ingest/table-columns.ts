import type { Column } from '../numeric/columns.ts'
import { sharedFloat64, sharedInt32 } from '../numeric/columns.ts'
import { detached } from './name-codes.ts'
import { parseNumber } from './parse-number.ts'
import { timeReader } from './parse-time.ts'

export type TableColumnKind = 'number' | 'boolean' | 'time' | 'category'

/** Gathers a column's cells one by one; '' is missing. */
export interface ColumnGatherer {
  /** False where the cell does not fit the column's kind; it then counts as missing. */
  add(cell: string): boolean
  finish(): Column
}

export function gatherer(name: string, kind: TableColumnKind): ColumnGatherer {
  if (kind === 'category') return categories(name)
  return numbers(name, kind, readers[kind]())
}

const readers: Record<Exclude<TableColumnKind, 'category'>, () => (cell: string) => number> = {
  number: () => numberOrInfinity,
  boolean: () => (cell) => truth.get(cell) ?? Number.NaN,
  time: () => timeReader({ kind: 'year-first' }, 'UTC'),
}

/** Infinity as programs write it, and numbers beyond Float64: a column keeps them, for what computes with it to refuse. */
const endless = /^([+-]?)(?:inf|infinity|(?:\d+\.?\d*|\.\d+)e\+?\d+)$/i

function numberOrInfinity(cell: string): number {
  const value = parseNumber(cell, '.')
  if (!Number.isNaN(value)) return value
  const sign = endless.exec(cell)?.[1]
  if (sign === undefined) return Number.NaN
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

const truth = new Map([
  ['TRUE', 1],
  ['True', 1],
  ['true', 1],
  ['FALSE', 0],
  ['False', 0],
  ['false', 0],
])

function numbers(
  name: string,
  kind: Exclude<TableColumnKind, 'category'>,
  read: (cell: string) => number,
): ColumnGatherer {
  let values = new Float64Array(1024)
  let rows = 0
  return {
    add(cell) {
      if (rows === values.length) values = grown(values, new Float64Array(2 * rows))
      const value = cell === '' ? Number.NaN : read(cell)
      values[rows++] = value
      return cell === '' || !Number.isNaN(value)
    },
    finish() {
      const own = sharedFloat64(rows)
      own.set(values.subarray(0, rows))
      const column = { kind: 'number', name, values: own } as const
      return kind === 'number' ? column : { ...column, meaning: kind }
    },
  }
}

function categories(name: string): ColumnGatherer {
  const levels: string[] = []
  const codeOf = new Map<string, number>()
  let codes = new Int32Array(1024)
  let rows = 0
  return {
    add(cell) {
      if (rows === codes.length) codes = grown(codes, new Int32Array(2 * rows))
      let code = cell === '' ? -1 : codeOf.get(cell)
      if (code === undefined) {
        code = levels.length
        const own = detached(cell)
        levels.push(own)
        codeOf.set(own, code)
      }
      codes[rows++] = code
      return true
    },
    finish() {
      const own = sharedInt32(rows)
      own.set(codes.subarray(0, rows))
      return { kind: 'category', name, levels, codes: own }
    },
  }
}

function grown<T extends Float64Array | Int32Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}
