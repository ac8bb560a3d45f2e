import type { AnalysisTableSummary } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import type { Judgement } from '../contract/judgements.ts'
import type { Params } from '../contract/methods.ts'
import { type Monitor, partOf } from '../contract/monitor.ts'
import { candidateModels, type RankingEvaluation, type RecommendationRun } from '../contract/recommend.ts'
import { words } from '../contract/words.ts'
import { becauseOf, excludedBecause, type OutcomeMeasure } from '../explain/because.ts'
import { effectByUnit } from '../recommend/effect-of-action.ts'
import { evaluateRanking } from '../recommend/evaluate-ranking.ts'
import { type Interactions, interactionsFromEvents } from '../recommend/interactions.ts'
import { fitCandidates } from '../recommend/models.ts'
import { effectsByUser, type JudgedItems, rankByEffect } from '../recommend/rank-by-effect.ts'
import { loadAnalysisTable, readAnalysisTable } from '../store/analysis-tables.ts'
import { readEventColumns } from '../store/event-columns.ts'
import { readJudgements, rulingsOf } from '../store/judgements.ts'
import type { RecommendedUser } from '../store/recommendations.ts'
import { dataHash } from '../store/sources.ts'
import type { Context } from './handler.ts'

/** Lines that cross to the storage thread at once. */
const linesPerBatch = 5000

/**
 * Candidates by the model chosen, ordered for each user by what the action changes, and published whole. Every model is
 * measured on the same held-out interactions, so that the choice can be judged.
 */
export async function buildRecommendations(
  params: Params<'recommend.build'>,
  context: Context,
): Promise<RecommendationRun> {
  const { monitor, parallel } = context
  const { reader, write } = context.project()
  const { model, k, options, seed, minimumEffect } = params
  const summary = readAnalysisTable(reader, params.table)
  const { unit, treatment, outcome } = actionOn(summary)
  const events = readEventColumns(reader)
  const interactions = interactionsFromEvents(events, params.types)
  const evaluation = await compareModels(interactions, params, partOf(monitor, 0, 0.6), parallel)

  monitor.report(0.6, words('phase_fitting_candidates', { model }))
  const fitted = await fitCandidates(model, interactions, options, partOf(monitor, 0.6, 0.75), parallel)
  const effects = effectByUnit(loadAnalysisTable(reader, params.table), {
    unit,
    treatment: treatment.name,
    outcome: outcome.name,
    adjustFor: params.adjustFor ?? covariatesOf(summary),
  })
  const measure: OutcomeMeasure = outcome.measure === 'any' ? 'chance' : 'amount'
  const excludeSeen = options.excludeSeen ?? true
  const because = becauseOf(measure)
  const judged = judgedItems(readJudgements(reader))
  const request = { interactions, fitted, effects, k, minimumEffect, excludeSeen, because, judged }
  const ranking = rankByEffect(request, partOf(monitor, 0.75, 0.9))
  const users = [...effectsByUser(effects)].map(
    ([user, { effect, standardError }]): RecommendedUser => ({
      user,
      effect,
      effectStandardError: standardError,
      excludedBecause: effect > minimumEffect ? null : excludedBecause(measure, effect),
    }),
  )

  const { run } = await write('beginRecommendationRun', {})
  try {
    await inBatches(ranking.recommendations, partOf(monitor, 0.9, 0.97), (lines) =>
      write('appendRecommendations', { run, lines, users: [] }),
    )
    await inBatches(users, partOf(monitor, 0.97, 1), (batch) =>
      write('appendRecommendations', { run, lines: [], users: batch }),
    )
    const { usersConsidered, usersExcluded, usersListed, recommendations } = ranking
    const result = {
      model,
      evaluation,
      request: params,
      table: summary.name,
      usersConsidered,
      usersExcluded,
      usersListed,
      lines: recommendations.length,
      seed,
      dataHash: dataHash(reader),
      effectModel: effects.model,
      warnings: [],
    }
    return await write('publishRecommendationRun', { run, result, tableHash: summary.hash })
  } catch (error) {
    await write('abandonRecommendationRun', { run })
    throw error
  }
}

function judgedItems(judgements: readonly Judgement[]): JudgedItems {
  const ruling = rulingsOf(judgements)
  const pins = new Map<string, string[]>()
  const outOf = new Map<string | null, number>()
  for (const { kind, user, item } of judgements) {
    if (kind === 'pin' && user !== null) pins.set(user, [...(pins.get(user) ?? []), item])
    else outOf.set(user, (outOf.get(user) ?? 0) + 1)
  }
  const everybody = outOf.get(null) ?? 0
  outOf.delete(null)
  return {
    pinned: (user) => pins.get(user) ?? [],
    leftOut: (user, item) => {
      const kind = ruling(user, item)?.kind
      return kind === 'ban' || kind === 'wrong'
    },
    most: everybody + Math.max(0, ...outOf.values()),
  }
}

/** Each user's latest interaction held out, every model asked for it; the model chosen comes first. */
async function compareModels(
  interactions: Interactions,
  { model, k, options, seed }: Params<'recommend.build'>,
  monitor: Monitor,
  parallel: Context['parallel'],
): Promise<readonly RankingEvaluation[]> {
  const names = [model, ...candidateModels.filter((name) => name !== model)]
  const split = { kind: 'leave-one-out', test: 0.2, by: 'user', seed } as const
  const evaluations: RankingEvaluation[] = []
  for (const [index, name] of names.entries()) {
    const part = partOf(monitor, index / names.length, (index + 1) / names.length)
    part.report(0, words('phase_evaluating_model', { model: name }))
    evaluations.push(
      await evaluateRanking(interactions, { model: name, split, k: [k], options }, part, parallel),
    )
  }
  return evaluations
}

/** Whose effect is asked, and of what. Throws RECOMMEND_UNIT_NOT_USER where rows are not users of the log. */
function actionOn({ name, columns, definition }: AnalysisTableSummary) {
  const unit = columns.find(({ role }) => role === 'unit')
  if (unit === undefined || definition?.unit !== 'user')
    throw fail('RECOMMEND_UNIT_NOT_USER', { table: name })
  return { unit: unit.name, treatment: definition.treatment, outcome: definition.outcome }
}

function covariatesOf(summary: AnalysisTableSummary): readonly string[] {
  return summary.columns.filter(({ role }) => role === 'covariate').map(({ name }) => name)
}

async function inBatches<Item>(
  items: readonly Item[],
  monitor: Monitor,
  send: (batch: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < items.length; from += linesPerBatch) {
    monitor.report(from / items.length, words('phase_keeping_recommendations'))
    await send(items.slice(from, from + linesPerBatch))
  }
}
