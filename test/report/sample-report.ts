import type { Analysis } from '../../src-main/contract/analyses.ts'
import type {
  AnalysisTableDefinition,
  AnalysisTableSummary,
  BehaviourSummary,
} from '../../src-main/contract/behaviour.ts'
import type { Source } from '../../src-main/contract/data.ts'
import type { EventColumns } from '../../src-main/contract/events.ts'
import type { FollowUps } from '../../src-main/contract/follow-ups.ts'
import type { KeptModel } from '../../src-main/contract/kept-models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { reportParts } from '../../src-main/contract/report.ts'
import { words } from '../../src-main/contract/words.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { effectHeterogeneity } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import { corrected, lookAtSubgroups } from '../../src-main/effects/heterogeneity/subgroups.ts'
import { policyTree } from '../../src-main/effects/policy/policy-tree.ts'
import { refuteEffect } from '../../src-main/effects/refute.ts'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import { becauseOf } from '../../src-main/explain/because.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { effectByUnit } from '../../src-main/recommend/effect-of-action.ts'
import { evaluateRanking } from '../../src-main/recommend/evaluate-ranking.ts'
import { interactionsFromEvents } from '../../src-main/recommend/interactions.ts'
import { fitCandidates } from '../../src-main/recommend/models.ts'
import { rankByEffect } from '../../src-main/recommend/rank-by-effect.ts'
import type { ReportInput } from '../../src-main/report/report-input.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'
import { customersQuestion, customersTable } from '../simulate/customers-table.ts'

const { adjustFor } = customersQuestion
const writtenAt = Date.UTC(2026, 4, 4, 9, 30) * 1000
const hash = '8f0c5d4f0e6f3f6d9c2b7a1e5d4c3b2a190807f6e5d4c3b2a190807f6e5d4c3b'

/** A model as its file and no more tells of it. */
const sequenceModel: KeptModel = {
  id: 1,
  name: 'Next item',
  createdAt: writtenAt,
  manifest: {
    model: 'gru',
    items: 40,
    parameters: 5120,
    options: { width: 16, rate: 0.003 },
    seed: 7,
    metrics: { 'ndcg@10': 0.0581, 'hr@10': 0.1264 },
  },
  width: 16,
  learntFrom: { types: null, firstEvent: writtenAt - 60 * 86_400e6, lastEvent: writtenAt },
  training: null,
  hash: `c0ffee${hash.slice(6)}`,
  bytes: 22_000,
  dataHash: hash,
  stale: false,
}

/** A report's input with every part in it, made by the product's own estimators from a sample shop (seed 32). */
export async function sampleReport(
  users: number,
  variant: 'observed' | 'unseen' = 'observed',
): Promise<ReportInput> {
  const options = { users, seed: 32, variant }
  const shop = simulateShop(options)
  const table = customersTable(options)
  const analysis = analyse(table)
  return {
    title: 'Does the offer make people buy?',
    writtenAt,
    version: '0.1.0',
    parts: reportParts,
    remarks: { effects: 'The offer cost 2 € a head.\nAt 4 in 100 it pays from a basket of 50 € on.' },
    sources: [source(shop.events)],
    behaviour: behaviour(shop.events),
    intents: null,
    behaviourGraph: null,
    models: [sequenceModel],
    table: tableSummary(table, shop.definition),
    graph: {
      graph: shop.graph,
      roles: { treatments: ['offered'], outcomes: ['buys'], adjusted: adjustFor },
      version: 3,
    },
    analysis,
    followUps: followUpsOf(table),
    recommendations: await recommendations(shop.events, table),
    truth: shop.truth,
  }
}

/** What an analyst would have asked further. */
function followUpsOf(table: Table): FollowUps {
  const request = { treatment: 'offered', outcome: 'buys', adjustFor: [...adjustFor] }
  const benchmarks = ['customer_type', 'carts']
  const { effects, standardErrors, scores, ...heterogeneity } = effectHeterogeneity(table, {
    ...request,
    method: 'dr_learner',
    outcomeModel: 'linear',
  })
  const look = lookAtSubgroups(table, scores, [{ column: 'customer_type' }], heterogeneity.provenance.options)
  return {
    sensitivity: analyseSensitivity(table, { ...request, method: 'regression' }, { benchmarks }),
    hiddenBias: null,
    heterogeneity,
    subgroups: corrected([look]),
    policy: policyTree(
      table,
      { ...request, method: 'aipw', propensityModel: 'logit', outcomeModel: 'linear' },
      { cuts: 10 },
    ),
  }
}

function analyse(table: Table): Analysis {
  const question = { treatment: 'offered', outcome: 'buys', adjustFor, seed: 1 }
  const methods = ['difference_in_means', 'regression', 'ipw', 'aipw'] as const
  const refuters = ['placebo_treatment', 'random_common_cause', 'random_subset'] as const
  const fixed = <T extends { provenance: object }>(result: T): T => ({
    ...result,
    provenance: { ...result.provenance, elapsedMs: 0 },
  })
  return {
    id: 1,
    name: 'offer',
    createdAt: writtenAt,
    request: {
      name: 'offer',
      table: 'offer',
      treatment: 'offered',
      outcome: 'buys',
      target: 'ate',
      methods: [...methods],
      refuters: [...refuters],
      repetitions: 20,
      alpha: 0.05,
      seed: 1,
    },
    adjustment: { set: adjustFor, from: 'graph', graphVersion: 3, estimand: null },
    estimates: methods.map((method) =>
      fixed(
        estimateEffect(table, {
          ...question,
          method,
          ...(method === 'difference_in_means' ? { adjustFor: [] } : {}),
        }),
      ),
    ),
    failures: [],
    refutations: fixed(
      refuteEffect(table, { ...question, method: 'aipw' }, { refuters: [...refuters], repetitions: 20 }),
    ),
    stale: false,
    elapsedMs: 0,
  }
}

async function recommendations(events: EventColumns, table: Table): Promise<ReportInput['recommendations']> {
  const interactions = interactionsFromEvents(events, ['view', 'cart', 'purchase'])
  const effects = effectByUnit(table, { unit: 'unit', treatment: 'offered', outcome: 'buys', adjustFor })
  const split = { kind: 'leave-one-out', test: 0.2, by: 'user', seed: 1 } as const
  const evaluation = []
  for (const model of ['popularity', 'item-knn', 'ease'] as const) {
    evaluation.push({
      ...(await evaluateRanking(interactions, { model, split, k: [10], options: {} }, silent, serial)),
      fitSeconds: 0,
    })
  }
  const ranking = rankByEffect({
    interactions,
    fitted: await fitCandidates('ease', interactions, {}, silent, serial),
    effects,
    k: 5,
    minimumEffect: 0,
    excludeSeen: true,
    because: becauseOf('chance'),
  })
  return {
    run: {
      id: 1,
      createdAt: writtenAt,
      model: 'ease',
      evaluation,
      table: 'offer',
      usersConsidered: ranking.usersConsidered,
      usersExcluded: ranking.usersExcluded,
      usersListed: ranking.usersListed,
      lines: ranking.recommendations.length,
      stale: false,
      seed: 1,
      dataHash: hash,
      warnings: [],
    },
    lines: ranking.recommendations.slice(0, 15),
  }
}

function source(events: EventColumns): Source {
  return {
    id: 1,
    name: 'sample-shop.csv',
    path: '/logs/sample-shop.csv',
    hash,
    importedAt: writtenAt,
    rows: events.rows + 12,
    accepted: events.rows,
    rejected: 12,
    reasons: [{ code: 'INGEST_TIME_UNREADABLE', count: 12, reason: words('error_INGEST_TIME_UNREADABLE') }],
    exactDuplicates: 0,
    duplicates: 'keep',
    repeatedClicks: 3,
    users: events.users.length,
    items: events.items.length,
    eventTypes: countsByType(events).map(({ type, count }) => ({ type, count })),
    from: events.time.reduce((a, b) => Math.min(a, b)),
    to: events.time.reduce((a, b) => Math.max(a, b)),
    dialect: {
      encoding: 'utf-8',
      delimiter: ',',
      quote: '"',
      header: true,
      decimal: '.',
      timeZone: 'UTC',
      dayFirst: false,
    },
    mapping: { user: 'user', time: 'time', item: 'item', type: 'event', session: 'session', price: 'price' },
  }
}

function countsByType(events: EventColumns): { type: string; count: number; sessions: number }[] {
  return events.types.map((type, code) => {
    const rows = [...events.type.keys()].filter((row) => events.type[row] === code)
    return { type, count: rows.length, sessions: new Set(rows.map((row) => events.session[row])).size }
  })
}

function behaviour(events: EventColumns): BehaviourSummary {
  const day = 86_400_000_000
  const from = events.time.reduce((a, b) => Math.min(a, b))
  const to = events.time.reduce((a, b) => Math.max(a, b))
  const first = Math.floor(from / day)
  const perDay = new Array<number>(Math.floor(to / day) - first + 1).fill(0)
  for (const time of events.time) perDay[Math.floor(time / day) - first]++
  const types = countsByType(events)
  return {
    events: events.rows,
    users: events.users.length,
    items: events.items.length,
    sessions: events.sessions.length,
    sessionsFrom: 'log',
    from,
    to,
    eventTypes: types.map(({ type, count, sessions }) => ({ type, count, users: 0, sessions })),
    funnel: types.slice(0, 3).map(({ type, sessions }) => ({ type, sessions })),
    transitions: [],
    perPeriod: { period: 'day', start: perDay.map((_, i) => (first + i) * day), count: perDay },
    sessionLengths: [],
  }
}

function tableSummary(table: Table, definition: AnalysisTableDefinition): AnalysisTableSummary {
  const offered = table.columns[5]
  const treated = offered.kind === 'number' ? offered.values.reduce((sum, value) => sum + value, 0) : 0
  return {
    name: 'offer',
    definition,
    considered: table.rows,
    rows: table.rows,
    treated,
    untreated: table.rows - treated,
    notEligible: 0,
    alreadyTreated: 0,
    cutOff: 0,
    columns: [
      { name: 'user', role: 'unit', kind: 'category', measured: null },
      ...definition.covariates.map(({ name }) => ({
        name,
        role: 'covariate' as const,
        kind: name === 'customer_type' ? ('category' as const) : ('number' as const),
        measured: [null, 0] as const,
      })),
      { name: 'offered', role: 'treatment', kind: 'number', measured: [0, 24] },
      { name: 'buys', role: 'outcome', kind: 'number', measured: [24, 528] },
    ],
    hash,
    createdAt: writtenAt,
    stale: false,
    warnings: [],
  }
}
