import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import type { JointDistribution } from '../../graph/evaluate-estimand.ts'
import type { CategoryColumn } from '../../numeric/columns.ts'
import { asCategories } from '../design-matrix.ts'
import { EstimandGradient } from '../estimand-gradient.ts'
import type { Functional } from '../functional-from-graph.ts'
import { type ArmMean, findingFromMeans } from '../inference.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { chosenStandardErrors, type Estimator } from './estimator.ts'

const mostLevels = 20
const mostCells = 20_000

/**
 * Whatever functional the graph identifies the effect with, at the observed frequencies: nothing is smoothed, and a
 * stratum that it needs and the data lack is an error. Means of outcomes come from a functional that is linear in the
 * outcome's distribution, so an outcome of any numbers is two levels, least and greatest, each row lying between them by
 * its share. Standard errors are the influence function of the plug-in: its derivative by every cell's frequency
 * (van der Vaart 1998, section 20.1).
 */
export const identified: Estimator = {
  method: 'id',
  otherAssumption: true,
  targets: ['ate'],
  treatments: ['arms'],
  standardErrors: ['influence', 'cluster'],
  // biome-ignore lint/correctness/useYield: an estimator is a computation in steps, and this one needs none
  *estimate(study) {
    const { functional } = study
    if (!functional) throw fail('EFFECTS_OPTION_MISSING', { method: 'id', option: 'adjustFor (graph)' })
    const arms = armsOf(study)
    const cells = cellsOf(study, functional)
    const engine = new EstimandGradient(cells.joint, cells.levelNames)
    const settings = settingsOf(study, functional, cells)
    const means = meansOf(study, functional, cells, engine, settings)
    return findingFromMeans(study, means, {
      standardErrors: chosenStandardErrors(study, identified),
      target: 'ate',
      estimand: words('estimand_identified', {
        treated: `${study.options.treatment} = ${arms.levels[arms.treated]}`,
        control: arms.levels[arms.control],
        outcome: study.options.outcome,
        functional: functional.text,
      }),
      details: { cells: cells.joint.mass.length, occupied: cells.occupied },
    })
  },
}

interface Cells {
  readonly joint: JointDistribution
  readonly levelNames: ReadonlyMap<string, readonly string[]>
  /** Cell of each row at the outcome's lower level; the higher one is the next. */
  readonly cellOf: Int32Array
  /** The outcome between its least (0) and greatest (1) value. */
  readonly share: Float64Array
  readonly low: number
  readonly width: number
  readonly weight: (row: number) => number
  readonly total: number
  readonly occupied: number
}

function cellsOf(study: Study, functional: Functional): Cells {
  const { rows, outcome, options, weights } = study
  const arms = armsOf(study)
  const columns = functional.columns.map((name) => discrete(study, name))
  const names = [...columns.map(({ name }) => name), options.treatment, options.outcome]
  const levels = [...columns.map((column) => column.levels.length), arms.levels.length, 2]
  const count = levels.reduce((product, level) => product * level, 1)
  if (count > mostCells) throw fail('EFFECTS_TOO_MANY_CELLS', { cells: count, limit: mostCells })
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of outcome) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const share = outcome.map((value) => (value - low) / (high - low))
  const weight = (row: number) => (weights ? weights[row] : 1)
  const cellOf = new Int32Array(rows)
  const mass = new Float64Array(count)
  let total = 0
  for (let i = 0; i < rows; i++) {
    let cell = 0
    columns.forEach(({ codes, levels }) => {
      cell = cell * levels.length + codes[i]
    })
    cell = (cell * arms.levels.length + arms.codes[i]) * 2
    cellOf[i] = cell
    mass[cell] += weight(i) * (1 - share[i])
    mass[cell + 1] += weight(i) * share[i]
    total += weight(i)
  }
  let occupied = 0
  for (let cell = 0; cell < count; cell += 2) if (mass[cell] + mass[cell + 1] > 0) occupied++
  return {
    joint: { names, levels, mass: mass.map((value) => value / total) },
    levelNames: new Map([
      ...columns.map((column) => [column.name, column.levels] as const),
      [options.treatment, arms.levels],
    ]),
    cellOf,
    share,
    low,
    width: high - low,
    weight,
    total,
    occupied,
  }
}

function discrete(study: Study, name: string): CategoryColumn {
  const column = asCategories(study.extra[name])
  if (column.levels.length > mostLevels) {
    throw fail('EFFECTS_NOT_DISCRETE', { column: name, levels: column.levels.length, limit: mostLevels })
  }
  return column
}

interface Setting {
  readonly levels: ReadonlyMap<string, number>
  readonly share: number
}

/** Every combination of what the functional does not depend on, with how often it is seen. */
function settingsOf(study: Study, functional: Functional, cells: Cells): Setting[] {
  const columns = functional.arbitrary.map((name) => discrete(study, name))
  const shares = new Map<string, Setting & { share: number }>()
  for (let i = 0; i < study.rows; i++) {
    const codes = columns.map((column) => column.codes[i])
    const key = codes.join(',')
    const seen = shares.get(key)
    const own = cells.weight(i) / cells.total
    if (seen) seen.share += own
    else shares.set(key, { levels: new Map(columns.map(({ name }, k) => [name, codes[k]])), share: own })
  }
  return [...shares.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, setting]) => setting)
}

/**
 * Means of every arm. Settings that are arbitrary in the population are averaged by how often they are seen, those out
 * that lack a stratum for any arm: to first order the average varies no more for its weights being estimated.
 * @throws EFFECTS_STRATUM_EMPTY where every setting lacks one
 */
function meansOf(
  study: Study,
  functional: Functional,
  cells: Cells,
  engine: EstimandGradient,
  settings: readonly Setting[],
): ArmMean[] {
  const { treatment, outcome } = study.options
  const arms = armsOf(study)
  const answers = settings.map(({ levels, share }) => ({
    share,
    byArm: arms.levels.map((_, arm) =>
      engine.at(functional.estimand, new Map([...levels, [treatment, arm], [outcome, 1]])),
    ),
  }))
  const usable = answers.filter(({ byArm }) => byArm.every(({ empty }) => empty === null))
  if (usable.length === 0) {
    const stratum = answers
      .flatMap(({ byArm }) => byArm.map(({ empty }) => empty))
      .find((empty) => empty !== null)
    throw fail('EFFECTS_STRATUM_EMPTY', { stratum: stratum ?? '' })
  }
  const whole = usable.reduce((sum, { share }) => sum + share, 0)
  return arms.levels.map((_, arm) => {
    let share = 0
    const gradient = new Float64Array(cells.joint.mass.length)
    for (const answer of usable) {
      const { value, gradient: own } = answer.byArm[arm]
      share += (answer.share / whole) * value
      for (let cell = 0; cell < gradient.length; cell++) gradient[cell] += (answer.share / whole) * own[cell]
    }
    return { mean: cells.low + cells.width * share, influence: influenceOf(study, cells, gradient) }
  })
}

/** n w/Σw (∂ψ/∂p at the row's cell, less its mean). */
function influenceOf(study: Study, cells: Cells, gradient: Float64Array): Float64Array {
  const { rows } = study
  let mean = 0
  for (let cell = 0; cell < gradient.length; cell++) mean += gradient[cell] * cells.joint.mass[cell]
  return Float64Array.from({ length: rows }, (_, i) => {
    const cell = cells.cellOf[i]
    const slope = gradient[cell] + cells.share[i] * (gradient[cell + 1] - gradient[cell])
    return (rows * cells.weight(i) * cells.width * (slope - mean)) / cells.total
  })
}
