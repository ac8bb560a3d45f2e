import { describe, expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import type { Calibration } from '../../src-main/contract/propensity.ts'
import { tableFromColumns } from '../../src-main/ingest/table-from-columns.ts'
import { calibrate, suitableCalibration } from '../../src-main/models/heads/calibrate.ts'
import { type EventLogColumns, eventLogFromTable } from '../../src-main/models/heads/event-log.ts'
import { type PropensityRequest, propensity } from '../../src-main/models/heads/propensity.ts'
import { landmarkUnits, sessionUnits } from '../../src-main/models/heads/propensity-units.ts'
import {
  areaUnderCurve,
  qualityOfProbabilities,
  reliabilityBins,
} from '../../src-main/models/heads/reliability.ts'
import { parametersOf } from '../../src-main/models/networks/table.ts'
import { mapParameters, startParameters } from '../../src-main/models/training/parameters.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'

const map: EventLogColumns = { user: 'user', time: 'time', type: 'type', item: 'item', session: 'session' }
const request: PropensityRequest = {
  task: 'in-session',
  types: ['purchase'],
  firstEvents: 2,
  calibration: 'automatic',
  seed: 1,
}

/** Sessions of two events and then, by a probability that the first two decide, a purchase. */
function shop(sessions: number, seed: number) {
  const source = random(seed, 'shop')
  const columns = {
    user: [] as string[],
    time: [] as number[],
    type: [] as string[],
    item: [] as string[],
    session: [] as string[],
    price: [] as number[],
  }
  const truth = new Map<string, number>()
  for (let s = 0; s < sessions; s++) {
    const user = `u${source.integer(sessions / 4)}`
    const price = source.normal()
    const second = source.uniform() < 0.3 ? 'cart' : 'view'
    const chance = expit(-1.5 + (second === 'cart' ? 2 : 0) - price)
    truth.set(`s${s}`, chance)
    const types = ['view', second, ...(source.uniform() < chance ? ['view', 'purchase'] : ['view'])]
    for (const [at, type] of types.entries()) {
      columns.user.push(user)
      columns.time.push(10 * s + at)
      columns.type.push(type)
      columns.item.push(`i${source.integer(20)}`)
      columns.session.push(`s${s}`)
      columns.price.push(price)
    }
  }
  return { columns, truth }
}

const ask = async (
  columns: Record<string, (string | number)[]>,
  change: Partial<PropensityRequest> = {},
  own: EventLogColumns = { ...map, features: ['price'] },
) => {
  const log = eventLogFromTable(tableFromColumns(columns), own, change.asOf)
  return await propensity(log, { ...request, ...change }, null, serial, silent)
}

describe('a purchase later in a session', () => {
  test('is predicted nearly as well as by its true chance, with probabilities that mean what they say', async () => {
    const { columns, truth } = shop(6000, 3)
    const found = await ask(columns)
    const chances = found.scores.map(({ unit }) => truth.get(unit)!)
    const predicted = found.scores.map(({ probability }) => probability)
    expect(found.units).toMatchObject({ fitted: 3600, calibrated: 1200, tested: 1200 })
    const error = predicted.reduce((sum, p, i) => sum + Math.abs(p - chances[i]), 0) / chances.length
    expect(error).toBeLessThan(0.04)
    expect(found.calibrated.ece).toBeLessThan(0.05)
    expect(found.calibrated.logLoss).toBeLessThan(found.baseline.logLoss - 0.05)
    const covered = found.reliability.filter(
      (bin) => bin.predicted >= bin.interval[0] && bin.predicted <= bin.interval[1],
    )
    expect(covered.length).toBeGreaterThanOrEqual(8)
    expect(found.weights.slice(0, 3).map(({ feature }) => feature.words)).toContain('feature_last')
  })

  test('is found where it depends on two things together, which no sum of effects can say', async () => {
    const { columns } = shop(1200, 4)
    const source = random(5, 'together')
    // A purchase where the price is near the middle: neither more nor less of it says.
    for (let at = 0; at < columns.type.length; at++) {
      if (columns.type[at] === 'purchase') columns.type[at] = 'view'
    }
    const last = new Map(columns.session.map((session, at) => [session, at]))
    for (const at of last.values()) {
      if (source.uniform() < (Math.abs(columns.price[at]) < 0.6 ? 0.85 : 0.1)) columns.type[at] = 'purchase'
    }
    const { calibrated, baseline } = await ask(columns)
    expect(calibrated.logLoss).toBeLessThan(0.8 * baseline.logLoss)
    expect(calibrated.auc).toBeGreaterThan(0.8)
  })

  test('a price beyond any number is a price that is missing', async () => {
    const { columns } = shop(600, 6)
    const some = columns.price.map((price, at) => (at % 10 === 0 ? Number.POSITIVE_INFINITY : price))
    const found = await ask({ ...columns, price: some })
    expect(found.scores.every(({ probability }) => probability > 0 && probability < 1)).toBe(true)
    expect(Number.isFinite(found.calibrated.logLoss)).toBe(true)
  })

  test('does not depend on what later events are about', async () => {
    const { columns } = shop(800, 4)
    const isLater = (row: number) => columns.time[row] % 10 >= 2
    const changed = {
      ...columns,
      price: columns.price.map((price, row) => (isLater(row) ? 99 : price)),
      item: columns.item.map((item, row) => (isLater(row) ? 'other' : item)),
    }
    expect(await ask(changed)).toEqual(await ask(columns))
  })

  test('reads a sequence model’s vector as of the first events, and nothing later', async () => {
    const { columns } = shop(400, 4)
    const items = Array.from({ length: 20 }, (_, item) => `i${item}`)
    const architecture = {
      model: 'gru',
      items: 20,
      width: 8,
      hidden: 8,
      layers: 1,
      heads: 1,
      length: 10,
    } as const
    const parameters = mapParameters(parametersOf(architecture))
    const weights = new Float32Array(parameters.floats)
    startParameters(parameters, 3, weights)
    const model = { architecture, items, options: {}, metrics: {}, seed: 3, temperature: 1, weights }
    const known = new Set(items)
    const of = async (item: string[], own: EventLogColumns) => {
      const table = tableFromColumns({ ...columns, item })
      const found = await propensity(
        eventLogFromTable(table, own, undefined, items),
        request,
        model,
        serial,
        silent,
      )
      expect(found.weights.some(({ feature }) => feature.words === 'feature_vector')).toBe(true)
      return found
    }
    const alone = columns.user.map((_, row) => `u${Math.floor(columns.time[row] / 10)}`)
    columns.user.splice(0, alone.length, ...alone)
    const later = columns.item.map((item, row) => (columns.time[row] % 10 >= 2 ? 'i0' : item))
    expect(later.every((item) => known.has(item))).toBe(true)
    expect(await of(later, map)).toEqual(await of(columns.item, map))
  })

  test('sessions that are short, had it already or still go on are left out and counted', () => {
    const columns = {
      user: ['a', 'a', 'b', 'c', 'c', 'c', 'd', 'd', 'd'],
      time: [1, 2, 1, 3, 4, 5, 98, 99, 100],
      type: ['view', 'purchase', 'view', 'view', 'view', 'purchase', 'view', 'view', 'view'],
    }
    const log = eventLogFromTable(
      tableFromColumns(columns),
      { user: 'user', time: 'time', type: 'type' },
      undefined,
    )
    const wanted = log.types.map((type) => type === 'purchase')
    const { units, excluded } = sessionUnits(log, wanted, 2, 10, 10)
    expect(excluded).toEqual({ tooShort: 1, already: 1, unfinished: 1 })
    expect(units.map(({ user, outcome, part }) => [log.users[user], outcome, part])).toEqual([
      ['c', 1, 'fit'],
      ['d', Number.NaN, 'open'],
    ])
  })
})

/** Users who come at their own pace, and some of whom stop for good. */
function visitors(users: number, seed: number) {
  const source = random(seed, 'visitors')
  const columns = { user: [] as string[], time: [] as number[], type: [] as string[] }
  for (let u = 0; u < users; u++) {
    const pace = 0.2 + 2 * source.uniform()
    for (let t = source.uniform() * 40; t < 100; t += -Math.log(1 - source.uniform()) / pace) {
      columns.user.push(`u${u}`)
      columns.time.push(t)
      columns.type.push('visit')
      if (source.uniform() < 0.02) break
    }
  }
  return columns
}

describe('churn', () => {
  const columns = visitors(1500, 6)
  const own: EventLogColumns = { user: 'user', time: 'time', type: 'type' }
  const churn = { task: 'churn', types: undefined, horizon: 8 } as const

  test('is told from how a user comes, tested as of a horizon ago and scored as of now', async () => {
    const found = await ask(columns, churn, own)
    expect(found.calibrated.auc).toBeGreaterThan(0.6)
    expect(found.calibrated.logLoss).toBeLessThan(found.baseline.logLoss)
    expect(found.units.scored).toBe(found.scores.length)
    expect(found.scores.every(({ probability }) => probability > 0 && probability < 1)).toBe(true)
  })

  test('nothing after the time it is asked as of makes a difference', async () => {
    const early = await ask(columns, { ...churn, asOf: 70 }, own)
    const changed = {
      ...columns,
      type: columns.type.map((type, row) => (columns.time[row] > 70 ? 'other' : type)),
    }
    expect(await ask(changed, { ...churn, asOf: 70 }, own)).toEqual(early)
  })

  test('every unit reads events before its time alone, and has its outcome after it', () => {
    const log = eventLogFromTable(tableFromColumns(columns), own, undefined)
    const { units } = landmarkUnits(log, [true], 8, 100, true)
    for (const { user, recent, cut, asOf, outcome, part } of units) {
      expect(recent.every((event) => log.time[event] < asOf && event < cut)).toBe(true)
      const later = log.time.subarray(cut, log.start[user + 1]).filter((time) => time < asOf + 8)
      if (part !== 'open') expect(outcome).toBe(later.length === 0 ? 1 : 0)
    }
  })
})

describe('calibration', () => {
  const source = random(8, 'calibration')
  const truth = Float64Array.from({ length: 20_000 }, () => 1.5 * source.normal() - 1)
  const outcome = truth.map((logit) => (source.uniform() < expit(logit) ? 1 : 0))

  test.each([
    ['temperature', (logit: number) => 2.5 * logit],
    ['platt', (logit: number) => 0.4 * logit + 2],
    ['isotonic', (logit: number) => logit ** 3],
  ] as const)('%s takes back what was done to the log odds', (method: Calibration, spoil) => {
    const logits = truth.map(spoil)
    const calibrator = calibrate(method, logits, outcome)
    const error = truth.reduce((sum, logit, i) => sum + Math.abs(calibrator(logits[i]) - expit(logit)), 0)
    expect(error / truth.length).toBeLessThan(0.02)
  })

  test('no calibration turns the order of the units round, whatever one of them is like', () => {
    const source = random(7, 'outlier')
    const logits = Float64Array.from({ length: 40 }, (_, i) => (i === 0 ? 60 : source.normal()))
    const outcome = logits.map((logit, i) => (i > 0 && source.uniform() < expit(logit) ? 1 : 0))
    for (const method of ['none', 'temperature', 'platt', 'isotonic'] as const) {
      const calibrator = calibrate(method, logits, outcome)
      expect(calibrator(1)).toBeGreaterThanOrEqual(calibrator(-1))
    }
  })

  test('a calibration is taken where it is needed, and none where it only adds noise', () => {
    const source = random(8, 'suited')
    const logits = Float64Array.from({ length: 400 }, () => 2 * source.normal())
    const outcome = logits.map((logit) => (source.uniform() < expit(logit) ? 1 : 0))
    expect(suitableCalibration(logits, outcome)).toBe('none')
    expect(
      suitableCalibration(
        logits.map((logit) => 4 * logit + 3),
        outcome,
      ),
    ).toBe('platt')
  })

  test('isotonic calibration pools what falls', () => {
    const calibrator = calibrate('isotonic', Float64Array.from([1, 2, 3, 4]), Float64Array.from([0, 1, 0, 1]))
    expect([0, 2.5, 9].map(calibrator)).toEqual([0.125, 0.5, 0.875])
  })

  test('quality agrees with its definitions', () => {
    expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75)
    expect(areaUnderCurve([0.5, 0.5], [0, 1])).toBe(0.5)
    const quality = qualityOfProbabilities([0.2, 0.6], [0, 1])
    expect(quality.brier).toBeCloseTo((0.04 + 0.16) / 2, 12)
    expect(quality.logLoss).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12)
    expect(quality.ece).toBeCloseTo((0.2 + 0.4) / 2, 12)
    const bins = reliabilityBins(new Float64Array(50).fill(0.3), new Float64Array(50))
    expect(bins.map(({ count, observed }) => [count, observed])).toEqual([[50, 0]])
  })
})

describe('what cannot be answered says why', () => {
  const { columns } = shop(200, 5)
  const { session: _, ...unsessioned } = map
  test.each([
    ['no outcome', { types: undefined }, map, 'MODELS_TARGET_MISSING'],
    ['an outcome that never comes', { types: ['refund'] }, map, 'MODELS_TARGET_UNKNOWN'],
    ['an outcome that is too rare', { firstEvents: 4 }, map, 'MODELS_TOO_FEW_OUTCOMES'],
    ['churn within no time', { task: 'churn' as const }, map, 'MODELS_HORIZON_NEEDED'],
    ['sessions without an end', {}, unsessioned, 'MODELS_SESSION_GAP_NEEDED'],
    ['a column that is not there', {}, { ...map, features: ['colour'] }, 'TABLE_COLUMN_MISSING'],
  ])('%s', async (_name, change, own, code) => {
    await expect(ask(columns, change, own)).rejects.toMatchObject({ code })
  })
})
