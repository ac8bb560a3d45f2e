import { words } from '../../contract/words.ts'
import type { Column } from '../../numeric/columns.ts'
import { type Random, shuffle } from '../../numeric/random.ts'
import { timesOf } from '../estimators/periods.ts'
import { recode, type Study, takeCodes, takeColumn, takeDesign, takeValues } from '../study.ts'
import type { Refuter } from './refuter.ts'

/**
 * The treatment dealt out anew among the rows: its effect must vanish. What decides treatment goes with it, since a first
 * stage of nothing would have no effect to tell: instruments, a running variable, and of a panel the whole path of a
 * unit, the period of its first treatment with it.
 */
export const placeboTreatment: Refuter = {
  name: 'placebo_treatment',
  nullHypothesis: words('refuter_null_placebo_treatment'),
  expects: 'zero',
  challenge: (study, source) => {
    const from = pathsDealtOut(study, source) ?? rowsDealtOut(study.rows, source)
    const { treatment, options, extra, instruments } = study
    const dealt = [...options.instruments, options.running, options.firstTreated]
    return {
      ...study,
      treatment:
        treatment.kind === 'arms'
          ? { ...treatment, codes: takeCodes(treatment.codes, from) }
          : { kind: 'dose', values: takeValues(treatment.values, from) },
      instruments: options.instruments.length > 0 ? takeDesign(instruments, from) : instruments,
      extra: mapped(extra, (name, column) => (dealt.includes(name) ? takeColumn(column, from) : column)),
    }
  },
}

function mapped(extra: Study['extra'], change: (name: string, column: Column) => Column): Study['extra'] {
  return Object.fromEntries(Object.entries(extra).map(([name, column]) => [name, change(name, column)]))
}

function rowsDealtOut(rows: number, source: Random): Int32Array {
  const order = new Int32Array(rows)
  for (let i = 0; i < rows; i++) order[i] = i
  return shuffle(order, source)
}

/**
 * For each row of a panel, the row of the unit whose path its own unit is dealt: that of the same period, or else any.
 * Null where treatment is not decided by unit.
 */
function pathsDealtOut(study: Study, source: Random): Int32Array | null {
  const { options, units, rows } = study
  if (options.method !== 'did' || !units || options.time === undefined) return null
  const { codes, count } = recode(units)
  const times = timesOf(study)
  const rowsOf = Array.from({ length: count }, () => new Map<number, number>())
  for (let i = 0; i < rows; i++) rowsOf[codes[i]].set(times[i], i)
  const anyRow = rowsOf.map((of) => [...of.values()][0])
  const dealt = rowsDealtOut(count, source)
  return Int32Array.from(codes, (unit, i) => rowsOf[dealt[unit]].get(times[i]) ?? anyRow[dealt[unit]])
}
