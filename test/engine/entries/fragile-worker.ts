import { parentPort } from 'node:worker_threads'
import type { ToRequestThread } from '../../../src-main/engine/worker-protocol.ts'

/** A request thread whose methods misbehave: it answers, never answers, or takes its thread with it. */
parentPort!.on('message', (message: ToRequestThread) => {
  if (message.kind !== 'run') return
  const { run, method } = message
  if (method === 'answer') parentPort!.postMessage({ kind: 'result', run, result: 42 })
  if (method === 'threads') parentPort!.postMessage({ kind: 'result', run, result: message.threads })
  if (method === 'crash') throw new Error('the thread fell over')
  if (method === 'spin') for (;;) Math.random()
  if (method === 'exhaust') {
    const kept: number[][] = []
    for (;;) kept.push(new Array<number>(1e6).fill(kept.length))
  }
})
