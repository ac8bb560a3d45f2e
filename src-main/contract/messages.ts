import type { MethodName } from './methods.ts'
import type { ProgressDetail } from './monitor.ts'

/** The languages of the product. */
export const locales = ['en', 'zh-CN'] as const
export type Locale = (typeof locales)[number]

/** No message between processes is larger than this many bytes; rows go by page, charts pre-binned. */
export const messageLimit = 16 * 1024 * 1024

/** From a client (a window, a script, a test) to the engine. */
export type ClientMessage =
  | { readonly id: number; readonly method: MethodName; readonly params: unknown; readonly locale?: Locale }
  | { readonly id: number; readonly cancel: true }
  /** Threads that long computations are split over from now on; null: one a core. */
  | { readonly threads: number | null }
  /** What runs is told in this language from now on. */
  | { readonly language: Locale }

export interface ErrorMessage {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly parameters: Readonly<Record<string, string | number>>
}

export interface ProgressMessage {
  readonly fraction: number
  readonly phase: string
  /** Only in the messages that bring something new. */
  readonly detail?: ProgressDetail
}

/** Something changed that every client may want to show. */
export type EngineEvent = { readonly event: 'project.changed' } | { readonly event: 'jobs.changed' }

/** From the engine to a client. */
export type EngineMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorMessage }
  | { readonly id: number; readonly progress: ProgressMessage }
  | EngineEvent
