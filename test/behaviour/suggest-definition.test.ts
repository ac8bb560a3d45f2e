import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { buildAnalysisTable } from '../../src-main/behaviour/build-analysis-table.ts'
import { suggestDefinition } from '../../src-main/behaviour/suggest-definition.ts'
import { analysisTableDefinition } from '../../src-main/contract/behaviour.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'
import { shop } from '../../src-main/simulate/shop-constants.ts'
import { hasSharedData } from '../ingest/files.ts'
import { eventColumns } from './events.ts'
import { rees46 } from './rees46.ts'

describe('a definition is suggested', () => {
  it('for the sample shop: what an offer at the landmark does to purchases in the three weeks after', () => {
    const { events } = simulateShop({ users: 2000, seed: 3, variant: 'observed' })
    const definition = suggestDefinition(events, {})
    expect(definition).toMatchObject({
      unit: 'user',
      indexTime: { kind: 'landmark', time: shop.start + shop.landmarkDay * 86_400e6 },
      treatment: { name: 'offer', types: ['offer'], graceHours: 24 },
      outcome: { types: ['purchase'], measure: 'any', startHours: 24, windowHours: 504 },
    })
    expect(definition.covariates.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['customer_type', 'view_count', 'cart_count', 'purchase_count']),
    )
    const { summary } = buildAnalysisTable(events, definition, silent)
    expect(summary.treated).toBeGreaterThan(500)
    expect(summary.untreated).toBeGreaterThan(500)
  })

  it.runIf(hasSharedData)('for three hours of rees46: trials of who puts something in the cart', async () => {
    const events = await rees46()
    const definition = suggestDefinition(events, {})
    expect(definition).toMatchObject({
      indexTime: { kind: 'sequential-trials' },
      treatment: { types: ['cart'] },
      outcome: { types: ['purchase'] },
    })
    const { summary, table } = buildAnalysisTable(events, definition, silent)
    expect(summary.treated).toBeGreaterThan(20)
    expect(summary.untreated).toBeGreaterThan(1000)
    expect(summary.rows + summary.notEligible + summary.cutOff).toBe(summary.considered)
    expect(table.columns.map(({ name }) => name)).toContain('view_count')
  })

  it('with the treatment and outcome that the analyst chose, in any language, and fits the contract', () => {
    const types = ['浏览', '收藏', '优惠券', '下单']
    const events = eventColumns(
      Array.from({ length: 400 }, (_, i) => ({
        user: `u${i % 20}`,
        hour: i * 3,
        type: types[(i * 7 + Math.floor(i / 20)) % 4],
        price: 2,
      })),
    )
    const own = suggestDefinition(events, {})
    expect(own).toMatchObject({ treatment: { types: ['优惠券'] }, outcome: { types: ['下单'] } })
    const chosen = suggestDefinition(events, { treatment: '收藏', outcome: '浏览' })
    expect(chosen).toMatchObject({ treatment: { types: ['收藏'] }, outcome: { types: ['浏览'] } })
    for (const definition of [own, chosen]) {
      expect(v.parse(analysisTableDefinition, definition)).toEqual(definition)
      expect(buildAnalysisTable(events, definition, silent).table.rows).toBeGreaterThan(0)
    }
  })

  it('for a till: sales are what comes of it, not what was done', () => {
    const lines = eventColumns(
      Array.from({ length: 40 }, (_, i) => ({
        user: `u${i % 8}`,
        hour: i * 5,
        type: i % 6 === 5 ? 'RETURN' : 'SALE',
      })),
    )
    const found = suggestDefinition(lines, {})
    expect(found).toMatchObject({ treatment: { types: ['RETURN'] }, outcome: { types: ['SALE'] } })
  })

  it('not where there is nothing to compare, or the chosen type does not occur', () => {
    const views = eventColumns([{ user: 'a', hour: 1, type: 'view' }])
    expect(() => suggestDefinition(views, {})).toThrow('BEHAVIOUR_NOTHING_TO_COMPARE')
    expect(() => suggestDefinition(views, { treatment: 'gift' })).toThrow('BEHAVIOUR_EVENT_TYPE_UNKNOWN')
    expect(() => suggestDefinition(eventColumns([]), {})).toThrow('BEHAVIOUR_NO_EVENTS')
  })
})
