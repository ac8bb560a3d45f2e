import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { random } from '../../src-main/numeric/random.ts'
import { tableOf } from './tables.ts'

/** A confounded table whose mean effect is known: `effect` for everyone, plus `differs` times x1 where that is set. */
export function confounded(
  rows: number,
  seed: number,
  { effect = 2, differs = 0, strength = 1, binary = false } = {},
): { table: Table; truth: number } {
  const source = random(seed, 'confounded')
  const columns = {
    x1: new Float64Array(rows),
    x2: new Float64Array(rows),
    segment: [] as string[],
    d: new Float64Array(rows),
    y: new Float64Array(rows),
  }
  for (let i = 0; i < rows; i++) {
    const x1 = source.normal()
    const x2 = source.normal()
    const segment = source.integer(3)
    const chance = expit(strength * (0.6 * x1 - 0.4 * x2 + 0.3 * (segment - 1)))
    const d = source.uniform() < chance ? 1 : 0
    const mean = 1 + x1 + 0.5 * x2 + 0.5 * segment + d * (effect + differs * x1)
    columns.x1[i] = x1
    columns.x2[i] = x2
    columns.segment.push('abc'[segment])
    columns.d[i] = d
    columns.y[i] = binary ? (source.uniform() < expit(mean - 1.5) ? 1 : 0) : mean + source.normal()
  }
  return { table: tableOf(columns), truth: effect }
}

export const covariates = ['x1', 'x2', 'segment']
