import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import {
  dagitty,
  draw,
  drawChances,
  isHidden,
  joint,
  type Model,
  models,
  truthOf,
} from './discrete-models.ts'
import { tableOf } from './tables.ts'

const ask = (table: Table, model: Model, more: Partial<EstimateRequest> = {}) =>
  estimateEffect(table, {
    treatment: 'x',
    outcome: 'y',
    method: 'id',
    adjustFor: { dagitty: dagitty(model) },
    ...more,
  })

describe.each(Object.entries(models))('%s', (name, model) => {
  it('is the truncated factorisation where frequencies are exact', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const chances = drawChances(model, random(seed, name))
      const cells = joint(model, chances)
      const seen = model.filter(([variable]) => !isHidden(variable)).map(([variable]) => variable)
      const table = tableOf({
        ...Object.fromEntries(seen.map((variable) => [variable, cells.map(([values]) => values[variable])])),
        mass: cells.map(([, mass]) => mass),
      })
      const { estimate } = ask(table, model, { weights: 'mass' })
      expect(estimate).toBeCloseTo(truthOf(model, chances), 10)
    }
  })

  it('covers the truth', () => {
    const chances = drawChances(model, random(3, name))
    const truth = truthOf(model, chances)
    const seeds = 40
    let covered = 0
    for (let seed = 1; seed <= seeds; seed++) {
      const table = draw(model, chances, 1500, random(seed, name, 1))
      const { confidenceInterval } = ask(table, model)
      if (confidenceInterval[0] <= truth && truth <= confidenceInterval[1]) covered++
    }
    console.log(`${name}: ${covered} of ${seeds} intervals cover`)
    expect(covered / seeds).toBeGreaterThanOrEqual(0.85)
  })
})

describe('an effect read off a graph', () => {
  const model = models.napkin
  const chances = drawChances(model, random(9, 'napkin'))
  const table = draw(model, chances, 2000, random(9, 'napkin', 2))

  it('has about the bootstrap’s standard error', () => {
    const { standardError } = ask(table, model)
    const bootstrapped = ask(table, model, { standardErrors: 'bootstrap', repetitions: 200 })
    expect(standardError / bootstrapped.standardError).toBeGreaterThan(0.8)
    expect(standardError / bootstrapped.standardError).toBeLessThan(1.2)
  })

  it('is the same for an outcome of any numbers, in their units', () => {
    const y = table.columns.find((column) => column.name === 'y')!
    const scaled = {
      ...table,
      columns: [
        ...table.columns.filter((column) => column.name !== 'y'),
        { ...y, values: (y as { values: Float64Array }).values.map((value) => 40 * value - 7) },
      ],
    } as Table
    expect(ask(scaled, model).estimate).toBeCloseTo(40 * ask(table, model).estimate, 9)
  })

  it('takes nodes that the table lacks as hidden', () => {
    const plain = dagitty(models['front door']).replace(' [latent]', '')
    const seen = draw(models['front door'], drawChances(models['front door'], random(2)), 500, random(2, 'f'))
    const request = { treatment: 'x', outcome: 'y', method: 'id', adjustFor: { dagitty: plain } } as const
    expect(estimateEffect(seen, request).estimate).toBe(ask(seen, models['front door']).estimate)
  })

  it('says so where it is none', () => {
    const bow = { dagitty: 'dag { U [latent] U -> x U -> y x -> y }' }
    expect(() => ask(table, model, { adjustFor: bow })).toThrowError(
      expect.objectContaining({ code: 'EFFECTS_NOT_IDENTIFIED_BY_COLUMNS' }),
    )
    expect(() => ask(table, model, { adjustFor: ['w'] })).toThrowError(
      expect.objectContaining({ code: 'EFFECTS_OPTION_MISSING' }),
    )
  })

  it('names a stratum that is needed and empty', () => {
    const rows = tableOf({ c: [0, 0, 0, 1, 1, 1], x: [0, 1, 1, 1, 1, 1], y: [0, 1, 0, 1, 0, 1] })
    const twice = tableOf({
      c: [0, 0, 0, 0, 1, 1],
      x: [0, 0, 1, 1, 1, 1],
      y: [0, 1, 1, 0, 0, 1],
    })
    expect(rows.rows).toBe(twice.rows)
    expect(() => ask(twice, models['a back door'])).toThrowError(
      expect.objectContaining({ code: 'EFFECTS_STRATUM_EMPTY', parameters: { stratum: 'x = 0, c = 1' } }),
    )
  })

  it('refuses columns of too many values', () => {
    const fine = tableOf({
      c: Array.from({ length: 100 }, (_, i) => i / 3),
      x: Array.from({ length: 100 }, (_, i) => i % 2),
      y: Array.from({ length: 100 }, (_, i) => (i * 7) % 5),
    })
    expect(() => ask(fine, models['a back door'])).toThrowError(
      expect.objectContaining({ code: 'EFFECTS_NOT_DISCRETE' }),
    )
  })
})
