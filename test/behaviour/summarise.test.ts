import { describe, expect, it } from 'vitest'
import { sessionise } from '../../src-main/behaviour/sessionise.ts'
import { summarise } from '../../src-main/behaviour/summarise.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { atHour, type Event, eventColumns } from './events.ts'

const visit: Event[] = [
  { user: 'a', hour: 0, type: 'view', item: 'p' },
  { user: 'a', hour: 0.1, type: 'cart', item: 'p' },
  { user: 'a', hour: 0.2, type: 'buy', item: 'p' },
  { user: 'a', hour: 0.7, type: 'view', item: 'q' },
  { user: 'a', hour: 1.3, type: 'view' },
  { user: 'b', hour: 30, type: 'view' },
  { user: 'b', hour: 30.1, type: 'cart' },
]

describe('sessions', () => {
  it('by gap end where the silence is longer, not where it is as long', () => {
    const sessions = sessionise(eventColumns(visit), 30)
    expect([...sessions.ofRow]).toEqual([0, 0, 0, 0, 1, 2, 2])
    expect(sessions).toMatchObject({ count: 3, from: 'gap' })
  })

  it('are those of the log where it names them, even interleaved, shared or missing', () => {
    const sessions = sessionise(
      eventColumns([
        { user: 'a', hour: 0, type: 'view', session: 's' },
        { user: 'a', hour: 0.1, type: 'view', session: 't' },
        { user: 'a', hour: 9, type: 'view', session: 's' },
        { user: 'a', hour: 9.1, type: 'view' },
        { user: 'b', hour: 0, type: 'view', session: 's' },
      ]),
      30,
    )
    expect([...sessions.ofRow]).toEqual([0, 1, 0, 2, 3])
    expect([...sessions.rows]).toEqual([0, 2, 1, 3, 4])
    expect(sessions.from).toBe('log')
  })
})

describe('a summary', () => {
  const summary = summarise(eventColumns(visit), { sessionGapMinutes: 30 }, silent)

  it('counts events, users, items, sessions and types', () => {
    expect(summary).toMatchObject({
      events: 7,
      users: 2,
      items: 2,
      sessions: 3,
      sessionsFrom: 'gap',
      from: atHour(0),
      to: atHour(30.1),
    })
    expect(summary.eventTypes).toEqual([
      { type: 'view', count: 4, users: 2, sessions: 3 },
      { type: 'cart', count: 2, users: 2, sessions: 2 },
      { type: 'buy', count: 1, users: 1, sessions: 1 },
    ])
  })

  it('orders the funnel as sessions meet its steps, and counts those that reach each in order', () => {
    expect(summary.funnel).toEqual([
      { type: 'view', sessions: 3 },
      { type: 'cart', sessions: 2 },
      { type: 'buy', sessions: 1 },
    ])
    const backwards = eventColumns([
      ...visit,
      { user: 'c', hour: 5, type: 'buy' },
      { user: 'c', hour: 5.1, type: 'view' },
    ])
    expect(
      summarise(backwards, { sessionGapMinutes: 30 }, silent).funnel.map(({ sessions }) => sessions),
    ).toEqual([4, 2, 1])
  })

  it('counts what follows what within a session', () => {
    expect(summary.transitions).toEqual([
      { from: 'view', to: 'cart', count: 2, probability: 0.5 },
      { from: 'buy', to: 'view', count: 1, probability: 1 },
      { from: 'cart', to: 'buy', count: 1, probability: 0.5 },
    ])
  })

  it('bins events by hour, empty hours included, and sessions by length', () => {
    expect(summary.perPeriod.period).toBe('hour')
    expect(summary.perPeriod.start[0]).toBe(atHour(0))
    expect(summary.perPeriod.count).toEqual([4, 1, ...new Array(28).fill(0), 2])
    expect(summary.sessionLengths.slice(0, 4)).toEqual([
      { from: 1, to: 1, count: 1 },
      { from: 2, to: 2, count: 1 },
      { from: 3, to: 3, count: 0 },
      { from: 4, to: 4, count: 1 },
    ])
    const long = eventColumns([
      { user: 'a', hour: 0, type: 'view' },
      { user: 'a', hour: 900, type: 'view' },
    ])
    expect(summarise(long, { sessionGapMinutes: 30 }, silent).perPeriod).toMatchObject({ period: 'day' })
  })

  it('of no events is refused', () => {
    expect(() => summarise(eventColumns([]), { sessionGapMinutes: 30 }, silent)).toThrow(
      'BEHAVIOUR_NO_EVENTS',
    )
  })
})
