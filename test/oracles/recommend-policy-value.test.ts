import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Random, random } from '../../src-main/numeric/random.ts'
import { policyValue } from '../../src-main/recommend/policy/policy-value.ts'
import { numberColumn } from '../recommend/fixture.ts'

const folder = new URL('../../../shared/data/behaviour/open-bandit/', import.meta.url)
const absent = !existsSync(folder)
if (absent) console.log('skipped: the Open Bandit Dataset is not beside the repository')

function campaign(policy: 'random' | 'bts') {
  const text = gunzipSync(readFileSync(new URL(`${policy}/men.csv.gz`, folder))).toString('utf8')
  const [header, ...lines] = text.trimEnd().split('\n')
  const names = header.split(',')
  const at = (name: string) => names.indexOf(name)
  const cells = lines.map((line) => line.split(','))
  const column = (name: string) => cells.map((row) => Number(row[at(name)]))
  return {
    item: column('item_id'),
    position: column('position'),
    click: column('click'),
    propensity: column('propensity_score'),
  }
}

/** Beta(α, β) of each action of a campaign. */
function prior(name: string): { alpha: number[]; beta: number[] } {
  const lines = readFileSync(new URL('prior_bts.yaml', folder), 'utf8').split('\n')
  const found: Record<string, number[]> = { alpha: [], beta: [] }
  let inside = false
  let list = ''
  for (const line of lines) {
    if (/^\w/.test(line)) inside = line.startsWith(`${name}:`)
    else if (/^\s+\w+:/.test(line)) list = line.trim().replace(':', '')
    else if (inside && line.trim().startsWith('- ')) found[list].push(Number(line.trim().slice(2)))
  }
  return { alpha: found.alpha, beta: found.beta }
}

/** Gamma(shape ≥ 1, 1) by Marsaglia and Tsang 2000. */
function gamma(shape: number, source: Random): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  while (true) {
    const x = source.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(source.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Thompson sampling draws every action and shows the best three: chances by position and action. */
function thompson(draws: number): number[][] {
  const { alpha, beta } = prior('men')
  const source = random(17, 'thompson')
  const counts = [0, 1, 2].map(() => new Array<number>(alpha.length).fill(0))
  for (let draw = 0; draw < draws; draw++) {
    const values = alpha.map((a, i) => {
      const x = gamma(a, source)
      return x / (x + gamma(beta[i], source))
    })
    const best = [...values.keys()].sort((a, b) => values[b] - values[a])
    for (let position = 0; position < 3; position++) counts[position][best[position]]++
  }
  return counts.map((row) => row.map((count) => count / draws))
}

test.skipIf(absent)(
  'what the random policy showed says what the Thompson policy earned: .0069 a row, on its own log',
  () => {
    const chances = thompson(100_000)
    const onPolicy = campaign('bts').click.reduce((sum, click) => sum + click, 0) / 10_000
    expect(onPolicy).toBeCloseTo(0.0069, 10)
    const log = campaign('random')
    const rows = log.item.length
    const table = {
      rows,
      columns: [
        numberColumn('item', log.item),
        numberColumn('click', log.click),
        numberColumn('propensity', log.propensity),
        numberColumn('position', log.position),
      ],
    }
    const { estimates, warnings } = policyValue(table, {
      map: { action: 'item', reward: 'click', propensity: 'propensity', position: 'position', context: [] },
      policy: {
        actionProbabilities: log.position.map((position) => chances[position - 1]),
        actions: chances[0].map((_, action) => action),
      },
      estimators: ['dm', 'ips', 'snips', 'dr', 'sndr', 'switch-dr', 'dros'],
      alpha: 0.05,
      seed: 1,
    })
    console.log(
      estimates
        .map(
          (e) =>
            `${e.estimator} ${e.value.toFixed(5)} ± ${e.standardError.toFixed(5)} (${e.effectiveSampleSize.toFixed(0)} rows)`,
        )
        .join('; '),
    )
    expect(warnings).toEqual([{ words: 'warning_policy_dm' }])
    // .0069 is a rate over 10,000 rows itself.
    const onPolicyError = Math.sqrt((onPolicy * (1 - onPolicy)) / 10_000)
    for (const { estimator, value, standardError } of estimates) {
      if (estimator === 'dm') continue
      expect(Math.abs(value - onPolicy), estimator).toBeLessThan(
        1.96 * Math.hypot(standardError, onPolicyError),
      )
    }
  },
)
