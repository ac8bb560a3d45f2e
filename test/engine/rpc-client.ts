import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface RpcAnswer {
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string }
}

/** `antecedent rpc` as another program sees it. */
export interface RpcClient {
  readonly process: ChildProcessWithoutNullStreams
  request(method: string, params: unknown, onProgress?: (fraction: number) => void): Promise<RpcAnswer>
  cancel(id: number): void
  readonly lastId: () => number
  /** Ends the input and resolves with the exit code. */
  end(): Promise<number | null>
}

export function startRpc(): RpcClient {
  const child = spawn(process.execPath, ['src-main/cli.ts', 'rpc'], { stdio: 'pipe' })
  const waiting = new Map<
    number,
    { resolve: (answer: RpcAnswer) => void; onProgress?: (fraction: number) => void }
  >()
  let last = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as RpcAnswer & { id: number; progress?: { fraction: number } }
    const waiter = waiting.get(message.id)
    if (message.progress !== undefined) waiter?.onProgress?.(message.progress.fraction)
    else {
      waiting.delete(message.id)
      waiter?.resolve(message)
    }
  })
  child.on('exit', () => {
    for (const { resolve } of waiting.values()) resolve({ error: { code: 'EXITED', message: '', hint: '' } })
  })
  return {
    process: child,
    lastId: () => last,
    request: (method, params, onProgress) =>
      new Promise((resolve) => {
        const id = ++last
        waiting.set(id, { resolve, onProgress })
        child.stdin.write(`${JSON.stringify({ id, method, params })}\n`)
      }),
    cancel: (id) => child.stdin.write(`${JSON.stringify({ id, cancel: true })}\n`),
    end: () =>
      new Promise((resolve) => {
        child.on('exit', (code) => resolve(code))
        child.stdin.end()
      }),
  }
}
