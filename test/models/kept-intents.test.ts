import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'
import type { KeptIntents } from '../../src-main/contract/kept-intents.ts'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { entries } from '../../src-main/entries.ts'
import { random } from '../../src-main/numeric/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'kept-intents-'))
const mapping = { user: 'user', item: 'item', time: 'time', type: 'type', attributes: ['aisle'] }
const day = 86_400e6
const start = Date.UTC(2026, 0, 1) * 1000
const landmark = start + 10 * day

let engine: Engine
beforeAll(async () => {
  engine = createEngine({ ...entries, threads: 1 })
  await newProject('shop', writeLog('shop.csv'))
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/**
 * Two needs with five items, an event type and an aisle each; 120 users mix them, one event a day for fifteen days. Every other user
 * gets the offer on day 10. From day `changed` on everybody does the same.
 */
function writeLog(name: string, changed = Number.POSITIVE_INFINITY): string {
  const source = random(11, 'needs')
  const lines: string[] = []
  for (let user = 0; user < 120; user++) {
    const share = source.uniform() ** 2
    const mostly = user % 2
    for (let at = 0; at < 15; at++) {
      const need = source.uniform() < share ? 1 - mostly : mostly
      const own = `i${5 * need + source.integer(5)}`
      const item = at >= changed ? 'other' : own
      const type = at >= changed ? 'view' : ['browse', 'compare'][need]
      if (at === 10 && user % 4 < 2) lines.push(line(user, at, 60e6, item, 'offer', need))
      lines.push(line(user, at, 3600e6, item, type, need))
    }
  }
  const path = join(folder, name)
  writeFileSync(path, `time,user,item,type,aisle\n${lines.join('\n')}\n`)
  return path
}

function line(user: number, at: number, within: number, item: string, type: string, aisle: number): string {
  return `${new Date((start + at * day + within) / 1000).toISOString()},u${user},${item},${type},aisle ${aisle}`
}

async function newProject(name: string, log: string): Promise<void> {
  await engine.request('project.create', { path: join(folder, `${name}.antecedent`) })
  await engine.request('data.import', { path: log, mapping })
}

const asked = { name: 'Needs', intents: 2, before: landmark, features: ['aisle'] }

const table = (
  covariate: Partial<AnalysisTableDefinition['covariates'][number]>,
): AnalysisTableDefinition => ({
  name: 'offers',
  unit: 'user',
  sessionGapMinutes: 30,
  indexTime: { kind: 'landmark', time: landmark },
  covariates: [{ name: 'need', measure: 'intents', ...covariate }],
  treatment: { name: 'offer', types: ['offer'], graceHours: 24 },
  outcome: { name: 'compares', measure: 'count', types: ['compare'], startHours: 24, windowHours: 72 },
  cutOff: 'exclude',
})

async function column(name: string): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await engine.request('behaviour.tableRows', { table: 'offers', limit: 1000 })
  return new Map(rows.map((row) => [String(row.user), row[name]]))
}

describe('intents of the project', () => {
  let kept: KeptIntents
  test('are kept with their settings and every user, and told again after the project was closed', async () => {
    kept = await engine.request('models.findIntents', asked)
    expect(kept).toMatchObject({ name: 'Needs', stale: false, users: 120, request: asked })
    expect(kept.result.intents.map(({ types }) => types[0].name).sort()).toEqual(['browse', 'compare'])
    expect(kept.result.intents[0].features[0].column).toBe('aisle')
    expect(kept.learntFrom.lastEvent).toBeLessThan(landmark)
    await engine.request('project.close', {})
    await engine.request('project.open', { path: join(folder, 'shop.antecedent') })
    expect(await engine.request('models.listIntents', {})).toEqual([kept])
  })

  test('say who is most after one, and find a user by name', async () => {
    const { rows, total } = await engine.request('models.userIntents', { id: kept.id, by: 2, limit: 1000 })
    expect([rows.length, total]).toEqual([120, 120])
    const second = rows.map(({ probabilities }) => probabilities[1])
    expect(second).toEqual([...second].sort((a, b) => b - a))
    for (const { probabilities } of rows) expect(probabilities[0] + probabilities[1]).toBeCloseTo(1, 12)
    const own = await engine.request('models.userIntents', { id: kept.id, user: 'U17' })
    expect(own.rows.map(({ user }) => user)).toEqual(['u17'])
  })

  test('and what predicts what, are in the report where they are wanted', async () => {
    await engine.request('models.relateEvents', { name: 'What follows' })
    const { html } = await engine.request('report.preview', { parts: ['behaviour'] })
    expect(html).toContain('What users are after: Needs')
    expect(html).toContain(kept.result.intents[0].items[0].name)
    expect(html).toContain('What predicts what: What follows')
    const without = await engine.request('report.preview', {
      ...{ parts: ['behaviour'], intents: 'none', behaviourGraph: 'none' },
    })
    expect(without.html).not.toMatch(/What users are after|What predicts what/)
  })

  test('are written as CSV, a line a mark or a user', async () => {
    const path = join(folder, 'intents.csv')
    const { rows } = await engine.request('models.exportIntents', { id: kept.id, path })
    const [heading, first, ...others] = readFileSync(path, 'utf8').trim().split('\n')
    expect(heading).toBe('intent,share,column,name,probability,lift')
    expect(others).toHaveLength(rows - 1)
    const [mark] = kept.result.intents[0].items
    expect(first.split(',').slice(2)).toEqual(['item', mark.name, `${mark.probability}`, `${mark.lift}`])
    await engine.request('models.exportIntents', { id: kept.id, path, of: 'users' })
    const lines = readFileSync(path, 'utf8').trim().split('\n')
    expect([lines[0], lines.length]).toEqual(['user,intent1,intent2', 121])
  })

  test('are a covariate as of each index time: nothing later changes it', async () => {
    const summary = await engine.request('behaviour.buildTable', table({ intents: kept.id }))
    expect(summary.columns.map(({ name }) => name)).toContain('need_1')
    expect(summary.columns.map(({ name }) => name)).not.toContain('need_2')
    expect(summary.intents).toEqual([{ id: kept.id, name: 'Needs', hash: kept.hash }])
    const { rows } = await engine.request('models.userIntents', { id: kept.id, limit: 1000 })
    const need = await column('need_1')
    for (const { user, probabilities } of rows) expect(need.get(user)).toBeCloseTo(probabilities[0], 12)

    await newProject('later', writeLog('later.csv', 10))
    const again = await engine.request('models.findIntents', asked)
    expect(again.hash).toBe(kept.hash)
    const later = await engine.request('behaviour.buildTable', table({ intents: again.id }))
    expect(later.warnings.map((each) => each.words)).not.toContain('behaviour_model_saw_later')
    expect(await column('need_1')).toEqual(need)
  })

  test('warn where they have learnt from later events, and are missing where a user did nothing before', async () => {
    const late = await engine.request('models.findIntents', { intents: 3 })
    const summary = await engine.request('behaviour.buildTable', table({ intents: late.id, windowHours: 24 }))
    expect(summary.warnings.map((each) => each.words)).toContain('behaviour_model_saw_later')
    expect(summary.columns.filter(({ role }) => role === 'covariate')).toHaveLength(2)
    await engine.request('behaviour.buildTable', table({ intents: late.id, types: ['offer'] }))
    expect([...(await column('need_1')).values()].every((value) => value === null)).toBe(true)
  })

  test('are deleted and brought back, renamed and renamed back, and out of date with other events', async () => {
    const [first] = await engine.request('models.listIntents', {})
    await engine.request('models.renameIntents', { id: first.id, name: 'What for' })
    await engine.request('models.removeIntents', { id: first.id })
    await expect(engine.request('models.userIntents', { id: first.id })).rejects.toMatchObject({
      code: 'INTENTS_UNKNOWN',
    })
    await expect(engine.request('behaviour.buildTable', table({ intents: first.id }))).rejects.toMatchObject({
      code: 'INTENTS_UNKNOWN',
    })
    await engine.request('history.undo', {})
    await engine.request('history.undo', {})
    expect((await engine.request('models.listIntents', {}))[0]).toEqual(first)
    await engine.request('data.import', { path: writeLog('more.csv', 12), mapping })
    expect((await engine.request('models.listIntents', {}))[0].stale).toBe(true)
  })

  test('that are none, or of which none are named, are no covariate; nor is a type that is not there read', async () => {
    const single = await engine.request('models.findIntents', { intents: 1 }, { locale: 'zh-CN' })
    expect(single.name).toBe('意图')
    const cases = [
      [table({ intents: single.id }), 'INTENTS_SINGLE'],
      [table({}), 'BEHAVIOUR_INTENTS_MISSING'],
    ] as const
    for (const [definition, code] of cases) {
      await expect(engine.request('behaviour.buildTable', definition)).rejects.toMatchObject({ code })
    }
    await expect(engine.request('models.findIntents', { types: ['nothing'] })).rejects.toMatchObject({
      code: 'BEHAVIOUR_EVENT_TYPE_UNKNOWN',
    })
  })
})

describe('a behaviour graph of the project', () => {
  test('is kept, renamed, deleted, undone and written; it is out of date with other events', async () => {
    await newProject('related', writeLog('related.csv'))
    const kept = await engine.request('models.relateEvents', {
      ...{ name: 'What follows', types: ['browse', 'compare'], halfLifeHours: 24 },
    })
    expect(kept).toMatchObject({ name: 'What follows', stale: false, types: ['browse', 'compare'] })
    expect(kept.request).toEqual({
      ...{ name: 'What follows', types: ['browse', 'compare'], halfLifeHours: 24, alpha: 0.05 },
    })
    await engine.request('project.close', {})
    await engine.request('project.open', { path: join(folder, 'related.antecedent') })
    expect(await engine.request('models.listBehaviourGraphs', {})).toEqual([kept])

    const path = join(folder, 'pairs.csv')
    expect((await engine.request('models.exportBehaviourGraph', { id: kept.id, path })).rows).toBe(4)
    const [heading, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
    const names = heading.split(',')
    const first = Object.fromEntries(lines[0].split(',').map((value, at) => [names[at], value]))
    expect(Number(first.effect)).toBe(kept.pairs[0].effect)
    expect([Number(first.low), Number(first.high)]).toEqual(kept.pairs[0].confidenceInterval)
    expect(Number(first.probability)).toBe(kept.pairs[0].probability)

    const other = await engine.request('models.relateEvents', { name: 'What follows' })
    expect(other.name).toBe('What follows 2')
    await expect(
      engine.request('models.renameBehaviourGraph', { id: other.id, name: kept.name }),
    ).rejects.toMatchObject({ code: 'MODELS_NAME_TAKEN' })
    await engine.request('models.removeBehaviourGraph', { id: kept.id })
    await engine.request('models.renameBehaviourGraph', { id: other.id, name: 'What follows' })
    await expect(engine.request('models.exportBehaviourGraph', { id: kept.id, path })).rejects.toMatchObject({
      code: 'BEHAVIOUR_GRAPH_UNKNOWN',
    })
    await engine.request('history.undo', {})
    await engine.request('history.undo', {})
    expect(await engine.request('models.listBehaviourGraphs', {})).toEqual([kept, other])
    await engine.request('data.import', { path: writeLog('unlike.csv', 12), mapping })
    const listed = await engine.request('models.listBehaviourGraphs', {})
    expect(listed.map(({ stale }) => stale)).toEqual([true, true])
  })
})
