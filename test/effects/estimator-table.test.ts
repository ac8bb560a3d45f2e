import { describe, expect, it } from 'vitest'
import type { EstimateRequest, EstimationMethod } from '../../src-main/contract/effects.ts'
import { estimationMethods } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { estimatorOf } from '../../src-main/effects/estimators/table.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { random } from '../../src-main/numeric/random.ts'
import { cutoff, frontDoor, instrumented, mediated, trends } from './coverage-designs.ts'
import { dagitty, draw, drawChances, models } from './discrete-models.ts'
import { numbersOf, tableOf, withColumn } from './tables.ts'

const kinds = ['arms', 'dose'] as const
const targets = ['ate', 'att', 'atc'] as const
type Kind = (typeof kinds)[number]
type Target = (typeof targets)[number]

/** What estimators answer for where it is not the target asked for: said so in the result. */
const ownTargets: Partial<Record<EstimationMethod, string>> = {
  dml_plr: 'ate, variance-weighted',
  iv_2sls: 'late',
  did: 'att',
  rdd: 'at the cutoff',
}

/** Covariates a and b, arms or a dose that follow them, an effect of 1 on everyone or per unit. */
function adjusted(kind: Kind): Table {
  const source = random(61, 'estimator table', kind)
  const rows = Array.from({ length: 600 }, () => {
    const [a, b] = [source.normal(), source.normal()]
    const d =
      kind === 'dose' ? 0.5 * a + source.normal() : source.uniform() < expit(0.5 * a - 0.4 * b) ? 1 : 0
    return { a, b, d, y: d + a + 0.5 * b + source.normal() }
  })
  return tableOf({
    a: rows.map(({ a }) => a),
    b: rows.map(({ b }) => b),
    d: rows.map(({ d }) => d),
    y: rows.map(({ y }) => y),
  })
}

/** Arms made of a dose by its sign, or a dose made of arms by noise that leaves their meaning. */
function asKind(table: Table, kind: Kind, treatment = 'd'): Table {
  const d = table.columns.find(({ name }) => name === treatment)
  if (d?.kind !== 'number') throw new Error(`${treatment} is not a column of numbers`)
  const source = random(62, 'estimator table')
  const values = d.values.map((value) =>
    kind === 'arms' ? (value > 0.3 ? 1 : 0) : value + 0.2 * source.normal(),
  )
  return withColumn(table, treatment, values)
}

function withYesOrNo(table: Table): Table {
  return withColumn(
    table,
    'y',
    numbersOf(table, 'y').map((value) => (value > 0.5 ? 1 : 0)),
  )
}

/** A table that suits the method, and what else it must be told. */
function suitable(method: EstimationMethod, kind: Kind): [Table, Partial<EstimateRequest>] {
  const source = random(63, method)
  switch (method) {
    case 'iv_2sls':
      return [asKind(instrumented.draw(600, source), kind), { adjustFor: ['a'], instruments: ['z'] }]
    case 'did':
      return [
        kind === 'arms' ? trends.draw(600, source) : asKind(trends.draw(600, source), kind),
        { unit: 'unit', time: 't', firstTreated: 'first' },
      ]
    case 'rdd':
      return [
        kind === 'arms' ? cutoff.draw(800, source) : asKind(cutoff.draw(800, source), kind),
        { running: 'x', cutoff: 0 },
      ]
    case 'frontdoor':
      return [asKind(frontDoor.draw(600, source), kind), { mediators: ['m'] }]
    case 'id':
      return [
        asKind(draw(models['front door'], drawChances(models['front door'], source), 800, source), kind, 'x'),
        { treatment: 'x', adjustFor: { dagitty: dagitty(models['front door']) } },
      ]
    case 'mediation':
      return [asKind(mediated.draw(600, source), kind), { adjustFor: ['a'], mediators: ['m'] }]
    case 'uplift_forest':
    case 'uplift_tree':
      return [withYesOrNo(adjusted(kind)), { adjustFor: ['a', 'b'], trees: 50 }]
    default:
      return [adjusted(kind), { adjustFor: ['a', 'b'], trees: 50 }]
  }
}

function answer(method: EstimationMethod, kind: Kind, target: Target) {
  const [table, more] = suitable(method, kind)
  return estimateEffect(table, { treatment: 'd', outcome: 'y', method, target, ...more })
}

function refusalOf(method: EstimationMethod, kind: Kind, target: Target): unknown {
  try {
    answer(method, kind, target)
    return null
  } catch (error) {
    return error
  }
}

describe('the table of estimators says what each can do', () => {
  it('has every method of the contract', () => {
    expect(estimationMethods.filter((method) => estimatorOf(method) === undefined)).toEqual([])
  })

  const combinations = estimationMethods.flatMap((method) =>
    kinds.flatMap((kind) => targets.map((target) => [method, kind, target] as const)),
  )
  const isListed = ([method, kind, target]: (typeof combinations)[number]) => {
    const { treatments, targets } = estimatorOf(method)!
    return treatments.includes(kind) && targets.includes(target) && (kind === 'arms' || target === 'ate')
  }

  it.each(combinations.filter(isListed))('%s of %s answers for %s', (method, kind, target) => {
    const result = answer(method, kind, target)
    expect(Number.isFinite(result.estimate)).toBe(true)
    expect(result.standardError).toBeGreaterThan(0)
    const own = kind === 'dose' && method === 'dml_plr' ? 'ate' : (ownTargets[method] ?? target)
    expect(result.target.split(', matched')[0]).toBe(own)
    expect(result.arms === null).toBe(kind === 'dose')
  })

  it.each(combinations.filter((combination) => !isListed(combination)))(
    '%s of %s refuses %s',
    (method, kind, target) => {
      const { treatments, targets } = estimatorOf(method)!
      const code = !targets.includes(target)
        ? 'EFFECTS_TARGET_UNAVAILABLE'
        : !treatments.includes(kind)
          ? 'EFFECTS_TREATMENT_NOT_DISCRETE'
          : 'EFFECTS_TARGET_NEEDS_ARMS'
      expect(refusalOf(method, kind, target)).toMatchObject({ code })
    },
  )

  it('refuses a flexible outcome model where the model is differentiated', () => {
    const [table, more] = suitable('regression_adjustment', 'dose')
    const request = { treatment: 'd', outcome: 'y', ...more, outcomeModel: 'boosting' } as const
    expect(() => estimateEffect(table, { ...request, method: 'regression_adjustment' })).toThrowError(
      expect.objectContaining({ code: 'EFFECTS_MODEL_NOT_PARAMETRIC' }),
    )
    const [arms] = suitable('ipwra', 'arms')
    expect(() => estimateEffect(arms, { ...request, method: 'ipwra' })).toThrowError(
      expect.objectContaining({ code: 'EFFECTS_MODEL_NOT_PARAMETRIC' }),
    )
  })
})
