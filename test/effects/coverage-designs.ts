import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { type Random, random } from '../../src-main/numeric/random.ts'
import { dagitty, draw, drawChances, models, truthOf } from './discrete-models.ts'
import { tableOf } from './tables.ts'

/** A way to draw data whose truth is known. */
export interface Design {
  readonly name: string
  readonly truth: number
  readonly draw: (rows: number, source: Random) => Table
}

type Row = Record<string, number | string>

function table(rows: number, source: Random, row: (source: Random, i: number) => Row): Table {
  const all = Array.from({ length: rows }, (_, i) => row(source, i))
  return tableOf(Object.fromEntries(Object.keys(all[0]).map((key) => [key, all.map((item) => item[key])])))
}

const coin = (source: Random, chance: number) => (source.uniform() < chance ? 1 : 0)

/** Everything linear, one effect for all. */
export const linear: Design = {
  name: 'linear',
  truth: 1,
  draw: (rows, source) =>
    table(rows, source, () => {
      const [a, b, c] = [source.normal(), source.normal(), source.normal()]
      const d = coin(source, expit(0.5 * a - 0.5 * b))
      return { a, b, c, d, y: d + a + b - 0.5 * c + source.normal() }
    }),
}

/** Curved models of outcome and treatment, effects that differ; their mean is 1. */
export const curved: Design = {
  name: 'nonlinear, heterogeneous',
  truth: 1,
  draw: (rows, source) =>
    table(rows, source, () => {
      const [a, b, c] = [source.normal(), source.normal(), source.normal()]
      const d = coin(source, expit(0.6 * Math.sin(1.5 * a) + 0.3 * (b * b - 1)))
      const effect = 1 + a + 0.3 * (b * b - 1)
      return {
        a,
        b,
        c,
        s: Math.sin(1.5 * a),
        d,
        y: d * effect + Math.sin(1.5 * a) + 0.6 * b * b - 0.5 * c + source.normal(),
      }
    }),
}

/** Propensities close to 0 and 1, one effect for all, a linear outcome. */
export const poorOverlap: Design = {
  name: 'poor overlap',
  truth: 1,
  draw: (rows, source) =>
    table(rows, source, () => {
      const [a, b, c] = [source.normal(), source.normal(), source.normal()]
      const d = coin(source, expit(2.2 * a - 2.2 * b))
      return { a, b, c, d, y: d + a + b - 0.5 * c + source.normal() }
    }),
}

export const instrumented: Design = {
  name: 'instrument',
  truth: 1,
  draw: (rows, source) =>
    table(rows, source, () => {
      const [a, u, z] = [source.normal(), source.normal(), source.normal()]
      const d = 0.6 * z + 0.5 * a + u + source.normal()
      return { a, z, d, y: d + a + u + source.normal() }
    }),
}

/** Units over five periods, treated from the third, the fourth or never; rows / 5 units. */
export const trends: Design = {
  name: 'staggered trends',
  truth: 1,
  draw: (rows, source) => {
    const units = Math.floor(rows / 5)
    const own = Array.from({ length: units }, () => ({
      first: [0, 3, 4][source.integer(3)],
      level: source.normal(),
    }))
    return table(units * 5, source, (draw, i) => {
      const unit = Math.floor(i / 5)
      const { first, level } = own[unit]
      const t = (i % 5) + 1
      const d = first > 0 && t >= first ? 1 : 0
      return {
        unit: `u${unit}`,
        t,
        first,
        d,
        y: level + 0.3 * t + 0.5 * (first === 3 ? 1 : 0) + d + draw.normal(),
      }
    })
  },
}

export const cutoff: Design = {
  name: 'cutoff',
  truth: 1,
  draw: (rows, source) =>
    table(rows, source, () => {
      const x = 2 * source.uniform() - 1
      const d = x >= 0 ? 1 : 0
      return { x, d, y: d + Math.sin(2 * x) + 0.5 * x * x + 0.5 * source.normal() }
    }),
}

export const frontDoor: Design = {
  name: 'front door',
  truth: 0.8,
  draw: (rows, source) =>
    table(rows, source, () => {
      const u = source.normal()
      const d = coin(source, expit(u))
      const m = d + source.normal()
      return { d, m, y: 0.8 * m + u + source.normal() }
    }),
}

/** Indirect effect 0.5, direct 0.5. */
export const mediated: Design = {
  name: 'mediator',
  truth: 1,
  draw: (rows, source) =>
    table(rows, source, () => {
      const a = source.normal()
      const d = coin(source, expit(0.5 * a))
      const m = d + 0.5 * a + source.normal()
      return { a, d, m, y: 0.5 * d + 0.5 * m + a + source.normal() }
    }),
}

const napkinChances = drawChances(models.napkin, random(3, 'napkin'))

/** Two hidden causes, no valid adjustment set, no front door: only the general algorithm identifies it. */
const napkin: Design = {
  name: 'napkin',
  truth: truthOf(models.napkin, napkinChances),
  draw: (rows, source) => draw(models.napkin, napkinChances, rows, source),
}

export interface Study {
  readonly design: Design
  readonly label: string
  readonly request: Omit<EstimateRequest, 'treatment' | 'outcome'> & { readonly treatment?: string }
  /** Whether the interval must cover; elsewhere it is only printed. */
  readonly mustCover: boolean
  readonly rows?: number
}

const adjustFor = ['a', 'b', 'c']

/** Which estimators must cover in which designs. */
export const studies: readonly Study[] = [
  ...(
    [
      'regression',
      'stratification',
      'matching',
      'ipw',
      'regression_adjustment',
      'ipwra',
      'aipw',
      'tmle',
    ] as const
  ).flatMap((method) => [
    {
      design: linear,
      label: method,
      request: { method, adjustFor },
      mustCover: true,
    },
    { design: curved, label: method, request: { method, adjustFor }, mustCover: false },
    {
      design: poorOverlap,
      label: method,
      request: { method, adjustFor },
      mustCover: method === 'regression',
    },
  ]),
  ...(
    [
      'dml_plr',
      'dml_irm',
      'causal_forest',
      's_learner',
      't_learner',
      'x_learner',
      'r_learner',
      'dr_learner',
    ] as const
  ).flatMap((method): Study[] => {
    const request = { method, adjustFor, trees: 100 }
    return [
      { design: linear, label: method, request, mustCover: true, rows: 2000 },
      // A partly linear model answers for a mean of the effects that the treatment's variance weights, which is not 1:
      // printed, not promised.
      {
        design: curved,
        label: method,
        request,
        mustCover: method !== 'dml_plr',
        rows: 2000,
      },
      { design: poorOverlap, label: method, request, mustCover: false },
    ]
  }),
  {
    design: curved,
    label: 'aipw, stacking',
    request: {
      method: 'aipw',
      adjustFor,
      folds: 5,
      outcomeModel: 'stacking',
      propensityModel: 'stacking',
    },
    mustCover: true,
    rows: 2000,
  },
  {
    design: curved,
    label: 'tmle, stacking',
    request: {
      method: 'tmle',
      adjustFor,
      folds: 5,
      outcomeModel: 'stacking',
      propensityModel: 'stacking',
    },
    mustCover: true,
    rows: 2000,
  },
  {
    design: linear,
    label: 'stratification, att',
    request: { method: 'stratification', adjustFor, target: 'att' },
    mustCover: true,
  },
  {
    design: linear,
    label: 'stratification, hc2',
    request: { method: 'stratification', adjustFor, standardErrors: 'hc2' },
    mustCover: false,
  },
  // Abadie and Imbens 2016; without their allowance matching covers 99 %.
  ...(['ate', 'att'] as const).flatMap((target) => [
    {
      design: linear,
      label: `matching, ${target}, 4 each`,
      request: { method: 'matching', adjustFor, target, neighbours: 4 } as const,
      mustCover: true,
    },
    {
      design: linear,
      label: `matching, ${target}, plain`,
      request: { method: 'matching', adjustFor, target, standardErrors: 'influence' } as const,
      mustCover: false,
    },
  ]),
  {
    design: linear,
    label: 'matching, att',
    request: { method: 'matching', adjustFor, target: 'att' },
    mustCover: true,
  },
  ...(['regression_adjustment', 'ipw', 'ipwra', 'aipw', 'tmle'] as const).map(
    (method): Study => ({
      design: curved,
      label: `${method}, right models`,
      request: { method, adjustFor: ['a', 's', 'b', 'c'], interactions: [['b', 'b']] },
      mustCover: true,
    }),
  ),
  {
    design: poorOverlap,
    label: 'ipw, overlap weights',
    request: { method: 'ipw', adjustFor, overlapWeights: true },
    mustCover: true,
  },
  {
    design: poorOverlap,
    label: 'aipw, overlap weights',
    request: { method: 'aipw', adjustFor, overlapWeights: true },
    mustCover: true,
  },
  {
    design: poorOverlap,
    label: 'dml_irm, overlap weights',
    request: { method: 'dml_irm', adjustFor, overlapWeights: true },
    mustCover: true,
    rows: 1000,
  },
  {
    design: instrumented,
    label: 'iv_2sls',
    request: { method: 'iv_2sls', adjustFor: ['a'], instruments: ['z'] },
    mustCover: true,
  },
  {
    design: trends,
    label: 'did',
    request: { method: 'did', unit: 'unit', time: 't', firstTreated: 'first' },
    mustCover: true,
  },
  { design: cutoff, label: 'rdd', request: { method: 'rdd', running: 'x', cutoff: 0 }, mustCover: true },
  {
    design: frontDoor,
    label: 'frontdoor',
    request: { method: 'frontdoor', mediators: ['m'] },
    mustCover: true,
  },
  {
    design: napkin,
    label: 'id',
    request: { method: 'id', treatment: 'x', adjustFor: { dagitty: dagitty(models.napkin) } },
    mustCover: true,
    rows: 3000,
  },
  {
    design: mediated,
    label: 'mediation',
    request: { method: 'mediation', adjustFor: ['a'], mediators: ['m'] },
    mustCover: true,
  },
]

/** Sums over seeds, so that parts add up. */
export interface CoverageSums {
  readonly bias: number
  readonly squares: number
  readonly errors: number
  readonly covered: number
  readonly warned: number
  readonly failed: number
  readonly count: number
}

export interface Coverage {
  readonly bias: number
  readonly rootMeanSquare: number
  /** Mean of the standard errors that were given. */
  readonly standardError: number
  readonly covered: number
  /** Share of seeds in which the estimate warned of poor overlap. */
  readonly warned: number
  readonly failed: number
}

const overlapWarnings: readonly string[] = ['POOR_OVERLAP', 'NO_OVERLAP', 'PROPENSITIES_BOUNDED']

/** What seeds `from` … `to` − 1 add to a study. */
export function coverageSums({ design, request, rows = 500 }: Study, from: number, to: number): CoverageSums {
  const sums = { bias: 0, squares: 0, errors: 0, covered: 0, warned: 0, failed: 0, count: to - from }
  for (let seed = from; seed < to; seed++) {
    const drawn = design.draw(rows, random(seed, design.name))
    try {
      const asked = { treatment: 'd', outcome: 'y', ...request, seed }
      const { estimate, standardError, confidenceInterval, warnings } = estimateEffect(drawn, asked)
      sums.bias += estimate - design.truth
      sums.squares += (estimate - design.truth) ** 2
      sums.errors += standardError
      if (confidenceInterval[0] <= design.truth && design.truth <= confidenceInterval[1]) sums.covered++
      if (warnings.some(({ code }) => overlapWarnings.includes(code))) sums.warned++
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      sums.failed++
    }
  }
  return sums
}

export function coverageFrom(parts: readonly CoverageSums[]): Coverage {
  const total = (key: keyof CoverageSums) => parts.reduce((sum, part) => sum + part[key], 0)
  const done = total('count') - total('failed')
  return {
    bias: total('bias') / done,
    rootMeanSquare: Math.sqrt(total('squares') / done),
    standardError: total('errors') / done,
    covered: total('covered') / done,
    warned: total('warned') / done,
    failed: total('failed'),
  }
}

/** Bias, RMSE and coverage of the 95 % interval over seeds 1 … count. */
export function coverageOf(study: Study, count: number): Coverage {
  return coverageFrom([coverageSums(study, 1, count + 1)])
}
