import { availableParallelism } from 'node:os'
import * as v from 'valibot'
import { type EstimateRequest, estimateOptions } from '../../src-main/contract/effects.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { estimateEffectOn } from '../../src-main/effects/estimate.ts'
import { treatmentNumbers } from '../../src-main/effects/estimators/partialled-out.ts'
import {
  growForest,
  growForests,
  predictEffects,
  predictMeans,
} from '../../src-main/effects/forest-growing.ts'
import { effectHeterogeneityOn } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import { binnedCovariates } from '../../src-main/effects/nuisance/cross-fit.ts'
import { prepareStudy } from '../../src-main/effects/prepare-study.ts'
import { refuteEffectOn } from '../../src-main/effects/refute.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { leastSquares } from '../../src-main/numeric/least-squares.ts'
import { fromColumns } from '../../src-main/numeric/matrix.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { runOn } from '../../src-main/numeric/steps.ts'
import { type Binned, binFeatures } from '../../src-main/numeric/trees/binning.ts'
import { forestDefaults, growForestPart, joinForest } from '../../src-main/numeric/trees/forest.ts'
import type { ForestOptions } from '../../src-main/numeric/trees/forest-options.ts'
import { tableOf } from '../effects/tables.ts'

/** 100,000 rows × 20 covariates: boosted double machine learning, a causal forest, and 200 placebos of a regression. */
const rows = 100_000
const table = draw()
const adjustFor = Array.from({ length: 20 }, (_, j) => `x${j}`)
const workers = Math.min(2, availableParallelism())
const parallel = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), workers)
const options = (request: Omit<EstimateRequest, 'treatment' | 'outcome'>) =>
  v.parse(estimateOptions, { treatment: 'd', outcome: 'y', adjustFor, ...request })

const boosted = { propensityModel: 'boosting', outcomeModel: 'boosting' } as const
const dml = options({ method: 'dml_irm', folds: 5, ...boosted })
const threaded = await seconds(() => estimateEffectOn(table, dml, parallel, silent))
const alone = await seconds(() => estimateEffectOn(table, dml, serial, silent))
print('dml_irm, boosted, 5 folds', threaded, 'the same on one thread', alone, 20)

const stacked = await seconds(() => estimateEffectOn(table, options({ method: 'dml_irm' }), parallel, silent))
print('dml_irm, curves and boosted trees stacked (default)', stacked, 'boosted alone', threaded, 20)

const forest = options({ method: 'causal_forest', trees: 500 })
const grown = await seconds(() => effectHeterogeneityOn(table, forest, parallel, silent))
const tenth = options({ method: 'causal_forest', trees: 50 })
const one = await seconds(() => effectHeterogeneityOn(table, tenth, serial, silent))
print('causal forest of 500, effects and variances', grown, 'ten times a tenth on one thread', 10 * one, 20)
await phases()

const regression = options({ method: 'regression' })
const challenge = { refuters: ['placebo_treatment'] as const, repetitions: 200, negativeControls: [] }
const refuted = await seconds(() => refuteEffectOn(table, regression, challenge, parallel, silent))
const refitted = 200 * (await seconds(async () => plainRegression()))
print('200 placebos of a regression', refuted, '200 plain regressions', refitted, 5)

console.log(`peak memory ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB`)
await parallel.close()

/** One least squares fit of everything, by QR: what each placebo costs without the shared projection. */
function plainRegression(): void {
  const columns = table.columns.flatMap((column) =>
    column.kind === 'number' && column.name !== 'y' ? [column.values] : [],
  )
  const y = table.columns.find(({ name }) => name === 'y')
  if (y?.kind !== 'number') throw new Error('y is a column of numbers')
  leastSquares(fromColumns(rows, [new Float64Array(rows).fill(1), ...columns]), y.values)
}

/** What the forest's time goes into, and what one tree costs that sorts every feature at every node. */
async function phases(): Promise<void> {
  const study = prepareStudy(table, forest)
  let binned = binnedCovariates(study)
  const binning = await seconds(() => {
    binned = binFeatures(study.covariates, study.rows, 63)
  })
  const all = Int32Array.from({ length: rows }, (_, i) => i)
  const d = treatmentNumbers(study)
  const shape: ForestOptions = { ...forestDefaults, trees: 100, tried: 20 }
  const expected: Float64Array[] = []
  const centring = await seconds(async () => {
    const plots = [study.outcome, d].map(
      (y) => ({ binned, strategy: { kind: 'mean', y }, options: shape, rows: all }) as const,
    )
    const forests = await runOn(growForests(plots), parallel)
    expected.push(...(await runOn(predictMeans(forests, binned), parallel)))
  })
  const centred = {
    kind: 'effect',
    y: study.outcome.map((value, i) => value - expected[0][i]),
    d: d.map((value, i) => value - expected[1][i]),
  } as const
  const plot = { binned, strategy: centred, options: { ...shape, trees: 500 }, rows: all }
  let trees = joinForest([growForestPart({ ...plot, options: { ...shape, trees: 2 } }, { from: 0, to: 1 })])
  const growing = await seconds(async () => {
    trees = await runOn(growForest(plot), parallel)
  })
  const asking = await seconds(() => runOn(predictEffects(trees, binned), parallel))
  const half = all.filter((row) => row % 4 === 0)
  const plain = await seconds(() => plainTree(binned, centred.y, centred.d, half))
  const times = { binning, centring, growing, asking }
  const told = Object.entries(times).map(([name, took]) => `${name} ${took.toFixed(2)} s`)
  console.log(
    `  of which ${told.join(', ')}; 500 trees that sort at every node: ${(500 * plain).toFixed(0)} s on one thread, ratio ${((500 * plain) / growing).toFixed(0)} to growing`,
  )
}

/** An honest causal tree as in a textbook: every feature sorted at every node, every cut reckoned. Returns its leaves. */
function plainTree(binned: Binned, y: Float64Array, d: Float64Array, rows: Int32Array): number {
  const { codes, features } = binned
  const mean = (values: Float64Array) => rows.reduce((sum, row) => sum + values[row], 0) / rows.length
  if (rows.length < 20) return 1
  const [meanY, meanD] = [mean(y), mean(d)]
  let [variance, covariance] = [0, 0]
  for (const row of rows) {
    variance += (d[row] - meanD) ** 2
    covariance += (d[row] - meanD) * (y[row] - meanY)
  }
  const pseudo = (row: number) =>
    (d[row] - meanD) * (y[row] - meanY - ((d[row] - meanD) * covariance) / variance)
  const least = Math.max(10, Math.ceil(rows.length / 20))
  let best = { gain: 0, feature: -1, code: 0 }
  for (let feature = 0; feature < features; feature++) {
    const code = (row: number) => codes[row * features + feature]
    const sorted = rows.toSorted((a, b) => code(a) - code(b))
    let sum = 0
    for (let k = 0; k < sorted.length - 1; k++) {
      sum += pseudo(sorted[k])
      const left = k + 1
      const right = sorted.length - left
      if (left < least || right < least || code(sorted[k]) === code(sorted[k + 1])) continue
      const gain = sum * sum * (1 / left + 1 / right)
      if (gain > best.gain) best = { gain, feature, code: code(sorted[k]) }
    }
  }
  if (best.feature < 0) return 1
  const goes = (row: number) => codes[row * features + best.feature] <= best.code
  return (
    plainTree(binned, y, d, rows.filter(goes)) +
    plainTree(
      binned,
      y,
      d,
      rows.filter((row) => !goes(row)),
    )
  )
}

function print(name: string, took: number, reference: string, plain: number, target: number): void {
  const ratio = (plain / took).toFixed(1)
  console.log(
    `${name}: ${took.toFixed(1)} s on ${workers} threads (aim ${target} s); ${reference}: ${plain.toFixed(1)} s, ratio ${ratio}`,
  )
}

async function seconds(run: () => unknown): Promise<number> {
  const from = performance.now()
  await run()
  return (performance.now() - from) / 1000
}

function draw(): Table {
  const source = random(1, 'speed')
  const columns: Record<string, Float64Array> = {}
  for (let j = 0; j < 20; j++) columns[`x${j}`] = Float64Array.from({ length: rows }, () => source.normal())
  const { x0, x1, x2 } = columns
  columns.d = x0.map((a, i) => (source.uniform() < expit(0.5 * a - 0.5 * x1[i]) ? 1 : 0))
  columns.y = columns.d.map((d, i) => d * (1 + x0[i]) + Math.sin(x1[i]) + x2[i] * x0[i] + source.normal())
  return tableOf(columns)
}
