import { afterEach, describe, expect, test } from 'vitest'
import { type RequestThreads, requestThreads } from '../../src-main/engine/request-threads.ts'

const entry = new URL('./entries/fragile-worker.ts', import.meta.url)
let threads: RequestThreads

const start = (count = 1) => {
  threads = requestThreads(entry, { count, concurrent: 1, kernelThreads: 1 })
  return (method: string) =>
    threads.run({
      method,
      params: {},
      locale: 'en' as const,
      project: null,
      onProgress() {},
      store: async () => null,
    })
}

afterEach(() => threads.close())

describe('request threads', () => {
  test('answer', async () => {
    expect(await start()('answer').result).toBe(42)
  })

  test('split what begins from now on over as many threads as were chosen', async () => {
    const run = start()
    expect(await run('threads').result).toBe(1)
    threads.useKernelThreads(3)
    expect(await run('threads').result).toBe(3)
  })

  test('fail only the request whose thread fell over, and answer the next on a new thread', async () => {
    const run = start()
    const falls = run('crash')
    const waits = run('answer')
    await expect(falls.result).rejects.toMatchObject({
      code: 'WORKER_CRASHED',
      parameters: { detail: 'the thread fell over' },
    })
    expect(await waits.result).toBe(42)
  })

  test('survive a request that runs out of memory', async () => {
    const run = start()
    await expect(run('exhaust').result).rejects.toMatchObject({ code: 'WORKER_CRASHED' })
    expect(await run('answer').result).toBe(42)
  }, 120_000)

  test('stop a cancelled request that does not stop by itself, within a second', async () => {
    const run = start()
    const spinning = run('spin')
    await new Promise((resolve) => setTimeout(resolve, 300))
    const cancelledAt = performance.now()
    spinning.cancel()
    await expect(spinning.result).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - cancelledAt).toBeLessThan(1000)
    expect(await run('answer').result).toBe(42)
  })

  test('forget a request that is cancelled while it waits', async () => {
    const run = start()
    const spinning = run('spin')
    const waiting = run('answer')
    waiting.cancel()
    await expect(waiting.result).rejects.toMatchObject({ code: 'CANCELLED' })
    spinning.cancel()
    await expect(spinning.result).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
