import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type RpcAnswer, startRpc } from './rpc-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'antecedent-rpc-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A log of `rows` views by 1,000 users. */
function writeLog(name: string, rows: number): string {
  const path = join(folder, name)
  const lines = ['time,user,item']
  for (let row = 0; row < rows; row++) {
    lines.push(`${new Date(1_700_000_000_000 + row * 1000).toISOString()},u${row % 1000},i${row % 97}`)
  }
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

const mapping = { user: 'user', time: 'time', item: 'item' }

describe('antecedent rpc', () => {
  test('answers in the shapes of the contract and ends with 0', async () => {
    const rpc = startRpc()
    const graph = { dagitty: 'dag{ z -> x z -> y x -> y }' }
    const [separated, sets, checked] = await Promise.all([
      rpc.request('graph.dSeparated', {
        graph: { dagitty: 'dag{a -> b -> c}' },
        x: ['a'],
        y: ['c'],
        given: [],
      }),
      rpc.request('graph.adjustmentSets', { graph, treatments: ['x'], outcomes: ['y'], effect: 'total' }),
      rpc.request('graph.checkAdjustmentSet', {
        graph,
        treatments: ['x'],
        outcomes: ['y'],
        effect: 'total',
        set: [],
      }),
    ])
    expect(separated.result).toMatchObject({ separated: false, openPath: ['a', 'b', 'c'] })
    expect(sets.result).toMatchObject({ minimal: [['z']], canonical: ['z'] })
    expect(checked.result).toMatchObject({ valid: false, reason: expect.stringMatching(/\S/) })
    expect(await rpc.end()).toBe(0)
  })

  test('names what is wrong with a request and ends with 1', async () => {
    const rpc = startRpc()
    const unknown = await rpc.request('graph.nothing', {})
    const invalid = await rpc.request('graph.dSeparated', { graph: { dagitty: 'dag{a}' }, x: 'a', y: ['b'] })
    expect(unknown.error).toMatchObject({ code: 'METHOD_UNKNOWN', hint: expect.stringMatching(/\S/) })
    expect(invalid.error).toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringContaining('x') })
    expect(await rpc.end()).toBe(1)
  })

  test('takes a byte order mark and the line separators of Unicode, and names parameters it does not know', async () => {
    const rpc = startRpc()
    rpc.process.stdin.write('\uFEFF\n')
    const name = 'a\u2028b\u2029'
    const answer = await rpc.request('graph.ancestors', {
      graph: {
        nodes: [{ id: name }, { id: 'c' }],
        edges: [{ from: name, to: 'c', kind: 'directed' }],
      },
      node: 'c',
      nodes: ['c'],
    })
    expect(answer).toMatchObject({
      result: { nodes: expect.arrayContaining([name, 'c']) },
      ignored: ['nodes'],
    })
    expect(await rpc.end()).toBe(0)
  })

  test('stops quietly when nobody reads its answers, and cancels all when it is told to end', async () => {
    const unread = startRpc()
    let complaints = ''
    unread.process.stderr.on('data', (text) => {
      complaints += text
    })
    unread.process.stdout.destroy()
    void unread.request('verify.run', {})
    expect(await new Promise((resolve) => unread.process.on('exit', resolve))).toBe(1)
    expect(complaints).toBe('')

    const ended = startRpc()
    const answers = [1, 2].map(() =>
      ended.request('verify.run', {}, () => {
        ended.process.kill('SIGTERM')
      }),
    )
    for (const { error } of await Promise.all(answers)) expect(error?.code).toBe('CANCELLED')
  })

  test('cancels an import half-way and leaves the project as it was', async () => {
    const rpc = startRpc()
    await rpc.request('project.create', { path: join(folder, 'cancelled.antecedent') })
    await rpc.request('data.import', { path: writeLog('small.csv', 100), mapping })
    const large = writeLog('large.csv', 400_000)
    let cancelledAt = 0
    let asked: Promise<RpcAnswer[]> | null = null
    const answer = await rpc.request('data.import', { path: large, mapping }, (fraction) => {
      const id = rpc.lastId()
      if (fraction < 0.3 || asked !== null) return
      const graph = { dagitty: 'dag{a -> b}' }
      asked = Promise.all([
        rpc.request('jobs.list', {}),
        rpc.request('graph.ancestors', { graph, node: 'b' }),
      ])
      void asked.then(() => {
        cancelledAt = performance.now()
        rpc.cancel(id)
      })
    })
    const [jobs, ancestors] = await (asked as unknown as Promise<RpcAnswer[]>)
    expect(jobs.result).toContainEqual(expect.objectContaining({ method: 'data.import', state: 'running' }))
    expect(ancestors.result).toMatchObject({ nodes: ['a', 'b'] })
    expect(answer.error?.code).toBe('CANCELLED')
    expect(performance.now() - cancelledAt).toBeLessThan(1000)
    const sources = await rpc.request('data.sources', {})
    expect(sources.result).toMatchObject([{ rows: 100 }])
    const events = await rpc.request('data.events', { limit: 1 })
    expect(events.result).toMatchObject({ total: 100 })
    await rpc.end()
  })

  test('keeps the order of what changes the project, sent without waiting for answers', async () => {
    const rpc = startRpc()
    const answers = await Promise.all([
      rpc.request('project.create', { path: join(folder, 'ordered.antecedent') }),
      rpc.request('data.import', { path: writeLog('ordered.csv', 5000), mapping }),
      rpc.request('data.rename', { source: 1, name: 'visits' }),
      rpc.request('data.sources', {}),
    ])
    expect(answers.map(({ error }) => error)).toEqual(answers.map(() => undefined))
    expect(answers[3].result).toMatchObject([{ name: 'visits', rows: 5000 }])
    const [, undone] = await Promise.all([rpc.request('history.undo', {}), rpc.request('data.sources', {})])
    expect(undone.result).toMatchObject([{ name: 'ordered.csv' }])
    expect(await rpc.end()).toBe(0)
  })

  test('killed in the middle of an import, the project opens as it was before', async () => {
    const path = join(folder, 'killed.antecedent')
    const before = startRpc()
    await before.request('project.create', { path })
    await before.request('data.import', { path: writeLog('first.csv', 50), mapping })
    await before.end()

    const killed = startRpc()
    await killed.request('project.open', { path })
    const large = writeLog('second.csv', 400_000)
    const answer = await killed.request('data.import', { path: large, mapping }, (fraction) => {
      if (fraction > 0.4) killed.process.kill('SIGKILL')
    })
    expect(answer.error?.code).toBe('EXITED')

    const after = startRpc()
    expect((await after.request('project.open', { path })).error).toBeUndefined()
    expect((await after.request('data.sources', {})).result).toMatchObject([{ rows: 50 }])
    expect((await after.request('data.events', { limit: 1 })).result).toMatchObject({ total: 50 })
    await after.end()
  })

  test('a second program is told who has the project', async () => {
    const path = join(folder, 'locked.antecedent')
    const first = startRpc()
    await first.request('project.create', { path })
    const second = startRpc()
    const refused = await second.request('project.open', { path })
    expect(refused.error).toMatchObject({ code: 'PROJECT_LOCKED' })
    expect(refused.error?.message).toContain(String(first.process.pid))
    await first.end()
    expect((await second.request('project.open', { path })).error).toBeUndefined()
    await second.end()
    expect(existsSync(`${path}.lock`)).toBe(false)
  })
})
