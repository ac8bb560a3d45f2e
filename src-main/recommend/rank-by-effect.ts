import { type Monitor, silent } from '../contract/monitor.ts'
import type { Recommendation } from '../contract/recommend.ts'
import { type Words, words } from '../contract/words.ts'
import type { Fitted } from './candidate-model.ts'
import type { UnitEffects } from './effect-of-action.ts'
import { type Interactions, itemsOf } from './interactions.ts'
import { modelOf } from './models.ts'
import { ranker } from './rank.ts'

export interface EffectRanking {
  /** Users in order of their best line, then of name; each user's lines best first. */
  readonly recommendations: readonly Recommendation[]
  readonly usersConsidered: number
  /** Users whose effect is at or below the minimum: the action would put them off, or do nothing. */
  readonly usersExcluded: number
  readonly usersListed: number
}

/** Items that lists must obey, by user. */
export interface JudgedItems {
  /** Items that come first whether the model proposes them or not; one that the user has met by now does not count. */
  readonly pinned: (user: string) => readonly string[]
  /** Items that will be left out: as many more are proposed, so that the list is as long as asked. */
  readonly leftOut: (user: string, item: string) => boolean
  /** The most items that are left out of any one list. */
  readonly most: number
}

const nothingJudged: JudgedItems = { pinned: () => [], leftOut: () => false, most: 0 }

export interface EffectRankingRequest {
  readonly interactions: Interactions
  readonly fitted: Fitted
  readonly effects: UnitEffects
  readonly k: number
  /** In units of the outcome. */
  readonly minimumEffect: number
  readonly excludeSeen: boolean
  /** What the analyst said about a user's items beforehand; nothing where left out. */
  readonly judged?: JudgedItems
  /** Puts a reason into words: the item of the history that speaks most for the item listed, and the effect. */
  readonly because: (reason: { readonly met: string | null; readonly effect: number }) => Words
}

/**
 * Lists for the users whom the action moves, ordered by what it moves: causal score = relevance × effect, the relevance of an
 * item being its score as a share of the user's best, the effect as a share of the largest effect among the users listed;
 * both in [0, 1]. Users at or below the minimum effect get no list and are counted. A user with several rows in the
 * analysis table has the mean of their effects.
 */
export function rankByEffect(request: EffectRankingRequest, monitor: Monitor = silent): EffectRanking {
  const { interactions, effects, minimumEffect } = request
  const byUser = effectsByUser(effects)
  let considered = 0
  let excluded = 0
  let largest = 0
  const listed: number[] = []
  for (let user = 0; user < interactions.users.length; user++) {
    const own = byUser.get(interactions.users[user])
    if (own === undefined) continue
    considered++
    if (!(own.effect > minimumEffect)) {
      excluded++
      continue
    }
    listed.push(user)
    largest = Math.max(largest, own.effect)
  }

  const list = listFor(request)
  const lists: Recommendation[][] = []
  listed.forEach((user, position) => {
    if (position % 200 === 0) {
      monitor.report(position / listed.length, words('phase_ranking_users', { users: listed.length }))
    }
    const own = byUser.get(interactions.users[user])
    if (own === undefined) return
    const lines = list(user, own, largest)
    if (lines.length > 0) lists.push(lines)
  })
  lists.sort((a, b) => b[0].causalScore - a[0].causalScore || (a[0].user < b[0].user ? -1 : 1))
  return {
    recommendations: lists.flat(),
    usersConsidered: considered,
    usersExcluded: excluded,
    usersListed: lists.length,
  }
}

interface Effect {
  readonly effect: number
  readonly standardError: number
}

function listFor(request: EffectRankingRequest) {
  const { interactions, fitted, k, excludeSeen, because, judged = nothingJudged } = request
  const model = modelOf(fitted)
  const { rank, scores } = ranker(fitted, k + judged.most, excludeSeen)
  const codes = new Map(interactions.items.map((item, code) => [item, code]))
  const proposed = (user: string, ranked: readonly number[]) => {
    const pinned = judged
      .pinned(user)
      .map((item) => codes.get(item))
      .filter((code) => code !== undefined && scores[code] !== Number.NEGATIVE_INFINITY)
    let kept = pinned.length
    const others = ranked.filter((item) => {
      if (pinned.includes(item) || judged.leftOut(user, interactions.items[item])) return true
      kept++
      return kept <= k
    })
    return [...new Set([...others, ...(pinned as number[])])]
  }
  return (user: number, { effect, standardError }: Effect, largest: number): Recommendation[] => {
    const history = itemsOf(interactions, user)
    const ranked = proposed(interactions.users[user], rank(history))
    const best = Math.max(0, ...ranked.map((item) => scores[item]))
    const lines = ranked.map((item) => {
      const relevance = best > 0 ? Math.max(0, scores[item]) / best : 0
      const met = strongest(history, (candidate) => model.contribution(fitted, candidate, item))
      return {
        user: interactions.users[user],
        rank: 0,
        item: interactions.items[item],
        score: scores[item],
        effect,
        effectStandardError: standardError,
        causalScore: (relevance * effect) / largest,
        because: because({ met: met === null ? null : interactions.items[met], effect }),
      }
    })
    return lines.map((line, position) => ({ ...line, rank: position + 1 }))
  }
}

/** The item of the history that speaks most for the item listed; null where none speaks for it. */
function strongest(history: Int32Array, contribution: (met: number) => number): number | null {
  let best: number | null = null
  let most = 0
  for (const met of history) {
    const value = contribution(met)
    if (value > most) {
      most = value
      best = met
    }
  }
  return best
}

/** The mean effect on each user over that user's rows. */
export function effectsByUser({ units, effect, standardError }: UnitEffects): Map<string, Effect> {
  const rows = new Map<string, number[]>()
  units.forEach((unit, row) => {
    const known = rows.get(unit)
    if (known === undefined) rows.set(unit, [row])
    else known.push(row)
  })
  const result = new Map<string, Effect>()
  for (const [unit, own] of rows) {
    const mean = (values: Float64Array) => own.reduce((sum, row) => sum + values[row], 0) / own.length
    result.set(unit, { effect: mean(effect), standardError: mean(standardError) })
  }
  return result
}
