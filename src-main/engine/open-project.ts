import type { ReadingConnection } from '../store/connection.ts'
import { openForReading } from '../store/open.ts'
import type { StorageClient } from '../store/storage-client.ts'
import type { ProjectReference } from './worker-protocol.ts'

/** The project as a handler sees it: it reads through its thread's own connection and asks the storage thread to write. */
export interface OpenProject {
  readonly reader: ReadingConnection
  readonly write: StorageClient['call']
}

/** The connections that one thread holds. */
export interface ProjectConnections {
  open(
    reference: ProjectReference,
    write: (command: string, params: unknown) => Promise<unknown>,
  ): OpenProject
  /** A project that is not the open one, read without its lock. */
  openElsewhere(path: string): ReadingConnection
  close(path: string): void
}

export function openProjects(): ProjectConnections {
  const connections = new Map<string, { readonly generation: number; readonly reader: ReadingConnection }>()
  const close = (path: string) => {
    connections.get(path)?.reader.close()
    connections.delete(path)
  }
  return {
    open({ path, passphrase, generation }, write) {
      if (connections.get(path)?.generation !== generation) {
        close(path)
        connections.set(path, { generation, reader: openForReading(path, { passphrase }) })
      }
      return { reader: connections.get(path)!.reader, write: write as StorageClient['call'] }
    },
    openElsewhere: (path) => openForReading(path, { passphrase: null }),
    close,
  }
}
