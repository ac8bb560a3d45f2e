/**
 * Intervals of the behaviour graph over simulated truths: how often they hold it, self-effects and cross-effects apart, and the share of pairs
 * without an effect that are called edges. Hawkes processes of users whose base rates differ, seeds 0 up.
 */
import { silent } from '../../src-main/contract/monitor.ts'
import { estimateExcitation } from '../../src-main/models/excitation/estimate-excitation.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { drawHawkes, type HawkesTruth } from '../models/hawkes-users.ts'

const seeds = 200
const usual = { users: 120, length: 40, spread: 0.8, decay: 1 }

/** Effects by rows of causes, numbers of types from them. */
function truth(
  rate: readonly number[],
  effects: readonly (readonly number[])[],
  but: Partial<HawkesTruth> = {},
) {
  return { ...usual, types: rate.length, rate, effects, ...but }
}

const chain = [
  [0.3, 0.1],
  [0, 0.2],
]
const nothing = (types: number) => Array.from({ length: types }, () => new Array<number>(types).fill(0))

const designs: Record<string, { readonly truth: HawkesTruth; readonly chosen?: boolean }> = {
  'a type of 48 events that excites nothing': {
    truth: truth(
      [0.12, 0.01],
      [
        [0.3, 0],
        [0, 0],
      ],
    ),
  },
  'a type of 48 events that excites itself': {
    truth: truth(
      [0.12, 0.008],
      [
        [0.3, 0],
        [0, 0.2],
      ],
    ),
  },
  'a type of 40 events, mostly of another': {
    truth: truth(
      [0.12, 0.005],
      [
        [0.3, 0.02],
        [0.2, 0],
      ],
    ),
  },
  'a rare type of 2,000 users': {
    truth: truth(
      [0.05, 0.0015],
      [
        [0.1, 0.01],
        [0, 0.15],
      ],
      { users: 2000, length: 20 },
    ),
  },
  '30 users': { truth: truth([0.12, 0.05], chain, { users: 30 }) },
  '15 users': { truth: truth([0.12, 0.05], chain, { users: 15, length: 60 }) },
  'very different users': {
    truth: truth(
      [0.12, 0.02],
      [
        [0.2, 0.05],
        [0.1, 0],
      ],
      { users: 200, spread: 1.6 },
    ),
  },
  bursts: {
    truth: truth(
      [0.06, 0.03],
      [
        [0.6, 0.3],
        [0, 0.4],
      ],
      { decay: 3 },
    ),
  },
  'many events': {
    truth: truth(
      [0.3, 0.1],
      [
        [0.3, 0.2],
        [0, 0.3],
      ],
      { users: 60, length: 100 },
    ),
  },
  'short histories': {
    truth: truth(
      [0.2, 0.05],
      [
        [0.3, 0.2],
        [0, 0.3],
      ],
      { length: 8 },
    ),
  },
  'five types': {
    truth: truth(
      [0.2, 0.1, 0.05, 0.02, 0.01],
      [
        [0.2, 0.1, 0, 0, 0],
        [0, 0.2, 0.1, 0, 0],
        [0, 0, 0.1, 0.1, 0],
        [0, 0, 0, 0, 0.1],
        [0.3, 0, 0, 0, 0],
      ],
      { users: 150 },
    ),
  },
  'bursts, half-life chosen': {
    truth: truth(
      [0.06, 0.03],
      [
        [0.6, 0.3],
        [0, 0.4],
      ],
      { decay: 3 },
    ),
    chosen: true,
  },
  'a type of 48 events, half-life chosen': {
    truth: truth(
      [0.12, 0.008],
      [
        [0.3, 0],
        [0, 0.2],
      ],
    ),
    chosen: true,
  },
  'eight types, no effect, fast': {
    truth: truth([0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.003, 0.003], nothing(8), { decay: 6 }),
  },
}

const only = process.argv[2] ?? ''
for (const [name, { truth, chosen = false }] of Object.entries(designs)) {
  if (!name.includes(only)) continue
  const rates = { self: [0, 0], cross: [0, 0], wrong: [0, 0] }
  const covered = nothing(truth.types)
  for (let seed = 0; seed < seeds; seed++) {
    const halfLife = chosen ? undefined : Math.LN2 / truth.decay
    const found = await estimateExcitation(drawHawkes(truth, seed), { alpha: 0.05, halfLife }, serial, silent)
    for (const { from, to, confidenceInterval, qValue } of found.pairs) {
      const [a, b] = [Number(from.slice(4)), Number(to.slice(4))]
      const effect = truth.effects[a][b]
      const held = confidenceInterval[0] <= effect && effect <= confidenceInterval[1] ? 1 : 0
      covered[a][b] += held
      count(a === b ? rates.self : rates.cross, held)
      if (effect === 0) count(rates.wrong, qValue <= 0.05 ? 1 : 0)
    }
  }
  const least = Math.min(...covered.flat()) / seeds
  const most = Math.max(...covered.flat()) / seeds
  console.log(
    `models-excitation-coverage: ${name}: self ${share(rates.self)}, cross ${share(rates.cross)}, ` +
      `by pair ${least.toFixed(3)} to ${most.toFixed(3)}; false edges ${share(rates.wrong)}`,
  )
}

function count(rate: number[], hit: number): void {
  rate[0] += hit
  rate[1]++
}

function share([hits, all]: readonly number[]): string {
  return all === 0 ? '–' : (hits / all).toFixed(3)
}
