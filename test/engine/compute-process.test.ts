import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MethodName, Request } from '../../src-main/contract/methods.ts'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { entries } from '../../src-main/entries.ts'
import { ringLog } from '../models/shop-log.ts'
import { softwareGpu } from '../models/webgpu/software-gpu.ts'

/** The engine outside the app, its graphics processor in a process of its own, which can be stopped and can die. */

const gpu = await softwareGpu()
const folder = mkdtempSync(join(tmpdir(), 'antecedent-compute-'))
const path = join(folder, 'model.safetensors')
const table = (users: number) => {
  const { user, item, time } = ringLog(users, 12, 3)
  return { columns: { who: user, what: item, when: time } }
}
const common = {
  ...{ table: table(60), path, map: { user: 'who', item: 'what', time: 'when' } },
  backend: 'webgpu' as const,
}
/** Of several batches. */
const crowd = { ...common, table: table(1300) }
const options = { width: 8, hidden: 8, length: 6, batch: 16, layers: 1 }

describe.skipIf(gpu === null)('an engine outside the app', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = createEngine({ ...entries, threads: 1 })
    await engine.request('models.train', {
      ...common,
      backend: 'wasm',
      model: 'rnn',
      epochs: 1,
      save: path,
      options,
    })
  })
  afterAll(async () => {
    await engine?.close()
    rmSync(folder, { recursive: true })
  })

  /** Does `what` once the request is under way, and waits for what becomes of it. */
  const during = async <Name extends MethodName>(
    name: Name,
    params: Request<Name>,
    what: (abort: () => void) => void,
  ) => {
    const abort = new AbortController()
    let at = 0
    const onProgress = (fraction: number) => {
      if (at > 0 || fraction === 0) return
      at = performance.now()
      what(() => abort.abort())
    }
    const answer = await engine
      .request(name, params, { onProgress, signal: abort.signal })
      .catch((error) => error)
    expect(at).toBeGreaterThan(0)
    return { answer, milliseconds: performance.now() - at }
  }

  test('answers two requests at once as the processor does', async () => {
    const there = await Promise.all(
      [1, 2].map(() => engine.request('models.evaluate', { ...common, k: [3] })),
    )
    const { metrics } = await engine.request('models.evaluate', { ...common, backend: 'cpu', k: [3] })
    for (const each of there) expect(each).toMatchObject({ backend: 'webgpu', metrics, warnings: [] })
  })

  test('stops what it is asked within a second, and answers the next', async () => {
    const { answer, milliseconds } = await during('models.embed', crowd, (abort) => abort())
    expect(answer).toMatchObject({ code: 'CANCELLED' })
    expect(milliseconds).toBeLessThan(1000)
    const next = await engine.request('models.predict', { ...common, users: ['u1'], k: 2 })
    expect(next).toMatchObject({ backend: 'webgpu', warnings: [] })
  })

  test('goes on at the processor where its graphics process dies, and starts another for the next', async () => {
    const asked = { ...crowd, k: [3] }
    const { answer } = await during('models.evaluate', asked, () =>
      process.kill(graphicsProcess(), 'SIGKILL'),
    )
    const { metrics } = await engine.request('models.evaluate', { ...asked, backend: 'cpu' })
    const warnings = [{ words: 'models_device_lost_asking' }]
    expect(answer).toMatchObject({ backend: 'webgpu', metrics, warnings })
    expect(await engine.request('models.embed', common)).toMatchObject({ backend: 'webgpu', warnings: [] })
  })

  test('ends its graphics process with itself', async () => {
    await engine.close()
    await expect.poll(graphicsProcess).toBe(0)
  })
})

/** The number of the child that reaches the graphics processor; 0 where there is none. */
function graphicsProcess(): number {
  const threads = readdirSync('/proc/self/task')
  const children = threads.flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' '),
  )
  return Number(children.find((pid) => commandOf(pid).includes('compute-process')) ?? 0)
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
