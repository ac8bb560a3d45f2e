import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { normalCdf } from '../../numeric/distributions.ts'
import { expit, fitGeneralisedLinear, type GeneralisedLinear } from '../../numeric/generalised-linear.ts'
import { type LeastSquares, leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns, type Matrix, takeColumns, times } from '../../numeric/matrix.ts'
import { contrastOf, influenceError } from '../inference.ts'
import { twoArms } from '../sensitivity/summary.ts'
import type { Study } from '../study.ts'
import { chosenStandardErrors, type Estimator } from './estimator.ts'
import { coefficientInfluence } from './frontdoor.ts'
import { treatmentNumbers } from './partialled-out.ts'

type OutcomeModel = 'linear' | 'logit' | 'probit'

/**
 * Natural direct and indirect effects through one mediator (Pearl 2001; Imai, Keele and Yamamoto 2010), with a linear
 * mediator model, or a probit or logit one for a mediator of two values, and a linear, probit or logit outcome model.
 * Expectations over the mediator are exact, or by 40-point Gauss–Hermite quadrature for a logit outcome. Errors stack
 * both models. Products of treatment and mediator are allowed by `interactions`.
 */
export const mediation: Estimator = {
  method: 'mediation',
  otherAssumption: true,
  targets: ['ate'],
  treatments: ['arms', 'dose'],
  standardErrors: ['m-estimation', 'cluster'],
  *estimate(given) {
    const { mediators } = given.options
    if (mediators.length === 0)
      throw fail('EFFECTS_OPTION_MISSING', { method: 'mediation', option: 'mediators' })
    if (mediators.length > 1 || given.mediators.x.columns !== 1) {
      throw fail('EFFECTS_MEDIATOR_UNSUITED', { method: 'mediation', count: given.mediators.x.columns })
    }
    const study = twoArms(given)
    const models = fitModels(study)
    const names = ['treated', 'control'] as const
    const parts = effectsOf(study, models, models.parameters)
    const errors = errorsOf(study, models, parts)
    const contrast = (name: string, index: number) =>
      contrastOf(study, name, '0', parts[index], errors[index])
    return {
      estimate: parts[4],
      standardError: errors[4],
      standardErrors: chosenStandardErrors(given, mediation),
      target: 'ate',
      estimand: words('estimand_mediation', {
        outcome: study.options.outcome,
        treatment: study.options.treatment,
        mediators: mediators.join(', '),
      }),
      n: study.rows,
      contrasts: [
        contrast(`indirect, ${names[0]}`, 1),
        contrast(`indirect, ${names[1]}`, 0),
        contrast(`direct, ${names[0]}`, 3),
        contrast(`direct, ${names[1]}`, 2),
        contrast('total', 4),
        contrast('indirect, mean', 5),
        contrast('direct, mean', 6),
      ],
      details: {
        indirectControl: parts[0],
        indirectTreated: parts[1],
        directControl: parts[2],
        directTreated: parts[3],
        total: parts[4],
        indirect: parts[5],
        direct: parts[6],
        ...(parts[4] === 0 ? {} : { shareMediated: parts[5] / parts[4] }),
        treatmentOnMediator: models.parameters[1],
        mediatorOnOutcome: models.parameters[models.mediatorColumns + 1 + 2],
      },
    }
  },
}

interface Models {
  readonly mediatorModel: 'linear' | 'logit' | 'probit'
  readonly outcomeModel: OutcomeModel
  readonly product: boolean
  readonly covariates: Matrix
  readonly mediatorColumns: number
  /** Mediator's coefficients (1, d, x), its residual variance, then the outcome's (1, d, m, d·m where asked, x). */
  readonly parameters: Float64Array
  /** Each parameter's influence by row. */
  readonly influences: readonly Float64Array[]
}

function fitModels(study: Study): Models {
  const { rows, outcome, weights, outcomeDesign } = study
  const d = treatmentNumbers(study)
  const m = columnOf(study.mediators.x, 0)
  const ones = new Float64Array(rows).fill(1)
  const covariates = Array.from({ length: outcomeDesign.x.columns }, (_, j) => columnOf(outcomeDesign.x, j))
  const product = study.options.interactions.some(
    (pair) => pair.includes(study.options.treatment) && pair.includes(study.options.mediators[0]),
  )
  const binary = m.every((value) => value === 0 || value === 1)
  const asked = study.options.outcomeModel ?? 'linear'
  if (asked !== 'linear' && asked !== 'logit' && asked !== 'probit') {
    throw fail('EFFECTS_OPTION_INVALID', { option: 'outcomeModel', value: asked })
  }
  if (asked !== 'linear' && study.outcomeKind !== 'binary') {
    throw fail('EFFECTS_OUTCOME_UNSUITED', { outcome: study.options.outcome, model: asked })
  }
  const mediatorModel = study.options.mediatorModel ?? (binary ? 'probit' : 'linear')
  if (mediatorModel !== 'linear' && !binary) {
    throw fail('EFFECTS_OUTCOME_UNSUITED', { outcome: study.options.mediators[0], model: mediatorModel })
  }
  const mediatorX = fromColumns(rows, [ones, d, ...covariates])
  const outcomeX = fromColumns(rows, [
    ones,
    d,
    m,
    ...(product ? [m.map((value, i) => value * d[i])] : []),
    ...covariates,
  ])
  const mediatorFit = fitOne(mediatorModel, mediatorX, m, weights)
  const outcomeFit = fitOne(asked, outcomeX, outcome, weights)
  if (outcomeFit.dropped.includes(2)) {
    throw fail('EFFECTS_MEDIATOR_COLLINEAR', { mediator: study.options.mediators[0] })
  }
  const { variance, influence } = residualVariance(
    mediatorModel,
    mediatorX,
    mediatorFit.coefficients,
    m,
    weights,
  )
  return {
    mediatorModel,
    outcomeModel: asked,
    product,
    covariates: outcomeDesign.x,
    mediatorColumns: mediatorX.columns,
    parameters: Float64Array.from([...mediatorFit.coefficients, variance, ...outcomeFit.coefficients]),
    influences: [...mediatorFit.influences, influence, ...outcomeFit.influences],
  }
}

function fitOne(model: OutcomeModel, x: Matrix, y: Float64Array, weights: Float64Array | undefined) {
  const fit = model === 'linear' ? leastSquares(x, y, weights) : fitGeneralisedLinear(model, x, y, weights)
  return {
    coefficients: fit.coefficients,
    dropped: fit.dropped,
    influences: Array.from({ length: x.columns }, (_, j) =>
      'scores' in fit
        ? generalInfluence(x, fit, j)
        : coefficientInfluence(x, fit as LeastSquares, j, weights),
    ),
  }
}

function generalInfluence(x: Matrix, fit: GeneralisedLinear, column: number): Float64Array {
  const position = fit.kept.indexOf(column)
  if (position < 0) return new Float64Array(x.rows)
  const kept = fit.kept.length === x.columns ? x : takeColumns(x, fit.kept)
  const projected = times(kept, columnOf(fit.inverseInformation, position))
  for (let i = 0; i < x.rows; i++) projected[i] *= x.rows * fit.scores[i]
  return projected
}

/** Σ w r²/(Σ w − k): the mediator's own spread, 0 where it has two values. */
function residualVariance(
  model: string,
  x: Matrix,
  coefficients: Float64Array,
  m: Float64Array,
  weights: Float64Array | undefined,
) {
  const n = x.rows
  if (model !== 'linear') return { variance: 0, influence: new Float64Array(n) }
  const fitted = times(x, coefficients)
  let sum = 0
  let total = 0
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[i] : 1
    sum += w * (m[i] - fitted[i]) ** 2
    total += w
  }
  const variance = sum / (total - (x.columns * total) / n)
  const influence = m.map(
    (value, i) => ((weights ? weights[i] : 1) * n * ((value - fitted[i]) ** 2 - variance)) / total,
  )
  return { variance, influence }
}

/**
 * Indirect effect in control and treated, direct effect in control and treated, total, and the means of both, averaged
 * over the rows' covariates.
 */
function effectsOf(study: Study, models: Models, parameters: Float64Array): number[] {
  const mean = (arm: number, mediatorArm: number) => {
    const values = potential(study, models, parameters, arm, mediatorArm)
    let sum = 0
    let total = 0
    for (let i = 0; i < values.length; i++) {
      const w = study.weights ? study.weights[i] : 1
      sum += w * values[i]
      total += w
    }
    return sum / total
  }
  const [y00, y01, y10, y11] = [mean(0, 0), mean(0, 1), mean(1, 0), mean(1, 1)]
  const indirect = [y01 - y00, y11 - y10]
  const direct = [y10 - y00, y11 - y01]
  return [...indirect, ...direct, y11 - y00, (indirect[0] + indirect[1]) / 2, (direct[0] + direct[1]) / 2]
}

/** E[Y(arm, M(mediatorArm)) | x] of every row. */
function potential(
  study: Study,
  { mediatorModel, outcomeModel, product, covariates, mediatorColumns }: Models,
  parameters: Float64Array,
  arm: number,
  mediatorArm: number,
): Float64Array {
  const p = covariates.columns
  const a = parameters.subarray(0, mediatorColumns)
  const variance = Math.max(0, parameters[mediatorColumns])
  const b = parameters.subarray(mediatorColumns + 1)
  const first = product ? 4 : 3
  const slope = b[2] + (product ? b[3] * arm : 0)
  const byMediator = times(covariates, a.subarray(2, 2 + p))
  const byOutcome = times(covariates, b.subarray(first, first + p))
  return Float64Array.from({ length: study.rows }, (_, i) => {
    const centre = a[0] + a[1] * mediatorArm + byMediator[i]
    const rest = b[0] + b[1] * arm + byOutcome[i]
    if (mediatorModel !== 'linear') {
      const chance = mediatorModel === 'logit' ? expit(centre) : normalCdf(centre)
      return chance * meanOf(outcomeModel, rest + slope) + (1 - chance) * meanOf(outcomeModel, rest)
    }
    if (outcomeModel === 'linear') return rest + slope * centre
    if (outcomeModel === 'probit')
      return normalCdf((rest + slope * centre) / Math.sqrt(1 + slope * slope * variance))
    let sum = 0
    for (const { node, weight } of hermite) {
      sum += weight * expit(rest + slope * (centre + Math.sqrt(2 * variance) * node))
    }
    return sum
  })
}

function meanOf(model: OutcomeModel, eta: number): number {
  return model === 'linear' ? eta : model === 'logit' ? expit(eta) : normalCdf(eta)
}

/** Errors by the models' influence through a numeric gradient, and the rows' own spread of effects. */
function errorsOf(study: Study, models: Models, parts: readonly number[]): number[] {
  const { parameters, influences } = models
  const gradients = Array.from(parameters, (value, k) => {
    const step = 1e-5 * Math.max(1e-3, Math.abs(value))
    const moved = (sign: number) => {
      const next = Float64Array.from(parameters)
      next[k] = value + sign * step
      return effectsOf(study, models, next)
    }
    const up = moved(1)
    const down = moved(-1)
    return up.map((effect, e) => (effect - down[e]) / (2 * step))
  })
  const rows = rowEffects(study, models)
  const { weights } = study
  const meanWeight = weights ? weights.reduce((sum, value) => sum + value, 0) / study.rows : 1
  return parts.map((part, e) => {
    const influence = rows[e].map((value, i) => ((weights ? weights[i] : 1) / meanWeight) * (value - part))
    for (let k = 0; k < gradients.length; k++) {
      const gradient = gradients[k][e]
      if (gradient === 0) continue
      for (let i = 0; i < influence.length; i++) influence[i] += gradient * influences[k][i]
    }
    return influenceError(influence, study.clusters)
  })
}

function rowEffects(study: Study, models: Models): Float64Array[] {
  const at = (arm: number, mediatorArm: number) =>
    potential(study, models, models.parameters, arm, mediatorArm)
  const [y00, y01, y10, y11] = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)]
  const minus = (a: Float64Array, b: Float64Array) => a.map((value, i) => value - b[i])
  const indirect = [minus(y01, y00), minus(y11, y10)]
  const direct = [minus(y10, y00), minus(y11, y01)]
  const middle = (a: Float64Array, b: Float64Array) => a.map((value, i) => (value + b[i]) / 2)
  return [
    ...indirect,
    ...direct,
    minus(y11, y00),
    middle(indirect[0], indirect[1]),
    middle(direct[0], direct[1]),
  ]
}

/** Nodes and weights of ∫ f(x) e^(−x²) dx / √π, by Newton's method on Hermite polynomials. */
const hermite = gaussHermite(40)

function gaussHermite(count: number): { readonly node: number; readonly weight: number }[] {
  const result: { node: number; weight: number }[] = []
  const half = (count + 1) >> 1
  let z = 0
  for (let i = 0; i < half; i++) {
    if (i === 0) z = Math.sqrt(2 * count + 1) - 1.85575 * (2 * count + 1) ** (-1 / 6)
    else if (i === 1) z -= (1.14 * count ** 0.426) / z
    else if (i === 2) z = 1.86 * z - 0.86 * result[0].node
    else if (i === 3) z = 1.91 * z - 0.91 * result[2].node
    else z = 2 * z - result[2 * (i - 2)].node
    let derivative = 0
    for (let iteration = 0; iteration < 100; iteration++) {
      let p1 = Math.PI ** -0.25
      let p2 = 0
      for (let j = 0; j < count; j++) {
        const p3 = p2
        p2 = p1
        p1 = z * Math.sqrt(2 / (j + 1)) * p2 - Math.sqrt(j / (j + 1)) * p3
      }
      derivative = Math.sqrt(2 * count) * p2
      const step = p1 / derivative
      z -= step
      if (Math.abs(step) < 1e-14) break
    }
    const weight = 2 / (derivative * derivative) / Math.sqrt(Math.PI)
    result.push({ node: z, weight }, { node: -z, weight })
  }
  return result
}
