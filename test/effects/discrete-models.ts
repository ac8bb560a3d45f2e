import type { Table } from '../../src-main/numeric/columns.ts'
import type { Random } from '../../src-main/numeric/random.ts'
import { tableOf } from './tables.ts'

/** Variables of two values in causal order, each with its parents; names in capitals are hidden. */
export type Model = readonly (readonly [string, readonly string[]])[]

export const models: Readonly<Record<string, Model>> = {
  napkin: [
    ['U', []],
    ['V', []],
    ['w', ['U', 'V']],
    ['r', ['w']],
    ['x', ['r', 'U']],
    ['y', ['x', 'V']],
  ],
  'front door': [
    ['U', []],
    ['x', ['U']],
    ['m', ['x']],
    ['y', ['m', 'U']],
  ],
  'front door behind a confounder': [
    ['U', []],
    ['c', []],
    ['x', ['U', 'c']],
    ['m', ['x', 'c']],
    ['y', ['m', 'U', 'c']],
  ],
  'two mediators in turn, hidden causes around the first': [
    ['U', []],
    ['V', []],
    ['x', ['U']],
    ['m', ['x', 'V']],
    ['n', ['m', 'U']],
    ['y', ['n', 'V']],
  ],
  'a back door': [
    ['c', []],
    ['x', ['c']],
    ['y', ['x', 'c']],
  ],
}

export const isHidden = (name: string) => name === name.toUpperCase()

export function dagitty(model: Model): string {
  const nodes = model.map(([name]) => (isHidden(name) ? `${name} [latent]` : name)).join('\n')
  const edges = model.flatMap(([name, parents]) => parents.map((parent) => `${parent} -> ${name}`))
  return `dag { ${nodes}\n${edges.join('\n')} }`
}

/** Chances of 1 given each combination of the parents' values. */
type Chances = Readonly<Record<string, readonly number[]>>

export function drawChances(model: Model, source: Random): Chances {
  return Object.fromEntries(
    model.map(([name, parents]) => [
      name,
      Array.from({ length: 2 ** parents.length }, () => 0.15 + 0.7 * source.uniform()),
    ]),
  )
}

type Values = Readonly<Record<string, number>>

const chanceOf = (chances: Chances, [name, parents]: Model[number], values: Values) =>
  chances[name][parents.reduce((code, parent) => 2 * code + values[parent], 0)]

/** Every combination of values with its mass; with `held`, the truncated factorisation. */
export function joint(model: Model, chances: Chances, held: Values = {}): [Values, number][] {
  return model.reduce<[Values, number][]>(
    (rows, variable) =>
      rows.flatMap(([values, mass]) => {
        const [name] = variable
        if (name in held) return [[{ ...values, [name]: held[name] }, mass] as [Values, number]]
        const p = chanceOf(chances, variable, values)
        return [
          [{ ...values, [name]: 0 }, mass * (1 - p)],
          [{ ...values, [name]: 1 }, mass * p],
        ] as [Values, number][]
      }),
    [[{}, 1]],
  )
}

export function truthOf(model: Model, chances: Chances): number {
  const mean = (x: number) => joint(model, chances, { x }).reduce((sum, [{ y }, mass]) => sum + mass * y, 0)
  return mean(1) - mean(0)
}

export function draw(model: Model, chances: Chances, rows: number, source: Random): Table {
  const seen = model.filter(([name]) => !isHidden(name)).map(([name]) => name)
  const all = Array.from({ length: rows }, () => {
    const values: Record<string, number> = {}
    for (const variable of model)
      values[variable[0]] = source.uniform() < chanceOf(chances, variable, values) ? 1 : 0
    return values
  })
  return tableOf(Object.fromEntries(seen.map((name) => [name, all.map((values) => values[name])])))
}
