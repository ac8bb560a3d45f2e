import { AntecedentError, type ErrorCode } from '../contract/errors.ts'
import type { ProjectInformation } from '../contract/project.ts'
import type { WriteCommands } from './write-commands.ts'

/** What the storage thread does to the file as a whole. Opening closes what was open. */
interface FileCommands {
  create(params: { readonly path: string; readonly passphrase?: string | null }): OpenedProject
  open(params: { readonly path: string; readonly passphrase?: string | null }): OpenedProject
  close(params: object): null
  copy(params: { readonly path: string }): { readonly path: string }
  /** Every reader must be closed before, and opened anew after. */
  changePassphrase(params: { readonly from?: string | null; readonly to: string | null }): ProjectInformation
}

interface OpenedProject extends ProjectInformation {
  /** The copy that was made before an older project was brought up to date. */
  readonly copyBeforeMigration: string | null
  /** Imports that had not ended when the project was last left; nothing of them is kept. */
  readonly interruptedImports: number
}

/** Every command with what it takes and what it replies. */
export type StorageCommands = FileCommands & {
  readonly [Name in keyof WriteCommands]: (
    params: Parameters<WriteCommands[Name]>[1],
  ) => ReturnType<WriteCommands[Name]>
}

export type StorageCommand = keyof StorageCommands
export type StorageParams<Name extends StorageCommand> = Parameters<StorageCommands[Name]>[0]
export type StorageReply<Name extends StorageCommand> = ReturnType<StorageCommands[Name]>

/** To the storage thread. */
export interface StorageRequest {
  readonly id: number
  readonly command: string
  readonly params: unknown
}

/** From the storage thread: a reply to every request, in the order of the requests. */
export type StorageResponse =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: StorageError }

interface StorageError {
  readonly code: ErrorCode
  readonly parameters: AntecedentError['parameters']
  readonly stack?: string
}

export function toStorageError(error: unknown): StorageError {
  if (error instanceof AntecedentError) return { code: error.code, parameters: error.parameters }
  const detail = error instanceof Error ? error.message : 'unknown'
  return { code: 'INTERNAL', parameters: { detail }, stack: error instanceof Error ? error.stack : undefined }
}

export function fromStorageError(error: StorageError): AntecedentError {
  const thrown = new AntecedentError(error.code, error.parameters)
  if (error.stack !== undefined) thrown.stack = error.stack
  return thrown
}
