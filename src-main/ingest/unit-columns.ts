import type { Column } from '../numeric/columns.ts'
import { sharedFloat64, sharedInt32 } from '../numeric/columns.ts'
import { detached } from './name-codes.ts'
import type { PlannedColumn } from './unit-table-plan.ts'

/** Cells that are gathered before there is more memory for them. */
const cellsPerChunk = 65_536

/** Gathers a column's cells row by row: a row is kept only once all of its cells could be read. */
export interface UnitColumn {
  readonly plan: PlannedColumn
  /** Reads the cell ('' where missing) of the row at hand. False where it does not fit the column's type. */
  set(cell: string): boolean
  /** Keeps what was set last as the next row. */
  keep(): void
  /** The whole column in memory that workers share. What was gathered is given up. */
  finish(): Column
}

export function unitColumn(plan: PlannedColumn): UnitColumn {
  return plan.read === null ? categories(plan) : numbers(plan, plan.read)
}

function numbers(plan: PlannedColumn, read: (cell: string) => number): UnitColumn {
  const cells = gathered(() => new Float64Array(cellsPerChunk))
  let current = Number.NaN
  let truthValues = true
  const seen = new Set<number>()
  return {
    plan,
    set(cell) {
      current = cell === '' ? Number.NaN : read(cell)
      return cell === '' || !Number.isNaN(current)
    },
    keep() {
      if (truthValues && !Number.isNaN(current)) {
        truthValues = current === 0 || current === 1
        seen.add(current)
      }
      cells.add(current)
    },
    finish() {
      const column = { kind: 'number', name: plan.name, values: cells.finish(sharedFloat64) } as const
      if (plan.type === 'time') return { ...column, meaning: 'time' }
      const isBoolean = plan.type === 'boolean' || (truthValues && seen.size === 2)
      return isBoolean ? { ...column, meaning: 'boolean' } : column
    },
  }
}

function categories(plan: PlannedColumn): UnitColumn {
  const cells = gathered(() => new Int32Array(cellsPerChunk))
  const levels: string[] = []
  const codeOf = new Map<string, number>()
  let current = ''
  const code = () => {
    const known = codeOf.get(current)
    if (known !== undefined) return known
    const own = detached(current)
    codeOf.set(own, levels.length)
    return levels.push(own) - 1
  }
  return {
    plan,
    set(cell) {
      current = cell
      return true
    },
    keep: () => cells.add(current === '' ? -1 : code()),
    finish: () => ({ kind: 'category', name: plan.name, levels, codes: cells.finish(sharedInt32) }),
  }
}

/** Numbers one after the other, in chunks, so that growing never copies what is there. */
function gathered<Cells extends Float64Array | Int32Array>(chunk: () => Cells) {
  let chunks: Cells[] = []
  let rows = 0
  return {
    add(value: number) {
      const at = rows % cellsPerChunk
      if (at === 0) chunks.push(chunk())
      chunks[chunks.length - 1][at] = value
      rows++
    },
    finish<Shared extends Float64Array | Int32Array>(memory: (length: number) => Shared): Shared {
      const whole = memory(rows)
      for (const [index, part] of chunks.entries()) {
        const from = index * cellsPerChunk
        whole.set(part.subarray(0, Math.min(cellsPerChunk, rows - from)), from)
      }
      chunks = []
      return whole
    },
  }
}
