import { fail } from '../contract/errors.ts'
import { type Monitor, partOf } from '../contract/monitor.ts'
import type { CandidateModel, ModelOptions, RankingEvaluation, Split } from '../contract/recommend.ts'
import { type Words, words } from '../contract/words.ts'
import { kernel, type Parallel } from '../numeric/parallel.ts'
import type { Fitted } from './candidate-model.ts'
import { type Interactions, itemCounts, usersOfItems } from './interactions.ts'
import { fitCandidates } from './models.ts'
import { protocolInWords } from './protocol.ts'
import { ranker } from './rank.ts'
import { accuracy, diversity, novelty, userCosine } from './ranking-metrics.ts'
import { splitInteractions } from './split.ts'

const userMetrics = ['precision', 'recall', 'ndcg', 'map', 'mrr', 'hr', 'novelty', 'diversity'] as const
const usersPerTask = 128

export interface EvaluationRequest {
  readonly model: CandidateModel
  readonly split: Split
  readonly k: readonly number[]
  readonly options: ModelOptions
}

/**
 * Fits a model on the training part and ranks every item for every user with something held out and something to learn
 * from. Throws what splitting and fitting throw, and RECOMMEND_NOBODY_TO_RANK where no user has both.
 */
export async function evaluateRanking(
  all: Interactions,
  request: EvaluationRequest,
  monitor: Monitor,
  parallel: Parallel,
): Promise<RankingEvaluation> {
  const { train, test } = splitInteractions(all, request.split)
  const started = performance.now()
  const fitted = await fitCandidates(request.model, train, request.options, partOf(monitor, 0, 0.6), parallel)
  const fitSeconds = (performance.now() - started) / 1000
  const ranked = await rankHeldOut(fitted, train, test, request, partOf(monitor, 0.6, 1), parallel)
  return {
    model: request.model,
    metrics: ranked.metrics,
    users: ranked.users,
    items: all.items.length,
    interactions: { train: train.item.length, test: test.item.length },
    fitSeconds,
    protocol: protocolInWords(
      request.split,
      all.timed,
      request.options.excludeSeen ?? true,
      all.items.length,
    ),
    warnings: ranked.warnings,
  }
}

interface Shared {
  readonly fitted: Fitted
  readonly trainStart: Int32Array
  readonly trainItem: Int32Array
  readonly testStart: Int32Array
  readonly testItem: Int32Array
  readonly itemUsersStart: Int32Array
  readonly itemUsers: Int32Array
  readonly counts: Int32Array
  readonly k: readonly number[]
  readonly excludeSeen: boolean
}

/** Sums over a task's users: for each k in turn, one sum for each of `userMetrics`; and which items were listed. */
interface Sums {
  readonly sums: Float64Array
  readonly listed: Uint8Array
}

/** Ranks for the users of a task and adds up their metrics. */
export const evaluateUsers = kernel(
  'recommend/evaluate-users',
  (shared: Shared, users: readonly number[]): Sums => {
    const { trainStart, trainItem, testStart, testItem, itemUsersStart, itemUsers, counts, k: cuts } = shared
    const items = shared.fitted.items
    const everyone = trainStart.length - 1
    const { rank } = ranker(shared.fitted, Math.max(...cuts), shared.excludeSeen)
    const cosine = userCosine(itemUsersStart, itemUsers)
    const sums = new Float64Array(cuts.length * userMetrics.length)
    const listed = new Uint8Array(cuts.length * items)
    for (const user of users) {
      const ranked = rank(trainItem.subarray(trainStart[user], trainStart[user + 1]))
      const heldOut = new Set(testItem.subarray(testStart[user], testStart[user + 1]))
      cuts.forEach((k, cut) => {
        const first = ranked.slice(0, k)
        const values = {
          ...accuracy(first, (item) => heldOut.has(item), heldOut.size, k),
          novelty: novelty(first, counts, everyone),
          diversity: diversity(first, cosine),
        }
        userMetrics.forEach((name, m) => {
          sums[cut * userMetrics.length + m] += values[name]
        })
        for (const item of first) listed[cut * items + item] = 1
      })
    }
    return { sums, listed }
  },
)

async function rankHeldOut(
  fitted: Fitted,
  train: Interactions,
  test: Interactions,
  { k: cuts, options }: EvaluationRequest,
  monitor: Monitor,
  parallel: Parallel,
): Promise<{ metrics: Record<string, number>; users: number; warnings: readonly Words[] }> {
  const users: number[] = []
  let withoutHistory = 0
  for (let user = 0; user < test.users.length; user++) {
    if (test.start[user] === test.start[user + 1]) continue
    if (train.start[user] === train.start[user + 1]) withoutHistory++
    else users.push(user)
  }
  if (users.length === 0) throw fail('RECOMMEND_NOBODY_TO_RANK')
  const itemUsers = usersOfItems(train)
  const shared: Shared = {
    fitted,
    trainStart: train.start,
    trainItem: train.item,
    testStart: test.start,
    testItem: test.item,
    itemUsersStart: itemUsers.start,
    itemUsers: itemUsers.user,
    counts: itemCounts(train),
    k: cuts,
    excludeSeen: options.excludeSeen ?? true,
  }
  const tasks = Array.from({ length: Math.ceil(users.length / usersPerTask) }, (_, t) =>
    users.slice(t * usersPerTask, (t + 1) * usersPerTask),
  )
  const parts = await parallel.map(evaluateUsers, shared, tasks, (done) => {
    monitor.report(done / tasks.length, words('phase_ranking_users', { users: users.length }))
  })
  return {
    metrics: combine(parts, cuts, users.length, fitted.items),
    users: users.length,
    warnings: withoutHistory === 0 ? [] : [words('warning_users_without_history', { users: withoutHistory })],
  }
}

/** Means over users, and the share of all items that was listed for anybody. */
function combine(parts: readonly Sums[], cuts: readonly number[], users: number, items: number) {
  const metrics: Record<string, number> = {}
  cuts.forEach((k, cut) => {
    userMetrics.forEach((name, m) => {
      let sum = 0
      for (const { sums } of parts) sum += sums[cut * userMetrics.length + m]
      metrics[`${name}@${k}`] = sum / users
    })
    let covered = 0
    for (let item = 0; item < items; item++)
      if (parts.some(({ listed }) => listed[cut * items + item] === 1)) covered++
    metrics[`coverage@${k}`] = covered / items
  })
  return metrics
}
