import { expect, test } from 'vitest'
import type { PolicyQuestion } from '../../src-main/contract/policy-value.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import { policyValue } from '../../src-main/recommend/policy/policy-value.ts'
import { numberColumn, shuffled, textColumn } from './fixture.ts'

const everything = ['dm', 'ips', 'snips', 'dr', 'sndr', 'switch-dr', 'dros'] as const

function question(more: Partial<PolicyQuestion>): PolicyQuestion {
  return {
    map: { action: 'action', reward: 'reward', propensity: 'propensity', context: [] },
    policy: { name: 'uniform' },
    estimators: [...everything],
    alpha: 0.05,
    seed: 1,
    ...more,
  }
}

interface Decision {
  readonly x: number
  readonly action: number
  readonly reward: number
  readonly propensity: number
}

const actions = ['0', '1', '2']
/** Chance of a reward: linear in the context, its level by action. */
const chance = (x: number, action: number) => 0.1 + 0.15 * action + 0.3 * x
const logging = (x: number) => {
  const weights = [1 + 2 * (1 - x), 1, 1 + x]
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}
const target = (x: number) => [0.2, 0.3 - 0.2 * x, 0.5 + 0.2 * x]
/** ∫ Σ_a π(a|x) chance(x, a) dx over [0, 1]: 0.1 + 0.3/2 + 0.15 ∫ (0.3 − 0.2x + 2(0.5 + 0.2x)) dx. */
const truth = 0.25 + 0.15 * (1.3 + 0.1)

function decisions(seed: number, rows: number): Decision[] {
  const source = random(seed, 'bandit')
  return Array.from({ length: rows }, () => {
    const x = source.uniform()
    const probabilities = logging(x)
    const u = source.uniform()
    const action = u < probabilities[0] ? 0 : u < probabilities[0] + probabilities[1] ? 1 : 2
    return {
      x,
      action,
      reward: source.uniform() < chance(x, action) ? 1 : 0,
      propensity: probabilities[action],
    }
  })
}

function tableOf(rows: readonly Decision[]): Table {
  const number = (name: keyof Decision) =>
    numberColumn(
      name,
      rows.map((row) => row[name]),
    )
  return {
    rows: rows.length,
    columns: [number('action'), number('reward'), number('propensity'), number('x')],
  }
}

function valued(
  rows: readonly Decision[],
  estimators = everything as readonly (typeof everything)[number][],
) {
  return policyValue(
    tableOf(rows),
    question({
      map: { action: 'action', reward: 'reward', propensity: 'propensity', context: ['x'] },
      policy: { actionProbabilities: rows.map(({ x }) => target(x)), actions },
      estimators: [...estimators],
    }),
  )
}

test('ips and snips of four rows, by hand', () => {
  const table = {
    rows: 4,
    columns: [
      textColumn('action', ['a', 'b', 'a', 'b']),
      numberColumn('reward', [1, 0, 0, 1]),
      numberColumn('propensity', [0.5, 0.5, 0.8, 0.25]),
      numberColumn('new', [0.25, 0.5, 0.4, 0.5]),
    ],
  }
  const { estimates, loggedValue } = policyValue(
    table,
    question({ policy: { column: 'new' }, estimators: ['ips', 'snips'] }),
  )
  // Weights 1/2, 1, 1/2, 2; w r = 1/2, 0, 0, 2.
  expect(estimates[0].value).toBeCloseTo(2.5 / 4, 14)
  expect(estimates[1].value).toBeCloseTo(2.5 / 4, 14)
  expect(estimates[0].effectiveSampleSize).toBeCloseTo(16 / 5.5, 14)
  const terms = [0.5, 0, 0, 2]
  const variance = terms.reduce((sum, term) => sum + (term - 0.625) ** 2, 0) / 3
  expect(estimates[0].standardError).toBeCloseTo(Math.sqrt(variance / 4), 14)
  expect(loggedValue).toBe(0.5)
})

test('95 % intervals cover the true value in 91–98 % of 300 logs, in more where weights are tamed (seeds 1–300, 2,000 rows)', () => {
  const covered = Object.fromEntries(everything.map((name) => [name, 0]))
  const sums = Object.fromEntries(everything.map((name) => [name, 0]))
  for (let seed = 1; seed <= 300; seed++) {
    for (const { estimator, value, confidenceInterval } of valued(decisions(seed, 2000)).estimates) {
      if (confidenceInterval[0] <= truth && truth <= confidenceInterval[1]) covered[estimator]++
      sums[estimator] += value / 300
    }
  }
  console.log(
    everything
      .map((name) => `${name} ${(covered[name] / 3).toFixed(1)} %, mean ${sums[name].toFixed(4)}`)
      .join('; '),
  )
  for (const name of everything) {
    expect(Math.abs(sums[name] - truth), name).toBeLessThan(0.004)
    // The error of dm is that of its contexts alone, as its documentation says.
    if (name === 'dm') continue
    expect(covered[name] / 300, name).toBeGreaterThanOrEqual(0.91)
    const tamed = name === 'switch-dr' || name === 'dros'
    expect(covered[name] / 300, name).toBeLessThanOrEqual(tamed ? 1 : 0.98)
  }
})

test('the order of the rows changes nothing', () => {
  const rows = decisions(5, 500)
  const one = valued(rows)
  const other = valued(shuffled(rows, 1))
  one.estimates.forEach((estimate, i) => {
    expect(Math.abs(estimate.value - other.estimates[i].value)).toBeLessThan(1e-9)
    expect(Math.abs(estimate.standardError - other.estimates[i].standardError)).toBeLessThan(1e-9)
  })
})

test("the log's own policy is worth what it earned", () => {
  const rows = decisions(6, 400)
  const { estimates, loggedValue } = policyValue(
    tableOf(rows),
    question({ policy: { name: 'logged' }, estimators: ['ips', 'snips'] }),
  )
  for (const { value, effectiveSampleSize } of estimates) {
    expect(value).toBeCloseTo(loggedValue, 12)
    expect(effectiveSampleSize).toBeCloseTo(400, 9)
  }
})

test('rows repeated within slates do not make the interval narrower', () => {
  const rows = decisions(7, 300)
  const thrice = [...rows, ...rows, ...rows]
  const table = {
    rows: 900,
    columns: [
      ...tableOf(thrice).columns,
      numberColumn(
        'slate',
        Array.from({ length: 900 }, (_, i) => i % 300),
      ),
    ],
  }
  const ask = (slate: string | undefined) =>
    policyValue(
      table,
      question({
        map: { action: 'action', reward: 'reward', propensity: 'propensity', context: [], slate },
        estimators: ['ips'],
      }),
    ).estimates[0].standardError
  const single = policyValue(tableOf(rows), question({ estimators: ['ips'] })).estimates[0].standardError
  expect(ask('slate')).toBeCloseTo(single, 12)
  expect(ask(undefined)).toBeLessThan(0.6 * single)
})

test('a policy of which only the logged action is known answers ips and snips alone', () => {
  const rows = decisions(8, 100)
  const table = {
    rows: 100,
    columns: [
      ...tableOf(rows).columns,
      numberColumn(
        'new',
        rows.map(() => 0.3),
      ),
    ],
  }
  for (const estimator of ['dm', 'dr', 'sndr', 'switch-dr', 'dros'] as const) {
    expect(() =>
      policyValue(table, question({ policy: { column: 'new' }, estimators: [estimator] })),
    ).toThrow('RECOMMEND_POLICY_INCOMPLETE')
  }
})

test('what cannot be weighed is refused with the row it is in', () => {
  const rows = decisions(9, 10)
  const broken = (change: Partial<Decision>) =>
    tableOf([...rows.slice(0, 3), { ...rows[3], ...change }, ...rows.slice(4)])
  expect(() => policyValue(broken({ propensity: 0 }), question({}))).toThrow(
    /RECOMMEND_PROPENSITY_INVALID.*"row":4/,
  )
  expect(() => policyValue(broken({ reward: Number.NaN }), question({}))).toThrow(
    /RECOMMEND_REWARD_MISSING.*4/,
  )
  const unlisted = { actionProbabilities: rows.map(() => [0.5, 0.5]), actions: ['0', '1'] }
  expect(() => policyValue(broken({ action: 7 }), question({ policy: unlisted }))).toThrow(
    'RECOMMEND_ACTION_UNKNOWN',
  )
  const sums = { actionProbabilities: rows.map(() => [0.5, 0.4, 0.4]), actions }
  expect(() => policyValue(tableOf(rows), question({ policy: sums }))).toThrow(
    'RECOMMEND_PROBABILITIES_INVALID',
  )
  const shape = { actionProbabilities: [[1, 0, 0]], actions }
  expect(() => policyValue(tableOf(rows), question({ policy: shape }))).toThrow(
    'RECOMMEND_PROBABILITIES_SHAPE',
  )
})

test('propensities that do not fit, actions never shown and few effective rows are said', () => {
  const rows = decisions(10, 2000)
  const halved = rows.map((row) => ({ ...row, propensity: row.propensity / 2 }))
  expect(valued(halved, ['ips']).warnings.map((warning) => warning.words)).toContain('warning_policy_weights')
  expect(valued(rows, ['ips']).warnings).toEqual([])
  const table = tableOf(rows)
  const toNew = { actionProbabilities: rows.map(() => [0.2, 0.2, 0.2, 0.4]), actions: [...actions, 'new'] }
  const { warnings } = policyValue(table, question({ policy: toNew, estimators: ['ips'] }))
  expect(warnings).toContainEqual({ words: 'warning_policy_unseen', with: { percent: 40 } })
})
