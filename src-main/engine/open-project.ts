import type { ReadingConnection } from '../store/connection.ts'
import { openForReading } from '../store/open.ts'
import type { StorageClient } from '../store/storage-client.ts'
import { type Memory, memory } from './memory.ts'
import type { ProjectReference } from './worker-protocol.ts'

/** The project as a handler sees it: it reads through its thread's own connection and asks the storage thread to write. */
export interface OpenProject {
  readonly reader: ReadingConnection
  readonly write: StorageClient['call']
  /** What was made of the project last; forgotten once nobody asks for it, or when the project closes. */
  readonly recall: Memory['recall']
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

interface Connected {
  readonly generation: number
  readonly reader: ReadingConnection
  readonly memory: Memory
}

const rememberedMilliseconds = 60_000

export function openProjects(): ProjectConnections {
  const connections = new Map<string, Connected>()
  const close = (path: string) => {
    connections.get(path)?.memory.forget()
    connections.get(path)?.reader.close()
    connections.delete(path)
  }
  return {
    open({ path, passphrase, generation }, write) {
      if (connections.get(path)?.generation !== generation) {
        close(path)
        const reader = openForReading(path, { passphrase })
        connections.set(path, { generation, reader, memory: memory(rememberedMilliseconds) })
      }
      const connected = connections.get(path)!
      return {
        reader: connected.reader,
        write: write as StorageClient['call'],
        recall: connected.memory.recall,
      }
    },
    openElsewhere: (path) => openForReading(path, { passphrase: null }),
    close,
  }
}
