import { parentPort } from 'node:worker_threads'
import { fail } from './contract/errors.ts'
import { projectFailure } from './store/failures.ts'
import { readInformation } from './store/information.ts'
import { changePassphrase, copyProject, createProject, type OpenProject, openProject } from './store/open.ts'
import {
  type StorageCommands,
  type StorageRequest,
  type StorageResponse,
  toStorageError,
} from './store/storage-protocol.ts'
import { writeCommands } from './store/write-commands.ts'

/** Entry of the one thread that writes the project. */

let project: OpenProject | null = null

const commands: StorageCommands = { ...fileCommands(), ...writes() }

parentPort?.on('message', ({ id, command, params }: StorageRequest) => {
  parentPort?.postMessage(answer(id, command, params))
})

function answer(id: number, command: string, params: unknown): StorageResponse {
  try {
    const run = commands[command as keyof StorageCommands] as (params: unknown) => unknown
    return { id, reply: run(params) }
  } catch (error) {
    return { id, error: toStorageError(projectFailure(error, project?.path ?? '')) }
  }
}

function fileCommands() {
  const become = (opened: OpenProject) => {
    project = opened
    const { copyBeforeMigration, interruptedImports } = opened
    return { ...readInformation(opened.connection), copyBeforeMigration, interruptedImports }
  }
  const closeProject = () => {
    project?.close()
    project = null
    return null
  }
  return {
    create({ path, passphrase }) {
      closeProject()
      return become(createProject(path, passphrase ?? null))
    },
    open({ path, passphrase }) {
      closeProject()
      return become(openProject(path, passphrase ?? null))
    },
    close: closeProject,
    copy: ({ path }) => ({ path: copyProject(openOne(), path) }),
    changePassphrase({ from, to }) {
      const opened = openOne()
      changePassphrase(opened, from ?? null, to)
      return readInformation(opened.connection)
    },
  } satisfies Partial<StorageCommands>
}

function writes() {
  const bound = Object.entries(writeCommands).map(([name, write]) => [
    name,
    (params: never) => write(openOne().connection, params),
  ])
  return Object.fromEntries(bound) as Omit<StorageCommands, keyof ReturnType<typeof fileCommands>>
}

function openOne(): OpenProject {
  if (project === null) throw fail('PROJECT_NONE_OPEN')
  return project
}
