import type { AnalysisTableDefinition, Covariate } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import { ownColumns } from './check-definition.ts'
import { timeRange } from './summarise.ts'

const hour = 3600e6

/** Lengths that people think in, hours. */
const roundHours = [
  1 / 12,
  1 / 6,
  0.25,
  0.5,
  1,
  2,
  3,
  6,
  12,
  24,
  48,
  72,
  168,
  336,
  504,
  720,
  1440,
  2160,
  4320,
  8760,
]

const outcomeWords =
  /purchase|order|transaction|^sales?$|^sold$|buy|bought|checkout|conver|paid|pay|购买|下单|支付|付款|成交|销售|订单|转化/i
const treatmentWords =
  /offer|coupon|promo|discount|voucher|campaign|e-?mail|push|sms|notif|banner|recommend|优惠|折扣|促销|活动|推送|短信|邮件|推荐/i
const interestWords = /cart|basket|wish|fav|collect|加购|购物车|收藏/i

/**
 * A question that fits the log, for the analyst to start from. A treatment that comes in one burst is asked about at
 * a landmark before it; one that comes at any time, in sequential trials of everybody not yet treated.
 *
 * Throws BEHAVIOUR_NO_EVENTS, BEHAVIOUR_EVENT_TYPE_UNKNOWN for a chosen type that is not in the log, and
 * BEHAVIOUR_NOTHING_TO_COMPARE where there are not two types.
 */
export function suggestDefinition(
  events: EventColumns,
  chosen: { readonly treatment?: string; readonly outcome?: string },
): AnalysisTableDefinition {
  if (events.rows === 0) throw fail('BEHAVIOUR_NO_EVENTS')
  const { treatment, outcome, others } = chooseTypes(events, chosen)
  const timing = burstTiming(events, treatment) ?? trialTiming(events, treatment)
  return {
    name: columnName(treatment),
    unit: 'user',
    sessionGapMinutes: 30,
    indexTime: timing.indexTime,
    eligibleWithinHours: timing.eligibleWithinHours,
    covariates: suggestCovariates(events, outcome, others, [columnName(treatment), outcomeName(outcome)]),
    treatment: { name: columnName(treatment), types: [treatment], graceHours: timing.graceHours },
    outcome: {
      name: outcomeName(outcome),
      measure: 'any',
      types: [outcome],
      startHours: timing.graceHours,
      windowHours: timing.windowHours,
    },
    cutOff: 'exclude',
  }
}

function chooseTypes(
  events: EventColumns,
  chosen: { readonly treatment?: string; readonly outcome?: string },
) {
  const counts = new Float64Array(events.types.length)
  for (const type of events.type) counts[type]++
  const byCount = events.types
    .map((name, code) => ({ name, count: counts[code] }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
  const available = byCount.join(', ')
  for (const type of [chosen.treatment, chosen.outcome]) {
    if (type !== undefined && !byCount.includes(type)) {
      throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type, available })
    }
  }
  const free = byCount.filter((type) => type !== chosen.treatment)
  const outcome = chosen.outcome ?? free.find((type) => outcomeWords.test(type)) ?? free.at(-1)
  const left = byCount.filter((type) => type !== outcome)
  const treatment =
    chosen.treatment ??
    left.find((type) => treatmentWords.test(type)) ??
    left.find((type) => interestWords.test(type)) ??
    left.at(-1)
  if (outcome === undefined || treatment === undefined)
    throw fail('BEHAVIOUR_NOTHING_TO_COMPARE', { available })
  return { treatment, outcome, others: byCount.filter((type) => type !== treatment) }
}

interface Timing {
  readonly indexTime: AnalysisTableDefinition['indexTime']
  readonly eligibleWithinHours?: number
  readonly graceHours: number
  readonly windowHours: number
}

/** A landmark just before the shortest stretch that holds four treatments in five, where that is an eighth of the log or less. */
function burstTiming(events: EventColumns, treatment: string): Timing | null {
  const times = timesOf(events, treatment)
  const { from, to } = timeRange(events)
  const held = Math.ceil(times.length * 0.8)
  let begins = from
  let length = Number.POSITIVE_INFINITY
  for (let first = 0; first + held <= times.length; first++) {
    if (times[first + held - 1] - times[first] >= length) continue
    begins = times[first]
    length = times[first + held - 1] - begins
  }
  if (held < 10 || length > (to - from) / 8) return null
  const step = length > 6 * hour ? 24 * hour : length > hour / 2 ? hour : hour / 12
  const landmark = Math.floor(begins / step) * step
  const graceHours = roundHours.find((hours) => landmark + hours * hour > begins + length) ?? 8760
  const left = (to - landmark) / hour - graceHours
  const windowHours = roundDown(left)
  if (landmark <= from || windowHours === null) return null
  return { indexTime: { kind: 'landmark', time: landmark }, graceHours, windowHours }
}

/** Trials over the part of the log in which treatment happens, after a stretch of history. */
function trialTiming(events: EventColumns, treatment: string): Timing {
  const { from, to } = timeRange(events)
  const treatments = timesOf(events, treatment)
  const usualFirst = treatments[Math.floor(treatments.length / 20)]
  const earliest = Math.max(from + Math.min(168 * hour, (to - from) / 6), usualFirst)
  const span = (to - earliest) / hour
  const graceHours = roundDown(Math.min(24, span / 8)) ?? roundHours[0]
  const windowHours = roundDown(Math.min(168, span / 4)) ?? roundHours[0]
  const everyHours = roundHours.find((hours) => hours >= Math.max(graceHours, span / 60)) ?? graceHours
  const start = Math.ceil(earliest / (roundHours[0] * hour)) * roundHours[0] * hour
  const trials = Math.floor(((to - start) / hour - graceHours - windowHours) / everyHours) + 1
  return {
    indexTime: { kind: 'sequential-trials', start, everyHours, trials: Math.max(1, trials) },
    eligibleWithinHours: roundDown(Math.min(168, (start - from) / hour)) ?? roundHours[0],
    graceHours,
    windowHours,
  }
}

function timesOf(events: EventColumns, type: string): Float64Array {
  const code = events.types.indexOf(type)
  return events.time.filter((_, row) => events.type[row] === code).sort()
}

function roundDown(hours: number): number | null {
  return roundHours.findLast((round) => round <= hours) ?? null
}

/** Counts of the frequent types, what was spent, breadth, recency, and what is known of the user in few levels. */
function suggestCovariates(
  events: EventColumns,
  outcome: string,
  others: readonly string[],
  taken: readonly string[],
): Covariate[] {
  const covariates: Covariate[] = []
  const names = new Set<string>([...taken, ...Object.values(ownColumns)])
  const add = (covariate: Covariate) => {
    let name = covariate.name
    for (let use = 2; names.has(name); use++) name = `${covariate.name}_${use}`
    names.add(name)
    covariates.push({ ...covariate, name })
  }
  for (const attribute of attributesOfUsers(events)) {
    add({ name: columnName(attribute), measure: 'last-attribute', attribute })
  }
  for (const type of others.slice(0, 6)) {
    add({ name: `${columnName(type)}_count`, measure: 'count', types: [type] })
  }
  if (events.price.some((price) => price > 0)) add({ name: 'spent', measure: 'sum-price', types: [outcome] })
  if (events.items.length > 1) add({ name: 'distinct_items', measure: 'distinct-items' })
  add({ name: 'hours_since_last', measure: 'hours-since-last' })
  return covariates
}

/** Texts of 2–12 levels that never change for nineteen users in twenty: properties of users, not of events. */
function attributesOfUsers(events: EventColumns): string[] {
  const found: string[] = []
  for (const cells of events.attributes) {
    if (cells.kind !== 'text' || cells.levels.length < 2 || cells.levels.length > 12) continue
    let changing = 0
    let known = 0
    for (let user = 0; user + 1 < events.userStart.length; user++) {
      const codes = cells.codes.subarray(events.userStart[user], events.userStart[user + 1])
      const first = codes.find((code) => code >= 0)
      if (first === undefined) continue
      known++
      if (codes.some((code) => code >= 0 && code !== first)) changing++
    }
    if (known > 0 && changing <= known / 20) found.push(cells.name)
  }
  return found
}

function outcomeName(type: string): string {
  return `${columnName(type)}_later`
}

function columnName(text: string): string {
  return text.trim().replace(/[^\p{L}\p{N}_]+/gu, '_')
}
