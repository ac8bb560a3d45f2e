import { describe, expect, it } from 'vitest'
import { chosenFunnel } from '../../src-main/behaviour/funnel.ts'
import { indexSessions, sessionsPage } from '../../src-main/behaviour/sessions-page.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { atHour, type Event, eventColumns } from './events.ts'

const log: Event[] = [
  { user: 'a', hour: 0, type: 'view', item: 'p', price: 5 },
  { user: 'a', hour: 0.1, type: 'cart', item: 'p' },
  { user: 'a', hour: 5, type: 'buy', item: 'p' },
  { user: 'b', hour: 1, type: 'view', session: 'named' },
  { user: 'b', hour: 1.2, type: 'buy', session: 'named' },
  { user: 'b', hour: 1.4, type: 'cart', session: 'named' },
  { user: 'c', hour: 2, type: 'cart' },
]

describe('a funnel of chosen steps', () => {
  const funnelOf = (steps: string[], within: 'session' | 'user') =>
    chosenFunnel(eventColumns(log), { steps, within, sessionGapMinutes: 30 }, silent)

  it('counts sessions that reach each step after the one before, with the time it took', () => {
    expect(funnelOf(['view', 'cart', 'buy'], 'session')).toEqual({
      considered: 4,
      steps: [
        { type: 'view', reached: 2, share: 0.5, medianHours: null },
        { type: 'cart', reached: 2, share: 1, medianHours: expect.closeTo(0.25, 9) },
        { type: 'buy', reached: 0, share: 0, medianHours: null },
      ],
    })
  })

  it('or users, over all their sessions', () => {
    expect(funnelOf(['view', 'cart', 'buy'], 'user')).toMatchObject({
      considered: 3,
      steps: [
        { reached: 2 },
        { reached: 2 },
        { reached: 1, share: 0.5, medianHours: expect.closeTo(4.9, 9) },
      ],
    })
  })

  it('refuses a step that the log does not know', () => {
    expect(() => funnelOf(['view', 'gift'], 'user')).toThrow('BEHAVIOUR_EVENT_TYPE_UNKNOWN {"type":"gift"')
  })
})

describe('the session explorer', () => {
  const all = { containing: [], offset: 0, limit: 50 }
  const index = indexSessions(eventColumns(log), 30, silent)

  it('shows sessions with their events, the latest first', () => {
    const { total, rows } = sessionsPage(index, all)
    expect(total).toBe(4)
    expect(rows.map(({ user, session, events }) => [user, session, events])).toEqual([
      ['a', null, 1],
      ['c', null, 1],
      ['b', 'named', 3],
      ['a', null, 2],
    ])
    expect(rows[3]).toMatchObject({
      start: atHour(0),
      end: atHour(0.1),
      steps: [
        { time: atHour(0), type: 'view', item: 'p', price: 5 },
        { time: atHour(0.1), type: 'cart', item: 'p', price: null },
      ],
    })
  })

  it('by user, by what they contain, and by page', () => {
    const page = (asked: Partial<Parameters<typeof sessionsPage>[1]>) =>
      sessionsPage(index, { ...all, ...asked })
    expect(page({ user: 'a' }).total).toBe(2)
    expect(page({ user: 'nobody' })).toEqual({ total: 0, offset: 0, rows: [] })
    expect(page({ containing: ['cart', 'buy'] }).rows.map(({ user }) => user)).toEqual(['b'])
    expect(page({ offset: 1, limit: 2 }).rows.map(({ user }) => user)).toEqual(['c', 'b'])
    expect(() => page({ containing: ['gift'] })).toThrow('BEHAVIOUR_EVENT_TYPE_UNKNOWN')
  })
})
