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
  /** Of every figure, so that columns can be compared by eye; null where no error says how many, and three digits are shown. */
  readonly decimals: number | null
  /** The same unit to the decimals that these standard errors bear out. */
  readonly at: (standardErrors: readonly number[]) => EffectUnit
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
  /** A standard error, bare. */
  readonly error: (value: number) => string
  readonly range: (interval: readonly number[]) => string
  /** In a sentence: both ends, the unit named once. */
  readonly interval: (interval: readonly number[]) => string
}

function unitWith(points: boolean, decimals: number | null): EffectUnit {
  const scale = points ? 100 : 1
  const figure = (value: number) =>
    decimals === null || !Number.isFinite(value) ? precise(value * scale) : fixed(value * scale, decimals)
  const cell = (value: number) => {
    const text = figure(value)
    return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
  }
  const range = ([low, high]: readonly number[]) => m.ui_range({ low: cell(low), high: cell(high) })
  const inFull = (value: string) => (points ? m.ui_percentage_points({ value }) : value)
  return {
    points,
    scale,
    decimals,
    at: (standardErrors) => unitWith(points, decimalsOf(standardErrors, scale)),
    change: (value) => (points ? m.ui_points({ value: cell(value) }) : cell(value)),
    headline: (value) => inFull(cell(value)),
    size: (value) => inFull(figure(Math.abs(value))),
    level: (value) => (points ? `${fixed(value * scale, decimals ?? 1)}%` : figure(value)),
    heading: (name) => (points ? m.ui_in_points({ name }) : name),
    cell,
    error: figure,
    range,
    interval: (interval) => inFull(range(interval)),
  }
}

/** As many as show two digits of the smallest error, as the report does. */
function decimalsOf(standardErrors: readonly number[], scale: number): number | null {
  const smallest = Math.min(...standardErrors.filter((error) => error > 0)) * scale
  if (!Number.isFinite(smallest)) return null
  return Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(smallest))))
}

const points = unitWith(true, null)
const plain = unitWith(false, null)

type Tables = Response<'behaviour.tables'>

/** Of everything that is said of an analysis: to the decimals that its own errors bear out. */
export function unitOf({ request, estimates }: Analysis, tables: Tables): EffectUnit {
  const table = tables.find(({ name }) => name === request.table)
  const unit = isChance(table, request.outcome) ? points : plain
  return unit.at(estimates.map(({ standardError }) => standardError))
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
