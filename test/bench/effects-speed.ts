import { availableParallelism } from 'node:os'
import * as v from 'valibot'
import { type EstimateRequest, estimateOptions } from '../../src-main/contract/effects.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { estimateEffectOn } from '../../src-main/effects/estimate.ts'
import { effectHeterogeneityOn } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import { refuteEffectOn } from '../../src-main/effects/refute.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { leastSquares } from '../../src-main/numeric/least-squares.ts'
import { fromColumns } from '../../src-main/numeric/matrix.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { tableOf } from '../effects/tables.ts'

/** 100,000 rows × 20 covariates: boosted double machine learning, a causal forest, and 200 placebos of a regression. */
const rows = 100_000
const table = draw()
const adjustFor = Array.from({ length: 20 }, (_, j) => `x${j}`)
const workers = Math.min(2, availableParallelism())
const parallel = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), workers)
const options = (request: Omit<EstimateRequest, 'treatment' | 'outcome'>) =>
  v.parse(estimateOptions, { treatment: 'd', outcome: 'y', adjustFor, ...request })

const dml = options({ method: 'dml_irm', folds: 5 })
const threaded = await seconds(() => estimateEffectOn(table, dml, parallel, silent))
const alone = await seconds(() => estimateEffectOn(table, dml, serial, silent))
print('dml_irm, boosted, 5 folds', threaded, 'the same on one thread', alone, 20)

const forest = options({ method: 'causal_forest', trees: 500 })
const grown = await seconds(() => effectHeterogeneityOn(table, forest, parallel, silent))
const tenth = options({ method: 'causal_forest', trees: 50 })
const one = await seconds(() => effectHeterogeneityOn(table, tenth, serial, silent))
print('causal forest of 500, effects and variances', grown, 'ten times a tenth on one thread', 10 * one, 20)

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
