import { measureOf } from '../explain/effect-in-words.ts'
import type { Language } from './language.ts'
import { mainEstimate } from './main-estimate.ts'
import type { ReportInput } from './report-input.ts'

/** How effects on the outcome are written: changes of a chance in percentage points, anything else in its own unit. */
export interface EffectUnit {
  readonly points: boolean
  /** By what an effect is multiplied before it is written or drawn. */
  readonly scale: number
}

export function effectUnitOf({ analysis, table }: Pick<ReportInput, 'analysis' | 'table'>): EffectUnit {
  const points = analysis !== null && isChance(analysis.request.outcome, analysis, table)
  return { points, scale: points ? 100 : 1 }
}

function isChance(
  outcome: string,
  analysis: NonNullable<ReportInput['analysis']>,
  table: ReportInput['table'],
): boolean {
  const built = table?.definition?.outcome
  if (built?.name === outcome) return built.measure === 'any'
  const column = table?.columns.find(({ name }) => name === outcome)
  if (column !== undefined) return column.meaning === 'boolean'
  const main = mainEstimate(analysis)
  return main !== null && measureOf(main, null) === 'chance'
}

/** Effects in figures, in one unit and with the same decimals throughout. */
export interface EffectFigures {
  readonly unit: EffectUnit
  /** With its sign, without the unit: for a table whose heading names it. */
  effect(value: number): string
  /** "+4.0 percentage points"; bare where the outcome has its own unit. */
  withUnit(value: number): string
  /** Without its sign. */
  size(value: number): string
  error(value: number): string
  range(interval: readonly number[]): string
  heading(title: string): string
}

/** As many decimals as show two digits of the smallest of these standard errors. */
export function effectFigures(
  unit: EffectUnit,
  standardErrors: readonly number[],
  { fixed, text }: Language,
): EffectFigures {
  const smallest = Math.min(...standardErrors.filter((error) => error > 0)) * unit.scale
  const decimals = Number.isFinite(smallest)
    ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(smallest))))
    : 3
  const plain = (value: number) => fixed(value * unit.scale, decimals)
  const effect = (value: number) => (value > 0 ? `+${plain(value)}` : plain(value))
  const inPoints = (value: string) => (unit.points ? text('ui_percentage_points', { value }) : value)
  return {
    unit,
    effect,
    withUnit: (value) => inPoints(effect(value)),
    size: (value) => inPoints(plain(Math.abs(value))),
    error: plain,
    range: (interval) => interval.map(effect).join(text('report_to')),
    heading: (title) => (unit.points ? text('ui_in_points', { name: title }) : title),
  }
}
