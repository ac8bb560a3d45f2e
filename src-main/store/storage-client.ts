import { Worker } from 'node:worker_threads'
import { fail } from '../contract/errors.ts'
import {
  fromStorageError,
  type StorageCommand,
  type StorageParams,
  type StorageReply,
  type StorageRequest,
  type StorageResponse,
} from './storage-protocol.ts'

/** The way to the one thread that writes. */
export interface StorageClient {
  /** Commands are carried out one by one, in the order of the calls. */
  call<Name extends StorageCommand>(command: Name, params: StorageParams<Name>): Promise<StorageReply<Name>>
  /** Closes the project after the calls made before, lets go of its lock and ends the thread. */
  close(): Promise<void>
}

interface Waiting {
  resolve(reply: unknown): void
  reject(error: Error): void
}

/**
 * Starts the storage thread from `entry` (`storage-thread.ts`, or what it was built into). Where the thread ends by
 * itself, everything that waits and everything asked later is rejected with WORKER_CRASHED: start another.
 */
export function startStorage(entry: URL): StorageClient {
  const worker = new Worker(entry)
  const waiting = new Map<number, Waiting>()
  let next = 1
  let ended: Error | null = null

  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('message', (response: StorageResponse) => {
    const waiter = waiting.get(response.id)
    waiting.delete(response.id)
    if ('error' in response) waiter?.reject(fromStorageError(response.error))
    else waiter?.resolve(response.reply)
  })
  worker.on('error', (error) => end(fail('WORKER_CRASHED', { detail: error.message })))
  worker.on('exit', (code) => end(fail('WORKER_CRASHED', { detail: `exit ${code}` })))

  function call<Name extends StorageCommand>(command: Name, params: StorageParams<Name>) {
    return new Promise<StorageReply<Name>>((resolve, reject) => {
      if (ended !== null) {
        reject(ended)
        return
      }
      const request: StorageRequest = { id: next++, command, params }
      waiting.set(request.id, { resolve: resolve as Waiting['resolve'], reject })
      worker.postMessage(request)
    })
  }

  return {
    call,
    async close() {
      if (ended !== null) return
      try {
        await call('close', {})
      } finally {
        await worker.terminate()
      }
    },
  }
}
