import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WindowEvent } from '../../src-main/contract/bridge.ts'
import type { MethodName } from '../../src-main/contract/methods.ts'
import type { EngineProcess } from '../../src-main/desktop/engine-link.ts'
import { EngineSupervisor } from '../../src-main/desktop/engine-supervisor.ts'

const entry = join(import.meta.dirname, 'fake-engine.ts')

let children: ChildProcess[]
let events: WindowEvent[]
let opened: string[]
let supervisor: EngineSupervisor
let sent: unknown[]
let threads: number | null

beforeEach(() => {
  children = []
  events = []
  opened = []
  sent = []
  threads = null
  supervisor = new EngineSupervisor({
    fork: forkFake,
    locale: () => 'en',
    threads: () => threads,
    onEvent: (event) => events.push(event),
    onProjectOpened: (path) => opened.push(path),
  })
})

afterEach(() => supervisor.stop())

function forkFake(): EngineProcess {
  const child = fork(entry, {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  children.push(child)
  return {
    postMessage: (message) => {
      sent.push(message)
      child.send(message)
    },
    kill: () => {
      child.kill()
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as never))
    },
    onExit: (listener) => {
      child.on('exit', (code) => listener(code ?? 1))
    },
  }
}

const ask = (method: MethodName, params: unknown = {}) =>
  supervisor.request(method, params, () => undefined).answer

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const restarts = () => events.filter(({ event }) => event === 'engine.restarted')

describe('the engine’s supervisor', () => {
  it('brings a request to the engine in the language of the window, and its answer back', async () => {
    expect(await ask('report.write', { given: ['z'] })).toEqual({
      result: { id: 1, method: 'report.write', params: { given: ['z'] }, locale: 'en' },
    })
  })

  it('tells every engine how many threads were chosen, and again when that changes', async () => {
    await ask('report.write')
    threads = 3
    supervisor.useThreads()
    await ask('report.write')
    expect(sent.filter((message) => 'threads' in (message as object))).toEqual([
      { threads: null },
      { threads: 3 },
    ])
  })

  it('passes on what the engine tells everybody', async () => {
    await ask('project.open', { path: '/shop.antecedent' })
    expect(events).toEqual([{ event: 'project.changed' }])
    expect(opened).toEqual(['/shop.antecedent'])
  })

  it('reports progress, and cancels', async () => {
    const fractions: number[] = []
    const request = supervisor.request('jobs.list', {}, ({ fraction }) => fractions.push(fraction))
    await until(() => fractions.length > 0)
    request.cancel()
    expect(await request.answer).toMatchObject({ error: { code: 'CANCELLED' } })
    expect(fractions).toEqual([0.5])
  })

  it('fails what was running when the engine stops, and says what to do', async () => {
    const running = ask('jobs.list')
    const other = ask('jobs.list')
    await ask('project.information')
    children[0]!.kill('SIGKILL')
    for (const answer of [await running, await other]) {
      expect(answer).toMatchObject({
        error: { code: 'ENGINE_STOPPED', hint: expect.stringContaining('started again') },
      })
    }
  })

  it('opens the project again in a new engine before anything else is let through', async () => {
    await ask('project.open', { path: '/shop.antecedent', passphrase: 'secret' })
    const lost = ask('verify.run')
    await lost
    const answer = await ask('project.information')
    expect(children).toHaveLength(2)
    expect(answer).toEqual({
      result: { opened: { path: '/shop.antecedent', passphrase: 'secret' }, running: 0 },
    })
    expect(restarts()).toEqual([{ event: 'engine.restarted', project: '/shop.antecedent', error: null }])
  })

  it('says why where the project cannot be opened again', async () => {
    await ask('project.create', { path: '/missing.antecedent' })
    await ask('verify.run')
    await until(() => restarts().length > 0)
    expect(restarts()).toMatchObject([{ project: null, error: { code: 'FILE_NOT_FOUND' } }])
  })

  it('opens nothing again once the project was closed', async () => {
    await ask('project.open', { path: '/shop.antecedent' })
    await ask('project.close')
    await ask('verify.run')
    expect(await ask('project.information')).toEqual({ result: { opened: null, running: 0 } })
  })

  it('opens with the new passphrase after it was changed', async () => {
    await ask('project.open', { path: '/shop.antecedent', passphrase: 'old' })
    await ask('project.changePassphrase', { from: 'old', to: 'new' })
    await ask('verify.run')
    expect(await ask('project.information')).toMatchObject({ result: { opened: { passphrase: 'new' } } })
  })

  it('gives up on an engine that keeps stopping, until it is asked again', async () => {
    for (let crash = 0; crash < 4; crash++) await ask('verify.run')
    await until(() => restarts().length === 4)
    expect(restarts().at(-1)).toMatchObject({ project: null, error: { code: 'ENGINE_STOPPED' } })
    expect(children).toHaveLength(4)
    expect(await ask('project.information')).toMatchObject({ result: { opened: null } })
    expect(children).toHaveLength(5)
  })

  it('starts no other engine once it was told to stop', async () => {
    await ask('project.information')
    const ended = new Promise((resolve) => children[0]!.once('exit', resolve))
    supervisor.stop()
    await ended
    expect(children).toHaveLength(1)
    expect(restarts()).toEqual([])
  })
})
