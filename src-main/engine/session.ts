import { setTimeout } from 'node:timers/promises'
import { fail } from '../contract/errors.ts'
import { type StorageClient, startStorage } from '../store/storage-client.ts'
import type { StorageCommand, StorageParams } from '../store/storage-protocol.ts'
import type { JobEntry } from './job-register.ts'
import type { RequestThreads } from './request-threads.ts'
import type { ProjectReference } from './worker-protocol.ts'

/** Writes that nobody sees before another one publishes them. */
const unseen: ReadonlySet<string> = new Set<StorageCommand>(['beginImport', 'appendBatch', 'saveCheckpoint'])

/** One project at a time: the thread that writes it, and what every reader needs to know of it. */
export interface Session {
  project(): ProjectReference | null
  /** Throws PROJECT_NONE_OPEN. */
  openProject(): ProjectReference
  /** Long requests that are running. */
  readonly running: Set<JobEntry>
  /** Where `create` or `open` fails, the project that was open is open again. */
  create(path: string, passphrase: string | null): Promise<void>
  /** Returns how many imports had not ended when the project was last left. */
  open(path: string, passphrase: string | null): Promise<number>
  closeProject(): Promise<void>
  /** Copies or re-encrypts the file with every connection closed; throws PROJECT_BUSY while something runs. */
  copy(path: string): Promise<void>
  changePassphrase(from: string | null, to: string | null): Promise<ProjectReference>
  /** A write; everybody hears that the project changed. */
  write: StorageClient['call']
  /** Writes of one request, which takes back what it began and did not publish. */
  trackWrites(): WriteTracker
  close(): Promise<void>
}

export interface WriteTracker {
  call(command: string, params: unknown): Promise<unknown>
  /** Imports go in any case; the state of a training is kept to go on from, unless it was cancelled. */
  abandon(cancelled: boolean): Promise<void>
}

export function openSession(
  storageEntry: URL,
  readers: readonly RequestThreads[],
  onChange: () => void,
): Session {
  let storage: StorageClient | null = null
  let current: ProjectReference | null = null
  let generation = 0
  const running = new Set<JobEntry>()

  const thread = (): StorageClient => {
    storage ??= startStorage(storageEntry)
    return storage
  }
  const closeReaders = (path: string) => Promise.all(readers.map((threads) => threads.closeReaders(path)))
  const become = (path: string, passphrase: string | null): ProjectReference => {
    current = { path, passphrase, generation: ++generation }
    onChange()
    return current
  }
  const openProject = (): ProjectReference => {
    if (current === null) throw fail('PROJECT_NONE_OPEN')
    return current
  }
  const refuseWhileBusy = () => {
    if (running.size > 0) throw fail('PROJECT_BUSY')
  }
  const closeProject = async () => {
    refuseWhileBusy()
    if (current === null) return
    const { path } = current
    current = null
    await closeReaders(path)
    await thread().call('close', {})
    onChange()
  }
  const replaceProject = async (by: 'create' | 'open', path: string, passphrase: string | null) => {
    const before = current
    await closeProject()
    try {
      const { interruptedImports } = await thread().call(by, { path, passphrase })
      become(path, passphrase)
      return interruptedImports
    } catch (error) {
      if (before !== null) {
        await thread().call('open', { path: before.path, passphrase: before.passphrase })
        become(before.path, before.passphrase)
      }
      throw error
    }
  }
  const write: StorageClient['call'] = async (command, params) => {
    openProject()
    const reply = await thread().call(command, params)
    if (!unseen.has(command)) onChange()
    return reply
  }

  return {
    running,
    project: () => current,
    openProject,
    async create(path, passphrase) {
      await replaceProject('create', path, passphrase)
    },
    open: (path, passphrase) => replaceProject('open', path, passphrase),
    closeProject,
    async copy(path) {
      openProject()
      refuseWhileBusy()
      await thread().call('copy', { path })
    },
    async changePassphrase(from, to) {
      const { path } = openProject()
      refuseWhileBusy()
      await closeReaders(path)
      await thread().call('changePassphrase', { from, to })
      return become(path, to)
    },
    write,
    trackWrites() {
      const begun = new Set<number>()
      const trainings = new Set<string>()
      return {
        async call(command, params) {
          if (command === 'saveCheckpoint') {
            const { identity, resumed } = params as StorageParams<'saveCheckpoint'>
            if (!resumed) trainings.add(identity)
          }
          const reply = await (write as (command: string, params: unknown) => Promise<unknown>)(
            command,
            params,
          )
          if (command === 'beginImport') begun.add((reply as { readonly source: number }).source)
          if (command === 'publishImport') begun.delete((params as { readonly source: number }).source)
          return reply
        },
        async abandon(cancelled) {
          for (const source of begun) await write('abandonImport', { source }).catch(() => undefined)
          if (!cancelled) return
          for (const identity of trainings)
            await write('abandonTraining', { identity }).catch(() => undefined)
        },
      }
    },
    async close() {
      // A thread that is busy does not answer; its connection ends with it.
      if (current !== null)
        await Promise.race([closeReaders(current.path), setTimeout(500, null, { ref: false })])
      current = null
      await storage?.close()
    },
  }
}
