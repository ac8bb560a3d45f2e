import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Recommendation } from '../../src-main/contract/recommend.ts'
import type { WritingConnection } from '../../src-main/store/connection.ts'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { resultsHash } from '../../src-main/store/information.ts'
import { readItemEvents } from '../../src-main/store/item-events.ts'
import { judge, readJudgements, withdrawJudgement } from '../../src-main/store/judgements.ts'
import { createProject } from '../../src-main/store/open.ts'
import {
  appendRecommendations,
  beginRecommendationRun,
  eachRecommendation,
  publishRecommendationRun,
  readItemLists,
  readProposals,
  readRecommendationPage,
} from '../../src-main/store/recommendations.ts'
import { dataHash } from '../../src-main/store/sources.ts'
import { importEvents, shopLog } from './event-logs.ts'
import { testFolder } from './project-files.ts'

function freshProject() {
  return createProject(join(testFolder(), 'shop.antecedent'), null)
}

const users = ['ann', 'bo', 'cy']
const items = ['a', 'b', 'c', 'd']

const lines: readonly Recommendation[] = users.flatMap((user) =>
  items.map((item, at) => ({
    user,
    rank: at + 1,
    item,
    score: 4 - at,
    effect: 0.1,
    effectStandardError: 0.01,
    causalScore: 1 - at / 4,
    because: { words: 'because_met_chance', with: { met: at < 2 ? 'z' : 'y', points: 10 } },
  })),
)

function publish(connection: WritingConnection): void {
  const { run } = beginRecommendationRun(connection, {})
  appendRecommendations(connection, { run, lines, users: [] })
  const result = {
    model: 'ease',
    evaluation: [],
    table: 'offers',
    usersConsidered: 3,
    usersExcluded: 0,
    usersListed: 3,
    lines: lines.length,
    seed: 1,
    dataHash: dataHash(connection),
    warnings: [],
  } as const
  publishRecommendationRun(connection, { run, result, tableHash: 'none' })
}

const listOf = (connection: WritingConnection, user: string) =>
  readRecommendationPage(connection, { offset: 0, limit: 100, user }).rows.map(
    ({ rank, item }) => `${rank} ${item}`,
  )

describe('a judgement', () => {
  test('that pins an item puts it first; a second pin stands after the first', () => {
    const { connection, close } = freshProject()
    publish(connection)
    judge(connection, { kind: 'pin', user: 'bo', item: 'c', reason: '' })
    judge(connection, { kind: 'pin', user: 'bo', item: 'b', reason: 'ours' })
    expect(listOf(connection, 'bo')).toEqual(['1 c', '2 b', '3 a', '4 d'])
    expect(listOf(connection, 'ann')).toEqual(['1 a', '2 b', '3 c', '4 d'])
    const [first] = readRecommendationPage(connection, { offset: 4, limit: 1 }).rows
    expect(first).toMatchObject({ user: 'bo', item: 'c', judgement: { kind: 'pin' } })
    close()
  })

  test('that bans an item for one user closes the ranks; taken back, the line is where it was', () => {
    const { connection, close } = freshProject()
    publish(connection)
    const ban = judge(connection, { kind: 'ban', user: 'ann', item: 'b', reason: 'sold out' })
    expect(listOf(connection, 'ann')).toEqual(['1 a', '2 c', '3 d'])
    expect(readProposals(connection, 'ann').map(({ item }) => item)).toEqual(['a', 'c', 'd', 'b'])
    expect(withdrawJudgement(connection, { id: ban.id })).toEqual(ban)
    expect([...eachRecommendation(connection)]).toEqual(lines)
    expect(() => withdrawJudgement(connection, { id: ban.id })).toThrow(/RECOMMEND_JUDGEMENT_UNKNOWN/)
    close()
  })

  test('about everybody holds for every list, but not against what was said of one user', () => {
    const { connection, close } = freshProject()
    publish(connection)
    judge(connection, { kind: 'pin', user: 'cy', item: 'a', reason: '' })
    judge(connection, { kind: 'ban', user: null, item: 'a', reason: 'recalled' })
    expect(users.map((user) => listOf(connection, user)[0])).toEqual(['1 b', '1 b', '1 a'])
    expect(readRecommendationPage(connection, { offset: 0, limit: 1 }).total).toBe(10)
    expect(readItemLists(connection, 'a')).toEqual({
      ranks: [{ rank: 1, lists: 1 }],
      because: [{ met: 'z', lists: 1 }],
    })
    close()
  })

  test('replaces the one before of the same user and item', () => {
    const { connection, close } = freshProject()
    publish(connection)
    judge(connection, { kind: 'ban', user: 'ann', item: 'a', reason: '' })
    judge(connection, { kind: 'wrong', user: 'ann', item: 'a', reason: 'a gift for somebody else' })
    expect(readJudgements(connection)).toMatchObject([{ kind: 'wrong', user: 'ann', item: 'a' }])
    expect(readProposals(connection, 'ann').at(-1)?.judgement?.reason).toBe('a gift for somebody else')
    close()
  })

  test('is obeyed by every later list, on every page and in the export', () => {
    const { connection, close } = freshProject()
    judge(connection, { kind: 'ban', user: null, item: 'b', reason: '' })
    judge(connection, { kind: 'wrong', user: 'bo', item: 'd', reason: 'never' })
    judge(connection, { kind: 'pin', user: 'ann', item: 'd', reason: '' })
    publish(connection)
    const expected = ['ann d', 'ann a', 'ann c', 'bo a', 'bo c', 'cy a', 'cy c', 'cy d']
    expect([...eachRecommendation(connection)].map(({ user, item }) => `${user} ${item}`)).toEqual(expected)
    for (let offset = 0; offset < expected.length; offset++) {
      const { rows, total } = readRecommendationPage(connection, { offset, limit: 3 })
      expect(total).toBe(expected.length)
      expect(rows.map(({ user, item }) => `${user} ${item}`)).toEqual(expected.slice(offset, offset + 3))
    }
    close()
  })

  test('makes a written report out of date', () => {
    const { connection, close } = freshProject()
    publish(connection)
    const before = resultsHash(connection)
    const { id } = judge(connection, { kind: 'ban', user: 'ann', item: 'a', reason: '' })
    expect(resultsHash(connection)).not.toBe(before)
    withdrawJudgement(connection, { id })
    expect(resultsHash(connection)).toBe(before)
    close()
  })
})

test('the events of an item are those of the log, counted by type and user', () => {
  const { connection, close } = freshProject()
  importEvents(connection, shopLog(500), 'a')
  const { items, item, user, type, types, time, price, rows } = readEventColumns(connection)
  const code = item[0]
  const own = Array.from({ length: rows }, (_, row) => row).filter((row) => item[row] === code)
  const found = readItemEvents(connection, items[code])
  expect(found).toMatchObject({
    events: own.length,
    users: new Set(own.map((row) => user[row])).size,
    from: Math.min(...own.map((row) => time[row])),
    to: Math.max(...own.map((row) => time[row])),
  })
  for (const { type: name, count } of found?.types ?? []) {
    expect(own.filter((row) => types[type[row]] === name)).toHaveLength(count)
  }
  const paid = own.map((row) => price[row]).filter((each) => !Number.isNaN(each))
  expect(found?.price?.lowest ?? null).toBe(paid.length === 0 ? null : Math.min(...paid))
  expect(readItemEvents(connection, 'nothing of this name')).toBeNull()
  close()
})
