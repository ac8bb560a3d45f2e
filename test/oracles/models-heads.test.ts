import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { eventLogFromTable } from '../../src-main/models/heads/event-log.ts'
import { propensity } from '../../src-main/models/heads/propensity.ts'
import { serial } from '../../src-main/numeric/parallel.ts'

const path = fileURLToPath(
  new URL('../../../shared/data/behaviour/rees46/events-2019-10-01.csv', import.meta.url),
)
const map = {
  ...{ user: 'user_id', time: 'event_time', type: 'event_type', item: 'product_id', session: 'user_session' },
  features: ['price', 'category_code'],
}

// REES46, 2019-10-01: 15 of the 587 later sessions have a purchase after their first two events.
test.skipIf(!existsSync(path))(
  'a real shop’s purchases are told from the first two events of a session, and a cart speaks for one',
  async () => {
    const log = eventLogFromTable(await readTable({ path }), map, undefined)
    const request = {
      task: 'in-session',
      types: ['purchase'],
      firstEvents: 2,
      calibration: 'automatic',
      seed: 0,
    } as const
    const { units, calibrated, baseline, weights } = await propensity(log, request, null, serial, silent)
    expect(units).toEqual({ fitted: 1761, calibrated: 587, tested: 587, scored: 587 })
    expect(calibrated.auc).toBeGreaterThan(0.75)
    expect(calibrated.logLoss).toBeLessThan(0.85 * baseline.logLoss)
    expect(calibrated.ece).toBeLessThan(0.04)
    const weightOf = (type: string) =>
      weights.find(({ feature }) => feature.words === 'feature_type_last' && feature.with?.type === type)!
        .weight
    expect(weightOf('cart')).toBeGreaterThan(0)
    expect(weightOf('view')).toBeLessThan(0)
  },
)
