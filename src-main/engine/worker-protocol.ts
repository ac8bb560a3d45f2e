import type { Locale } from '../contract/messages.ts'
import type { ProgressDetail } from '../contract/monitor.ts'
import type { Words } from '../contract/words.ts'
import type { FromRelayed, ToRelayed } from './graphics/compute-relay.ts'
import type { PlainError } from './render.ts'

/** The project that a request is about; readers are opened anew when the generation changes. */
export interface ProjectReference {
  readonly path: string
  readonly passphrase: string | null
  readonly generation: number
}

/** To a thread that answers requests. */
export type ToRequestThread =
  | {
      readonly kind: 'run'
      readonly run: number
      readonly method: string
      readonly params: unknown
      readonly locale: Locale
      readonly project: ProjectReference | null
      /** One Int32: 1 once the job is cancelled. */
      readonly cancel: SharedArrayBuffer
      readonly threads: number
    }
  | { readonly kind: 'stored'; readonly call: number; readonly reply?: unknown; readonly error?: PlainError }
  | { readonly kind: 'close-readers'; readonly path: string; readonly ticket: number }
  | ToRelayed

export type FromRequestThread =
  | {
      readonly kind: 'progress'
      readonly run: number
      readonly fraction: number
      readonly phase: Words | null
      readonly detail?: ProgressDetail
    }
  | { readonly kind: 'result'; readonly run: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly run: number; readonly error: PlainError }
  | {
      readonly kind: 'store'
      readonly run: number
      readonly call: number
      readonly command: string
      readonly params: unknown
    }
  | { readonly kind: 'readers-closed'; readonly ticket: number }
  | FromRelayed

/** To a thread that runs kernels, and back. */
export type ToKernelThread =
  | { readonly kind: 'share'; readonly share: number; readonly value: unknown }
  | { readonly kind: 'forget'; readonly share: number }
  | {
      readonly kind: 'task'
      readonly task: number
      readonly kernel: string
      readonly share: number
      readonly value: unknown
    }

export type FromKernelThread =
  | { readonly kind: 'done'; readonly task: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly task: number; readonly error: PlainError }

/** What a thread is started as. */
export interface ThreadRole {
  readonly role: 'requests' | 'kernels'
  /** Where graphics processors are reached: by way of the engine, or nowhere. */
  readonly graphics: 'elsewhere' | 'none'
}
