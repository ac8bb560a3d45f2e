import * as m from '../../messages/compiled/messages.js'
import type { Response } from '../../src-main/contract/methods.ts'
import { fixed, precise } from '../state/format.ts'

export type Analysis = Response<'effects.analyses'>[number]
export type Estimate = Analysis['estimates'][number]

/** How an outcome's changes are written: a chance in percentage points, anything else in its own unit. */
export interface EffectUnit {
  readonly points: boolean
  /** By what an estimate is multiplied before it is drawn. */
  readonly scale: number
  /** With its sign, the unit in short: in a list, at a mark. */
  readonly change: (value: number) => string
  /** With its sign, the unit in full: the one number of a screen. */
  readonly headline: (value: number) => string
  /** Without its sign. */
  readonly size: (value: number) => string
  readonly level: (value: number) => string
  /** In a table: the heading names the unit, cells are bare. */
  readonly heading: (name: string) => string
  readonly cell: (value: number) => string
  readonly range: (interval: readonly number[]) => string
  /** In a sentence: both ends, the unit named once. */
  readonly interval: (interval: readonly number[]) => string
}

const signed = (value: number) => (value > 0 ? `+${precise(value)}` : precise(value))

const rangeOf = ([low, high]: readonly number[], scale: number) =>
  m.ui_range({ low: signed(low * scale), high: signed(high * scale) })

const points: EffectUnit = {
  points: true,
  scale: 100,
  change: (value) => m.ui_points({ value: signed(value * 100) }),
  headline: (value) => m.ui_percentage_points({ value: signed(value * 100) }),
  size: (value) => m.ui_percentage_points({ value: precise(Math.abs(value) * 100) }),
  level: (value) => `${fixed(value * 100, 1)}%`,
  heading: (name) => m.ui_in_points({ name }),
  cell: (value) => signed(value * 100),
  range: (interval) => rangeOf(interval, 100),
  interval: (interval) => m.ui_percentage_points({ value: rangeOf(interval, 100) }),
}

const plain: EffectUnit = {
  points: false,
  scale: 1,
  change: signed,
  headline: signed,
  size: (value) => precise(Math.abs(value)),
  level: (value) => precise(value),
  heading: (name) => name,
  cell: signed,
  range: (interval) => rangeOf(interval, 1),
  interval: (interval) => rangeOf(interval, 1),
}

type Tables = Response<'behaviour.tables'>

export function unitOf(analysis: Analysis, tables: Tables): EffectUnit {
  const table = tables.find(({ name }) => name === analysis.request.table)
  return isChance(table, analysis.request.outcome) ? points : plain
}

/** How changes of a table's own outcome are written. */
export function unitOfTable(table: Tables[number] | undefined): EffectUnit {
  return isChance(table, table?.definition?.outcome.name) ? points : plain
}

/** Whether an outcome happens or does not, so that its mean is a chance. */
function isChance(table: Tables[number] | undefined, outcome: string | undefined): boolean {
  const built = table?.definition?.outcome
  if (built !== undefined) return built.name === outcome && built.measure === 'any'
  return table?.columns.some(({ name, meaning }) => name === outcome && meaning === 'boolean') ?? false
}

/** The estimate that an analysis stands on: that of the last method, the one that was put in doubt. */
export function mainEstimate(analysis: Analysis): Estimate | undefined {
  return analysis.estimates.at(-1)
}
