/** What the preload's world and the program tell each other. */

export interface PreloadOptions {
  /** The name of the event by which the two worlds meet; never the same twice. */
  readonly handshake: string
  /** In Electron's spelling, with every command key as CmdOrCtrl. */
  readonly accelerators: readonly string[]
  readonly process: { readonly argv: readonly string[]; readonly platform: string; readonly versions: object }
}

export interface FileDialog {
  readonly title: string
  readonly confirm: string
  readonly cancel: string
  readonly name: string
  readonly folder: string
  readonly kind: 'open' | 'save' | 'folder'
  readonly several: boolean
  readonly fileName: string
  /** Lower case, without the dot; empty admits every file. */
  readonly extensions: readonly string[]
}

export interface Folder {
  readonly path: string
  readonly parent: string | null
  readonly separator: string
  readonly entries: readonly { readonly name: string; readonly folder: boolean }[]
}

export interface MessageDialog {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  readonly cancelId: number
  readonly defaultId: number
}

export type ToProgram =
  | { readonly kind: 'hello' }
  | {
      readonly kind: 'invoke'
      readonly id: number
      readonly channel: string
      readonly values: readonly unknown[]
    }
  | { readonly kind: 'send'; readonly channel: string; readonly values: readonly unknown[] }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'open'; readonly url: string }
  | {
      readonly kind: 'bounds'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
    }
  | { readonly kind: 'accelerator'; readonly name: string }
  | { readonly kind: 'dialog'; readonly id: number; readonly value: unknown }

export type FromProgram =
  | {
      readonly kind: 'event'
      readonly channel: string
      readonly values: readonly unknown[]
      readonly ports: readonly number[]
    }
  | { readonly kind: 'reply'; readonly id: number; readonly value?: unknown; readonly error?: string }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly id: number }
  | { readonly kind: 'file-dialog'; readonly id: number; readonly dialog: FileDialog }
  | { readonly kind: 'message-dialog'; readonly id: number; readonly dialog: MessageDialog }
